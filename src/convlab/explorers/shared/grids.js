// Grids of numbers: the name above, the number in every cell, and marks on cells.

import { isPadding, surroundedUnits } from "./convolution.js";
import { element, KEEP_KEYS } from "./elements.js";
import { at, fill, formatNumber, range, ravel, shapeOf } from "./numbers.js";

/**
 * Describe a grid to draw.
 *
 * `array` names it for tests and links, `role` gives its colour, `index(row, column)`
 * is the index of a cell, and `values` holds the number at each index.
 * The `shape` follows from the labels of `rows` and `columns`, or from the values.
 * A cell is of the `kind(row, column)`: "padding" is hatched, "zero" is pale. A `sign`
 * is drawn before the grid.
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

// Drawing them.

const setText = (cell, value) => {
  const text = value === null || value === undefined ? "" : formatNumber(value);
  if (cell.node.textContent !== text) cell.node.textContent = text;
};

/** The label of a line, or an empty cell if it has none. */
const label = (scope, text) =>
  text === "" ? element("td") : element("th", { scope }, text);

const drawGrid = (spec, cells) => {
  const head = element("tr", {}, element("td", {}, spec.corner));
  head.append(...spec.columns.map((text) => label("col", text)));
  const body = spec.rows.map((text, i) => {
    const line = element("tr", {}, label("row", text));
    for (const j of range(spec.shape[1])) {
      const index = spec.index(i, j);
      const node = element("td", { "data-index": index, tabindex: -1, ...KEEP_KEYS });
      const cell = { node, index };
      if (spec.kind(i, j)) node.classList.add(spec.kind(i, j));
      if (spec.values) setText(cell, at(spec.values, index));
      if (!cells.has(spec.array)) cells.set(spec.array, new Map());
      cells.get(spec.array).set(String(index), cell);
      line.append(node);
    }
    return line;
  });
  const table = element(
    "table",
    { "data-array": spec.array, role: "grid", "aria-label": spec.title },
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
  table.querySelector("td[data-index]").tabIndex = 0;
  const title = element("div", { class: "title", "aria-hidden": "true" }, spec.title);
  const scroller = element("div", { class: "scroller" }, table);
  const frame = element(
    "div",
    { class: "grid", "data-role": spec.role },
    title,
    scroller,
  );
  if (!spec.sign) return frame;
  const sign = element("span", { class: "sign", "aria-hidden": "true" }, spec.sign);
  return element("div", { class: "signed" }, sign, frame);
};

/** Scroll a grid sideways, and nothing else, until a cell can be seen. */
const reveal = (node) => {
  const frame = node.closest(".scroller");
  const right = node.offsetLeft + node.offsetWidth - frame.clientWidth;
  const left = node.parentElement.firstElementChild.offsetWidth;
  const target = Math.min(Math.max(frame.scrollLeft, right), node.offsetLeft - left);
  if (target !== frame.scrollLeft) frame.scrollLeft = target;
};

/**
 * Draw grids. The drawing returned can `show` a frame: new `values` by array,
 * `marks` as [array, kind, indices], the names of arrays still `hidden`, and `weights`:
 * the shape of a kernel and, by array, `cells` as [index, [p, q]], each of which takes
 * the hue of weight (p, q).
 */
export const draw = (grids) => {
  const cells = new Map();
  const nodes = grids.map((spec) => drawGrid(spec, cells));
  const node = ([array, index]) => cells.get(array)?.get(String(index))?.node;
  let marked = [];
  let hued = [];

  const mark = ([array, kind, indices]) => {
    for (const index of indices) {
      const cell = node([array, index]);
      if (!cell) continue;
      cell.classList.add(kind);
      if (kind === "current") cell.ariaCurrent = "true";
      marked.push([cell, kind]);
    }
  };

  /** Give cells the hues of their weights: as far apart as there are weights. */
  const tint = ({ shape, cells: met }) => {
    for (const cell of hued) delete cell.dataset.weight;
    hued = [];
    for (const [array, list] of Object.entries(met)) {
      for (const [index, [p, q]] of list) {
        const cell = node([array, index]);
        if (!cell) continue;
        cell.dataset.weight = `${p},${q}`;
        cell.style.setProperty("--hue", ravel([p, q], shape) / (shape[0] * shape[1]));
        hued.push(cell);
      }
    }
  };

  const show = ({ values = {}, marks = [], hidden = [], weights }) => {
    for (const [array, numbers] of Object.entries(values)) {
      for (const cell of cells.get(array).values())
        setText(cell, at(numbers, cell.index));
    }
    for (const [cell, kind] of marked) {
      cell.classList.remove(kind);
      cell.ariaCurrent = null;
    }
    marked = [];
    marks.forEach(mark);
    if (weights) tint(weights);
    for (const [k, { array }] of grids.entries()) {
      nodes[k].classList.toggle("later", hidden.includes(array));
    }
  };

  /** Scroll every grid to the first of its marked cells. */
  const revealMarks = () => {
    const seen = new Set();
    for (const [cell] of marked) {
      const frame = cell.closest(".scroller");
      if (seen.has(frame) || frame.scrollWidth <= frame.clientWidth) continue;
      seen.add(frame);
      reveal(cell);
    }
  };

  const textOf = ({ array, index }) =>
    cells.get(array).get(String(index)).node.textContent;
  const has = ({ array, index }) => cells.get(array)?.has(String(index)) ?? false;
  return { nodes, node, show, revealMarks, has, textOf };
};
