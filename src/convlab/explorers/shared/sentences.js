// Entries, sums and counts, as the sentences write them.

import { addProducts, at, formatNumber } from "./numbers.js";

const MOST_TERMS = 12;

/** (0, 1, 2) */
export const tuple = (index) => `(${index.join(", ")})`;

/** z[0, 1, 2, 0] */
export const entry = (array, index) => `${array}[${index.join(", ")}]`;

const factor = (value) =>
  value < 0 ? `(${formatNumber(value)})` : formatNumber(value);

/** 3 × (−1) */
export const times = (...values) => values.map(factor).join(" × ");

/** The terms with plus signs between them; of many, the first and the last. */
export const plus = (terms) => {
  if (terms.length <= MOST_TERMS) return terms.join(" + ");
  const left = terms.length - MOST_TERMS + 1;
  const first = terms.slice(0, MOST_TERMS - 3).join(" + ");
  return `${first} + … ${left} more … + ${terms.slice(-2).join(" + ")}`;
};

/** 3 × (−1) + 2 × 1 = −1, of factors [[3, −1], [2, 1]] and a first summand. */
export const products = (factors, first) => {
  const terms = factors.map((pair) => times(...pair));
  const value = (first ?? 0) + addProducts(factors); // in the order of the cell
  if (first !== undefined) terms.unshift(factor(first));
  return `${terms.length ? `${plus(terms)} = ` : ""}${formatNumber(value)}`;
};

/** A number with its name: part("x", [x], [0, 1, 2, 0]). */
export const part = (array, values, index) => ({
  name: entry(array, index),
  value: at(values, index),
});

/** x[0, 1, 2, 0] × w[0, 0, 1, 0] = 3 × (−1) = −3 */
export const product = (one, other) =>
  `${one.name} × ${other.name} = ${times(one.value, other.value)} = ` +
  `${formatNumber(one.value * other.value)}`;

/** What a pixel of the padded image is. */
export const pixelValue = (value, padding) =>
  padding ? "a zero of the padding" : formatNumber(value);

/** What becomes of a pixel of dx. */
export const cutOff = (padding) =>
  padding ? " It belongs to the padding and is cut off at the end." : "";

/** One window, 4 windows */
export const count = (number, noun) =>
  number === 1 ? `one ${noun}` : `${number || "no"} ${noun}s`;

/** One, two and three; of many, the first. */
export const enumerate = (list) => {
  const shown = list.slice(0, MOST_TERMS);
  const rest = list.length - shown.length;
  if (rest) shown.push(`${rest} more`);
  const last = shown.pop();
  return shown.length ? `${shown.join(", ")} and ${last}` : (last ?? "none");
};
