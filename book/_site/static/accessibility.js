// Names and focus for what the theme and MathJax leave unreachable, and what is cut off.
"use strict";

(() => {
  const SCROLLERS = {
    "mjx-container[display], span.math.wide": "equation, scrolls sideways",
    ".pst-scrollable-table-container, .cell_output .output": "scrolls sideways",
    ".panels": null, // it has a name
  };
  // These take the focus, hold what does, or belong to an explorer, which takes the keys.
  const EXPLORER = "[data-explorer]";
  const OTHERS = `pre, textarea, .cm-scroller, .scroller, .scheme, ${EXPLORER} math, .live-array`;
  const CUT = `article :is(${Object.keys(SCROLLERS)}, ${OTHERS})`;

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
    for (const toggle of document.querySelectorAll("nav.bd-links details > summary")) {
      const link = toggle.closest("li").querySelector(":scope > a");
      toggle.setAttribute("aria-label", `${link.textContent.trim()}: pages below`);
    }
  };

  const markWideFormulas = () => {
    const room = document.querySelector("article")?.clientWidth;
    for (const formula of document.querySelectorAll("span.math > mjx-container")) {
      formula.parentElement.classList.toggle("wide", formula.offsetWidth > room);
    }
  };

  const takeFocus = (element, label) => {
    element.tabIndex = 0;
    if (!label) return;
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", label);
  };

  const leaveFocus = (element, label) => {
    element.removeAttribute("tabindex");
    if (!label) return;
    element.removeAttribute("role");
    element.removeAttribute("aria-label");
  };

  /** Makes what scrolls sideways focusable, so that the arrow keys scroll it. */
  const focusScrollers = () => {
    for (const [selector, label] of Object.entries(SCROLLERS)) {
      for (const element of document.querySelectorAll(`article :is(${selector})`)) {
        const scrolls = element.scrollWidth > element.clientWidth + 1;
        if (scrolls === (element.tabIndex === 0)) continue;
        if (scrolls) takeFocus(element, label);
        else leaveFocus(element, label);
      }
    }
  };

  /** Says on which sides there is more, so that it fades there (site.css). */
  const markMore = (element) => {
    const left = element.scrollLeft;
    const hidden = element.scrollWidth - element.clientWidth;
    const sides = [left > 1 && "before", left < hidden - 1 && "after"].filter(Boolean);
    element.toggleAttribute("data-more", sides.length > 0);
    if (sides.length > 0) element.dataset.more = sides.join(" ");
  };

  const untidy = new Set(); // the page, or explorers of which something changed

  const tidy = () => {
    const isWhole = untidy.has(document);
    const places = isWhole ? [document] : [...untidy];
    untidy.clear();
    if (isWhole) {
      markWideFormulas();
      focusScrollers();
    }
    for (const place of places) {
      for (const element of place.querySelectorAll(CUT)) markMore(element);
    }
  };

  const tidySoon = (place) => {
    if (untidy.size === 0) requestAnimationFrame(tidy);
    untidy.add(place);
  };
  const tidyPage = () => tidySoon(document);

  /** A step changes its explorer alone: no other formula is measured again. */
  const tidyChanged = (changes) => {
    for (const { target } of changes) tidySoon(target.closest(EXPLORER) ?? document);
  };

  document.addEventListener("DOMContentLoaded", async () => {
    nameTheme();
    await window.MathJax?.startup.promise; // measuring them lays out the page
    tidyPage();
    new MutationObserver(tidyChanged).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
  window.addEventListener("load", tidyPage);
  window.addEventListener("resize", tidyPage);
  document.addEventListener("toggle", tidyPage, true); // what was folded had no width
  document.addEventListener(
    "scroll",
    ({ target }) => target.matches?.(CUT) && markMore(target),
    { capture: true, passive: true },
  );
})();
