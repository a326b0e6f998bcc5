// Opens the live cells of a page; from disk, where no worker starts, it says what to do.
"use strict";

(() => {
  const entry = new URL("live/page.js", document.currentScript.src).href;
  const FROM_DISK =
    "This page was opened from disk, where a browser runs no Python. In the folder of " +
    "the book, run: python start.py. Then its cells are live, without a network.";

  const sayWhy = () => {
    const note = document.createElement("p");
    note.className = "live-note";
    note.textContent = FROM_DISK;
    for (const task of document.querySelectorAll(".tag_task .cell_input")) {
      task.after(note.cloneNode(true));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (location.protocol === "file:") sayWhy();
    else import(entry);
  });
})();
