// The gradient goes back: stamped onto dx, gathered for a pixel, summed for a weight.

import * as layer from "./shared/convolution.js";
import { explore } from "./shared/explorer.js";
import {
  after,
  grid,
  image,
  kernels,
  rotatedKernels,
  slices,
  surrounded,
  units,
} from "./shared/grids.js";
import {
  addProducts,
  fill,
  filledTo,
  formatNumber,
  indices,
  range,
  ravel,
} from "./shared/numbers.js";
import * as say from "./shared/sentences.js";

// Scatter: every unit of dz stamps dz times its kernel onto dx.

const drawScatter = ({ g, dz, w }) => {
  const stamp = slices({
    array: "stamp",
    role: "dx",
    title: (c) => `stamp, c = ${c}`,
    shape: [g.KH, g.KW, g.C],
  });
  return [
    ...units("dz", dz, g),
    ...after("·", kernels("w", w, g)),
    ...after("=", stamp),
    ...after("→", image("dx", null, g)),
    grid({
      array: "count",
      role: "sum",
      title: "stamps per pixel",
      shape: [g.HP, g.WP],
    }),
  ];
};

const frameScatter = ({ g, dz, w, steps }, step) => {
  const [f, a, b] = steps[step];
  const sums = layer.scatter(dz, w, steps.slice(0, step + 1), g);
  const stamp = fill([g.KH, g.KW, g.C], (p, q, c) => dz[a][b][f] * w[f][p][q][c]);
  const window = layer.receptiveField(a, b, g);
  const unit = say.entry("dz", [0, a, b, f]);
  return {
    where: unit,
    sentence:
      `${unit} = ${formatNumber(dz[a][b][f])} stamps ${say.times(dz[a][b][f])} × w[${f}] ` +
      `onto dx, its corner on (s a, s b) = ${say.tuple([g.sh * a, g.sw * b])}. ` +
      "What lies there already stays, and the stamp is added to it.",
    values: { stamp, dx: [sums.dx], count: sums.count },
    marks: [
      ["dz", "current", [[0, a, b, f]]],
      ["w", "current", layer.kernelOf(f, g)],
      ["dx", "current", layer.inChannels(window, g)],
      ["count", "current", window],
    ],
  };
};

const unitStep = ({ g }, [, a, b, f]) => ravel([f, a, b], [g.F, g.OH, g.OW]);

const askStamped = ({ g, dz, w, steps }, index, [f, a, b]) => {
  const [i, j, c] = index.length === 4 ? index.slice(1) : [...index, 0];
  const fallen = steps.slice(0, ravel([f, a, b], [g.F, g.OH, g.OW]) + 1);
  const [got, all] = [
    layer.stampsOn([i, j, c], dz, w, { g, units: fallen }),
    layer.readers([i, j], g),
  ];
  const cut = say.cutOff(layer.isPadding(i, j, g));
  return {
    sentence:
      `${say.entry("dx", [0, i, j, c])} has received ${got.length} of its ` +
      `${say.count(all.length, "stamp")} so far: ${say.products(got)}.${cut}`,
    marks: [
      ["dz", "linked", all],
      ["dx", "chosen", [[0, i, j, c]]],
      ["count", "chosen", [[i, j]]],
    ],
  };
};

const askStamp = ({ g, dz, w }, [p, q, c], [f, a, b], { marks }) => {
  const weight = [f, p, q, c];
  const pixel = layer.pixelUnder([a, b], [p, q, c], g);
  const stamped = say.product(
    say.part("dz", [dz], [0, a, b, f]),
    say.part("w", w, weight),
  );
  return {
    sentence: `${stamped} is added to ${say.entry("dx", pixel)}.`,
    marks: [
      ...marks,
      ["stamp", "chosen", [[p, q, c]]],
      ["w", "chosen", [weight]],
      ["dx", "chosen", [pixel]],
    ],
  };
};

// Gather: a pixel of dx reads every unit of dz that it reached.

const prepareGather = ({ dz: [dz], w }, g) => {
  const [spread, rotated] = [layer.surround(dz, g), layer.rotate(w, g)];
  return { dz, w, dx: layer.dx(dz, w, g), spread, rotated };
};

const pixelSteps = ({ C, H, W, top, left }) =>
  indices(C, H, W).map(([c, i, j]) => [c, top + i, left + j]);

const pixelStep = ({ g }, [, i, j, c]) =>
  layer.isPadding(i, j, g) ? -1 : ravel([c, i - g.top, j - g.left], [g.C, g.H, g.W]);

