// Buttons, sliders and keys that move an explorer.

import { element, KEEP_KEYS } from "./drawing.js";
import { largest, span } from "./settings.js";

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

export const button = (text, act) => {
  const node = element("button", { type: "button", ...KEEP_KEYS }, text);
  node.addEventListener("click", act);
  return node;
};

/** A slider with its name before it and its value after it. */
export const slider = (text, label, act) => {
  const input = element("input", { type: "range", "aria-label": label, ...KEEP_KEYS });
  const output = element("span", { class: "value", "aria-hidden": "true" });
  const node = element("label", {}, element("span", {}, text), input, output);
  input.addEventListener("input", () => act(Number(input.value)));
  const set = (value, [low, high], shown = String(value)) => {
    input.min = low;
    input.max = high;
    input.value = value;
    input.setAttribute("aria-valuetext", shown);
    output.textContent = shown;
  };
  return { node, set };
};

/** A slider for every size that can move, folded away under a line that says them. */
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

/** Where a scene has `dials`, one slider an index of the step; moving it moves on. */
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

/** Keys that mean something else with others held down. */
export const isShortcut = ({ altKey, ctrlKey, metaKey, shiftKey }) =>
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
