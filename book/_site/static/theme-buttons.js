// Handles two buttons of the theme, whose code in attributes the policy refuses.
"use strict";

document.addEventListener("click", ({ target }) => {
  if (target.closest(".btn-fullscreen-button")) window.toggleFullScreen();
  if (target.closest(".btn-download-pdf-button")) window.print();
});
