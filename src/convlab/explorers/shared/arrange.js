// Where grids lie: side by side, on top of each other, or in a scheme of rows and columns.

import { element } from "./elements.js";
import { formatNumber } from "./numbers.js";

/**
 * The nodes of grids. Layers that share a slot lie on top of each other; grids with a
 * place lie in one scheme, in its row and its column.
 */
export const arrange = (grids, nodes) => {
  const holders = new Map();
  const holder = (name, className) => {
    if (!holders.has(name)) holders.set(name, element("div", { class: className }));
    return holders.get(name);
  };

  const inSlot = (node, slot) => {
    const layer = holder(`layer ${slot}`, "layer");
    const all = holder(`slot ${slot[0]}`, "slot");
    layer.append(node);
    all.append(layer);
    return all;
  };

  const inScheme = (node, [row, column]) => {
    const cell = holder(`place ${row},${column}`, column ? "place" : "place beside");
    const scheme = holder("scheme", "scheme");
    cell.style.gridArea = `${row + 1} / ${column + 1}`;
    cell.append(node);
    scheme.append(cell);
    return scheme;
  };

  const placed = grids.map(({ slot, place }, k) => {
    if (slot) return inSlot(nodes[k], slot);
    return place ? inScheme(nodes[k], place) : nodes[k];
  });
  const nodesAndBreaks = placed.flatMap((node, k) =>
    grids[k].breaks ? [element("div", { class: "break" }), node] : [node],
  );
  return [...new Set(nodesAndBreaks)];
};

/** The width of a text in digits: in many fonts a minus is wider than they are. */
const widthOf = (text) => text.length + 0.4 * (text.split("−").length - 1);

const widest = (texts) => Math.max(...texts.map(widthOf));

/** Give cells that lie above each other in a scheme one width: that of the widest. */
export const lineUp = (grids, nodes) => {
  const placed = grids.flatMap((spec, k) => (spec.place ? [[spec, nodes[k]]] : []));
  const columns = Map.groupBy(placed, ([{ place }]) => place[1]);
  for (const column of columns.values()) {
    const isAlone = new Set(column.map(([{ place }]) => place[0])).size === 1;
    if (isAlone) continue;
    const numbers = column.flatMap(([spec]) => spec.values.flat(2));
    const labels = column.flatMap(([spec]) => spec.columns.map(String));
    for (const [, node] of column) {
      node.style.setProperty("--digits", widest(numbers.map((n) => formatNumber(n))));
      node.style.setProperty("--label", widest(labels));
    }
  }
};
