// Numbers that a reader put in place of the given ones, by cell: {"x:0,1,2,0": 5}.
//
// Cells are named as in the arrays that were given: pixels of x without the padding.

import { nameCell, parseCell } from "./cells.js";
import { isPadding } from "./convolution.js";
import { at, shapeOf } from "./numbers.js";

const isIndex = (index, shape) =>
  index.length === shape.length &&
  index.every((k, axis) => Number.isInteger(k) && k >= 0 && k < shape[axis]);

/** Whether edits from outside name cells of the arrays, and numbers we can show. */
export const legalEdits = (edits, { arrays, largest }) =>
  Object.entries(edits).every(([name, value]) => {
    const cell = parseCell(name);
    return (
      cell !== null &&
      nameCell(cell) === name &&
      Object.hasOwn(arrays, cell.array) &&
      isIndex(cell.index, shapeOf(arrays[cell.array])) &&
      Number.isFinite(value) &&
      Math.abs(value) <= largest
    );
  });

/**
 * The given number that a cell shows, as a cell of its array; null if it was computed.
 * `own` finds it for arrays that have another index than the given one.
 */
export const sourceOf = ({ array, index }, own, scene, given) => {
  if (own?.[array]) return own[array](scene, index);
  if (!Object.hasOwn(given, array)) return null;
  if (array !== "x") return { array, index };
  const [n, i, j, c] = index; // with the padding
  if (isPadding(i, j, scene.g)) return null;
  return { array, index: [n, i - scene.g.top, j - scene.g.left, c] };
};

/** The shapes of the given arrays, as far as they are shown. */
export const shapesOf = ({ B, H, W, C, Cg, F, KH, KW, OH, OW }) => ({
  x: [B, H, W, C],
  w: [F, KH, KW, Cg],
  b: [F],
  dz: [B, OH, OW, F],
});

/** The arrays with the edits in them; those that were given stay as they are. */
export const applyEdits = (given, edits) => {
  const arrays = { ...given };
  for (const [name, value] of Object.entries(edits)) {
    const { array, index } = parseCell(name);
    if (arrays[array] === given[array]) arrays[array] = structuredClone(given[array]);
    at(arrays[array], index.slice(0, -1))[index.at(-1)] = value;
  }
  return arrays;
};

/** Edits with some more cells [cell, value]; a given number is no edit. */
export const withEdits = (edits, cells, given) => {
  const all = { ...edits };
  for (const [cell, value] of cells) {
    if (value === at(given[cell.array], cell.index)) delete all[nameCell(cell)];
    else all[nameCell(cell)] = value;
  }
  return all;
};

/** Edits as a link says them, in letters that stay as they are: x.0.1.2.0*5_w.0.0.1.0*-1 */
export const writeEdits = (edits) =>
  Object.entries(edits)
    .map(([name, value]) => `${name.replaceAll(/[:,]/g, ".")}*${value}`)
    .join("_");

export const readEdits = (text) =>
  Object.fromEntries(
    text.split("_").map((edit) => {
      const [place, value = ""] = edit.split("*");
      const [array, ...index] = place.split(".");
      return [`${array}:${index.join(",")}`, value.trim() ? Number(value) : Number.NaN];
    }),
  );
