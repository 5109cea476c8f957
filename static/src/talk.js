// The conversation with scripts: only the new turn travels. Without them each turn is a page.
(function () {
  "use strict";
  function newest() {
    var all = document.querySelectorAll("#log .app-asked");
    return all.length ? all[all.length - 1] : null;
  }

  function ready() {
    var read = document.getElementById("read");
    if (!read || !window.speechSynthesis) return;
    read.hidden = false;
    read.addEventListener("click", function () {
      var said = Array.from(document.querySelectorAll("#log [data-read]")).pop() || newest();
      var words = [said ? said.textContent : ""];
      document.querySelectorAll("#talk .app-offer").forEach(function (one) { words.push(one.textContent); });
      var speech = new SpeechSynthesisUtterance(words.join(". "));
      speech.lang = document.documentElement.lang;
      window.speechSynthesis.cancel();
      window.speechSynthesis.speak(speech);
    });
  }

  function say(words) {
    var place = document.getElementById("signal");
    if (!place) return;
    place.textContent = "";
    if (words) place.appendChild(document.createElement("p")).textContent = words;
  }

  document.body.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id !== "talk" && !document.getElementById("talk")) return;
    say("");
    var first = document.querySelector("#talk [autofocus]");
    if (first) first.focus({ preventScroll: true });
    var said = newest();
    if (said) said.scrollIntoView({ block: "center" });
    ready();
  });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (kind) {
    document.body.addEventListener(kind, function () {
      say("That did not get through. Your words are still on this page. Try again.");
    });
  });
  ready();
  var said = newest();
  if (said) said.scrollIntoView({ block: "center" });
})();
