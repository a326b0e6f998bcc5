// The matrix: the window of each unit becomes a column, and pixels are copied.

import * as layer from "../shared/convolution.js";
import { after, image } from "../shared/grids.js";
import { filledTo, formatNumber, indices, range } from "../shared/numbers.js";
import * as say from "../shared/sentences.js";
import {
  cellsOfColumn,
  columnAt,
  drawMatrix,
  original,
  prepare,
  sayCorner,
  sayOffset,
  sourceOfCopy,
} from "./scene.js";

const frame = (scene, m) => {
  const { g, columns, corners, cols } = scene;
  const [i, j] = columns[m];
  const column = cellsOfColumn(m, g);
  return {
    where: `column ${m}`,
    equation: `cols[0,k,${m}] = x[0,${g.sh * i}+p,${g.sw * j}+q,c]`,
    sentence:
      `The window of unit (i, j) = ${say.tuple([i, j])} begins at address ${corners[m]} and is ` +
      `column m = ${m} of X_col: ${say.enumerate(cols.map((line) => formatNumber(line[m])))}.`,
    values: { cols: filledTo(m, [cols], (...cell) => cell[2]) },
    slides: ["x", "cols"],
    flights: [
      {
        groups: [
          column.map(([, k]) => [
            ["x", original(scene, [k, m])],
            ["cols", [0, k, m]],
          ]),
        ],
      },
    ],
    marks: [
      ["x", "current", layer.inChannels(layer.receptiveField(i, j, g), range(g.C))],
      ["cols", "current", column],
    ],
  };
};

/** A pixel has a copy in the column of every window that reads it. */
const askPixel = (scene, [n, i, j, c]) => {
  const { g, x } = scene;
  const address = layer.address([i, j, c], g);
  const same = layer.copies(scene.addresses, address).map((cell) => [0, ...cell]);
  const value = say.pixelValue(x[i][j][c], layer.isPadding(i, j, g));
  return {
    sentence:
      `${say.entry("x", [n, i, j, c])} is ${value}. It lies at address ${address} and is ` +
      `copied to ${say.count(same.length, "cell")} of X_col.`,
    marks: [
      ["cols", "linked", same],
      ["x", "chosen", [[n, i, j, c]]],
    ],
  };
};

const askCell = (scene, [n, k, m]) => {
  const { rows, columns } = scene;
  const pixel = askPixel(scene, original(scene, [k, m]));
  return {
    sentence:
      `Row k = ${k} is (p, q, c) = ${say.tuple(rows[k])}, with offset ${sayOffset(rows[k], scene)}. ` +
      `Column m = ${m} is (i, j) = ${say.tuple(columns[m])}, with corner ` +
      `${sayCorner(columns[m], scene)}. ${pixel.sentence}`,
    marks: [...pixel.marks, ["cols", "chosen", [[n, k, m]]]],
  };
};

export const matrix = {
  label: "Matrix",
  prompt: "Drag the window over x. Point at a pixel to see all its copies.",
  steps: (g) => indices(g.OH, g.OW),
  prepare,
  draw: (scene) => [
    ...image("x", scene.x, scene.g),
    ...after("→", [drawMatrix(scene)]),
  ],
  frame,
  ask: { x: askPixel, cols: askCell },
  source: { cols: sourceOfCopy },
  drag: { x: columnAt, cols: (_, [, , m]) => m },
};
