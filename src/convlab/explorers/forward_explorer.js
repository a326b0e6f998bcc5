// Slide a kernel over the image: products, sums, and the unit of z they become.

import * as layer from "./shared/convolution.js";
import { channelMet, times } from "./shared/equation.js";
import { explore } from "./shared/explorer.js";
import { after, grid, image, kernels, slices, units } from "./shared/grids.js";
import {
  at,
  fill,
  filledTo,
  formatNumber,
  indices,
  range,
  ravel,
  sum,
} from "./shared/numbers.js";
import * as say from "./shared/sentences.js";
import { LAYER_SIZES } from "./shared/state.js";

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
      columns: names("c", g.Cg),
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
  const { g, x, w } = scene;
  const ofWindow = slices({
    array: "products",
    role: "sum",
    title: (c) => `x · w, c = ${c}`,
    shape: [g.KH, g.KW, g.Cg],
  });
  return [
    ...image("x", x, g),
    ...after("·", kernels("w", w, g)),
    ...after("=", ofWindow),
    ...drawSums(scene),
    ...after("=", units("z", null, g)),
  ];
};

const unitStep = ({ g }, [, i, j, f]) => ravel([f, i, j], [g.F, g.OH, g.OW]);

/** 1·2 + p, the row or column of the pixel that a weight meets; 1·2 + 2·p if dilated. */
const sayPlace = (stride, unit, dilation, letter) =>
  `${stride}·${unit} + ${dilation > 1 ? `${dilation}·` : ""}${letter}`;

/** The pixel that weight (p, q, c) meets: c counts from the first of its group. */
const sayPixel = ([f, i, j], g) => {
  const row = sayPlace(g.sh, i, g.dil_h, "p");
  const column = sayPlace(g.sw, j, g.dil_w, "q");
  const channel = g.groups > 1 ? `${layer.firstChannel(f, g)} + c` : "c";
  return `x[0, ${row}, ${column}, ${channel}]`;
};

/** The unit of a step: its window, its products, its sums. */
const frame = (scene, step) => {
  const { g, x, w, b, z, steps } = scene;
  const [f, i, j] = steps[step];
  const factors = layer.factorsOfZ(x, w, [i, j, f], g);
  const values = factors.map(([pixel, weight]) => pixel * weight);
  const shape = [g.KH, g.KW, g.Cg];
  const numbers = fill(shape, (...element) => values[ravel(element, shape)]);
  const sums = fill([g.Cg], (c) => sum(values.filter((_, k) => k % g.Cg === c)));
  const window = layer.receptiveField(i, j, g);
  const unit = say.entry("z", [0, i, j, f]);
  return {
    where: unit,
    equation:
      `z[0,${i},${j},${f}] = b[${f}] + ∑[p,q,c] ` +
      `x[0,${g.sh * i}+${times(g.dil_h, "p")},${g.sw * j}+${times(g.dil_w, "q")},` +
      `${channelMet(f, g)}] · w[${f},p,q,c]`,
    sentence:
      `${unit} = ${say.products(factors, b[f])}: the bias b[${f}], and for all p, q, c ` +
      `the product ${sayPixel(steps[step], g)} × w[${f}, p, q, c].`,
    values: {
      products: numbers,
      sums,
      z: [filledTo(step, z, (...unitOfZ) => unitStep(scene, [0, ...unitOfZ]))],
    },
    slides: ["x", "z"],
    flights: [
      {
        groups: [
          indices(...shape).map((element) => [
            ["x", layer.pixelUnder([i, j], [f, ...element], g)],
            ["products", element],
          ]),
        ],
      },
      {
        groups: [
          indices(...shape).map((element) => [
            ["products", element],
            ["sums", [element[2]]],
          ]),
        ],
      },
      {
        groups: [
          [...range(g.Cg).map((c) => ["sums", [c]]), ["b", [f]]].map((summand) => [
            summand,
            ["z", [0, i, j, f]],
          ]),
        ],
      },
    ],
    marks: [
      ["x", "current", layer.inChannels(window, layer.channelsOf(f, g))],
      ["w", "current", layer.kernelOf(f, g)],
      ["b", "current", [[f]]],
      ["z", "current", [[0, i, j, f]]],
    ],
  };
};

const askProduct = ({ g, x, w }, element, [f, ...window], { marks }) => {
  const weight = [f, ...element];
  const pixel = layer.pixelUnder(window, weight, g);
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

const askSum = ({ g }, [c], [f], { marks, values }) => {
  const cells = indices(g.KH, g.KW).map(([p, q]) => [p, q, c]);
  const terms = cells.map(([p, q]) => say.times(values.products[p][q][c]));
  const channel = `Channel ${c}${g.groups > 1 ? ` of kernel ${f}` : ""}`;
  return {
    sentence: `${channel} adds ${say.plus(terms)} = ${formatNumber(values.sums[c])}.`,
    marks: [...marks, ["sums", "chosen", [[c]]], ["products", "linked", cells]],
  };
};

/** How many units a number of windows make: one with every kernel that reads them. */
const sayUnits = (windows, { F, Fg, groups }) => {
  if (F === 1) return "";
  const readers =
    groups > 1 ? `the ${say.count(Fg, "kernel")} of its group` : `${F} kernels`;
  return `, and with ${readers} by ${say.count(windows * Fg, "unit")} of z`;
};

/** A pixel fans out: every unit of z that reads it. */
const askPixel = ({ g, x }, [, i, j, c]) => {
  const [first, ...others] = layer.kernelsOf(c, g);
  const kernel = others.length ? ":" : first;
  const own = layer.ownChannel(c, g);
  const windows = layer
    .paths(i, j, g)
    .map(
      ([a, b, p, q]) =>
        `${say.tuple([a, b])} with ${say.entry("w", [kernel, p, q, own])}`,
    );
  const many = sayUnits(windows.length, g);
  const readBy = windows.length
    ? `It is read by ${say.count(windows.length, "window")}${many}: ${say.enumerate(windows)}`
    : "No window reads it";
  const what = say.pixelValue(x[i][j][c], layer.isPadding(i, j, g));
  return {
    sentence: `${say.entry("x", [0, i, j, c])} is ${what}. ${readBy}.`,
    marks: [
      ["x", "chosen", [[0, i, j, c]]],
      ["z", "linked", layer.readers([i, j, c], g)],
    ],
  };
};

/** A weight is used in every window: once for each unit of its kernel. */
const askWeight = ({ g, w }, [f, ...element]) => {
  const windows = indices(g.OH, g.OW);
  const weight = [f, ...element];
  return {
    sentence:
      `${say.entry("w", weight)} = ${formatNumber(at(w, weight))} is used ` +
      `${say.count(windows.length, "time")}, once in each window, on the pixels that are marked.`,
    marks: [
      ["w", "chosen", [weight]],
      ["x", "linked", windows.map((window) => layer.pixelUnder(window, weight, g))],
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

/** The window whose corner is nearest to a pixel, in the same kernel. */
const windowStep = ({ g }, [, i, j], [f]) =>
  ravel([f, ...layer.windowAt([i, j], g)], [g.F, g.OH, g.OW]);

export default explore({
  name: "forward",
  sizes: [...LAYER_SIZES, "dilation", "groups"],
  title: "Forward: a window becomes a unit of z",
  drawn: ({ HP, WP, C, OH, OW, F, K }) => [
    [HP, WP, C],
    [F, K],
    [OH, OW, F],
  ],
  views: {
    "": {
      prompt: "Drag the window over x, or a unit of z.",
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
