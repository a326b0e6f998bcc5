// Unfolds the answers of a page before it is printed, and folds them again.
"use strict";

(() => {
  let unfolded = [];

  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("article details:not([open])")];
    for (const details of unfolded) details.open = true;
  });

  addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
  });
})();
