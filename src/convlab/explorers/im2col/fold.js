// col2im, the way back: the columns of dX_col are folded into an image and add up.

import * as layer from "../shared/convolution.js";
import { after, grid, image } from "../shared/grids.js";
import {
  addProducts,
  at,
  fill,
  filledTo,
  formatNumber,
  indices,
  range,
  ravel,
  sum,
} from "../shared/numbers.js";
import * as say from "../shared/sentences.js";
import { cellsOfColumn, columnAt, original } from "./scene.js";

const prepare = ({ w, dz: [dz] }, g) => {
  const rows = indices(g.KH, g.KW, g.C);
  const columns = indices(g.OH, g.OW);
  const W_mat_T = rows.map((element) => fill([g.F], (f) => at(w[f], element)));
  const dZ = fill([g.F, g.M], (f, m) => at(dz, [...columns[m], f]));
  const factors = (k, m) => range(g.F).map((f) => [W_mat_T[k][f], dZ[f][m]]);
  const dcols = fill([g.K, g.M], (k, m) => addProducts(factors(k, m)));
  return { rows, columns, W_mat_T, dZ, factors, dcols };
};

/** In Falk's scheme W_matᵀ is at the left and dZ above; dX_col folds into dx. */
const draw = ({ g, rows, columns, W_mat_T, dZ, dcols }) => [
  grid({
    array: "W_mat_T",
    role: "w",
    title: "W_matᵀ",
    corner: "p,q,c \\ f",
    rows,
    columns: range(g.F),
    values: W_mat_T,
    place: [1, 0],
  }),
  grid({
    array: "dZ",
    role: "dz",
    corner: "f \\ a,b",
    rows: range(g.F),
    columns,
    index: (f, m) => [0, f, m],
    values: [dZ],
    place: [0, 1],
  }),
  grid({
    array: "dcols",
    role: "cols",
    title: "dX_col",
    corner: "p,q,c \\ a,b",
    rows,
    columns,
    index: (k, m) => [0, k, m],
    values: [dcols],
    place: [1, 1],
  }),
  ...after("→", image("dx", null, g)),
  grid({
    array: "count",
    role: "sum",
    title: "copies per pixel",
    shape: [g.HP, g.WP],
  }),
];

const frame = (scene, m) => {
  const { g, columns, dcols } = scene;
  const [a, b] = columns[m];
  const folded = layer.fold(dcols, range(m + 1), scene);
  const window = layer.receptiveField(a, b, g);
  const column = cellsOfColumn(m, g);
  const kernels = indices(g.K, g.F);
  return {
    where: `column ${m}`,
    equation:
      `dx[0,${g.sh * a}+p,${g.sw * b}+q,c] += dcols[0,k,${m}] = ` +
      `∑[f] W_mat[f,k] · dZ[0,f,${m}]`,
    sentence:
      `Column m = ${m} of dX_col is W_matᵀ times column ${m} of dZ. Each entry goes back to its ` +
      `pixel in the window of (a, b) = ${say.tuple([a, b])}, and is added to what lies there.`,
    values: {
      dcols: filledTo(m, [dcols], (...cell) => cell[2]),
      dx: [folded.dx],
      count: folded.count,
    },
    slides: ["dZ", "dcols", "dx"],
    flights: [
      {
        groups: [
          kernels.map(([k, f]) => [
            ["W_mat_T", [k, f]],
            ["dcols", [0, k, m]],
          ]),
          kernels.map(([k, f]) => [
            ["dZ", [0, f, m]],
            ["dcols", [0, k, m]],
          ]),
        ],
      },
      {
        groups: [
          column.map(([, k]) => [
            ["dcols", [0, k, m]],
            ["dx", original(scene, [k, m])],
          ]),
        ],
      },
    ],
    marks: [
      ["W_mat_T", "current", kernels],
      ["dZ", "current", range(g.F).map((f) => [0, f, m])],
      ["dcols", "current", column],
      ["dx", "current", layer.inChannels(window, range(g.C))],
      ["count", "current", window],
    ],
  };
};

