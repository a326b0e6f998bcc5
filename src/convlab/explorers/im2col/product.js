// The product: a row of W_mat times a column of X_col is one unit of Z.

import { grid } from "../shared/grids.js";
import { filledTo, formatNumber, indices, range } from "../shared/numbers.js";
import * as say from "../shared/sentences.js";
import { cellsOfColumn, drawMatrix, original, prepare, sourceOfCopy } from "./scene.js";

/** Falk's scheme: W_mat at the left, X_col above, and Z where row and column cross. */
const draw = (scene) => {
  const { g, rows, columns, W_mat, b, Z } = scene;
  const lines = { rows: range(g.F), corner: "f" };
  const left = { ...lines, place: [1, 0] };
  const bias = { array: "b", columns: [""], index: (f) => [f], values: b };
  return [
    grid({ ...left, array: "W_mat", role: "w", columns: rows, values: W_mat }),
    grid({ ...left, ...bias }),
    drawMatrix(scene, { place: [0, 1] }),
    grid({
      ...lines,
      array: "Z",
      role: "z",
      columns,
      index: (f, m) => [0, f, m],
      values: [Z],
      place: [1, 1],
    }),
  ];
};

const unitStep = ({ g }, [, f, m]) => f * g.M + m;

const frame = (scene, step) => {
  const { g, columns, b, factors, Z, steps } = scene;
  const [f, m] = steps[step];
  const row = range(g.K).map((k) => [f, k]);
  const column = cellsOfColumn(m, g);
  const unit = ["Z", [0, f, m]];
  return {
    where: say.entry(...unit),
    equation: `Z[0,${f},${m}] = b[${f}] + ∑[k] W_mat[${f},k] · cols[0,k,${m}]`,
    sentence:
      `b[${f}] plus row ${f} of W_mat times column ${m} of X_col: ` +
      `${say.products(factors(f, m), b[f])} = ${say.entry("z", [0, ...columns[m], f])}.`,
    values: { Z: filledTo(step, [Z], (...each) => unitStep(scene, each)) },
    slides: ["W_mat", "cols", "Z"],
    flights: [
      {
        groups: [
          [...row.map((weight) => ["W_mat", weight]), ["b", [f]]].map((from) => [
            from,
            unit,
          ]),
          column.map((pixel) => [["cols", pixel], unit]),
        ],
      },
    ],
    marks: [
      ["W_mat", "current", row],
      ["cols", "current", column],
      ["b", "current", [[f]]],
      ["Z", "current", [[0, f, m]]],
    ],
  };
};

/** A weight multiplies a row of X_col, whatever the column. */
const askWeight = ({ g, rows, W_mat }, [f, k]) => ({
  sentence:
    `${say.entry("W_mat", [f, k])} = ${say.entry("w", [f, ...rows[k]])} = ` +
    `${formatNumber(W_mat[f][k])} multiplies row k = ${k} of X_col.`,
  marks: [
    ["cols", "linked", range(g.M).map((m) => [0, k, m])],
    ["W_mat", "chosen", [[f, k]]],
  ],
});

/** A cell of X_col is a copy of a pixel. */
const askCopy = (scene, [n, k, m], _, { marks }) => {
  const pixel = say.entry("x", original(scene, [k, m]));
  const value = formatNumber(scene.cols[k][m]);
  return {
    sentence: `X_col[${k}, ${m}] = ${value} is a copy of ${pixel}.`,
    marks: [...marks, ["cols", "chosen", [[n, k, m]]]],
  };
};

export const product = {
  label: "Product",
  prompt:
    "Drag over Z: each unit is its row of W_mat times the column of X_col above it, plus b.",
  steps: (g) => indices(g.F, g.M),
  prepare,
  draw,
  frame,
  ask: { W_mat: askWeight, cols: askCopy },
  stepAt: { Z: unitStep },
  source: {
    cols: sourceOfCopy,
    W_mat: ({ rows }, [f, k]) => ({ array: "w", index: [f, ...rows[k]] }),
  },
  drag: { Z: unitStep },
};
