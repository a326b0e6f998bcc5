// Choose a cell: hover or focus previews it, a click or Enter pins it.

import { isShortcut } from "./controls.js";
import { clamp } from "./settings.js";

const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

const CELL = "td[data-index]";

/** "x:0,1,2,0" as what was chosen, and back. */
export const parseCell = (text) => {
  const [array, index] = String(text).split(":");
  return index ? { array, index: index.split(",").map(Number) } : null;
};

export const nameCell = ({ array, index }) => `${array}:${index.join(",")}`;

const cellAt = (target) => target.closest(CELL);

const read = (cell) =>
  cell && {
    array: cell.closest("table").dataset.array,
    index: cell.dataset.index.split(",").map(Number),
  };

/** The cell that a key leads to from another, in the same grid. */
const neighbour = (cell, key) => {
  const [down, right] = MOVES[key];
  const lines = [...cell.closest("tbody").rows];
  const i = clamp(lines.indexOf(cell.parentElement) + down, 0, lines.length - 1);
  const row = lines[i].querySelectorAll(CELL);
  const j = [...cell.parentElement.querySelectorAll(CELL)].indexOf(cell);
  return row[clamp(j + right, 0, row.length - 1)];
};

/** Only one cell of a grid is a tab stop: the last that had the focus. */
const makeTabStop = (cell) => {
  cell.closest("table").querySelector("td[tabindex='0']").tabIndex = -1;
  cell.tabIndex = 0;
};

const onKey = (event, { preview, pin, release }) => {
  const cell = cellAt(event.target);
  if (!cell || isShortcut(event)) return;
  if (event.key in MOVES) neighbour(cell, event.key).focus();
  else if (event.key === "Enter" || event.key === " ") pin(read(cell));
  else if (event.key === "Escape") {
    release();
    preview(null);
  } else return;
  event.preventDefault();
};

/** Tell which cell is previewed and which is pinned. */
export const watchCells = (arrays, acts) => {
  const { preview, pin } = acts;
  // A pointer that rests has not asked about what a link scrolls beneath it.
  arrays.addEventListener("pointermove", ({ target, pointerType }) => {
    if (pointerType !== "touch") preview(read(cellAt(target)));
  });
  arrays.addEventListener("pointerleave", () => preview(null));
  arrays.addEventListener("focusin", ({ target }) => {
    const cell = cellAt(target);
    if (!cell) return;
    makeTabStop(cell);
    preview(read(cell));
  });
  arrays.addEventListener("focusout", ({ relatedTarget }) => {
    if (!relatedTarget?.closest?.(CELL)) preview(null);
  });
  arrays.addEventListener("click", ({ target }) => {
    const cell = cellAt(target);
    if (cell) pin(read(cell));
  });
  arrays.addEventListener("keydown", (event) => onKey(event, acts));
};
