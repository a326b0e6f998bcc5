// Opens the live cells of a page; where none can run, it says so beside each exercise.
"use strict";

(() => {
  const entry = new URL("live/page.js", document.currentScript.src).href;
  const FROM_DISK =
    "Opened from disk, a page runs no Python: that takes a server. Where the book was " +
    "unzipped, start start.py in its folder; in a copy of the project, type make book.";
  const LOST =
    "What runs Python in this page could not be loaded: reload it to try again.";

  const say = (words) => {
    const cells = JSON.parse(document.getElementById("live-cells").textContent);
    const tasks = cells.filter(({ task }) => task).map(({ id }) => `cell-${id}`);
    for (const id of [...tasks, "playground"]) {
      const note = globalThis.bookElements.make("p", { class: "live-note" }, words);
      document.getElementById(id)?.append(note);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (location.protocol === "file:") say(FROM_DISK);
    else import(entry).catch(() => say(LOST));
  });
})();
