// Everything here only improves: each page works without it. Nothing is kept on the device.
(function () {
  "use strict";
  var leaving = false;

  function leave() {
    if (leaving) return;
    leaving = true;
    var white = document.createElement("div");
    white.className = "app-white";
    document.body.appendChild(white);
    document.title = "";
    window.location.replace("/exit");
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("[data-exit]");
    if (link) { event.preventDefault(); leave(); }
  });

  // Shift three times within five seconds leaves too.
  var shifts = [];
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") { shifts = []; return; }
    var now = Date.now();
    shifts = shifts.filter(function (at) { return now - at < 5000; });
    shifts.push(now);
    if (shifts.length >= 3) leave();
  });

  // A page from the back-forward cache may be somebody else's: ask the server again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) window.location.reload();
  });

  // "None of these" and its like stand alone.
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    var all = document.querySelectorAll('input[type="checkbox"][name="' + box.name + '"]');
    Array.prototype.forEach.call(all, function (other) {
      if (other === box) return;
      if (box.hasAttribute("data-alone") || other.hasAttribute("data-alone")) other.checked = false;
    });
  });

  // How many letters are left, once it gets close.
  Array.prototype.forEach.call(document.querySelectorAll("textarea[data-most]"), function (area) {
    var most = Number(area.getAttribute("data-most"));
    var told = document.getElementById(area.id + "-left");
    area.addEventListener("input", function () {
      var left = most - Array.from(area.value).length;
      told.textContent = left > most * 0.2 ? "" :
        left >= 0 ? "You have " + left + " letters left" : "That is " + -left + " letters too many";
    });
  });

  // Without a signal the page stays, with every word on it, and goes when the signal is back.
  var waiting = null;
  document.addEventListener("submit", function (event) {
    if (navigator.onLine !== false) return;
    event.preventDefault();
    waiting = { form: event.target, button: event.submitter };
    var told = document.getElementById("no-signal");
    if (told) {
      told.textContent = "No signal. Your words are still on this page. We will try again when you are back.";
      told.hidden = false;
    }
  });
  window.addEventListener("online", function () {
    if (!waiting) return;
    var again = waiting;
    waiting = null;
    if (again.button && again.form.requestSubmit) again.form.requestSubmit(again.button);
    else again.form.submit();
  });

  var summary = document.querySelector(".govuk-error-summary");
  if (summary) summary.focus();
})();
