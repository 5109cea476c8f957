// Staff pages work without scripts; this only moves the focus to what went wrong.
(function () {
  "use strict";
  var summary = document.querySelector(".govuk-error-summary");
  if (summary) { summary.setAttribute("tabindex", "-1"); summary.focus(); }
})();
