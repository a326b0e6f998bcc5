// Buttons, sliders, keys and a pointer: what a reader moves an explorer with.

import { button, element, KEEP_KEYS, slider } from "./elements.js";
import { clamp, largest, span } from "./state.js";

const PACE = 900; // milliseconds a step while playing
const ENDS =
  "A slider ends where no window would fit, or an array would be too large to read.";
const MEANING = {
  B: "images",
  H: "rows of x",
  W: "columns of x",
  C: "channels of x",
  F: "kernels",
  KH: "rows of a kernel",
  KW: "columns of a kernel",
  stride: "pixels from window to window",
  padding: "zeros on each side of x",
};

/** A slider for every size that can move, folded away under a line that lists them. */
export const sizePanel = (names, world, act) => {
  const moves = (name) => world.limits[name][0] < world.limits[name][1];
  const sliders = names.filter(moves).map((name) => {
    const label = `${name}, ${MEANING[name]}`;
    return [name, slider(name, label, (value) => act({ [name]: value }))];
  });
  const summary = element("summary", KEEP_KEYS);
  const panel = element("div", { class: "panel" });
  panel.append(...sliders.map(([, each]) => each.node));
  const ends = element("p", { class: "hint" }, ENDS);
  const node = element("details", { class: "sizes" }, summary, panel, ends);
  node.open = matchMedia("(min-width: 60rem)").matches;
  const set = (sizes, shown) => {
    const say = (name) => [sizes[name]].flat(2).join(" ");
    summary.textContent = `Sizes: ${shown.map((name) => `${name} ${say(name)}`).join(", ")}`;
    for (const [name, each] of sliders) {
      each.node.hidden = !shown.includes(name);
      each.set(largest(sizes[name]), span(sizes, name, world), say(name));
    }
  };
  return { node, set };
};

/** One slider for each index of the step, if a scene has `dials`; moving it steps. */
export const dials = (act) => {
  const node = element("div", { class: "panel" });
  let [sliders, now] = [[], []];
  const make = ({ dials: names = "", steps }) => {
    sliders = [...names].map((name, axis) => {
      const last = Math.max(...steps.map((index) => index[axis]));
      const turn = (value) => {
        const wanted = String(now.with(axis, value));
        act(steps.findIndex((index) => String(index) === wanted));
      };
      return { ...slider(name, `index ${name}`, turn), axis, last };
    });
    node.replaceChildren(...sliders.map((each) => each.node));
  };
  const set = (index) => {
    now = index;
    for (const { set: move, axis, last } of sliders) move(index[axis], [0, last]);
  };
  return { node, make, set };
};

/** One button a view, the present one pressed; none where there is but one view. */
export const switcher = (views, act) => {
  const buttons = Object.entries(views).map(([view, { label }]) => [
    view,
    button(label, () => act(view)),
  ]);
  const attributes = { class: "views", role: "group", "aria-label": "view" };
  const node = element("div", attributes, ...buttons.map(([, each]) => each));
  node.hidden = buttons.length < 2;
  const set = (present) => {
    for (const [view, each] of buttons) {
      each.setAttribute("aria-pressed", view === present);
    }
  };
  return { node, set };
};

/** Calls `tick` at a steady pace until it is stopped, or the page is left. */
export const player = (tick, tell) => {
  let timer = null;
  const stop = () => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    tell(false);
  };
  const start = () => {
    tell(true);
    timer = setInterval(() => (document.hidden ? stop() : tick()), PACE);
  };
  return { start, stop, isPlaying: () => timer !== null };
};

/** Whether a modifier key gives this one another meaning. */
const isShortcut = ({ altKey, ctrlKey, metaKey, shiftKey }) =>
  altKey || ctrlKey || metaKey || shiftKey;

/** Arrow keys, Home and End step, wherever they are not already taken. */
export const stepKeys = (root, { by, to }) => {
  const acts = {
    ArrowLeft: () => by(-1),
    ArrowRight: () => by(1),
    Home: () => to(0),
    End: () => to(Number.POSITIVE_INFINITY),
  };
  root.addEventListener("keydown", (event) => {
    const taken = event.target.matches("input, td") || isShortcut(event);
    if (taken || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
};

// Choosing a cell: hover or focus previews it, a click or Enter pins it.

const MOVES = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

const CELL = "td[data-index]";

/** "x:0,1,2,0" as an array and an index, and back. */
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
  const { preview, pin, isHandle, drag } = acts;
  let grip = null; // the array that is dragged, and its first cell until it is left
  arrays.addEventListener("pointerdown", ({ target, button: which }) => {
    const [first, cell] = [cellAt(target), read(cellAt(target))];
    grip = which === 0 && cell && isHandle(cell) ? { array: cell.array, first } : null;
  });
  const dragTo = ({ clientX, clientY }) => {
    // A finger keeps the cell on which it came down as its target.
    const under = document.elementFromPoint(clientX, clientY);
    const cell = arrays.contains(under) ? cellAt(under) : null;
    if (!cell || cell === grip.first) return; // a click may tremble
    grip.first = null;
    if (read(cell).array === grip.array) drag(read(cell));
  };
  // A link may scroll a cell beneath a resting pointer: nobody asked about that cell.
  arrays.addEventListener("pointermove", (event) => {
    if (event.buttons === 0) grip = null; // let go, perhaps outside of the page
    if (grip) dragTo(event);
    else if (event.pointerType !== "touch") preview(read(cellAt(event.target)));
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
