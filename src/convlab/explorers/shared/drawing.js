// Draws grids: the name above, the number in every cell, and marks on cells.

import { arrange, lineUp } from "./arrange.js";
import { element, KEEP_KEYS } from "./elements.js";
import { at, formatNumber, indices, range, ravel } from "./numbers.js";

/** Show a number, or nothing for null; false if it stands there already. */
const setValue = (cell, value = null) => {
  if (cell.value === value) return false;
  cell.value = value;
  cell.node.textContent = value === null ? "" : formatNumber(value);
  return true;
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
      const cell = { node, index, value: null };
      if (spec.kind(i, j)) node.classList.add(spec.kind(i, j));
      if (spec.isEditable?.(index)) node.dataset.edit = "";
      if (spec.values) setValue(cell, at(spec.values, index));
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

/** What scrolls sideways around a cell: its grid, or the scheme in which that lies. */
const frameOf = (cell) =>
  (!cell.closest(".beside") && cell.closest(".scheme")) || cell.closest(".scroller");

/** Scroll it, and nothing else, until the cell can be seen beside what stays at the left. */
const reveal = (cell) => {
  const frame = frameOf(cell);
  const [own, outer] = [cell.getBoundingClientRect(), frame.getBoundingClientRect()];
  const kept = frame.querySelector(".beside") ?? cell.parentElement.firstElementChild;
  const before = own.left - outer.left - kept.offsetWidth;
  const behind = own.right - outer.left - frame.clientWidth;
  const by = Math.min(Math.max(behind, 0), before);
  if (by !== 0) frame.scrollLeft += by;
};

/**
 * A frame that slides from one group of cells to the next, over each table of an array.
 * Where the cells are is read here, so it is called when the layout is known.
 */
const sliders = () => {
  const frames = new Map(); // by scroller

  const moveTo = (scroller, cells) => {
    if (!frames.has(scroller)) {
      const frame = element("div", { class: "window", "aria-hidden": "true" });
      scroller.append(frame);
      frames.set(scroller, frame);
    }
    // No offsetLeft: the page may lay out tables so that it counts from the table.
    const outer = scroller.getBoundingClientRect();
    const boxes = cells.map((cell) => cell.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left));
    const top = Math.min(...boxes.map((box) => box.top));
    const right = Math.max(...boxes.map((box) => box.right));
    const bottom = Math.max(...boxes.map((box) => box.bottom));
    const [x, y] = [left - outer.left + scroller.scrollLeft, top - outer.top];
    const frame = frames.get(scroller);
    frame.style.transform = `translate(${x}px, ${y}px)`;
    frame.style.width = `${right - left}px`;
    frame.style.height = `${bottom - top}px`;
  };

  return (cells) => {
    const groups = Map.groupBy(cells, (cell) => cell.closest(".scroller"));
    for (const [scroller, frame] of frames) frame.hidden = !groups.has(scroller);
    for (const [scroller, group] of groups) moveTo(scroller, group);
  };
};

/**
 * Draw grids. The drawing returned can `show` a frame: new `values` by array,
 * `marks` as [array, kind, indices], the names of arrays still `hidden` and of those that
 * are `away` and leave no room, the arrays in which a frame `slides` to the marked cells,
 * and `weights`: the shape of a kernel and, by array, `cells` as [index, weight], each of
 * which takes the hue of its weight.
 */
