// What grids there are: the name of each, its labels, and the array that it shows.

import { isPadding, kernelsOf, ownChannel, surroundedUnits } from "./convolution.js";
import { at, fill, range, shapeOf } from "./numbers.js";

/**
 * Describe a grid to draw.
 *
 * `array` names it for tests and links, `role` gives its colour, `index(row, column)`
 * is the index of a cell, and `values` holds the number at each index.
 * The `shape` follows from the labels of `rows` and `columns`, or from the values.
 * A cell is of the `kind(row, column)`: "padding" is hatched, "zero" is pale. A `sign`
 * is drawn before the grid. A `slot` is a place and a layer: layers of one place lie on top of
 * each other, and all but one of them are hidden. A `place` is a row and a column of the
 * one scheme in which all grids with a place lie, cells above each other in line.
 */
export const grid = ({ array, values, rows, columns, ...rest }) => {
  const shape = rest.shape ?? (rows ? [rows.length, columns.length] : shapeOf(values));
  return {
    array,
    role: array,
    title: array,
    values,
    rows: rows ?? range(shape[0]),
    columns: columns ?? range(shape[1]),
    corner: "",
    index: (row, column) => [row, column],
    kind: () => "",
    ...rest,
    shape,
  };
};

/** Put a sign before the first of some grids. */
export const after = (sign, [first, ...others]) => [{ ...first, sign }, ...others];

// The grids of a layer: one for each channel, or each kernel and channel.

/** One grid for each last index of an array of this shape, of index (...lead, i, j, k). */
export const slices = ({ array, lead = [], title, shape, values, kind, ...rest }) =>
  fill([shape[2]], (k) =>
    grid({
      array,
      title: title?.(k) ?? `${array}[${[...lead, ":", ":", k].join(", ")}]`,
      shape: shape.slice(0, 2),
      index: (i, j) => [...lead, i, j, k],
      values: values && lead.reduce((part, n) => ({ [n]: part }), values),
      ...(kind && { kind: (i, j) => kind(i, j, k) }),
      ...rest,
    }),
  );

/** The padded image, or an array of its shape, with the padding hatched. */
export const image = (array, values, g, rest = {}) =>
  slices({
    array,
    lead: [0],
    values,
    shape: [g.HP, g.WP, g.C],
    kind: (i, j) => (isPadding(i, j, g) ? "padding" : ""),
    ...rest,
  });

/** An array of the shape of z. */
export const units = (array, values, g) =>
  slices({ array, lead: [0], values, shape: [g.OH, g.OW, g.F] });

/** One grid for each kernel and each of its channels. */
export const kernels = (array, values, g) =>
  fill([g.F, g.Cg], (f, c) =>
    grid({
      array,
      title: `${array}[${f}, :, :, ${c}]`,
      shape: [g.KH, g.KW],
      index: (p, q) => [f, p, q, c],
      values,
    }),
  ).flat();

/** How far apart the weights lie, where they have gaps between them. */
const gapsOf = ({ dilation, dil_h, dil_w }) =>
  dil_h > 1 || dil_w > 1 ? `, d = ${[dilation].flat().join(", ")}` : "";

/** The kernels of a channel's group, rotated by 180 degrees; labels run backwards. */
export const rotatedKernels = (rotated, g) =>
  fill([g.C, g.Fg], (c, k) =>
    grid({
      array: "rotated",
      role: "w",
      title: `w[${kernelsOf(c, g)[k]}, :, :, ${ownChannel(c, g)}] rotated${gapsOf(g)}`,
      rows: range(g.KH).reverse(),
      columns: range(g.KW).reverse(),
      index: (p, q) => [c, p, q, k],
      values: rotated,
    }),
  ).flat();

/** Whether labels have gaps between units (null), and before or behind them. */
const zerosIn = (labels) => {
  const isUnit = (unit) => unit !== null;
  const [first, last] = [labels.findIndex(isUnit), labels.findLastIndex(isUnit)];
  const inner = first < 0 ? [] : labels.slice(first, last + 1);
  return { between: !inner.every(isUnit), around: inner.length < labels.length };
};

/** dz with zeros between and around, labelled where it is dz. */
export const surrounded = (spread, g) => {
  const [rows, columns] = surroundedUnits(g);
  const kept = (labels) => labels.filter((unit) => unit !== null).length;
  const isCut = kept(rows) < g.OH || kept(columns) < g.OW;
  const zerosOf = [rows, columns].map(zerosIn);
  const places = ["between", "around"].filter((place) => zerosOf.some((z) => z[place]));
  const zeros = places.length ? ` with zeros ${places.join(" and ")}` : "";
  const cut = isCut ? ", cut off where no pixel is" : "";
  return slices({
    array: "spread",
    lead: [0],
    role: "dz",
    title: (f) => `dz${zeros}${cut}, f = ${f}`,
    shape: shapeOf(spread),
    rows: rows.map((unit) => unit ?? ""),
    columns: columns.map((unit) => unit ?? ""),
    values: fill(shapeOf(spread), (...index) => at(spread, index) ?? 0),
    kind: (...index) => (at(spread, index) === null ? "padding" : ""),
  });
};
