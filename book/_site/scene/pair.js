// A pair of grids, an image and its units, joined by a window that narrows to a unit.

import { element } from "../../../src/convlab/explorers/shared/elements.js";
import {
  formatNumber,
  indices,
  range,
} from "../../../src/convlab/explorers/shared/numbers.js";
import { entry } from "../../../src/convlab/explorers/shared/sentences.js";
import { isInside } from "./gestures.js";

const [FAINTEST, STRONGEST] = [4, 90]; // per cent of its colour that a cell takes

const drawGrid = (name, words, [rows, columns]) => {
  const cells = range(rows).map((i) =>
    range(columns).map((j) =>
      element("div", { role: "gridcell", "data-index": [i, j], tabindex: -1 }),
    ),
  );
  const lines = cells.map((line) => element("div", { role: "row" }, ...line));
  const attributes = { role: "grid", "data-array": name, "aria-label": words };
  const grid = element("div", attributes, ...lines);
  grid.style.setProperty("--columns", columns);
  const title = element("span", { class: "name", "aria-hidden": "true" }, name);
  return { node: element("div", { class: `array ${name}` }, title, grid), grid, cells };
};

/** The window with the weights in it, and what joins it to its unit. */
const drawReach = (w, { KH, KW }) => {
  const weights = indices(KH, KW).map(([p, q]) =>
    element("span", {}, formatNumber(w[0][p][q][0])),
  );
  const window = element("div", { class: "window" }, ...weights);
  const parts = ["fan", "unit"].map((name) => element("div", { class: name }));
  const node = element(
    "div",
    { class: "reach", "aria-hidden": "true" },
    window,
    ...parts,
  );
  return { node, window };
};

/**
 * Draw an image and its units: two [name, words that say what the keys do]. On the way
 * back the units come first.
 *
 * `fill` writes numbers, null for none yet; `move` takes the window to its unit, and the
 * tab stops to that unit and to a pixel.
 */
export const drawPair = (way, { image, units }, w, g) => {
  const grids = {
    [image[0]]: drawGrid(...image, [g.H, g.W]),
    [units[0]]: drawGrid(...units, [g.OH, g.OW]),
  };
  const reach = drawReach(w, g);
  const [wide, narrow] = Object.values(grids);
  const order = way === "back" ? [narrow, wide] : [wide, narrow];
  const node = element("div", { class: `pair ${way}` });
  node.append(...order.map((grid) => grid.node), reach.node);
  let stops = [];

  const fillCell = (name, [i, j], value, largest) => {
    const cell = grids[name].cells[i][j];
    const share = Math.abs(value ?? 0) / (largest || 1);
    const text = value === null ? "not there yet" : formatNumber(value);
    cell.setAttribute("aria-label", `${entry(name, [i, j])}: ${text}`);
    cell.style.setProperty(
      "--share",
      value === null ? "0%" : `${FAINTEST + (STRONGEST - FAINTEST) * share}%`,
    );
    cell.classList.toggle("negative", value < 0);
  };

  const fill = (name, values, largest) => {
    for (const [i, line] of values.entries()) {
      for (const [j, [value]] of line.entries()) {
        fillCell(name, [i, j], value, largest);
      }
    }
  };

  const move = (unit, pixel) => {
    reach.node.style.setProperty("--i", unit[0]);
    reach.node.style.setProperty("--j", unit[1]);
    for (const [i, j] of indices(g.H, g.W)) {
      const weight = [i - unit[0], j - unit[1]];
      wide.cells[i][j].classList.toggle("covered", isInside(weight, [g.KH, g.KW]));
    }
    for (const cell of stops) cell.tabIndex = -1;
    stops = [
      [wide, pixel],
      [narrow, unit],
    ].map(([{ cells }, [i, j]]) => cells[i][j]);
    for (const cell of stops) cell.tabIndex = 0;
  };

  return { node, grids, reach, fill, move };
};
