// Two matrices: A takes x to z, and its transpose takes dz to dx.

import * as layer from "./shared/convolution.js";
import { explore } from "./shared/explorer.js";
import { after, grid, image, units } from "./shared/grids.js";
import { fill, formatNumber, indices, ravel } from "./shared/numbers.js";
import * as say from "./shared/sentences.js";

const unitRow = ([, ...unit], { OH, OW, F }) => ravel(unit, [OH, OW, F]);

/** A (R, T) with the weight by which each unit reads each pixel; null where it does not. */
const readBy = (rows, columns, w, g) => {
  const A = rows.map(() => columns.map(() => null));
  for (const [t, [i, j, c]] of columns.entries()) {
    for (const [a, b, p, q] of layer.paths(i, j, g)) {
      for (let f = 0; f < g.F; f += 1) A[unitRow([0, a, b, f], g)][t] = w[f][p][q][c];
    }
  }
  return A;
};

const prepare = ({ x: [first], w, dz: [dz] }, g) => {
  const x = layer.pad(first, g);
  const rows = indices(g.OH, g.OW, g.F);
  const columns = indices(g.HP, g.WP, g.C);
  const A = readBy(rows, columns, w, g);
  const noBias = fill([g.F], () => 0);
  const z = layer.forward(x, w, noBias, g);
  const dx = layer.dx(dz, w, g);
  return { x, w, dz, z, dx, A, rows, columns };
};

const matrix = ({ array, corner, lines, rows, columns }) =>
  grid({
    array,
    corner,
    role: "w",
    title: array === "A" ? "A" : "Aᵀ",
    rows,
    columns,
    values: lines.map((line) => line.map((weight) => weight ?? 0)),
    kind: (r, t) => (lines[r][t] === null ? "zero" : ""),
  });

const transpose = (lines) => lines[0].map((_, t) => lines.map((line) => line[t]));

// z = A x: a row is a window.

const drawForward = ({ g, A, rows, columns, x, z }) => [
  matrix({ array: "A", corner: "i,j,f \\ i,j,c", lines: A, rows, columns }),
  ...after("×", image("x", x, g)),
  ...after("=", units("z", z, g)),
];

const frameForward = ({ g, x, w, rows, columns }, r) => {
  const [i, j, f] = rows[r];
  const window = layer.receptiveField(i, j, g);
  const unit = say.entry("z", [0, i, j, f]);
  return {
    where: unit,
    sentence:
      `Row ${r} of A is the window of unit (${i}, ${j}): kernel ${f} laid where the window ` +
      `is, and zeros elsewhere. Times x, without the bias, ${unit} = ` +
      `${say.products(layer.factorsOfZ(x, w, [i, j, f], g))}.`,
    marks: [
      ["A", "current", columns.map((_, t) => [r, t])],
      ["x", "current", layer.inChannels(window, g)],
      ["z", "current", [[0, i, j, f]]],
    ],
  };
};

// dx = Aᵀ dz: a row is the fan-out of a pixel.

const drawBackward = ({ g, A, rows, columns, dz, dx }) => [
  matrix({
    array: "A_T",
    corner: "i,j,c \\ i,j,f",
    lines: transpose(A),
    rows: columns,
    columns: rows,
  }),
  ...after("×", units("dz", dz, g)),
  ...after("=", image("dx", dx, g)),
];

const frameBackward = ({ g, dz, w, rows, columns }, t) => {
  const [i, j, c] = columns[t];
  const reached = layer.readers([i, j], g);
  const pixel = say.entry("dx", [0, i, j, c]);
  const cut = say.cutOff(layer.isPadding(i, j, g));
  return {
    where: pixel,
    sentence:
      `Row ${t} of Aᵀ is column ${t} of A: the fan-out of pixel ${say.entry("x", [0, i, j, c])} ` +
      `to ${say.count(reached.length, "unit")} of z. Times dz: ${pixel} = ` +
      `${say.products(layer.factorsOfDx(dz, w, [i, j, c], g))}.${cut}`,
    marks: [
      ["A_T", "current", rows.map((_, r) => [t, r])],
      ["dz", "current", reached],
      ["dx", "current", [[0, i, j, c]]],
    ],
  };
};

/** One entry: which weight leads from this pixel to this unit. */
const askEntry = ({ g, rows, columns, A }, [r, t], _, { marks }) => {
  const [[a, b, f], [i, j, c]] = [rows[r], columns[t]];
  const element = [f, i - g.sh * a, j - g.sw * b, c];
  const reads = A[r][t] !== null;
  const [unit, pixel] = [say.entry("z", [0, a, b, f]), say.entry("x", [0, i, j, c])];
  return {
    sentence: reads
      ? `${unit} reads ${pixel} with ${say.entry("w", element)} = ${formatNumber(A[r][t])}.`
      : `${unit} does not read ${pixel}: a zero that no training changes.`,
    marks: [
      ...marks,
      ["x", "chosen", [[0, i, j, c]]],
      ["z", "chosen", [[0, a, b, f]]],
      ["dx", "chosen", [[0, i, j, c]]],
      ["dz", "chosen", [[0, a, b, f]]],
      ["A", "chosen", [[r, t]]],
      ["A_T", "chosen", [[t, r]]],
    ],
  };
};

/** A pixel is a column of A. */
const askPixel = ({ g, rows }, [n, i, j, c]) => {
  const t = layer.address([i, j, c], g);
  const reached = layer.readers([i, j], g);
  return {
    sentence:
      `${say.entry("x", [n, i, j, c])} is entry ${t} of x and meets column ${t} of A: ` +
      `it goes out to ${say.count(reached.length, "unit")} of z.`,
    marks: [
      ["A", "linked", rows.map((_, r) => [r, t])],
      ["x", "chosen", [[n, i, j, c]]],
      ["z", "linked", reached],
    ],
  };
};

/** A unit of dz is a column of the transpose: the window that its unit of z reads. */
const askUnit = ({ g, columns }, [n, a, b, f]) => {
  const r = unitRow([n, a, b, f], g);
  const window = layer.receptiveField(a, b, g);
  return {
    sentence:
      `${say.entry("dz", [n, a, b, f])} is entry ${r} of dz and meets column ${r} of Aᵀ: ` +
      "it goes back to the window from which its unit of z was made.",
    marks: [
      ["A_T", "linked", columns.map((_, t) => [t, r])],
      ["dz", "chosen", [[n, a, b, f]]],
      ["dx", "linked", layer.inChannels(window, g)],
    ],
  };
};

export default explore({
  name: "matrices",
  title: "Two matrices: A and its transpose",
  drawn: ({ HP, WP, C, OH, OW, F }) => [[OH * OW * F, HP * WP * C]],
  views: {
    forward: {
      label: "z = A x",
      steps: (g) => indices(g.OH, g.OW, g.F),
      prepare,
      draw: drawForward,
      frame: frameForward,
      ask: {
        A: askEntry,
        x: askPixel,
      },
      stepAt: { z: ({ g }, unit) => unitRow(unit, g) },
    },
    backward: {
      label: "dx = Aᵀ dz",
      steps: (g) => indices(g.HP, g.WP, g.C),
      prepare,
      draw: drawBackward,
      frame: frameBackward,
      ask: {
        A_T: (scene, [t, r], ...now) => askEntry(scene, [r, t], ...now),
        dz: askUnit,
      },
      stepAt: { dx: ({ g }, [, ...pixel]) => layer.address(pixel, g) },
    },
  },
});
