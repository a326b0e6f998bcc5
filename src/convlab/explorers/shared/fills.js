// Numbers to put into a whole array at once: kernels with a name, one pixel, noise.

import { indices } from "./numbers.js";

const middle = (length) => Math.floor((length - 1) / 2);
const isMiddle = (i, j, [rows, columns]) => i === middle(rows) && j === middle(columns);
const some = () => Math.floor(Math.random() * 7) - 3;

/** Right minus left, as Sobel has it; bottom minus top in a kernel of one column. */
const edge = ([, p, q], [, KH, KW]) => {
  const [place, length] = KW > 1 ? [q, KW] : [p, KH];
  return Math.sign(2 * place - length + 1);
};

// By what the reader chooses: the array, and the number at an index of its shape.
export const FILLS = {
  "w: the middle pixel": [
    "w",
    ([, p, q], [, KH, KW]) => Number(isMiddle(p, q, [KH, KW])),
  ],
  "w: an edge": ["w", edge],
  "w: a blur": ["w", (_, [, ...kernel]) => 1 / kernel.reduce((a, b) => a * b)],
  "w: ones": ["w", () => 1],
  "w: random": ["w", some],
  "x: one pixel": ["x", ([, i, j], [, H, W]) => Number(isMiddle(i, j, [H, W]))],
  "x: ones": ["x", () => 1],
  "x: random": ["x", some],
  "dz: one unit": ["dz", ([, a, b], [, OH, OW]) => Number(isMiddle(a, b, [OH, OW]))],
  "dz: ones": ["dz", () => 1],
  "dz: random": ["dz", some],
};

/** A row of numbers, or a place in it, as an image or a kernel of one row. */
const asImage = (list, one) => (list.length === 1 ? [one, one, ...list, one] : list);

/** The cells of a fill and their numbers, for an array of this shape. */
export const cellsOf = (name, shapes) => {
  const [array, number] = FILLS[name];
  const shape = shapes[array];
  return indices(...shape).map((index) => [
    { array, index },
    number(asImage(index, 0), asImage(shape, 1)),
  ]);
};
