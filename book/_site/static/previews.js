// Shows an equation where it is referred to, and a symbol's meaning where it stands.
"use strict";

(() => {
  const { symbolOf, symbolsIn } = globalThis.bookSymbols;
  const { equations } = globalThis.bookPreviews;
  const LINKS = 'article a[href*="#equation-"]';
  const PATIENCE = 250; // milliseconds for which the pointer must rest on something

  const card = document.createElement("div");
  card.id = "preview";
  card.popover = "manual";
  card.setAttribute("role", "tooltip");
  let shownFor = null;
  let timer = 0;

  const make = (name, text) => {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  };

  const formula = (tex, open = "\\(", close = "\\)") => {
    const element = make("span", `${open}${tex}${close}`);
    element.className = "math";
    return element;
  };

  /** Text in which formulas stand between \( and \), as nodes. */
  const withFormulas = (text) =>
    text
      .split(/\\\((.*?)\\\)/)
      .map((part, index) =>
        index % 2 ? formula(part) : document.createTextNode(part),
      );

  const explain = ({ formula: tex, meaning, code }) => {
    const [name, text] = [document.createElement("dt"), document.createElement("dd")];
    name.append(formula(tex));
    text.append(...withFormulas(meaning));
    if (code) text.append(", in code ", make("code", code));
    return [name, text];
  };

  const list = (symbols) => {
    const element = document.createElement("dl");
    element.className = "symbols";
    element.append(...symbols.flatMap(explain));
    return element;
  };

  const hide = () => {
    clearTimeout(timer);
    if (shownFor?.getAttribute("aria-describedby") === card.id) {
      shownFor.removeAttribute("aria-describedby");
    }
    shownFor = null;
    if (card.matches(":popover-open")) card.hidePopover();
  };

  /** Lay the card below what it explains, or above where there is no room. */
  const place = (box) => {
    const { offsetWidth: width, offsetHeight: height } = card;
    const left = Math.min(box.left, document.documentElement.clientWidth - width - 8);
    const below = box.bottom + 6;
    const top = below + height > innerHeight ? box.top - height - 6 : below;
    card.style.left = `${Math.max(8, left)}px`;
    card.style.top = `${Math.max(8, top)}px`;
  };

  const show = async (target, content) => {
    hide();
    shownFor = target;
    card.replaceChildren(content);
    card.showPopover();
    await globalThis.MathJax.typesetPromise([card]);
    if (shownFor !== target) return;
    place(target.getBoundingClientRect());
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
    const explanation = explanationFor(event.target);
    if (explanation) show(explanation[0], explanation[1]());
    else if (!card.contains(event.target)) hide();
  };

  /** A button below a numbered equation, which unfolds a list of its symbols. */
  const addButton = (equation, number) => {
    const button = make("button", "Symbols");
    const where = equation.querySelector(".eqno")?.innerText.match(/\(.*?\)/)?.[0];
    button.type = "button";
    button.className = "symbols-button";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `Symbols of equation ${where ?? number + 1}`);
    button.addEventListener("click", () => {
      const next = button.nextElementSibling;
      const isOpen = next?.matches("dl.symbols");
      if (isOpen) next.remove();
      else button.after(list(symbolsIn(equation)));
      button.setAttribute("aria-expanded", String(!isOpen));
      if (!isOpen) globalThis.MathJax.typesetPromise([button.nextElementSibling]);
    });
    equation.after(button);
  };

  const begin = async () => {
    document.body.append(card);
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") showSoon(event);
    });
    document.addEventListener("click", showNow);
    document.addEventListener("focusin", (event) => {
      if (event.target.matches(LINKS)) showNow(event);
    });
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
    document.addEventListener("scroll", hide, { passive: true });
    await globalThis.MathJax?.startup.promise;
    const numbered = document.querySelectorAll('article div.math[id^="equation-"]');
    for (const [number, equation] of numbered.entries()) addButton(equation, number);
  };

  window.addEventListener("load", begin);
})();
