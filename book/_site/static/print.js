// Unfolds the answers of a page before it is printed, on white, and folds them again.
"use strict";

(() => {
  const page = document.documentElement.dataset;
  let unfolded = [];
  let theme;

  addEventListener("beforeprint", () => {
    theme ??= page.theme;
    page.theme = "light";
    unfolded = [...document.querySelectorAll("article details:not([open])")];
    for (const details of unfolded) details.open = true;
  });

  addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
    page.theme = theme;
    theme = undefined;
  });
})();
