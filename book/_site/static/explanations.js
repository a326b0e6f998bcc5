// Writes the formulas and the meanings that previews and lists of symbols show.
"use strict";

globalThis.bookExplanations = (() => {
  /** MathJax sets one thing after the other. */
  const typeset = (element) => {
    const done = MathJax.startup.promise.then(() => MathJax.typesetPromise([element]));
    MathJax.startup.promise = done;
    return done;
  };

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

  return { formula, list, make, typeset };
})();
