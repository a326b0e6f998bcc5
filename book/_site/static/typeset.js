// Sets the formulas of a page a few at a time, so that the reader can scroll meanwhile.
"use strict";

(() => {
  const AT_A_TIME = 8;

  const pause = () => new Promise((done) => setTimeout(done));

  const isInView = (formula) => formula.getBoundingClientRect().top < innerHeight;

  /** What is in view goes first and at once: the text then moves once, not many times. */
  const typesetAll = async () => {
    const formulas = [...document.querySelectorAll(".math")];
    const later = formulas.splice(formulas.filter(isInView).length);
    await MathJax.typesetPromise(formulas);
    while (later.length > 0) {
      await pause();
      await MathJax.typesetPromise(later.splice(0, AT_A_TIME));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.MathJax) return; // a page without formulas
    const ready = MathJax.startup.promise.then(typesetAll);
    MathJax.startup.promise = ready; // whoever waits for it waits for the formulas
  });
})();
