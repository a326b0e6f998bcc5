// What this browser keeps: the text of cells, and a box for every exercise done.
"use strict";

globalThis.bookProgress = (() => {
  const { exercises } = globalThis.bookLive;
  const { make } = globalThis.bookElements;
  const PREFIX = `convlab ${new URL("..", document.currentScript.src).pathname} `;
  const DONE = "done";
  let blocked = false;

  /** Storage may be full or forbidden; the page works without it, and says so. */
  const attempt = (act) => {
    try {
      return act(localStorage);
    } catch {
      blocked = true;
      return null;
    }
  };

  const read = (name) => attempt((storage) => storage.getItem(PREFIX + name));
  const write = (name, text) =>
    attempt((storage) => {
      if (text === null) storage.removeItem(PREFIX + name);
      else storage.setItem(PREFIX + name, text);
    });

  /** Calls a function when another tab has changed what is kept under a name. */
  const watch = (name, act) => {
    addEventListener("storage", ({ key, newValue }) => {
      if (key === PREFIX + name) act(newValue);
    });
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) act(read(name)); // it has missed the changes since
    });
  };

  const done = () => new Set((read(DONE) ?? "").split(" ").filter(Boolean));
  const mark = (exercise) => {
    write(DONE, [...done().add(exercise)].join(" "));
    draw();
  };

  const makeBoxes = (names) => {
    const ready = done();
    const count = names.filter((name) => ready.has(name)).length;
    const attributes = {
      class: "exercise-boxes",
      role: "img",
      "aria-label": `${count} of ${names.length} done`,
    };
    const boxes = names.map((name) => (ready.has(name) ? { class: "done" } : {}));
    return make("span", attributes, ...boxes.map((box) => make("span", box)));
  };

  const PLACES = ".bd-links a.reference, .exercise-list a.reference";
  const namesOf = (link) => {
    const path = link.pathname.replace(/\.html$/, "");
    return Object.entries(exercises).find(([page]) => path.endsWith(`/${page}`))?.[1];
  };

  /** Beside every link to a page of exercises, and wherever one is named. */
  const draw = () => {
    for (const link of document.querySelectorAll(PLACES)) {
      const names = namesOf(link);
      if (!names) continue;
      link.querySelector(".exercise-boxes")?.remove();
      link.append(makeBoxes(names));
    }
  };

  if (location.protocol !== "file:") {
    document.addEventListener("DOMContentLoaded", draw);
    watch(DONE, draw);
  }
  return { read, write, watch, done, mark, isBlocked: () => blocked };
})();
