// The equation of a step, in MathML, with its letters in the colours of their arrays.
//
// It is written as in "z[0,1,2,0] = b[0] + ∑[p,q,c] w[0,p,q,c] x[0,1+p,2+q,c]": parts
// between spaces, and what is in brackets becomes a subscript. As in the book, the kernel
// is not one of them: w(f), dw(f) and b(f).

import { firstChannel } from "./convolution.js";
import { KEEP_KEYS, mathml } from "./elements.js";

// By the name of an array: the role that gives its colour, and how it is written.
const LETTERS = {
  ...{ x: ["x"], w: ["w"], b: ["b"], z: ["z"], dz: ["dz"], dx: ["dx"], dw: ["dw"] },
  ...{ A: ["w"], Z: ["z"], dZ: ["dz"], W_mat: ["w", "W", "mat"] },
  ...{ cols: ["cols", "X", "col"], dcols: ["cols", "dX", "col"] },
};
const SYMBOL = /\d+|[a-z]+|./giu;

/** 2p, and p for once. */
export const times = (number, index) => (number === 1 ? index : `${number}${index}`);

/** The channel that weight c of kernel f meets: c, or 2+c in the second group. */
export const channelMet = (f, g) => (g.groups > 1 ? `${firstChannel(f, g)}+c` : "c");

const math = (tag, ...children) => mathml(tag, {}, ...children);

const symbol = (text) => {
  if (/^\d/.test(text)) return math("mn", text);
  return /^[a-z]/i.test(text) ? math("mi", text) : math("mo", text);
};

/** A letter that stands for an array; pointing at it lights the array. */
const letter = (role, text) =>
  mathml("mi", { ...KEEP_KEYS, "data-letter": role, tabindex: 0 }, text);

const symbols = (text) => math("mrow", ...text.match(SYMBOL).map(symbol));

/** b(f), w(f) and dw(f): an array with the kernel that is meant. */
const ofKernel = (base, f) => {
  const [open, close] = ["(", ")"].map((text) =>
    mathml("mo", { stretchy: "false", lspace: "0", rspace: "0" }, text),
  );
  return math("mrow", base, open, symbols(f), close);
};

const part = (given) => {
  const [, name, subscript] = given.match(/^([^[]+)(?:\[(.*)\])?$/u);
  const [role, text = name, above] = LETTERS[name] ?? [];
  const base = role ? letter(role, text) : symbol(name);
  if (!subscript) return base;
  const [f, ...weight] = subscript.split(",");
  if (name === "b") return ofKernel(base, f);
  // In one dimension, w[p] has no kernel to name.
  const isOfKernel = /^d?w$/.test(name) && weight.length === 3;
  if (isOfKernel) return math("msub", ofKernel(base, f), symbols(weight.join()));
  const row = symbols(subscript);
  if (above) return math("msubsup", base, row, math("mtext", above));
  return math(name === "∑" ? "munder" : "msub", base, row);
};

/**
 * Change a node to what another is, keeping what they share: a letter that the focus is
 * on its way to must not be replaced.
 */
const sync = (node, next) => {
  const [own, others] = [[...node.childNodes], [...next.childNodes]];
  const isAlike =
    node.nodeName === next.nodeName &&
    node.dataset?.letter === next.dataset?.letter &&
    own.length === others.length;
  if (!isAlike && node.nodeName === "math") node.replaceChildren(...others);
  else if (!isAlike) node.replaceWith(next);
  else if (node.nodeType === Node.TEXT_NODE) node.data = next.data;
  else for (const [k, child] of own.entries()) sync(child, others[k]);
};

/**
 * Shows the equation of a step. `lit` is called with the letter that is pointed at or
 * has the focus, and with null when none is.
 */
export const equation = (lit) => {
  const node = math("math");
  node.setAttribute("display", "block");
  let shown = "";

  const show = (text = "") => {
    if (text === shown) return;
    shown = text;
    sync(node, math("math", ...text.split(" ").filter(Boolean).map(part)));
  };

  const letters = () => [...node.querySelectorAll("[data-letter]")];
  const letterOf = ({ target }) => target.closest("[data-letter]")?.dataset.letter;
  const point = (event) => lit(letterOf(event) ?? null);
  node.addEventListener("pointerover", point);
  node.addEventListener("focusin", point);
  node.addEventListener("pointerleave", () => lit(null));
  node.addEventListener("focusout", () => lit(null));

  /** Light the letter of an array, or none. */
  const light = (name) => {
    for (const each of letters())
      each.classList.toggle("lit", each.dataset.letter === name);
  };
  /** As text, with the names that arrays have in the book: X_col for cols. */
  const asText = () =>
    shown.replace(
      /\b[a-z]+(?=\[)/gu,
      (name) => LETTERS[name]?.slice(1).join("_") || name,
    );

  return { node, show, light, asText };
};