const drawGather = ({ g, dz, w, spread, rotated }) => {
  const met = slices({
    array: "met",
    role: "w",
    title: (f) => `weights met, f = ${f}`,
    shape: [g.OH, g.OW, g.F],
  });
  return [
    ...kernels("w", w, g),
    ...after("→", met),
    ...after("·", units("dz", dz, g)),
    ...after("→", image("dx", null, g)),
    ...after("=", surrounded(spread, g)),
    ...after("∗", rotatedKernels(rotated, g)),
  ];
};

/** How the weights that a pixel met, in the order of dz, lie against the kernel. */
const sayRotated = (paths, { KH, KW }) => {
  if (paths.length < 2) return "";
  const places = paths.map(([, , p, q]) => ravel([p, q], [KH, KW]));
  const degrees = places[0] > places.at(-1) ? 180 : 0;
  const part = paths.length === KH * KW ? "" : "a part of ";
  return ` Laid over dz, the weights it met are ${part}the kernel, rotated by ${degrees} degrees.`;
};

/** By which weight the pixel reached each unit, and where the kernel lies, rotated. */
const weightsMet = (paths, [c, i, j], g) => {
  const weights = indices(g.F, g.KH, g.KW);
  const ways = range(g.F).flatMap((f) => paths.map((way) => [f, ...way]));
  const turned = (p, q) => [g.KH - 1 - p, g.KW - 1 - q];
  const under = (p, q) => [i - g.top + g.KH - 1 - p, j - g.left + g.KW - 1 - q];
  return {
    shape: [g.KH, g.KW],
    cells: {
      w: weights.map(([f, p, q]) => [
        [f, p, q, c],
        [p, q],
      ]),
      met: ways.map(([f, a, b, ...weight]) => [[a, b, f], weight]),
      dz: ways.map(([f, a, b, ...weight]) => [[0, a, b, f], weight]),
      rotated: weights.map(([f, p, q]) => [
        [c, ...turned(p, q), f],
        [p, q],
      ]),
      spread: weights.map(([f, p, q]) => [
        [0, ...under(p, q), f],
        [p, q],
      ]),
    },
  };
};

/** The flight of each kernel: its weights, and the units by which they were met. */
const flightsOf = (paths, c, g) =>
  range(g.F).map((f) =>
    indices(g.KH, g.KW).map(([p, q]) => {
      const way = paths.find((path) => path[2] === p && path[3] === q);
      return [["w", [f, p, q, c]], way ? ["met", [way[0], way[1], f]] : null];
    }),
  );

const frameGather = (scene, step) => {
  const { g, dz, w, dx, steps } = scene;
  const [c, i, j] = steps[step];
  const met = fill([g.OH, g.OW, g.F], () => null);
  const paths = layer.paths(i, j, g);
  for (const [a, b, p, q] of paths) met[a][b] = w.map((kernel) => kernel[p][q][c]);
  const reached = layer.readers([i, j], g);
  const window = indices(g.KH, g.KW, g.F);
  const around = window.map(([p, q, f]) => [0, i - g.top + p, j - g.left + q, f]);
  const cell = say.entry("dx", [0, i, j, c]);
  return {
    where: cell,
    sentence:
      `The pixel ${say.entry("x", [0, i, j, c])} reached ${say.count(reached.length, "unit")} of z: ` +
      `${cell} = ${say.products(layer.factorsOfDx(dz, w, [i, j, c], g))}.` +
      sayRotated(paths, g),
    values: {
      met,
      dx: [filledTo(step, dx, (...pixel) => pixelStep(scene, [0, ...pixel]))],
    },
    marks: [
      ["dz", "current", reached],
      ["met", "current", reached.map(([, ...unit]) => unit)],
      ["dx", "current", [[0, i, j, c]]],
      ["spread", "current", around],
      ["rotated", "current", window.map((element) => [c, ...element])],
    ],
    weights: weightsMet(paths, steps[step], g),
    flights: flightsOf(paths, c, g),
  };
};

/** One way from the pixel into z: p and q are what is left of i and j. */
const askWay = ({ g, dz, w }, index, [c, i, j], { marks }) => {
  const [a, b, f] = index.slice(-3);
  const [p, q] = [i - g.sh * a, j - g.sw * b];
  const way =
    `Unit ${say.tuple([a, b])}: p = i − s a = ${i} − ${g.sh}·${a} = ${formatNumber(p)}, ` +
    `q = j − s b = ${j} − ${g.sw}·${b} = ${formatNumber(q)}`;
  const unit = [0, a, b, f];
  const asked = [...marks, ["dz", "chosen", [unit]], ["met", "chosen", [[a, b, f]]]];
  if (!layer.paths(i, j, g).some((known) => known[0] === a && known[1] === b)) {
    const sentence = `${way}, outside the kernel: it never read this pixel.`;
    return { sentence, marks: asked };
  }
  const read = say.product(say.part("dz", [dz], unit), say.part("w", w, [f, p, q, c]));
  const [row, column] = [g.sh * a + g.KH - 1 - g.top, g.sw * b + g.KW - 1 - g.left];
  return {
    sentence: `${way}: ${read}.`,
    marks: [
      ...asked,
      ["w", "chosen", [[f, p, q, c]]],
      ["rotated", "chosen", [[c, g.KH - 1 - p, g.KW - 1 - q, f]]],
      ["spread", "chosen", [[0, row, column, f]]],
    ],
  };
};

