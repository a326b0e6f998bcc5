// Adds a button below each numbered equation that unfolds a list of its symbols.
"use strict";

(() => {
  const { symbolsIn } = globalThis.bookSymbols;
  const { list, typeset } = globalThis.bookExplanations;
  const { make } = globalThis.bookElements;

  const fill = async (box, equation) => {
    await MathJax.startup.promise; // the letters are there when the formula is set
    box.append(list(symbolsIn(equation)));
    typeset(box);
  };

  const addButton = (equation) => {
    const [number] = equation.querySelector(".eqno").textContent.match(/\(.*?\)/);
    const attributes = {
      type: "button",
      class: "symbols-button",
      "aria-expanded": "false",
      "aria-label": `Symbols of equation ${number}`,
    };
    const button = make("button", attributes, "Symbols");
    const box = make("div", { hidden: "" });
    button.addEventListener("click", () => fill(box, equation), { once: true });
    button.addEventListener("click", () => {
      box.hidden = !box.hidden;
      button.setAttribute("aria-expanded", String(!box.hidden));
    });
    equation.after(button, box);
  };

  // At once, before the page is seen, so that nothing moves when they come.
  for (const equation of document.querySelectorAll(
    'article div.math[id^="equation-"]',
  )) {
    addButton(equation);
  }
})();
