// Two matrices: A takes x to z, and its transpose takes dz to dx.

import * as layer from "./shared/convolution.js";
import { explore } from "./shared/explorer.js";
import { grid, image, slices } from "./shared/grids.js";
import { fill, filledTo, formatNumber, indices, ravel } from "./shared/numbers.js";
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

const transpose = (lines) => lines[0].map((_, t) => lines.map((line) => line[t]));

/** A and its transpose: one of them is away, and they turn into each other. */
const drawBoth = ({ A, rows, columns }) => {
  const draw = (lines, spec) =>
    grid({
      role: "w",
      values: lines.map((line) => line.map((weight) => weight ?? 0)),
      kind: (r, t) => (lines[r][t] === null ? "zero" : ""),
      ...spec,
    });
  const corner = "i,j,f \\ i,j,c";
  const turned = { array: "A_T", title: "Aᵀ", corner: "i,j,c \\ i,j,f" };
  return [
    draw(A, { array: "A", corner, rows, columns }),
    draw(transpose(A), { ...turned, rows: columns, columns: rows }),
  ];
};

/** All entries of one image below each other, in the order of memory. */
const vector = (array, { rows, values, ...spec }) =>
  grid({
    array,
    rows,
    columns: [""],
    index: (k) => [0, ...rows[k]],
    values: values && [values],
    ...spec,
  });

/** Where the entries of A that are not zero always go when it is transposed. */
const turning = ({ A }) =>
  indices(A.length, A[0].length)
    .filter(([r, t]) => A[r][t] !== null)
    .map(([r, t]) => [
      ["A", [r, t]],
      ["A_T", [t, r]],
    ]);

/** The image of an array wears the marks of the array. */
const inImage = (array, marks) => [
  ...marks,
  ...marks.flatMap(([each, ...mark]) => (each === array ? [["image", ...mark]] : [])),
];

// z = A x: a row is a window.

const drawForward = (scene) => {
  const { g, rows, columns, x } = scene;
  const isPadding = (k) => layer.isPadding(...columns[k].slice(0, 2), g);
  return [
    ...drawBoth(scene),
    vector("x", {
      sign: "×",
      corner: "i,j,c",
      rows: columns,
      values: x,
      kind: (k) => (isPadding(k) ? "padding" : ""),
    }),
    vector("z", { sign: "=", corner: "i,j,f", rows }),
    ...image("image", x, g, {
      role: "x",
      title: (c) => `x[0, :, :, ${c}]`,
    }),
  ];
};

const frameForward = (scene, r) => {
  const { g, x, w, z, rows, columns } = scene;
  const [i, j, f] = rows[r];
  const window = layer.inChannels(
    layer.receptiveField(i, j, g),
    layer.channelsOf(f, g),
  );
  const entries = window.map(([, ...pixel]) => [r, layer.address(pixel, g)]);
  const all = columns.map((_, t) => [r, t]);
  const unit = ["z", [0, i, j, f]];
  return {
    where: say.entry(...unit),
    equation: `z[${r}] = ∑[t] A[${r},t] · x[t]`,
    sentence:
      `Row ${r} of A is the window of unit (${i}, ${j}): kernel ${f} laid where the window ` +
      `is, and zeros elsewhere. Times x, without the bias, ${say.entry(...unit)} = ` +
      `${say.products(layer.factorsOfZ(x, w, [i, j, f], g))}.`,
    values: { z: [filledTo(r, z, (...each) => unitRow([0, ...each], g))] },
    away: ["A_T"],
    slides: ["A", "z", "image"],
    flights: [
      {
        groups: [
          entries.map((entry) => [["A", entry], unit]),
          window.map((pixel) => [["x", pixel], unit]),
        ],
      },
    ],
    marks: inImage("x", [
      ["A", "current", entries], // first what is to be seen of it
      ["A", "current", all],
      ["x", "current", window],
      ["z", "current", [[0, i, j, f]]],
    ]),
  };
};

// dx = Aᵀ dz: a row is the fan-out of a pixel.

const drawBackward = (scene) => {
  const { g, rows, columns, dz } = scene;
  const isPadding = (k) => layer.isPadding(...columns[k].slice(0, 2), g);
  return [
    ...drawBoth(scene),
    vector("dz", { sign: "×", corner: "i,j,f", rows, values: dz }),
    vector("dx", {
      sign: "=",
      corner: "i,j,c",
      rows: columns,
      kind: (k) => (isPadding(k) ? "padding" : ""),
    }),
    ...slices({
      array: "image",
      lead: [0],
      role: "dz",
      title: (f) => `dz[0, :, :, ${f}]`,
      shape: [g.OH, g.OW, g.F],
      values: dz,
    }),
  ];
};

