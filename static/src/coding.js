// Coding by keyboard: one key a theme. A page says so, and has a link that turns it off.
(function () {
  "use strict";
  // What is said of keys is true only where this runs.
  document.querySelectorAll("[data-keys]").forEach(function (told) { told.hidden = false; });
  var form = document.querySelector("form[data-coding]");
  if (!form) return;
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    var on = event.target;
    if (on.closest("input[type=text], textarea, select, summary")) return;
    if (event.key === "Enter") {
      if (on.closest("a, button")) return;
      event.preventDefault();
      form.querySelector("button[value=save]").click();
      return;
    }
    var key = event.key.toLowerCase();
    if (key.length !== 1 || key === " ") return;
    var chosen = form.querySelector("[data-key='" + CSS.escape(key) + "']");
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
    if (chosen.type === "checkbox") chosen.focus();
  });
})();
