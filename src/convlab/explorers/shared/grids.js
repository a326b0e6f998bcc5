// Grids for the arrays of a layer: one for each channel, or each kernel and channel.

import { grid } from "./drawing.js";
import { isPadding, surroundedUnits } from "./layer.js";
import { at, fill, range, shapeOf } from "./lists.js";

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

/** The padded image, or what has its shape, with the padding hatched. */
export const image = (array, values, g, rest = {}) =>
  slices({
    array,
    lead: [0],
    values,
    shape: [g.HP, g.WP, g.C],
    kind: (i, j) => (isPadding(i, j, g) ? "padding" : ""),
    ...rest,
  });

/** What has the shape of z. */
export const units = (array, values, g) =>
  slices({ array, lead: [0], values, shape: [g.OH, g.OW, g.F] });

/** One grid for each kernel and channel. */
export const kernels = (array, values, g) =>
  fill([g.F, g.C], (f, c) =>
    grid({
      array,
      title: `${array}[${f}, :, :, ${c}]`,
      shape: [g.KH, g.KW],
      index: (p, q) => [f, p, q, c],
      values,
    }),
  ).flat();

/** The kernels rotated by 180 degrees; their labels run backwards. */
export const rotatedKernels = (rotated, g) =>
  fill([g.C, g.F], (c, f) =>
    grid({
      array: "rotated",
      role: "w",
      title: `w[${f}, :, :, ${c}] rotated`,
      rows: range(g.KH).reverse(),
      columns: range(g.KW).reverse(),
      index: (p, q) => [c, p, q, f],
      values: rotated,
    }),
  ).flat();

/** dz with zeros between and around, labelled where it is dz. */
export const surrounded = (spread, g) => {
  const [rows, columns] = surroundedUnits(g);
  const kept = (labels) => labels.filter((unit) => unit !== null).length;
  const isCut = kept(rows) < g.OH || kept(columns) < g.OW;
  const hasZeros = kept(rows) < rows.length || kept(columns) < columns.length;
  const zeros = hasZeros ? " with zeros between and around" : "";
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
