// Buttons, sliders, keys and a pointer: what a reader moves an explorer with.

import { ARROWS, button, element, KEEP_KEYS, slider } from "./elements.js";
import { STARTS_NUMBER } from "./hand.js";
import { clamp, largest, reach } from "./state.js";
import { BUTTONS, NAMES, SIZE_PANEL, SIZES } from "./words.js";

const PACE = 900; // milliseconds a step while playing, at speed 1
const SPEEDS = [0.5, 1, 2];
const SPEED_NAMES = ["½", "1", "2"];

/** A slider for every size that can move, folded away under a line that lists them. */
export const sizePanel = (names, world, act) => {
  const moves = (name) => world.limits[name][0] < world.limits[name][1];
  let now = {};
  const sliders = names.filter(moves).map((name) => {
    const label = `${name}, ${SIZES[name]}`;
    return [name, slider(label, label, (wanted) => turn(name, wanted))];
  });
  const summary = element("summary", KEEP_KEYS);
  const panel = element("div", { class: "panel" });
  panel.append(...sliders.map(([, each]) => each.node));
  const hints = [SIZE_PANEL.ends, moves("groups") && SIZE_PANEL.divides];
  const ends = element("p", { class: "hint" }, hints.filter(Boolean).join(" "));
  const node = element("details", { class: "sizes" }, summary, panel, ends);
  node.hidden = sliders.length === 0;
  const say = (name) => [now[name]].flat(2).join(" ");
  /** Its ends stay where they are, so that no slider moves the thumb of another. */
  const put = (name, each) =>
    each.set(largest(now[name]), world.limits[name], say(name));
  const turn = (name, wanted) => {
    act({ [name]: reach(wanted, { sizes: now, name, world }) });
    put(name, Object.fromEntries(sliders)[name]); // back to where it can stay
  };
  const set = (sizes, shown) => {
    now = sizes;
    const listed = shown.map((name) => `${name} ${say(name)}`).join(", ");
    summary.textContent = SIZE_PANEL.all({ sizes: listed });
    for (const [name, each] of sliders) {
      each.node.hidden = !shown.includes(name);
      put(name, each);
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
      return { ...slider(name, NAMES.index({ letter: name }), turn), axis, last };
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
  const attributes = { class: "views", role: "group", "aria-label": NAMES.view };
  const node = element("div", attributes, ...buttons.map(([, each]) => each));
  node.hidden = buttons.length < 2;
  const set = (present) => {
    for (const [view, each] of buttons) {
      each.setAttribute("aria-pressed", view === present);
    }
  };
  return { node, set };
};

/** Calls `tick` at a steady pace, `speed()` times as fast, until it is stopped. */
export const player = ({ tick, tell, speed }) => {
  let timer = null;
  const stop = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    tell(false);
  };
  const wait = () => {
    timer = setTimeout(() => {
      wait();
      if (document.hidden) stop();
      else tick();
    }, PACE / speed());
  };
  const start = () => {
    tell(true);
    wait();
  };
  return { start, stop, isPlaying: () => timer !== null };
};

/** A button that goes round the speeds. */
export const speedButton = () => {
  let k = SPEEDS.indexOf(1);
  const show = () => {
    node.textContent = BUTTONS.speed({ times: SPEED_NAMES[k] });
  };
  const node = button("", () => {
    k = (k + 1) % SPEEDS.length;
    show();
  });
  show();
  return { node, speed: () => SPEEDS[k] };
};

/** Whether a modifier key gives this one another meaning. */
const isShortcut = ({ altKey, ctrlKey, metaKey, shiftKey }) =>
  altKey || ctrlKey || metaKey || shiftKey;

/**
 * Arrow keys, Home and End step, Space plays, wherever they are not taken, and Escape
 * lets go of what was asked about.
 */
export const stepKeys = (root, { by, to, play, release }) => {
  const acts = {
    " ": play,
    ArrowLeft: () => by(-1),
    ArrowRight: () => by(1),
    Home: () => to(0),
    End: () => to(Number.POSITIVE_INFINITY),
  };
  root.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === "Escape" && !target.matches("[type=text]")) return release();
    const plays = key === " " && target.matches("[type=range]");
    const taken = (target.matches("input, select, td") && !plays) || isShortcut(event);
    const presses = key === " " && target.matches("button, a, summary");
    if (taken || presses || !acts[key]) return;
    event.preventDefault();
    acts[key]();
  });
};

// Choosing a cell: hover or focus previews it, a click or Enter pins it.

const MOVES = {
  ...ARROWS,
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

const CELL = "td[data-index]";
const ASKED = `${CELL}, .line[data-index]`; // lines can be asked about too

const cellAt = (target) => target.closest(ASKED);

const read = (cell) =>
  cell && {
    array: cell.closest("[data-array]").dataset.array,
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

const onKey = (event, { pin, edit }) => {
  const cell = cellAt(event.target);
  if (!cell || isShortcut(event)) return;
  if (event.key in MOVES) neighbour(cell, event.key).focus();
  else if ("edit" in cell.dataset && STARTS_NUMBER.test(event.key))
    edit(read(cell), event.key);
  else if ("edit" in cell.dataset && event.key === "F2") edit(read(cell));
  else if (event.key === "Enter" || event.key === " ") pin(read(cell));
  else return;
  event.preventDefault();
};

/** Tell which cell is previewed and which is pinned. */
export const watchCells = (arrays, acts) => {
  const { preview, pin, hold, edit, isHandle, drag } = acts;
  let grip = null; // the array that is dragged, and its first cell until it is left
  arrays.addEventListener("pointerdown", ({ target, button: which, pointerType }) => {
    const [first, cell] = [cellAt(target), read(cellAt(target))];
    // A finger drags what is marked, and scrolls the page from everywhere else.
    const isFree = pointerType !== "touch" || first?.classList.contains("current");
    const drags = which === 0 && cell && isFree && isHandle(cell);
    grip = drags ? { array: cell.array, first } : null;
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
    hold(read(cell));
    preview(read(cell));
  });
  arrays.addEventListener("focusout", ({ relatedTarget }) => {
    const isOurs = arrays.contains(relatedTarget) && relatedTarget.closest(CELL);
    if (!isOurs) preview(null);
  });
  arrays.addEventListener("click", ({ target }) => {
    const cell = cellAt(target);
    if (cell) pin(read(cell));
  });
  arrays.addEventListener("dblclick", ({ target }) => {
    const cell = cellAt(target);
    if ("edit" in (cell?.dataset ?? {})) edit(read(cell));
  });
  arrays.addEventListener("keydown", (event) => onKey(event, acts));
};
