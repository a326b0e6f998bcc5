// The state of an explorer: traits that Python, links and other widgets share.
//
// A link restores one moment: #explorer=forward&H=4&...&step=3&edits=x.0.1.2.0*5
// The sizes among them stay valid: none can be chosen that does not fit.

import { readEdits, writeEdits } from "./edits.js";
import { range, shapeOf } from "./numbers.js";

const PLAIN = ["B", "H", "W", "C", "F", "KH", "KW", "stride", "padding"];

export const SIZES = [...PLAIN, "dilation", "groups"];

/** The sizes of an explorer that shows one image of a plain layer. */
export const LAYER_SIZES = PLAIN.filter((name) => name !== "B");

// What a link leaves out.
const UNSAID = { dilation: 1, groups: 1 };

const pair = (value) => (Array.isArray(value) ? value : [value, value]);

/** The number a slider shows: the largest of a pair, or of four widths. */
export const largest = (value) => Math.max(...[value].flat(2));

/**
 * All that follows from the sizes: strides, dilations, the padded image, the kernel with
 * its gaps, the output, and how many channels and kernels (Cg, Fg) are in a group.
 */
export const measure = (sizes) => {
  const [sh, sw] = pair(sizes.stride);
  const [dil_h, dil_w] = pair(sizes.dilation);
  const [[top, bottom], [left, right]] = pair(sizes.padding).map(pair);
  const [HP, WP] = [top + sizes.H + bottom, left + sizes.W + right];
  const [EH, EW] = [dil_h * (sizes.KH - 1) + 1, dil_w * (sizes.KW - 1) + 1];
  const [OH, OW] = [Math.floor((HP - EH) / sh) + 1, Math.floor((WP - EW) / sw) + 1];
  const [Cg, Fg] = [sizes.C / sizes.groups, sizes.F / sizes.groups];
  const [K, M] = [sizes.KH * sizes.KW * Cg, OH * OW];
  const kernel = { dil_h, dil_w, EH, EW, Cg, Fg, K };
  return { ...sizes, ...kernel, sh, sw, top, left, HP, WP, OH, OW, M };
};

/** Whether groups come out even, a window fits, and no array is too small or too large. */
export const fits = (sizes, { arrays, mostCells, drawn }) => {
  const g = measure(sizes);
  const isEven = Number.isInteger(g.Cg) && Number.isInteger(g.Fg);
  if (!isEven || g.Cg > shapeOf(arrays.w).at(-1)) return false;
  if (g.EH > g.HP || g.EW > g.WP) return false;
  const [, OH, OW] = shapeOf(arrays.dz ?? []);
  if (g.OH > OH || g.OW > OW) return false;
  return drawn(g).every((shape) => shape.reduce((a, b) => a * b) <= mostCells);
};

/** All values that one size can take while the others stay, in order. */
const choices = (sizes, name, world) => {
  const [lowest, highest] = world.limits[name];
  const now = largest(sizes[name]);
  const works = (value) => value === now || fits({ ...sizes, [name]: value }, world);
  return range(highest - lowest + 1)
    .map((k) => lowest + k)
    .filter(works);
};

/** Where a size ends that is moved towards a value: there, or past it if it cannot stay. */
export const reach = (wanted, { sizes, name, world }) => {
  const values = choices(sizes, name, world);
  return wanted < largest(sizes[name])
    ? (values.findLast((value) => value <= wanted) ?? values[0])
    : (values.find((value) => value >= wanted) ?? values.at(-1));
};

const within = (value, [lowest, highest]) =>
  Number.isInteger(value) && value >= lowest && value <= highest;

const isPair = (value, holds) =>
  Array.isArray(value) && value.length === 2 && value.every(holds);

/** Strides, dilation and padding may be pairs, and padding a pair of pairs. */
const isLegal = (name, value, limits) => {
  const number = (each) => within(each, limits);
  const few = (each) => number(each) || isPair(each, number);
  if (name === "stride" || name === "dilation") return few(value);
  if (name === "padding") return few(value) || isPair(value, few);
  return number(value);
};

/** Whether sizes from outside are whole numbers, within their limits, and fit. */
export const legal = (sizes, world) =>
  SIZES.every((name) => isLegal(name, sizes[name], world.limits[name])) &&
  fits(sizes, world);

/** A whole number between two others; the first of them if it is not a number. */
export const clamp = (value, low, high) =>
  Math.min(Math.max(Math.round(value) || low, low), high);

/** Move from sizes that fit towards others, each as far as it can go. */
export const settle = (from, wanted, world) => {
  if (legal(wanted, world)) return wanted;
  const sizes = { ...from };
  for (const name of SIZES) {
    const goal = clamp(largest(wanted[name]), ...world.limits[name]);
    const value = reach(goal, { sizes, name, world });
    if (value !== largest(sizes[name])) sizes[name] = value;
  }
  return sizes;
};

export const STATE = [...SIZES, "view", "step", "pinned", "edits"];

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const pick = (object, names) =>
  Object.fromEntries(names.map((name) => [name, object[name]]));

/** The traits of a model; calls `changed` once after any are set from outside. */
export const shareState = (model, changed) => {
  let [storing, waiting] = [false, false];

  const notice = () => {
    if (storing || waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      changed();
    });
  };

  const read = () => Object.fromEntries(STATE.map((name) => [name, model.get(name)]));

  const store = (state) => {
    const news = Object.entries(state).filter(([n, v]) => !same(model.get(n), v));
    if (news.length === 0) return;
    storing = true;
    for (const [name, value] of news) model.set(name, value);
    storing = false;
    model.save_changes();
  };

  const leave = () => {
    for (const name of STATE) model.off(`change:${name}`, notice);
  };

  for (const name of STATE) model.on(`change:${name}`, notice);
  return { read, store, leave };
};

const PREFIX = "#explorer=";
const WORDS = ["view", "pinned"];

const parse = ([name, text]) => {
  if (WORDS.includes(name)) return [name, text];
  if (name === "edits") return [name, readEdits(text)];
  try {
    return [name, JSON.parse(text)];
  } catch {
    return [name, text]; // it will not fit
  }
};

/** The state that the address gives the explorer of this name, or null. */
export const readLink = (name) => {
  if (!location.hash.startsWith(PREFIX)) return null;
  const words = new URLSearchParams(location.hash.slice(1));
  if (words.get("explorer") !== name) return null;
  words.delete("explorer");
  return { ...UNSAID, ...Object.fromEntries([...words].map(parse)) };
};

export const writeLink = (name, state) => {
  const said = { ...state, edits: writeEdits(state.edits) };
  const isSaid = ([key, value]) => value !== "" && value !== UNSAID[key];
  const entries = Object.entries(said).filter(isSaid);
  const texts = entries.map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return `#${new URLSearchParams([["explorer", name], ...texts])}`;
};

/** Calls `follow` for a new address, and when the present one is clicked again. */
export const watchLinks = (follow) => {
  const again = ({ target }) => {
    const link = target.closest?.(`a[href^="${PREFIX}"]`);
    if (link && link.hash === location.hash) follow();
  };
  addEventListener("hashchange", follow);
  document.addEventListener("click", again);
  return () => {
    removeEventListener("hashchange", follow);
    document.removeEventListener("click", again);
  };
};
