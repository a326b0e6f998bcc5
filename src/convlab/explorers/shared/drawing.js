// Grids of numbers: the name above, the number in every cell, and marks on cells.

import { at, range, shapeOf } from "./lists.js";
import { write } from "./words.js";

// JupyterLab leaves the keys of elements with this attribute alone.
export const KEEP_KEYS = { "data-lm-suppress-shortcuts": "true" };

export const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/**
 * Describe a grid to draw.
 *
 * `array` names it for tests and links, `role` gives its colour, `index(row, column)`
 * is the index that a cell carries, and `values` is what stands there, by that index.
 * The `shape` follows from the labels of `rows` and `columns`, or from the values.
 * A cell is of the `kind(row, column)`: "padding" is hatched, "zero" is pale. A `sign`
 * stands before the grid.
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

const setText = (cell, value) => {
  const text = value === null || value === undefined ? "" : write(value);
  if (cell.node.textContent !== text) cell.node.textContent = text;
};

/** The label of a line; where there is nothing to say, an empty cell. */
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
 * Draw grids. What comes back can `show` a frame: new `values` by array,
 * `marks` as [array, kind, indices], and the names of arrays that are `hidden` yet.
 */
export const draw = (grids) => {
  const cells = new Map();
  const nodes = grids.map((spec) => drawGrid(spec, cells));
  let marked = [];

  const mark = ([array, kind, indices]) => {
    for (const index of indices) {
      const node = cells.get(array)?.get(String(index))?.node;
      if (!node) continue;
      node.classList.add(kind);
      if (kind === "current") node.ariaCurrent = "true";
      marked.push([node, kind]);
    }
  };

  const show = ({ values = {}, marks = [], hidden = [] }) => {
    for (const [array, numbers] of Object.entries(values)) {
      for (const cell of cells.get(array).values())
        setText(cell, at(numbers, cell.index));
    }
    for (const [node, kind] of marked) {
      node.classList.remove(kind);
      node.ariaCurrent = null;
    }
    marked = [];
    marks.forEach(mark);
    for (const [k, { array }] of grids.entries()) {
      nodes[k].classList.toggle("later", hidden.includes(array));
    }
  };

  /** Scroll every grid to the first of its marked cells. */
  const revealMarks = () => {
    const seen = new Set();
    for (const [node] of marked) {
      const frame = node.closest(".scroller");
      if (seen.has(frame) || frame.scrollWidth <= frame.clientWidth) continue;
      seen.add(frame);
      reveal(node);
    }
  };

  const textOf = ({ array, index }) =>
    cells.get(array).get(String(index)).node.textContent;
  const has = ({ array, index }) => cells.get(array)?.has(String(index)) ?? false;
  return { nodes, show, revealMarks, has, textOf };
};
