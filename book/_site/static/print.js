// Before a page is printed: unfolds what is folded, and makes wide things fit.
"use strict";

(() => {
  const PAPER = 650; // pixels of A4 between the margins of print.css
  const WIDE = [
    "mjx-container[display]",
    "span.math.wide",
    ".scroller",
    ".output",
    ".pst-scrollable-table-container",
  ];
  const selector = WIDE.map((each) => `article ${each}`).join(", ");
  let unfolded = [];

  const unfold = () => {
    unfolded = [...document.querySelectorAll("article details:not([open])")];
    for (const details of unfolded) details.open = true;
  };

  /** How much smaller each must be, from its width and the room that it has. */
  const fit = () => {
    const width = document.querySelector("article").clientWidth;
    const sizes = [...document.querySelectorAll(selector)].map((element) => {
      const room = PAPER - (width - element.clientWidth);
      return [element, Math.min(1, room / element.scrollWidth)];
    });
    for (const [element, part] of sizes) {
      if (part > 0 && part < 1) element.style.setProperty("--fit", part.toFixed(3));
    }
  };

  const restore = () => {
    for (const details of unfolded) details.open = false;
    for (const element of document.querySelectorAll(selector)) {
      element.style.removeProperty("--fit");
    }
  };

  window.addEventListener("load", () => {
    addEventListener("beforeprint", () => {
      unfold();
      fit();
    });
    addEventListener("afterprint", restore);
  });
})();
