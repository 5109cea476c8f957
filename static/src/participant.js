// Everything here only improves: each page works without it. Nothing is kept on the device.
(function () {
  "use strict";
  var leaving = false;
  var exit = document.querySelector("[data-exit]");

  function say(words) {
    var place = document.getElementById("signal");
    if (!place) return;
    place.textContent = "";
    if (words) place.appendChild(document.createElement("p")).textContent = words;
  }

  // The page goes white at once; the survey is not behind the Back button.
  function leave() {
    if (!leaving) {
      leaving = true;
      document.body.appendChild(document.createElement("div")).className = "app-white";
      document.title = "";
    }
    window.location.replace(exit.href);
  }

  if (exit) {
    document.addEventListener("click", function (event) {
      if (event.target.closest("[data-exit]")) { event.preventDefault(); leave(); }
    });
    // Shift three times within five seconds, with nothing between: capitals do not count.
    var shifts = [], mixed = false;
    document.addEventListener("keydown", function (event) {
      if (event.key === "Shift") { if (!event.repeat) mixed = false; return; }
      mixed = true;
      shifts = [];
    });
    document.addEventListener("keyup", function (event) {
      if (event.key !== "Shift" || mixed) return;
      var now = Date.now();
      shifts = shifts.filter(function (at) { return now - at < 5000; });
      shifts.push(now);
      if (shifts.length > 2) leave();
      else if (shifts.length > 1) say("Press Shift once more to leave this page.");
    });
  }

  // A page out of the browser's memory may be somebody else's by now: ask the server again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    if (leaving) leave();
    else if (navigator.onLine !== false) window.location.reload();
  });

  // A worker's tablet starts again when nobody has touched it for a while, and asks first. Words
  // that wait for a signal stay.
  var tablet = document.querySelector("[data-idle-to]");
  if (tablet) {
    var most = tablet.getAttribute("data-idle-seconds") * 1000, touched = Date.now(), asked = false;
    ["keydown", "input", "pointerdown", "scroll"].forEach(function (kind) {
      document.addEventListener(kind, function () {
        touched = Date.now();
        if (asked) say("");
        asked = false;
      }, { capture: true, passive: true });
    });
    var watch = setInterval(function () {
      var left = most - (Date.now() - touched);
      if (waiting || leaving) return;
      if (left <= 0) {
        clearInterval(watch);
        window.location.replace(tablet.getAttribute("data-idle-to"));
      } else if (left < 60000 && most > 60000 && !asked) {
        asked = true;
        say("Are you still there? Touch the screen to carry on, or it will start again in a minute.");
      }
    }, 500);
  }

  // "None of these" and its like stand alone.
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    document.querySelectorAll('input[type="checkbox"]').forEach(function (other) {
      if (other === box || other.name !== box.name) return;
      if (box.hasAttribute("data-alone") || other.hasAttribute("data-alone")) other.checked = false;
    });
  });

  // How many letters are left, once it gets close; told when the typing pauses.
  document.querySelectorAll("textarea[data-most]").forEach(function (area) {
    var most = Number(area.getAttribute("data-most")), pause;
    var told = document.getElementById(area.id + "-left");
    area.addEventListener("input", function () {
      clearTimeout(pause);
      pause = setTimeout(function () {
        var left = most - Array.from(area.value).length, many = Math.abs(left);
        var letters = many.toLocaleString("en-GB") + (many === 1 ? " letter " : " letters ");
        told.textContent = left > most * 0.2 ? "" :
          left < 0 ? "That is " + letters + "too many" : "You have " + letters + "left";
      }, 500);
    });
  });

  // Sending. A second tap within a second is the same tap. Words typed go only where there is a
  // signal: a small file is asked for first, and until it comes the page stays as it is.
  var pressed = null, sent = 0, waiting = null;
  document.addEventListener("click", function (event) {
    pressed = event.target.closest("button");
  }, true);

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (Date.now() - sent < 1000) { event.preventDefault(); return; }
    var button = event.submitter || (pressed && pressed.form === form ? pressed : null);
    var presses = waiting ? waiting.presses + 1 : 1;
    if (navigator.onLine !== false && (!hasWords(form) || presses > 3)) {
      waiting = null;
      sent = Date.now();
      return;
    }
    event.preventDefault();
    var idle = !waiting || !waiting.asking;
    waiting = { form: form, button: button, presses: presses, asking: !idle };
    if (idle) ask();
    else tell();
  });

  function hasWords(form) {
    return Array.from(form.elements).some(function (field) {
      return /^(textarea|text)$/.test(field.type) && field.value.trim();
    });
  }

  function ask() {
    var icon = document.querySelector('link[rel="icon"]');
    if (navigator.onLine === false) { later(); return; }
    if (!window.fetch || !icon) { send(); return; }
    var slow = setTimeout(tell, 3000);
    waiting.asking = true;
    fetch(icon.href, { cache: "no-store", credentials: "omit" }).then(send, later).then(function () {
      clearTimeout(slow);
    });
  }

  function tell() {
    say("No signal. Your words are still on this page. We will try again when you are back.");
  }

  function later() {
    waiting.asking = false;
    tell();
    setTimeout(again, 5000);
  }

  function again() {
    if (waiting && !waiting.asking && !leaving) ask();
  }
  window.addEventListener("online", again);

  // As if the button were pressed again, in browsers that cannot press it for us too.
  function send() {
    if (leaving || !waiting) return;
    var form = waiting.form, button = waiting.button, value = document.createElement("input");
    waiting = null;
    sent = Date.now();
    say("");
    if (button && button.name) {
      value.type = "hidden";
      value.name = button.name;
      value.value = button.value;
      form.appendChild(value);
    }
    HTMLFormElement.prototype.submit.call(form);
    value.remove();
  }
})();
