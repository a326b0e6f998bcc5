// Sets the formulas of a page without moving its text about or holding up its reader.
"use strict";

(() => {
  const FONTS = ["MJXTEX", "MJXTEX-I"]; // of nearly every formula
  const PATIENCE = 2000; // milliseconds to wait for them
  const AT_A_TIME = 8;

  const pause = (time = 0) => new Promise((done) => setTimeout(done, time));

  /** Without these fonts a line is taller at first, and the text below moves later. */
  const loadFonts = async () => {
    await MathJax.typesetPromise([]); // nothing, but it brings the stylesheet
    const coming = FONTS.map((name) => document.fonts.load(`1em ${name}`));
    await Promise.race([Promise.allSettled(coming), pause(PATIENCE)]);
  };

  const isInView = (formula) => formula.getBoundingClientRect().top < innerHeight;

  /** Sets all that is in view first, together: the text then moves once, not many times. */
  const typesetAll = async () => {
    await loadFonts();
    const formulas = [...document.querySelectorAll(".math")];
    const later = formulas.splice(formulas.filter(isInView).length);
    await MathJax.typesetPromise(formulas);
    while (later.length > 0) {
      await pause(); // the reader may scroll
      await MathJax.typesetPromise(later.splice(0, AT_A_TIME));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const ready = MathJax.startup.promise.then(typesetAll);
    MathJax.startup.promise = ready; // so that other scripts wait for the formulas
  });
})();
