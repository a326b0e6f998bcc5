// The state of an explorer: traits that Python, links and other widgets share.
//
// A link restores one moment: #explorer=forward&H=4&...&step=3

import { SIZES } from "./sizes.js";

export const STATE = [...SIZES, "view", "step", "pinned"];

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const pick = (object, names) =>
  Object.fromEntries(names.map((name) => [name, object[name]]));

/** The traits of a model, and one call of `changed` after any came from outside. */
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

/** What the address asks of the explorer of this name, or null. */
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
