// The conversation with scripts: only the new turn travels. Without them each turn is a page.
// Thirty lines of our own: htmx would be ten times as much, and it keeps pages on the device.
(function () {
  "use strict";
  var busy = false;

  function last(what) {
    return Array.from(document.querySelectorAll(what)).pop();
  }

  function say(words) {
    var place = document.getElementById("signal");
    place.textContent = "";
    if (words) place.appendChild(document.createElement("p")).textContent = words;
  }

  function show(page) {
    var log = document.getElementById("log"), form = document.getElementById("talk");
    var made = new DOMParser().parseFromString(page, "text/html");
    form.replaceWith(document.adoptNode(made.getElementById("talk")));
    Array.from(made.getElementById("new").children).forEach(function (one) {
      log.appendChild(document.adoptNode(one));
    });
    var first = document.querySelector("#talk [autofocus]");
    if (first) first.focus({ preventScroll: true });
    ready();
  }

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (form.id !== "talk" || !form.hasAttribute("data-by-script") || !window.fetch) return;
    event.preventDefault();
    if (busy || !button) return;
    busy = true;
    form.setAttribute("data-busy", "");
    var told = new URLSearchParams(new FormData(form));
    told.append(button.name, button.value);
    fetch(form.action, { method: "POST", body: told, headers: { "X-Turn": "1" } }).then(function (reply) {
      var whole = reply.headers.get("X-Whole-Page");
      if (whole) { window.location.assign(whole); return null; }
      if (!reply.ok) throw new Error(reply.status);
      return reply.text().then(function (page) { say(""); show(page); });
    }).catch(function () {
      say("That did not get through. Your words are still on this page. Try again.");
    }).then(function () {
      busy = false;
      form.removeAttribute("data-busy");
    });
  }, true);

  // The newest question in the middle of the screen, and the browser's own voice for it.
  function ready() {
    var asked = last("#log .app-asked"), read = document.getElementById("read");
    if (asked) asked.scrollIntoView({ block: "center" });
    if (!read || !window.speechSynthesis) return;
    read.hidden = false;
    read.addEventListener("click", function () {
      var words = [(last("#log [data-read]") || asked).textContent];
      document.querySelectorAll("#talk .app-offer").forEach(function (one) { words.push(one.textContent); });
      var speech = new SpeechSynthesisUtterance(words.join(". "));
      speech.lang = document.getElementById("talk").lang || document.documentElement.lang;
      window.speechSynthesis.cancel();
      window.speechSynthesis.speak(speech);
    });
  }
  ready();
})();
