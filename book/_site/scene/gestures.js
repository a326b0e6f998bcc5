// What a finger, a mouse and the keys do to a grid.

const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell of a grid under the pointer; beside the grid, where it would be. */
const cellAt = ({ grid, cells }, { clientX, clientY }) => {
  const { left, top, width, height } = grid.getBoundingClientRect();
  return [
    Math.floor(((clientY - top) / height) * cells.length),
    Math.floor(((clientX - left) / width) * cells[0].length),
  ];
};

/**
 * Follow a pointer that goes down on a node, from cell to cell of a grid.
 *
 * `begin` gets the first cell, `go` every further one.
 */
export const onDrag = (node, grid, { begin, go }) => {
  let last = null;
  node.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault(); // or the text of the page would be selected
    node.setPointerCapture(event.pointerId);
    last = cellAt(grid, event);
    begin(last);
  });
  node.addEventListener("pointermove", (event) => {
    if (last === null || !event.isPrimary) return;
    const cell = cellAt(grid, event);
    if (String(cell) === String(last)) return;
    go(cell, last);
    last = cell;
  });
  const end = () => {
    last = null;
  };
  node.addEventListener("pointerup", end);
  node.addEventListener("pointercancel", end);
};

/** Arrow keys give a direction, Enter and Space are asked for by name. */
export const onKeys = ({ grid }, { step, enter, space }) => {
  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const acts = { Enter: enter, " ": space };
    const arrow = ARROWS[event.key];
    const act = arrow ? () => step(arrow) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
};

/** The cells on the way from one to another, without the first. */
export const between = (from, to) => {
  const way = from.map((start, axis) => to[axis] - start);
  const length = Math.max(...way.map(Math.abs));
  return Array.from({ length }, (_, k) =>
    from.map((start, axis) => start + Math.round((way[axis] * (k + 1)) / length)),
  );
};

/** A place moved by some cells, as far as there are any. */
export const moved = (place, by, lengths) =>
  place.map((k, axis) => Math.min(Math.max(k + by[axis], 0), lengths[axis] - 1));

export const isInside = (place, lengths) =>
  place.every((k, axis) => k >= 0 && k < lengths[axis]);