// A weight: every place it was used, and the sum that is dw.

const prepareWeight = ({ x: [first], dz: [dz], w }, g) => {
  const x = layer.pad(first, g);
  return { x, dz, w, dw: layer.dw(dz, x, g) };
};

const weightSteps = ({ F, C, KH, KW }) =>
  indices(F, C, KH, KW).map(([f, c, p, q]) => [f, p, q, c]);

const weightStep = ({ g }, [f, p, q, c]) => ravel([f, c, p, q], [g.F, g.C, g.KH, g.KW]);

const drawWeight = ({ g, x, dz }) => [
  ...image("x", x, g),
  ...after("·", units("dz", dz, g)),
  grid({ sign: "=", array: "terms", role: "dw", title: "x · dz", shape: [g.OH, g.OW] }),
  ...after("→", kernels("dw", null, g)),
];

const frameWeight = (scene, step) => {
  const { g, x, dz, dw, steps } = scene;
  const weight = steps[step];
  const shape = [g.OH, g.OW];
  const windows = indices(...shape);
  const factors = layer.factorsOfDw(dz, x, weight, g);
  return {
    where: say.entry("dw", weight),
    sentence:
      `${say.entry("w", weight)} was used ${say.count(windows.length, "time")}: ` +
      `${say.entry("dw", weight)} = ${say.products(factors)}.`,
    values: {
      terms: fill(shape, (...unit) => addProducts([factors[ravel(unit, shape)]])),
      dw: filledTo(step, dw, (...each) => weightStep(scene, each)),
    },
    marks: [
      [
        "x",
        "current",
        windows.map((window) => layer.pixelUnder(window, weight.slice(1), g)),
      ],
      ["dz", "current", windows.map((window) => [0, ...window, weight[0]])],
      ["terms", "current", windows],
      ["dw", "current", [weight]],
    ],
  };
};

const askUse = ({ g, x, dz }, index, weight, { marks }) => {
  if (index.length === 4 && index[3] !== weight[0]) return null; // another kernel's
  const window = index.length === 4 ? index.slice(1, 3) : index;
  const [unit, pixel] = [
    [0, ...window, weight[0]],
    layer.pixelUnder(window, weight.slice(1), g),
  ];
  const used = say.product(say.part("dz", [dz], unit), say.part("x", [x], pixel));
  return {
    sentence: `In window ${say.tuple(window)} it met ${say.entry("x", pixel)}: ${used}.`,
    marks: [
      ...marks,
      ["terms", "chosen", [window]],
      ["x", "chosen", [pixel]],
      ["dz", "chosen", [unit]],
    ],
  };
};

export default explore({
  name: "backward",
  title: "Backward: the gradient of x and of w",
  drawn: ({ HP, WP, H, W, C, F, K, OH, OW, KH, KW }) => [
    [HP, WP, C],
    [F, K],
    [OH, OW, F],
    [H + KH - 1, W + KW - 1, F],
  ],
  views: {
    gather: {
      label: "Gather",
      steps: pixelSteps,
      prepare: prepareGather,
      draw: drawGather,
      frame: frameGather,
      ask: { met: askWay, dz: askWay },
      stepAt: { dx: pixelStep },
      drag: { dx: pixelStep },
    },
    scatter: {
      label: "Scatter",
      steps: (g) => indices(g.F, g.OH, g.OW),
      prepare: ({ dz: [dz], w }) => ({ dz, w }),
      draw: drawScatter,
      frame: frameScatter,
      ask: { dx: askStamped, count: askStamped, stamp: askStamp },
      keep: ["dx", "count"],
      stepAt: { dz: unitStep },
      drag: { dz: unitStep },
    },
    weight: {
      label: "A weight",
      steps: weightSteps,
      prepare: prepareWeight,
      draw: drawWeight,
      frame: frameWeight,
      ask: { terms: askUse, dz: askUse },
      stepAt: { dw: weightStep },
      drag: { dw: weightStep },
    },
  },
});
