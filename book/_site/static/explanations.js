// Writes the formulas and the meanings that previews and lists of symbols show.
"use strict";

globalThis.bookExplanations = (() => {
  const { make } = globalThis.bookElements;

  /** MathJax typesets one thing at a time. */
  const typeset = (element) => {
    const done = MathJax.startup.promise.then(() => MathJax.typesetPromise([element]));
    MathJax.startup.promise = done;
    return done;
  };

  const formula = (tex, open = "\\(", close = "\\)") =>
    make("span", { class: "math" }, `${open}${tex}${close}`);

  /** Text with its formulas between \( and \). */
  const withFormulas = (text) =>
    text
      .split(/\\\((.*?)\\\)/)
      .map((part, index) => (index % 2 ? formula(part) : part));

  const explain = ({ formula: tex, meaning, code }) => {
    const spelled = code ? [", in code ", make("code", {}, code)] : [];
    return [
      make("dt", {}, formula(tex)),
      make("dd", {}, ...withFormulas(meaning), ...spelled),
    ];
  };

  const list = (symbols) =>
    make("dl", { class: "symbols" }, ...symbols.flatMap(explain));

  return { formula, list, typeset };
})();
