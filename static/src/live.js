// A part of a page that goes on by itself is asked for again until it is done; then the whole page.
(function () {
  "use strict";
  if (!document.querySelector("[data-live]")) return;
  function again() {
    fetch(location.href, { credentials: "same-origin" })
      .then(function (reply) { return reply.text(); })
      .then(function (text) {
        var part = document.querySelector("[data-live]");
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
        if (!part) return;
        if (!fresh) { location.reload(); return; }
        // Only where something changed: what has changed is read out.
        if (part.textContent !== fresh.textContent) part.replaceWith(fresh);
        setTimeout(again, 2000);
      })
      .catch(function () { setTimeout(again, 5000); });
  }
  setTimeout(again, 1500);
})();
