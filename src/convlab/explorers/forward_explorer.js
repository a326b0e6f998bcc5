// Slide a kernel over the image: products, sums, and the unit of z they become.

import * as layer from "./shared/convolution.js";
import { explore } from "./shared/explorer.js";
import { after, grid, image, kernels, slices, units } from "./shared/grids.js";
import { fill, formatNumber, indices, ravel, sum } from "./shared/numbers.js";
import * as say from "./shared/sentences.js";

const prepare = ({ x: [first], w, b }, g) => {
  const x = layer.pad(first, g);
  return { x, w, b, z: layer.forward(x, w, b, g) };
};

const drawSums = ({ g, b }) => {
  const line = { rows: [""], index: (_, k) => [k] };
  const names = (letter, length) => fill([length], (k) => `${letter} = ${k}`);
  return [
    grid({
      ...line,
      array: "sums",
      role: "sum",
      columns: names("c", g.C),
      sign: "→",
    }),
    grid({
      ...line,
      array: "b",

      columns: names("f", g.F),
      values: b,
      sign: "+",
    }),
  ];
};

const draw = (scene) => {
  const { g, x, w, z } = scene;
  const ofWindow = slices({
    array: "products",
    role: "sum",
    title: (c) => `x · w, c = ${c}`,
    shape: [g.KH, g.KW, g.C],
  });
  return [
    ...image("x", x, g),
    ...after("·", kernels("w", w, g)),
    ...after("=", ofWindow),
    ...drawSums(scene),
    ...after("=", units("z", z, g)),
  ];
};

/** The unit of a step: its window, its products, its sums. */
const frame = ({ g, x, w, b, steps }, step) => {
  const [f, i, j] = steps[step];
  const factors = layer.factorsOfZ(x, w, [i, j, f], g);
  const values = factors.map(([pixel, weight]) => pixel * weight);
  const shape = [g.KH, g.KW, g.C];
  const numbers = fill(shape, (...element) => values[ravel(element, shape)]);
  const sums = fill([g.C], (c) => sum(values.filter((_, k) => k % g.C === c)));
  const window = layer.receptiveField(i, j, g);
  const unit = say.entry("z", [0, i, j, f]);
  return {
    where: unit,
    sentence:
      `${unit} = ${say.products(factors, b[f])}: the bias b[${f}], and for all p, q, c ` +
      `the product x[0, ${g.sh}·${i} + p, ${g.sw}·${j} + q, c] × w[${f}, p, q, c].`,
    values: { products: numbers, sums },
    marks: [
      ["x", "current", layer.inChannels(window, g)],
      ["w", "current", layer.kernelOf(f, g)],
      ["b", "current", [[f]]],
      ["z", "current", [[0, i, j, f]]],
    ],
  };
};

const askProduct = ({ g, x, w }, element, [f, ...window], { marks }) => {
  const [pixel, weight] = [layer.pixelUnder(window, element, g), [f, ...element]];
  return {
    sentence: `${say.product(say.part("x", [x], pixel), say.part("w", w, weight))}.`,
    marks: [
      ...marks,
      ["products", "chosen", [element]],
      ["x", "chosen", [pixel]],
      ["w", "chosen", [weight]],
    ],
  };
};

const askSum = ({ g }, [c], _, { marks, values }) => {
  const cells = indices(g.KH, g.KW).map(([p, q]) => [p, q, c]);
  const terms = cells.map(([p, q]) => say.times(values.products[p][q][c]));
  return {
    sentence: `Channel ${c} adds ${say.plus(terms)} = ${formatNumber(values.sums[c])}.`,
    marks: [...marks, ["sums", "chosen", [[c]]], ["products", "linked", cells]],
  };
};

/** A pixel fans out: every unit of z that reads it. */
const askPixel = ({ g, x }, [, i, j, c]) => {
  const windows = layer.paths(i, j, g).map(([a, b]) => [a, b]);
  const many =
    g.F > 1 ? `, with ${g.F} kernels ${windows.length * g.F} units of z` : "";
  const readBy = windows.length
    ? `It is read by ${say.count(windows.length, "window")}${many}: ${say.places(windows)}`
    : "No window reads it";
  const what = say.pixelValue(x[i][j][c], layer.isPadding(i, j, g));
  return {
    sentence: `${say.entry("x", [0, i, j, c])} is ${what}. ${readBy}.`,
    marks: [
      ["x", "chosen", [[0, i, j, c]]],
      ["z", "linked", layer.readers([i, j], g)],
    ],
  };
};

/** A weight is used in every window: once for each unit of its kernel. */
const askWeight = ({ g, w }, [f, ...element]) => {
  const windows = indices(g.OH, g.OW);
  const [p, q, c] = element;
  return {
    sentence:
      `${say.entry("w", [f, ...element])} = ${formatNumber(w[f][p][q][c])} is used ` +
      `${say.count(windows.length, "time")}, once in each window, on the pixels that are marked.`,
    marks: [
      ["w", "chosen", [[f, ...element]]],
      ["x", "linked", windows.map((window) => layer.pixelUnder(window, element, g))],
      ["z", "linked", windows.map(([i, j]) => [0, i, j, f])],
    ],
  };
};

const askBias = ({ g, b }, [f]) => ({
  sentence: `b[${f}] = ${formatNumber(b[f])} is added to every unit of z[0, :, :, ${f}].`,
  marks: [
    ["b", "chosen", [[f]]],
    ["z", "linked", indices(g.OH, g.OW).map((window) => [0, ...window, f])],
  ],
});

const unitStep = ({ g }, [, i, j, f]) => ravel([f, i, j], [g.F, g.OH, g.OW]);

/** The window whose corner lies nearest above and left of a pixel, in the same kernel. */
const windowStep = ({ g }, [, row, column], [f]) => {
  const i = Math.min(Math.floor(row / g.sh), g.OH - 1);
  const j = Math.min(Math.floor(column / g.sw), g.OW - 1);
  return ravel([f, i, j], [g.F, g.OH, g.OW]);
};

export default explore({
  name: "forward",
  title: "Forward: a window becomes a unit of z",
  drawn: ({ HP, WP, C, OH, OW, F, K }) => [
    [HP, WP, C],
    [F, K],
    [OH, OW, F],
  ],
  views: {
    "": {
      steps: (g) => indices(g.F, g.OH, g.OW),
      prepare,
      draw,
      frame,
      ask: {
        products: askProduct,
        sums: askSum,
        b: askBias,
        x: askPixel,
        w: askWeight,
      },
      stepAt: { z: unitStep },
      drag: { z: unitStep, x: windowStep },
    },
  },
});
