// Lines between cells, over the grids: drawn as soon as it is known where the cells are.

import { svg } from "./elements.js";

const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];

/** Where the way from the middle of one rectangle to another leaves the first. */
const borderOf = (from, to) => {
  const [start, end] = [middle(from), middle(to)];
  const way = end.map((at, axis) => at - start[axis]);
  const halves = [from.width / 2, from.height / 2];
  const part = Math.min(1, ...halves.map((half, axis) => half / Math.abs(way[axis])));
  return start.map((at, axis) => at + part * way[axis]);
};

/** Whether the middle of a cell can be seen in its grid, which may scroll sideways. */
const isSeen = (cell) => {
  const { left, right } = cell.closest(".scroller").getBoundingClientRect();
  const [x] = middle(cell.getBoundingClientRect());
  return x >= left && x <= right;
};

/**
 * Lines over a stage, an element that contains the cells. `show` takes them as
 * [cell, cell, { kind, weight, hue, cell }]: the kind is a class, and the weight's
 * number and hue tell lines apart. One that is a `cell` [array, index] itself can be
 * pointed at like any other.
 */
export const lines = (stage) => {
  const sheet = svg("svg", { class: "lines", "aria-hidden": "true" });
  const drawn = [];

  const make = () => {
    const group = svg("g");
    // Below a line lies one that is wider and not seen, for the pointer.
    group.append(svg("line", { class: "reach" }), svg("line"));
    sheet.append(group);
    return { group, ends: [] };
  };

  const set = ({ group }, { kind = "", weight, hue, cell }) => {
    group.setAttribute("class", `line ${kind}`);
    group.style.setProperty("--hue", hue ?? 0);
    const [array, index] = cell ?? [];
    for (const [name, value] of Object.entries({ array, index, weight })) {
      if (value === undefined) delete group.dataset[name];
      else group.dataset[name] = value;
    }
  };

  const show = (list, nodeOf) => {
    if (list.length > 0 && sheet.parentNode !== stage) stage.append(sheet);
    while (drawn.length > list.length) drawn.pop().group.remove();
    while (drawn.length < list.length) drawn.push(make());
    for (const [k, [from, to, look]] of list.entries()) {
      drawn[k].ends = [nodeOf(from), nodeOf(to)];
      set(drawn[k], look);
    }
  };

  /** Draw every line from cell to cell, where the cells are now. */
  const place = () => {
    const outer = stage.getBoundingClientRect();
    for (const { group, ends } of drawn) {
      group.toggleAttribute("hidden", !ends.every((cell) => cell && isSeen(cell)));
      if (group.hasAttribute("hidden")) continue;
      const [from, to] = ends.map((cell) => cell.getBoundingClientRect());
      const points = [borderOf(from, to), borderOf(to, from)];
      const [x1, y1, x2, y2] = points.flatMap(([x, y]) => [
        x - outer.left,
        y - outer.top,
      ]);
      for (const line of group.children)
        for (const [name, value] of Object.entries({ x1, y1, x2, y2 }))
          line.setAttribute(name, value);
    }
  };

  return { show, place };
};
