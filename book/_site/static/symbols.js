// Finds the symbols of a formula that MathJax has drawn, and what they mean.
"use strict";

globalThis.bookSymbols = (() => {
  const page = location.pathname
    .split("/")
    .at(-1)
    .replace(/\.html$/, "");
  const known = globalThis.bookPreviews.symbols;
  const symbols = { ...known.everywhere, ...known[page] };

  /** The characters of a part of a formula: MathJax keeps them in class names. */
  const read = (part) =>
    [...(part?.querySelectorAll("mjx-c") ?? [])]
      .map((character) => character.className.match(/mjx-c([0-9A-F]+)/)?.[1])
      .filter(Boolean)
      .map((code) => String.fromCodePoint(Number.parseInt(code, 16)))
      .join("")
      .normalize("NFKC")
      .replace("\u2032", "'");

  /** What is above and below a letter, written as in the names of symbols. */
  const readScripts = (letter) => {
    const script = letter.nextElementSibling;
    if (script?.localName !== "mjx-script") return [];
    const kind = letter.parentElement.localName;
    if (kind === "mjx-msub") return [`_${read(script)}`];
    const above = read(kind === "mjx-msup" ? script : script.firstElementChild);
    return [above === "'" ? above : `^${above}`];
  };

  /** A letter with what is above and below it. */
  const wholeOf = (letter) =>
    letter.nextElementSibling?.matches("mjx-script") ? letter.parentElement : letter;

  /** The names that a letter may have on its own, the longest first. */
  const ownNames = (letter) => {
    const [name, whole] = [read(letter), wholeOf(letter)];
    const names = readScripts(letter).map((script) => name + script);
    const within = whole.querySelector("mjx-script");
    const isWord =
      within?.querySelector("mjx-mtext") && !within.querySelector("mjx-mi");
    if (!isWord) names.push(name); // W with "mat" above it is not W
    const [bracket, index] = [
      whole.nextElementSibling,
      read(whole.nextElementSibling?.nextElementSibling),
    ];
    return read(bracket) === "(" && /^[f\d]/.test(index)
      ? [`${name}(f)`, ...names]
      : names;
  };

  /** A d before a letter makes it a gradient; in a fraction it makes a derivative. */
  const isGradientSign = (part) =>
    part?.localName === "mjx-mi" &&
    read(part) === "d" &&
    wholeOf(part) === part &&
    !part.closest("mjx-mfrac") &&
    read(part.previousElementSibling) !== "/" &&
    read(part.nextElementSibling?.nextElementSibling) !== "/";

  const gradientNames = (part) => {
    const letter = part?.localName === "mjx-mi" ? part : part?.querySelector("mjx-mi");
    return letter ? ownNames(letter).map((name) => `d${name}`) : [];
  };

  const namesOf = (letter) => {
    if (isGradientSign(letter)) {
      return [...gradientNames(letter.nextElementSibling), ...ownNames(letter)];
    }
    const { previousElementSibling: before } = wholeOf(letter);
    return isGradientSign(before) ? gradientNames(letter) : ownNames(letter);
  };

  const nameOf = (letter) =>
    namesOf(letter).find((name) => Object.hasOwn(symbols, name));

  /** The H of K_H is a part of that symbol; the n and the i of x_n,i are by themselves. */
  const nameOfWhole = (letter) => {
    const base = letter.closest("mjx-script")?.previousElementSibling;
    const name = base?.matches("mjx-mi") ? nameOf(base) : undefined;
    return /_[^,]+$/.test(name) ? name : nameOf(letter);
  };

  /** The symbol that a letter stands for, {name, formula, meaning, code}, if any. */
  const symbolOf = (letter) => {
    const name = nameOfWhole(letter);
    if (!name) return null;
    const [formula, meaning, code] = symbols[name];
    return { name, formula, meaning, code };
  };

  /** Every symbol of a formula, once, in the order in which it is read. */
  const symbolsIn = (formula) => {
    const found = new Map();
    for (const letter of formula.querySelectorAll("mjx-mi")) {
      const symbol = symbolOf(letter);
      if (symbol && !found.has(symbol.name)) found.set(symbol.name, symbol);
    }
    return [...found.values()];
  };

  return { symbolOf, symbolsIn };
})();
