// Opens the live cells of a page; from disk, where no worker starts, it says what to do.
"use strict";

(() => {
  const entry = new URL("live/page.js", document.currentScript.src).href;
  const FROM_DISK =
    "Opened from disk, a page runs no Python. In the folder of the book, run " +
    "python start.py: the same pages are live then, without a network.";

  const sayWhy = () => {
    const cells = JSON.parse(document.getElementById("live-cells").textContent);
    const tasks = cells.filter(({ task }) => task).map(({ id }) => `cell-${id}`);
    for (const id of [...tasks, "playground"]) {
      const note = document.createElement("p");
      note.className = "live-note";
      note.textContent = FROM_DISK;
      document.getElementById(id)?.append(note);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (location.protocol === "file:") sayWhy();
    else import(entry);
  });
})();
