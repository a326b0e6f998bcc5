// Names and focus for what the theme and MathJax leave unreachable.
"use strict";

(() => {
  const SCROLLERS = {
    "mjx-container[display], span.math.wide": "equation, scrolls sideways",
    ".pst-scrollable-table-container, .cell_output .output": "scrolls sideways",
    ".cell_output figure": null,
  };

  const nameTheme = () => {
    const misnamed = ".search-button-field, details.hide > summary";
    for (const element of document.querySelectorAll(misnamed)) {
      element.removeAttribute("aria-label"); // it hides the element's own words
    }
    for (const icon of document.querySelectorAll(".theme-switch-button i")) {
      icon.setAttribute("aria-hidden", "true");
      icon.removeAttribute("title");
    }
    const sidebar = document.getElementById("pst-primary-sidebar");
    sidebar?.setAttribute("role", "region");
    sidebar?.setAttribute("aria-label", "Book");
  };

  const markWideFormulas = () => {
    const room = document.querySelector("article")?.clientWidth;
    for (const formula of document.querySelectorAll("span.math > mjx-container")) {
      formula.parentElement.classList.toggle("wide", formula.offsetWidth > room);
    }
  };

  const takeFocus = (element, label) => {
    element.tabIndex = 0;
    if (element.localName === "figure") return; // its caption names it
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", label);
  };

  const leaveFocus = (element) => {
    for (const name of ["tabindex", "role", "aria-label"]) {
      element.removeAttribute(name);
    }
  };

  /** Makes what scrolls sideways focusable, so that the arrow keys scroll it. */
  const focusScrollers = () => {
    for (const [selector, label] of Object.entries(SCROLLERS)) {
      for (const element of document.querySelectorAll(`article :is(${selector})`)) {
        const scrolls = element.scrollWidth > element.clientWidth + 1;
        if (scrolls === (element.tabIndex === 0)) continue;
        if (scrolls) takeFocus(element, label);
        else leaveFocus(element);
      }
    }
  };

  let waiting = false;
  const tidySoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      markWideFormulas();
      focusScrollers();
    });
  };

  document.addEventListener("DOMContentLoaded", async () => {
    nameTheme();
    await window.MathJax?.startup.promise; // measuring them lays out the page
    tidySoon();
    new MutationObserver(tidySoon).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
  window.addEventListener("load", tidySoon);
  window.addEventListener("resize", tidySoon);
})();
