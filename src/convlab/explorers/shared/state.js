// The state of an explorer: traits that Python, links and other widgets share.
//
// A link restores one moment: #explorer=forward&H=4&...&step=3
// The sizes among them stay valid: none can be chosen that does not fit.

export const SIZES = ["B", "H", "W", "C", "F", "KH", "KW", "stride", "padding"];

const pair = (value) => (Array.isArray(value) ? value : [value, value]);

/** The number a slider shows: the largest of a pair, or of four widths. */
export const largest = (value) => Math.max(...[value].flat(2));

/** All that follows from the sizes: strides, the padded image, and the output. */
export const measure = (sizes) => {
  const [sh, sw] = pair(sizes.stride);
  const [[top, bottom], [left, right]] = pair(sizes.padding).map(pair);
  const [HP, WP] = [top + sizes.H + bottom, left + sizes.W + right];
  const [OH, OW] = [
    Math.floor((HP - sizes.KH) / sh) + 1,
    Math.floor((WP - sizes.KW) / sw) + 1,
  ];
  const [K, M] = [sizes.KH * sizes.KW * sizes.C, OH * OW];
  return { ...sizes, sh, sw, top, left, HP, WP, OH, OW, K, M };
};

/** Whether a window fits, dz is large enough, and no array is too large to read. */
export const fits = (sizes, { arrays, mostCells, drawn }) => {
  const g = measure(sizes);
  if (g.KH > g.HP || g.KW > g.WP) return false;
  const rows = arrays.dz?.[0];
  if (rows && (g.OH > rows.length || g.OW > rows[0].length)) return false;
  return drawn(g).every((shape) => shape.reduce((a, b) => a * b) <= mostCells);
};

/** How far one size can move while the others stay: [lowest, highest]. */
export const span = (sizes, name, world) => {
  const [lowest, highest] = world.limits[name];
  const works = (value) => fits({ ...sizes, [name]: value }, world);
  let [low, high] = [largest(sizes[name]), largest(sizes[name])];
  while (low > lowest && works(low - 1)) low -= 1;
  while (high < highest && works(high + 1)) high += 1;
  return [low, high];
};

const within = (value, [lowest, highest]) =>
  Number.isInteger(value) && value >= lowest && value <= highest;

const isPair = (value, holds) =>
  Array.isArray(value) && value.length === 2 && value.every(holds);

/** Strides and padding may be pairs, and padding a pair of pairs. */
const isLegal = (name, value, limits) => {
  const number = (each) => within(each, limits);
  const few = (each) => number(each) || isPair(each, number);
  if (name === "stride") return few(value);
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
    const [low, high] = span(sizes, name, world);
    const value = clamp(largest(wanted[name]), low, high);
    if (value !== largest(sizes[name])) sizes[name] = value;
  }
  return sizes;
};

export const STATE = [...SIZES, "view", "step", "pinned"];

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
  return Object.fromEntries([...words].map(parse));
};

export const writeLink = (name, state) => {
  const entries = Object.entries(state).filter(([, value]) => value !== "");
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