const frameBackward = (scene, t) => {
  const { g, dz, dx, w, rows, columns } = scene;
  const [i, j, c] = columns[t];
  const reached = layer.readers([i, j, c], g);
  const entries = reached.map((unit) => [t, unitRow(unit, g)]);
  const all = rows.map((_, r) => [t, r]);
  const pixel = ["dx", [0, i, j, c]];
  const cut = say.cutOff(layer.isPadding(i, j, g));
  return {
    where: say.entry(...pixel),
    equation: `dx[${t}] = ∑[r] A[r,${t}] · dz[r]`,
    sentence:
      `Row ${t} of Aᵀ is column ${t} of A: the fan-out of pixel ${say.entry("x", [0, i, j, c])} ` +
      `to ${say.count(reached.length, "unit")} of z. Times dz: ${say.entry(...pixel)} = ` +
      `${say.products(layer.factorsOfDx(dz, w, [i, j, c], g))}.${cut}`,
    values: { dx: [filledTo(t, dx, (...each) => layer.address(each, g))] },
    away: ["A"],
    slides: ["A_T", "dx"],
    flights: [
      {
        groups: [
          entries.map((entry) => [["A_T", entry], pixel]),
          reached.map((unit) => [["dz", unit], pixel]),
        ],
      },
    ],
    marks: inImage("dz", [
      ["A_T", "current", entries],
      ["A_T", "current", all],
      ["dz", "current", reached],
      ["dx", "current", [[0, i, j, c]]],
    ]),
  };
};

/** One entry: which weight leads from this pixel to this unit. */
const askEntry = ({ g, rows, columns, A }, [r, t]) => {
  const [[a, b, f], [i, j, c]] = [rows[r], columns[t]];
  const element = [f, i - g.sh * a, j - g.sw * b, c];
  const reads = A[r][t] !== null;
  const [unit, pixel] = [say.entry("z", [0, a, b, f]), say.entry("x", [0, i, j, c])];
  return {
    sentence: reads
      ? `${unit} reads ${pixel} with ${say.entry("w", element)} = ${formatNumber(A[r][t])}.`
      : `${unit} does not read ${pixel}: a zero that no training changes.`,
    marks: [
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
  const reached = layer.readers([i, j, c], g);
  return {
    sentence:
      `${say.entry("x", [n, i, j, c])} is entry ${t} of x and meets column ${t} of A: ` +
      `it goes out to ${say.count(reached.length, "unit")} of z.`,
    marks: inImage("x", [
      ["A", "linked", rows.map((_, r) => [r, t])],
      ["x", "chosen", [[n, i, j, c]]],
      ["z", "linked", reached],
    ]),
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
    marks: inImage("dz", [
      ["A_T", "linked", columns.map((_, t) => [t, r])],
      ["dz", "chosen", [[n, a, b, f]]],
      ["dx", "linked", layer.inChannels(window, layer.channelsOf(f, g))],
    ]),
  };
};

/** The answer for an entry; the image of an array shows it too, and the step stays. */
const askIn = (array, place) => (scene, cell, _, now) => {
  const { sentence, marks } = askEntry(scene, place(cell));
  return { sentence, marks: [...now.marks, ...inImage(array, marks)] };
};

const unitStep = ({ g }, unit) => unitRow(unit, g);

const pixelStep = ({ g }, [, ...pixel]) => layer.address(pixel, g);

/** The window whose corner is nearest to a pixel, of the same kernel. */
const windowStep = ({ g }, [, i, j], [, , f]) =>
  unitRow([0, ...layer.windowAt([i, j], g), f], g);

/** The weight behind an entry of A; nothing is behind the zeros. */
const sourceOfEntry = ({ g, rows, columns, A }, [r, t]) => {
  if (A[r][t] === null) return null;
  const [[a, b, f], [i, j, c]] = [rows[r], columns[t]];
  return { array: "w", index: [f, i - g.sh * a, j - g.sw * b, c] };
};

const sourceOfPixel = ({ g }, [n, i, j, c]) =>
  layer.isPadding(i, j, g)
    ? null
    : { array: "x", index: [n, i - g.top, j - g.left, c] };

export default explore({
  name: "matrices",
  title: "Two matrices: A and its transpose",
  drawn: ({ HP, WP, C, OH, OW, F }) => [[OH * OW * F, HP * WP * C]],
  views: {
    forward: {
      label: "z = A x",
      prompt: "Drag over z, or the window over the image. Point at a pixel of x.",
      steps: (g) => indices(g.OH, g.OW, g.F),
      prepare,
      draw: drawForward,
      frame: frameForward,
      arrive: (scene) => [
        { slowly: true, groups: [turning(scene).map(([from, to]) => [to, from])] },
      ],
      ask: {
        A: askIn("x", (cell) => cell),
        x: askPixel,
        image: askPixel,
      },
      stepAt: { z: unitStep },
      source: { A: sourceOfEntry, image: sourceOfPixel },
      drag: { z: unitStep, image: windowStep },
    },
    backward: {
      label: "dx = Aᵀ dz",
      prompt: "Drag over dx. Point at a unit of dz, or at an entry of Aᵀ.",
      steps: (g) => indices(g.HP, g.WP, g.C),
      prepare,
      draw: drawBackward,
      frame: frameBackward,
      arrive: (scene) => [{ slowly: true, groups: [turning(scene)] }],
      ask: {
        A_T: askIn("dz", ([t, r]) => [r, t]),
        dz: askUnit,
        image: askUnit,
      },
      stepAt: { dx: pixelStep },
      source: {
        A_T: (scene, [t, r]) => sourceOfEntry(scene, [r, t]),
        image: (_, index) => ({ array: "dz", index }),
      },
      drag: { dx: pixelStep },
    },
  },
});
