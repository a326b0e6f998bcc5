// Makes the cells of a page live: its exercises, or what may be tried in a chapter.

/** The cells of the page as live_cells.py has listed them, each with its element. */
const findCells = () => {
  const listed = JSON.parse(document.getElementById("live-cells").textContent);
  return listed.map((cell) => ({
    ...cell,
    element: document.getElementById(`cell-${cell.id}`),
    text: () => cell.source,
  }));
};

/** Each kind of page fetches what it needs, and a chapter almost nothing. */
const open = async () => {
  const playground = document.getElementById("playground");
  const cells = findCells();
  if (playground) {
    const { openPlayground } = await import("./playground.js");
    openPlayground(playground);
  } else if (cells.some(({ task }) => task)) {
    const { openExercises } = await import("./exercises.js");
    openExercises(cells);
  } else {
    const { offerTrying } = await import("./trying.js");
    offerTrying(cells);
  }
};

await open();
document.documentElement.dataset.live = "ready";