export const draw = (grids) => {
  const cells = new Map();
  const nodes = grids.map((spec) => drawGrid(spec, cells));
  const node = ([array, index]) => cells.get(array)?.get(String(index))?.node;
  const slide = sliders();
  lineUp(grids, nodes);
  let marked = [];
  let hued = [];
  let sliding = [];
  let changed = [];

  /** Set a number; the cell remembers what it was, for as long as the new one flies. */
  const change = (cell, value) => {
    const was = cell.node.textContent;
    if (!setValue(cell, value)) return;
    cell.node.dataset.was = was;
    changed.push(cell.node);
  };

  const mark = ([array, kind, places], group) => {
    for (const index of places) {
      const cell = node([array, index]);
      if (!cell) continue;
      cell.classList.add(kind);
      if (kind === "current") cell.ariaCurrent = "true";
      marked.push([cell, kind, group]);
    }
  };

  /** Give cells the hues of their weights: as far apart as there are weights. */
  const tint = ({ shape, cells: met }) => {
    const count = shape.reduce((a, b) => a * b);
    for (const cell of hued) delete cell.dataset.weight;
    hued = [];
    for (const [array, list] of Object.entries(met)) {
      for (const [index, weight] of list) {
        const cell = node([array, index]);
        if (!cell) continue;
        cell.dataset.weight = weight;
        cell.style.setProperty("--hue", ravel(weight, shape) / count);
        hued.push(cell);
      }
    }
  };

  const setAll = (array, numbers) => {
    for (const cell of cells.get(array).values()) change(cell, at(numbers, cell.index));
  };

  /** Put in the numbers that the same grids have after an edit. */
  const refill = (specs) => {
    for (const { array, values, index, shape } of specs.filter((spec) => spec.values)) {
      for (const place of indices(...shape)) {
        const cell = cells.get(array).get(String(index(...place)));
        setValue(cell, at(values, cell.index));
      }
    }
    lineUp(specs, nodes);
  };

  /** Set numbers; those of the step before no longer say what they were. */
  const changeTo = (values) => {
    const before = changed;
    changed = [];
    for (const [array, numbers] of Object.entries(values)) setAll(array, numbers);
    if (changed.length === 0)
      changed = before; // the same moment once more
    else
      for (const cell of before) if (!changed.includes(cell)) delete cell.dataset.was;
  };

  const show = ({ values = {}, marks = [], slides = [], weights, ...frame }) => {
    const { hidden = [], away = [] } = frame;
    changeTo(values);
    for (const [cell, kind] of marked) {
      cell.classList.remove(kind);
      cell.ariaCurrent = null;
    }
    marked = [];
    for (const [group, each] of marks.entries()) mark(each, group);
    sliding = slides;
    if (weights) tint(weights);
    for (const [k, { array }] of grids.entries()) {
      nodes[k].classList.toggle("later", hidden.includes(array));
      nodes[k].classList.toggle("away", away.includes(array));
    }
  };

  /** Colour every number by its size, each array for itself. */
  const heat = () => {
    for (const array of cells.values()) {
      const all = [...array.values()];
      const most = Math.max(...all.map(({ value }) => Math.abs(value ?? 0)));
      for (const { node: cell, value } of all) {
        const part = most ? Math.abs(value ?? 0) / most : 0;
        cell.style.setProperty("--heat", part.toFixed(2));
        cell.toggleAttribute("data-negative", value < 0);
      }
    }
  };

  /** Slide the frames to the marked cells, where these are now. */
  const slideThere = () => {
    const isSlid = ([cell, kind]) =>
      kind === "current" && sliding.includes(cell.closest("table").dataset.array);
    slide(marked.filter(isSlid).map(([cell]) => cell));
  };

  /** Scroll every grid to what is marked in it first, and slide the frames there. */
  const follow = () => {
    const seen = new Map(); // by frame, the group of its first mark, and those cells
    for (const [cell, , group] of marked) {
      const frame = frameOf(cell);
      if (!seen.has(frame)) seen.set(frame, { group, first: [] });
      if (seen.get(frame).group === group) seen.get(frame).first.push(cell);
    }
    for (const [frame, { first }] of seen) {
      if (frame.scrollWidth <= frame.clientWidth) continue;
      reveal(first.at(-1));
      reveal(first[0]); // of what is too wide for the frame, at least its beginning
    }
    slideThere();
  };

  /** Let all grids but those of a letter stand back, or none. */
  const dim = (role) => {
    for (const frame of nodes.map((each) => each.closest(".grid") ?? each.lastChild))
      frame.classList.toggle("dim", Boolean(role) && frame.dataset.role !== role);
  };

  /** Every cell, as { array, index }. */
  function* allCells() {
    for (const [array, list] of cells)
      for (const { index } of list.values()) yield { array, index };
  }

  const roleOf = ({ array }) => grids.find((spec) => spec.array === array)?.role;
  const textOf = ({ array, index }) =>
    cells.get(array).get(String(index)).node.textContent;
  const has = ({ array, index }) => cells.get(array)?.has(String(index)) ?? false;
  return {
    nodes: arrange(grids, nodes),
    node,
    show,
    refill,
    heat,
    follow,
    slide: slideThere,
    cells: allCells,
    dim,
    has,
    roleOf,
    textOf,
  };
};