/** The cells [0, k, m] of the copies of pixel (i, j, c), in the order of the windows. */
const copiesOf = ([i, j, c], { g }) =>
  layer
    .paths(i, j, g)
    .map(([a, b, p, q]) => [
      0,
      ravel([p, q, c], [g.KH, g.KW, g.C]),
      ravel([a, b], [g.OH, g.OW]),
    ]);

/** What a pixel has got back up to a window: a copy from each column that had its turn. */
const sayReceived = (pixel, all, got) => {
  const name = say.entry("dx", [0, ...pixel]);
  if (all.length === 0) return `${name} stays 0: no window reads this pixel.`;
  const copies = all.length === 1 ? "one copy" : `${all.length} copies`;
  const terms = got.length > 1 ? `${say.plus(got.map((n) => say.times(n)))} = ` : "";
  return (
    `${name} has got back ${got.length} of its ${copies} so far: ` +
    `${terms}${formatNumber(sum(got))}.`
  );
};

const askPixel = (scene, index, window) => {
  const { g, dcols } = scene;
  const pixel = index.length === 4 ? index.slice(1) : [...index, 0];
  const now = ravel(window, [g.OH, g.OW]);
  const all = copiesOf(pixel, scene);
  const got = all.filter(([, , m]) => m <= now).map((cell) => at([dcols], cell));
  const [i, j] = pixel;
  return {
    sentence: sayReceived(pixel, all, got) + say.cutOff(layer.isPadding(i, j, g)),
    marks: [
      ["dcols", "linked", all],
      ["dx", "chosen", [[0, ...pixel]]],
      ["count", "chosen", [[i, j]]],
    ],
  };
};

/** An entry is the derivative of one copy. */
const askCopy = (scene, [n, k, m]) => {
  const pixel = original(scene, [k, m]);
  return {
    sentence:
      `${say.entry("dX_col", [n, k, m])} is row ${k} of W_matᵀ times column ${m} of dZ: ` +
      `${say.products(scene.factors(k, m))}. It goes back to ${say.entry("dx", pixel)}.`,
    marks: [
      ["W_mat_T", "linked", range(scene.g.F).map((f) => [k, f])],
      ["dZ", "linked", range(scene.g.F).map((f) => [0, f, m])],
      ["dcols", "chosen", [[n, k, m]]],
      ["dx", "chosen", [pixel]],
    ],
  };
};

const askWeight = ({ g, rows, W_mat_T }, [k, f]) => ({
  sentence:
    `${say.entry("W_matᵀ", [k, f])} = ${say.entry("w", [f, ...rows[k]])} = ` +
    `${formatNumber(W_mat_T[k][f])} multiplies row f = ${f} of dZ.`,
  marks: [
    ["dZ", "linked", range(g.M).map((m) => [0, f, m])],
    ["W_mat_T", "chosen", [[k, f]]],
  ],
});

const askUnit = ({ g, columns, dZ }, [n, f, m]) => ({
  sentence:
    `${say.entry("dZ", [n, f, m])} = ${say.entry("dz", [n, ...columns[m], f])} = ` +
    `${formatNumber(dZ[f][m])} multiplies column f = ${f} of W_matᵀ, for column m = ${m} of dX_col.`,
  marks: [
    ["W_mat_T", "linked", range(g.K).map((k) => [k, f])],
    ["dcols", "linked", cellsOfColumn(m, g)],
    ["dZ", "chosen", [[n, f, m]]],
  ],
});

const columnStep = (_, [, , m]) => m;

export const fold = {
  label: "Fold back",
  prompt:
    "Row of W_matᵀ times column of dZ is an entry of dX_col. Its columns fold back onto dx: " +
    "drag over dX_col, or over dx.",
  steps: (g) => indices(g.OH, g.OW),
  prepare,
  draw,
  frame,
  ask: {
    dx: askPixel,
    count: askPixel,
    dcols: askCopy,
    W_mat_T: askWeight,
    dZ: askUnit,
  },
  keep: ["dx", "count"],
  source: {
    W_mat_T: ({ rows }, [k, f]) => ({ array: "w", index: [f, ...rows[k]] }),
    dZ: ({ columns }, [n, f, m]) => ({ array: "dz", index: [n, ...columns[m], f] }),
  },
  drag: { dcols: columnStep, dZ: columnStep, dx: columnAt },
};
