// A hand on one number: type another, add one, take one; or fill a whole array.

import { button, element, KEEP_KEYS } from "./elements.js";
import { FILLS } from "./fills.js";
import { formatNumber } from "./numbers.js";
import { entry } from "./sentences.js";
import { FILL, HAND, NAMES } from "./words.js";

export const STARTS_NUMBER = /^[-−.\d]$/;

/** A number as a reader types it, with any minus and any decimal point; or NaN. */
const parseNumber = (text) => {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  return plain ? Number(plain) : Number.NaN;
};

/**
 * The field that changes a number. `read(cell)` returns a number, `write(cell, number)`
 * stores it, `refuse(message)` tells what is wrong with one, `release(cell)` takes the
 * focus back.
 */
export const hand = ({ largest, read, write, refuse, release }) => {
  let cell = null;
  let before = 0;
  const name = element("span", { class: "held" }, HAND.empty);
  const field = element("input", { type: "text", inputmode: "decimal", ...KEEP_KEYS });
  // Without the remainder that binary fractions leave: 1.1 less 1 is 0.1.
  const by = (change) => put(Number((read(cell) + change).toPrecision(12)));
  const less = button("−", () => by(-1));
  const more = button("+", () => by(1));
  const parts = [name, less, field, more];
  const node = element("div", { class: "hand", role: "group" }, ...parts);
  node.setAttribute("aria-label", NAMES.hand);

  const isShown = (value) => Math.abs(value) <= largest;

  const put = (value) => {
    if (isShown(value)) write(cell, value);
    fillIn();
  };

  /** What is typed counts at once if it is a number. */
  const type = () => {
    const value = parseNumber(field.value);
    if (isShown(value)) write(cell, value);
  };

  const finish = () => {
    const text = field.value;
    if (isShown(parseNumber(text))) return release(cell);
    const numbers = { most: formatNumber(largest), number: formatNumber(read(cell)) };
    const held = entry(cell.array, cell.index);
    return refuse(HAND.refuse({ text, entry: held, ...numbers }));
  };

  const keys = {
    Enter: finish,
    ArrowUp: () => by(1),
    ArrowDown: () => by(-1),
    Escape: () => {
      put(before);
      release(cell);
    },
  };
  field.addEventListener("input", type);
  field.addEventListener("blur", () => fillIn());
  field.addEventListener("focus", () => field.select());
  field.addEventListener("keydown", (event) => {
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  /** Put the number that is held into the field, over whatever stands there. */
  const fillIn = () => {
    field.value = cell ? String(read(cell)).replace("-", "−") : "";
  };

  /** Show the number that is held, unless the reader is typing another. */
  const show = () => {
    if (field !== document.activeElement) fillIn();
  };

  /** Take a cell into the hand, or none. */
  const hold = (held) => {
    cell = held;
    const label = cell ? entry(cell.array, cell.index) : HAND.empty;
    name.textContent = label;
    field.setAttribute("aria-label", label);
    less.setAttribute("aria-label", NAMES.less({ number: label }));
    more.setAttribute("aria-label", NAMES.more({ number: label }));
    for (const each of [field, less, more]) each.disabled = !cell;
    node.classList.toggle("empty", !cell);
    if (cell) before = read(cell);
    fillIn();
  };

  /** Begin to type, over the present number or with a first key. */
  const begin = (key) => {
    before = read(cell);
    field.focus();
    field.select();
    if (key === undefined) return;
    field.setRangeText(key, 0, field.value.length, "end");
    type();
  };

  hold(null);
  return { node, hold, begin, show };
};

/** A list of what can be put into an array; `set` says which arrays are shown. */
export const fillList = (act) => {
  const node = element("select", { "aria-label": NAMES.fill, ...KEEP_KEYS });
  const set = (arrays) => {
    const names = Object.keys(FILLS).filter((name) => arrays.has(FILLS[name][0]));
    const options = names.map((name) => element("option", { value: name }, name));
    node.replaceChildren(element("option", { value: "" }, FILL), ...options);
  };
  node.addEventListener("change", () => {
    const name = node.value;
    node.value = "";
    if (name) act(name);
  });
  return { node, set };
};
