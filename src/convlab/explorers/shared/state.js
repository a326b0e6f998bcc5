// The state of an explorer: traits that Python, links and other widgets share.

import { SIZES } from "./settings.js";

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
