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

  const readBase = (part) => read(part?.querySelector("mjx-mi") ?? part);

  /** What stands above and below a letter, as the names of symbols are written. */
  const readScripts = (letter) => {
    const script = letter.nextElementSibling;
    if (script?.localName !== "mjx-script") return [];
    const kind = letter.parentElement.localName;
    if (kind === "mjx-msub") return [`_${read(script)}`];
    const above = read(kind === "mjx-msup" ? script : script.firstElementChild);
    return [above === "'" ? above : `^${above}`];
  };

  /** The names that a letter may have, the longest first. */
  const namesOf = (letter) => {
    const whole = letter.nextElementSibling?.matches("mjx-script")
      ? letter.parentElement
      : letter;
    const name = read(letter);
    const names = [...readScripts(letter).map((script) => name + script), name];
    const [before, after] = [whole.previousElementSibling, whole.nextElementSibling];
    if (read(after) === "(") names.unshift(`${name}(f)`);
    const isDifferential = before?.localName === "mjx-mi" && read(before) === "d";
    if (isDifferential) names.unshift(...names.map((rest) => `d${rest}`));
    if (name === "d") names.unshift(...namesAfter(after));
    return names;
  };

  const namesAfter = (part) => {
    const letter = part?.localName === "mjx-mi" ? part : part?.querySelector("mjx-mi");
    if (!letter) return [];
    const names = [
      ...readScripts(letter).map((s) => readBase(letter) + s),
      read(letter),
    ];
    return names.map((rest) => `d${rest}`);
  };

  const nameOf = (letter) =>
    namesOf(letter).find((candidate) => Object.hasOwn(symbols, candidate));

  /** The H of K_H is a part of that symbol, and the n of x_n one by itself. */
  const nameOfWhole = (letter) => {
    const base = letter.closest("mjx-script")?.previousElementSibling;
    const name = base?.matches("mjx-mi") ? nameOf(base) : undefined;
    return name?.includes("_") ? name : nameOf(letter);
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
