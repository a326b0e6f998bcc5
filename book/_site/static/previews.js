// Shows an equation where the text refers to it, and a symbol's meaning where it is used.
"use strict";

(() => {
  const { symbolOf } = globalThis.bookSymbols;
  const { formula, list, typeset } = globalThis.bookExplanations;
  const { equations } = globalThis.bookPreviews;
  const LINKS = 'article a:not(.headerlink)[href*="#equation-"]';
  const PATIENCE = 250; // milliseconds for which the pointer must rest on something

  const attributes = { id: "preview", popover: "manual", role: "tooltip" };
  const card = globalThis.bookElements.make("div", attributes);
  let shownFor = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    if (shownFor?.getAttribute("aria-describedby") === card.id) {
      shownFor.removeAttribute("aria-describedby");
    }
    shownFor = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };

  /** Make a formula that is wider than the card as small as it has to be. */
  const fit = (content) => {
    const drawn = content.querySelector("mjx-container[display]");
    const share = drawn ? drawn.clientWidth / drawn.scrollWidth : 1;
    if (share < 1) content.style.fontSize = `${share}em`;
  };

  /** Lay the card below what it explains, or above where there is no room. */
  const place = (box) => {
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = Math.min(box.left, document.documentElement.clientWidth - width - 8);
    const below = box.bottom + 6;
    const top = below + height > innerHeight ? box.top - height - 6 : below;
    card.style.left = `${Math.max(8, left)}px`;
    card.style.top = `${box.bottom > 0 ? Math.max(8, top) : top}px`;
  };

  /** Stay with what has the focus: Tab scrolls to what it reaches. */
  const follow = () => {
    if (shownFor !== document.activeElement) return hide();
    place(shownFor.getBoundingClientRect());
  };

  const show = async (target, content) => {
    hide();
    shownFor = target;
    card.replaceChildren(content);
    card.style.visibility = "hidden"; // until its formulas are set and it has its place
    card.showPopover();
    await typeset(card);
    if (shownFor !== target) return;
    fit(content);
    place(target.getBoundingClientRect());
    card.style.visibility = "visible";
    if (target.matches("a")) target.setAttribute("aria-describedby", card.id);
  };

  const labelOf = (link) => decodeURIComponent(link.hash.slice("#equation-".length));

  /** What an element is explained by: [where it stands, how to make the content]. */
  const explanationFor = (element) => {
    const link = element.closest(LINKS);
    if (link && Object.hasOwn(equations, labelOf(link))) {
      return [link, () => formula(equations[labelOf(link)], "\\[", "\\]")];
    }
    const letter = element.closest("article mjx-mi");
    const symbol = letter && symbolOf(letter);
    letter?.classList.toggle("symbol", Boolean(symbol));
    return symbol ? [letter, () => list([symbol])] : null;
  };

  const showSoon = (event) => {
    if (card.contains(event.target)) return clearTimeout(timer);
    const explanation = explanationFor(event.target);
    if (explanation?.[0] === shownFor && shownFor) return clearTimeout(timer);
    clearTimeout(timer);
    const [target, content] = explanation ?? [];
    timer = setTimeout(() => (target ? show(target, content()) : hide()), PATIENCE);
  };

  const showNow = (event) => {
    const [target, content] = explanationFor(event.target) ?? [];
    if (target) show(target, content());
    else if (!card.contains(event.target)) hide();
  };

  /** A finger cannot point: its first tap on a link explains, its second follows. */
  const onClick = (event) => {
    const [target] = explanationFor(event.target) ?? [];
    const isFirst = target?.matches("a") && target !== shownFor;
    if (isFirst && event.pointerType === "touch") event.preventDefault();
    showNow(event);
  };

  const explainInPlace = () => {
    document.body.append(card);
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") showSoon(event);
    });
    document.addEventListener("click", onClick);
    document.addEventListener("focusin", (event) => {
      if (event.target.matches(`:is(${LINKS}):focus-visible`)) showNow(event);
    });
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
    document.addEventListener("scroll", follow, { passive: true });
  };

  window.addEventListener("load", () => {
    if ("popover" in HTMLElement.prototype) explainInPlace();
  });
})();
