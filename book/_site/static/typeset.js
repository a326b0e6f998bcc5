// Sets the formulas of a page a few at a time, so that the reader can scroll meanwhile.
"use strict";

(() => {
  const AT_A_TIME = 8;

  const pause = () => new Promise((done) => setTimeout(done));

  const typesetAll = async () => {
    const formulas = [...document.querySelectorAll(".math")];
    while (formulas.length > 0) {
      await MathJax.typesetPromise(formulas.splice(0, AT_A_TIME));
      await pause();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.MathJax) return; // a page without formulas
    const ready = MathJax.startup.promise.then(typesetAll);
    MathJax.startup.promise = ready; // whoever waits for it waits for the formulas
  });
})();
