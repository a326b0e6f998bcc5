// Makes the cells of a page live: its exercises, or what may be tried in a chapter.
import { openExercises } from "./exercises.js";
import { openPlayground } from "./playground.js";
import { Python } from "./python.js";
import { offerTrying } from "./trying.js";

/** The cells of the page as live_cells.py has listed them, each with its element. */
const findCells = () => {
  const listed = JSON.parse(document.getElementById("live-cells").textContent);
  return listed.map((cell) => ({
    ...cell,
    element: document.getElementById(`cell-${cell.id}`),
    text: () => cell.source,
  }));
};

const python = new Python();
const cells = findCells();
const playground = document.getElementById("playground");
if (playground) openPlayground(playground, python);
else if (cells.some(({ task }) => task)) openExercises(cells, python);
else offerTrying(cells, python);
document.documentElement.dataset.live = "ready";
