// The gradient goes back: stamped onto dx, gathered for a pixel, summed for a weight.

import * as layer from "./shared/convolution.js";
import { channelMet, times } from "./shared/equation.js";
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
  at,
  fill,
  filledTo,
  formatNumber,
  indices,
  ROUNDING,
  range,
  ravel,
  sizesOf,
} from "./shared/numbers.js";
import * as say from "./shared/sentences.js";
import { LAYER_SIZES } from "./shared/state.js";

// Gather and scatter are one scene: the same grids, and one dx.

const prepareScene = ({ dz: [dz], w }, g) => ({
  dz,
  w,
  dx: layer.dx(dz, w, g),
  sizes: layer.dx(sizesOf(dz), sizesOf(w), g),
  scattered: layer.scatter(dz, w, indices(g.F, g.OH, g.OW), g),
  spread: layer.surround(dz, g),
  rotated: layer.rotate(w, g),
});

/** w, dz and dx stay where they are when the verb changes. */
const drawScene = (sign, { g, dz, w }) => {
  const met = slices({
    array: "met",
    role: "w",
    slot: ["between", "gather"],
    title: (f) => `weights met, f = ${f}`,
    shape: [g.OH, g.OW, g.F],
  });
  const stamp = slices({
    array: "stamp",
    role: "dx",
    slot: ["between", "scatter"],
    title: (c) => `stamp, c = ${c}`,
    shape: [g.KH, g.KW, g.Cg],
  });
  return [
    ...kernels("w", w, g),
    ...after(sign, units("dz", dz, g)),
    ...after("·", met),
    ...after("=", stamp),
    ...after("→", image("dx", null, g)),
  ];
};

const drawScatter = (scene) => [
  ...drawScene("·", scene),
  ...slices({
    array: "count",
    role: "sum",
    title: (k) => `stamps per pixel${scene.g.groups > 1 ? `, group ${k}` : ""}`,
    shape: [scene.g.HP, scene.g.WP, scene.g.groups],
  }),
];

const drawGather = (scene) => [
  ...drawScene("\u00a0", scene),
  ...after("=", surrounded(scene.spread, scene.g)).map((spec, k) => ({
    ...spec,
    breaks: k === 0,
  })),
  ...after("∗", rotatedKernels(scene.rotated, scene.g)),
];

/** Pixels of dx in which both verbs have the same sum. */
const agreement = (pixels, { dx, sizes }, sums) =>
  pixels.filter(([, ...pixel]) => {
    const apart = Math.abs(at(dx, pixel) - at(sums, pixel));
    return apart <= ROUNDING * at(sizes, pixel);
  });

// Scatter: every unit of dz stamps dz times its kernel onto dx.

/** Where the weights of a stamp lie on dx: beside its corner, or spread out from it. */
const sayWhere = (a, b, { sh, sw, dil_h, dil_w }) => {
  const [i, j] = [sh * a, sw * b];
  if (dil_h === 1 && dil_w === 1)
    return `its corner on (s a, s b) = ${say.tuple([i, j])}`;
  const pixel = [`${i} + ${dil_h}·p`, `${j} + ${dil_w}·q`];
  return `its weight (p, q) on (s a + d p, s b + d q) = ${say.tuple(pixel)}`;
};

/** The channels of dx that a kernel stamps, if those are not all. */
const sayChannels = (f, g) => {
  if (g.groups === 1) return "dx";
  const channels = layer.channelsOf(f, g);
  const [first, last] = [channels[0], channels.at(-1)];
  return g.Cg === 1 ? `channel ${first} of dx` : `channels ${first} to ${last} of dx`;
};

/** Pixels of the image that have got all their stamps. */
const readyPixels = (count, { scattered, g }) =>
  pixelSteps(g)
    .filter(([c, i, j]) => {
      const group = Math.floor(c / g.Cg);
      return count[i][j][group] === scattered.count[i][j][group];
    })
    .map(([c, i, j]) => [0, i, j, c]);

const frameScatter = (scene, step) => {
  const { g, dz, w, steps } = scene;
  const [f, a, b] = steps[step];
  const sums = layer.scatter(dz, w, steps.slice(0, step + 1), g);
  const stamp = fill([g.KH, g.KW, g.Cg], (p, q, c) => dz[a][b][f] * w[f][p][q][c]);
  const window = layer.receptiveField(a, b, g);
  const unit = say.entry("dz", [0, a, b, f]);
  const elements = indices(g.KH, g.KW, g.Cg);
  const ready = readyPixels(sums.count, scene);
  const agreeing = agreement(ready, scene, sums.dx);
  const isSame = ready.length > 0 && ready.length === agreeing.length;
  const same = isSame ? ", and Gather finds the same numbers there" : "";
  return {
    where: unit,
    equation:
      `dx[0,${g.sh * a}+${times(g.dil_h, "p")},${g.sw * b}+${times(g.dil_w, "q")},` +
      `${channelMet(f, g)}] += dz[0,${a},${b},${f}] · w[${f},p,q,c]`,
    sentence:
      `${unit} = ${formatNumber(dz[a][b][f])} stamps ${say.times(dz[a][b][f])} × w[${f}] ` +
      `onto ${sayChannels(f, g)}, ${sayWhere(a, b, g)}. ` +
      "What lies there already stays, and the stamp is added to it. Now " +
      `${ready.length} of ${g.H * g.W * g.C} pixels have all their stamps${same}.`,
    values: { stamp, dx: [sums.dx], count: sums.count },
    hidden: ["met"],
    marks: [
      ["dz", "current", [[0, a, b, f]]],
      ["w", "current", layer.kernelOf(f, g)],
      ["dx", "current", layer.inChannels(window, layer.channelsOf(f, g))],
      ["count", "current", window.map((pixel) => [...pixel, layer.groupOf(f, g)])],
      ["dx", "agrees", agreeing],
    ],
    slides: ["dz", "dx"],
    flights: [
      {
        groups: [
          elements.map((element) => [
            ["w", [f, ...element]],
            ["stamp", element],
          ]),
        ],
      },
      {
        groups: [
          elements.map((element) => [
            ["stamp", element],
            ["dx", layer.pixelUnder([a, b], [f, ...element], g)],
          ]),
        ],
      },
    ],
  };
};

const unitStep = ({ g }, [, a, b, f]) => ravel([f, a, b], [g.F, g.OH, g.OW]);

const askStamped = ({ g, dz, w, steps }, index, [f, a, b]) => {
  const isPixel = index.length === 4; // or it is a count of stamps on a group's pixels
  const [i, j, last] = index.slice(-3);
  const c = isPixel ? last : last * g.Cg;
  const fallen = steps.slice(0, ravel([f, a, b], [g.F, g.OH, g.OW]) + 1);
  const [got, all] = [
    layer.stampsOn([i, j, c], dz, w, { g, units: fallen }),
    layer.readers([i, j, c], g),
  ];
  const cut = say.cutOff(layer.isPadding(i, j, g));
  return {
    sentence:
      `${say.entry("dx", [0, i, j, c])} has received ${got.length} of its ` +
      `${say.count(all.length, "stamp")} so far: ${say.products(got)}.${cut}`,
    marks: [
      ["dz", "linked", all],
      ["dx", "chosen", [[0, i, j, c]]],
      ["count", "chosen", [[i, j, Math.floor(c / g.Cg)]]],
    ],
  };
};

const askStamp = ({ g, dz, w }, [p, q, c], [f, a, b], { marks }) => {
  const weight = [f, p, q, c];
  const pixel = layer.pixelUnder([a, b], weight, g);
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

const pixelSteps = ({ C, H, W, top, left }) =>
  indices(C, H, W).map(([c, i, j]) => [c, top + i, left + j]);

const pixelStep = ({ g }, [, i, j, c]) =>
  layer.isPadding(i, j, g) ? -1 : ravel([c, i - g.top, j - g.left], [g.C, g.H, g.W]);

/** Whether a row or a column of dz lies between two that a pixel reached. */
const hasGaps = (paths) =>
  [0, 1].some((axis) => {
    const lines = new Set(paths.map((way) => way[axis]));
    return Math.max(...lines) - Math.min(...lines) >= lines.size;
  });

/** How the weights that a pixel met, in the order of dz, lie against the kernel. */
const sayRotated = (paths, { KH, KW }) => {
  if (paths.length < 2) return "";
  const places = paths.map(([, , p, q]) => ravel([p, q], [KH, KW]));
  const degrees = places[0] > places.at(-1) ? 180 : 0;
  const part = paths.length === KH * KW ? "" : "a part of ";
  const gaps = hasGaps(paths) ? ", with gaps between them" : "";
  return ` Laid over dz, the weights it met are ${part}the kernel, rotated by ${degrees} degrees${gaps}.`;
};

/** Where in spread the place (p, q) of the rotated kernel lies, gaps between. */
const laidOver = ([i, j], [p, q], { top, left, dil_h, dil_w }) => [
  i - top + dil_h * p,
  j - left + dil_w * q,
];

/** By which weight the pixel reached each unit, and where the kernel lies, rotated. */
const weightsMet = (paths, [c, i, j], g) => {
  const [kernelsMet, own] = [layer.kernelsOf(c, g), layer.ownChannel(c, g)];
  const weights = indices(g.Fg, g.KH, g.KW);
  const ways = kernelsMet.flatMap((f) => paths.map((way) => [f, ...way]));
  const turned = (p, q) => [g.KH - 1 - p, g.KW - 1 - q];
  const under = (p, q) => laidOver([i, j], turned(p, q), g);
  return {
    shape: [g.KH, g.KW],
    cells: {
      w: weights.map(([k, p, q]) => [
        [kernelsMet[k], p, q, own],
        [p, q],
      ]),
      met: ways.map(([f, a, b, ...weight]) => [[a, b, f], weight]),
      dz: ways.map(([f, a, b, ...weight]) => [[0, a, b, f], weight]),
      rotated: weights.map(([k, p, q]) => [
        [c, ...turned(p, q), k],
        [p, q],
      ]),
      spread: weights.map(([k, p, q]) => [
        [0, ...under(p, q), kernelsMet[k]],
        [p, q],
      ]),
    },
  };
};

/** The flight of each kernel: its weights, and the units by which they were met. */
const flightsOf = (paths, c, g) => ({
  turns: true,
  groups: layer.kernelsOf(c, g).map((f) =>
    indices(g.KH, g.KW).map(([p, q]) => {
      const way = paths.find((path) => path[2] === p && path[3] === q);
      const weight = [f, p, q, layer.ownChannel(c, g)];
      return [["w", weight], way ? ["met", [way[0], way[1], f]] : null];
    }),
  ),
});

/** What is left of an index for the kernel: 2−a, 2−2a, or (2−a)/2 with gaps in it. */
const leftOver = (index, stride, dilation, letter) => {
  const rest = `${index}−${times(stride, letter)}`;
  return dilation === 1 ? rest : `(${rest})/${dilation}`;
};

const frameGather = (scene, step) => {
  const { g, dz, w, dx, scattered, steps } = scene;
  const [c, i, j] = steps[step];
  const met = fill([g.OH, g.OW, g.F], () => null);
  const paths = layer.paths(i, j, g);
  const [kernelsMet, own] = [layer.kernelsOf(c, g), layer.ownChannel(c, g)];
  for (const [a, b, p, q] of paths)
    for (const f of kernelsMet) met[a][b][f] = w[f][p][q][own];
  const reached = layer.readers([i, j, c], g);
  const window = indices(g.KH, g.KW, g.Fg);
  const around = window.map(([p, q, k]) => [
    0,
    ...laidOver([i, j], [p, q], g),
    kernelsMet[k],
  ]);
  const cell = say.entry("dx", [0, i, j, c]);
  const metBy = `${leftOver(i, g.sh, g.dil_h, "a")},${leftOver(j, g.sw, g.dil_w, "b")}`;
  const among = g.groups > 1 ? `=${kernelsMet[0]}…${kernelsMet.at(-1)}` : "";
  const known = range(step + 1).map((k) => [0, ...steps[k].slice(1), steps[k][0]]);
  return {
    where: cell,
    equation: `dx[0,${i},${j},${c}] = ∑[a,b,f${among}] dz[0,a,b,f] · w[f,${metBy},${own}]`,
    sentence:
      `The pixel ${say.entry("x", [0, i, j, c])} reached ${say.count(reached.length, "unit")} of z: ` +
      `${cell} = ${say.products(layer.factorsOfDx(dz, w, [i, j, c], g))}.` +
      sayRotated(paths, g),
    values: {
      met,
      dx: [filledTo(step, dx, (...pixel) => pixelStep(scene, [0, ...pixel]))],
    },
    hidden: ["stamp"],
    slides: ["dx"],
    marks: [
      ["dz", "current", reached],
      ["met", "current", reached.map(([, ...unit]) => unit)],
      ["dx", "current", [[0, i, j, c]]],
      ["spread", "current", around],
      ["rotated", "current", window.map((element) => [c, ...element])],
      ["dx", "agrees", agreement(known, scene, scattered.dx)],
    ],
    weights: weightsMet(paths, steps[step], g),
    flights: [
      flightsOf(paths, c, g),
      {
        groups: [
          reached.map(([, ...unit]) => [
            ["met", unit],
            ["dx", [0, i, j, c]],
          ]),
        ],
      },
    ],
  };
};

/** p = i − s a = 3 − 1·2 = 1; with gaps in the kernel, p = (i − s a) / d. */
const sayLeft = ([p, i, a], [pixel, stride, unit], dilation) => {
  const left = formatNumber(pixel - stride * unit);
  const [letters, numbers] = [`${i} − s ${a}`, `${pixel} − ${stride}·${unit}`];
  if (!dilation) return `${p} = ${letters} = ${numbers} = ${left}`;
  const isWhole = (pixel - stride * unit) % dilation === 0;
  const value = isWhole
    ? formatNumber((pixel - stride * unit) / dilation)
    : `${left}/${dilation}`;
  return `${p} = (${letters}) / d = (${numbers}) / ${dilation} = ${value}`;
};

/** One way from the pixel into z: p and q are what is left of i and j. */
const askWay = ({ g, dz, w }, index, [c, i, j], { marks }) => {
  const [a, b, f] = index.slice(-3);
  const unit = [0, a, b, f];
  const asked = [...marks, ["dz", "chosen", [unit]], ["met", "chosen", [[a, b, f]]]];
  if (!layer.kernelsOf(c, g).includes(f)) {
    const sentence =
      `Kernel ${f} is in group ${layer.groupOf(f, g)} and does not read channel ${c}: ` +
      `its unit ${say.tuple([a, b])} never read this pixel.`;
    return { sentence, marks: asked };
  }
  const [p, q] = layer.placeInKernel([i, j], [a, b], g);
  const isDilated = g.dil_h > 1 || g.dil_w > 1;
  const way =
    `Unit ${say.tuple([a, b])}: ` +
    `${sayLeft("pia", [i, g.sh, a], isDilated && g.dil_h)}, ` +
    `${sayLeft("qjb", [j, g.sw, b], isDilated && g.dil_w)}`;
  if (!layer.paths(i, j, g).some((known) => known[0] === a && known[1] === b)) {
    const isWhole = Number.isInteger(p) && Number.isInteger(q);
    const place = isWhole ? "outside the kernel" : "where no weight lies";
    const sentence = `${way}, ${place}: it never read this pixel.`;
    return { sentence, marks: asked };
  }
  const weight = [f, p, q, layer.ownChannel(c, g)];
  const read = say.product(say.part("dz", [dz], unit), say.part("w", w, weight));
  const turned = [g.KH - 1 - p, g.KW - 1 - q];
  return {
    sentence: `${way}: ${read}.`,
    marks: [
      ...asked,
      ["w", "chosen", [weight]],
      ["rotated", "chosen", [[c, ...turned, layer.kernelsOf(c, g).indexOf(f)]]],
      ["spread", "chosen", [[0, ...laidOver([i, j], turned, g), f]]],
    ],
  };
};

/** A weight, and the unit by which it met the pixel. */
const askWeight = (scene, [f, p, q, k], [c, i, j], now) => {
  const { g, w } = scene;
  const isOfPixel = layer.kernelsOf(c, g).includes(f) && k === layer.ownChannel(c, g);
  const way = layer.paths(i, j, g).find((each) => each[2] === p && each[3] === q);
  if (isOfPixel && way) return askWay(scene, [way[0], way[1], f], [c, i, j], now);
  const weight = say.entry("w", [f, p, q, k]);
  return {
    sentence: `${weight} = ${formatNumber(w[f][p][q][k])} did not meet this pixel.`,
    marks: [...now.marks, ["w", "chosen", [[f, p, q, k]]]],
  };
};

/** A place of dz with zeros: its unit, or a zero that was put in. */
const askSpread = ({ g, dz }, [n, row, column, f], _, { marks }) => {
  const [rows, columns] = layer.surroundedUnits(g);
  const [a, b] = [rows[row], columns[column]];
  const isUnit = a !== null && b !== null;
  return {
    sentence: isUnit
      ? `This is ${say.entry("dz", [0, a, b, f])} = ${formatNumber(dz[a][b][f])}.`
      : "This is a zero that was put in.",
    marks: [
      ...marks,
      ["spread", "chosen", [[n, row, column, f]]],
      ["dz", "chosen", isUnit ? [[0, a, b, f]] : []],
    ],
  };
};

/** A place of the rotated kernel: the weight that lies there. */
const askTurned = ({ g, w }, [c, row, column, k], _, { marks }) => {
  const [p, q] = [g.KH - 1 - row, g.KW - 1 - column];
  const weight = [layer.kernelsOf(c, g)[k], p, q, layer.ownChannel(c, g)];
  return {
    sentence: `This is ${say.entry("w", weight)} = ${formatNumber(at(w, weight))}.`,
    marks: [
      ...marks,
      ["rotated", "chosen", [[c, row, column, k]]],
      ["w", "chosen", [weight]],
    ],
  };
};

// A weight: every place it was used, and the sum that is dw.

const prepareWeight = ({ x: [first], dz: [dz], w }, g) => {
  const x = layer.pad(first, g);
  return { x, dz, w, dw: layer.dw(dz, x, g) };
};

const weightSteps = ({ F, Cg, KH, KW }) =>
  indices(F, Cg, KH, KW).map(([f, c, p, q]) => [f, p, q, c]);

const weightStep = ({ g }, [f, p, q, c]) =>
  ravel([f, c, p, q], [g.F, g.Cg, g.KH, g.KW]);

/** Which pixel a weight meets in each window (a, b), if the kernel has gaps. */
const sayMet = (weight, g) => {
  if (g.dil_h === 1 && g.dil_w === 1) return "";
  const [, p, q] = weight;
  const [, , , c] = layer.pixelUnder([0, 0], weight, g);
  const [row, column] = [`${g.sh}·a + ${g.dil_h}·${p}`, `${g.sw}·b + ${g.dil_w}·${q}`];
  return `, in window (a, b) on x[0, ${row}, ${column}, ${c}]`;
};

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
  const [f, p, q, c] = weight;
  return {
    where: say.entry("dw", weight),
    equation:
      `dw[${weight}] = ∑[a,b] dz[0,a,b,${f}] · x[0,${times(g.sh, "a")}+${g.dil_h * p},` +
      `${times(g.sw, "b")}+${g.dil_w * q},${layer.firstChannel(f, g) + c}]`,
    slides: ["dw"],
    flights: [
      {
        groups: [
          windows.map((window) => [
            ["x", layer.pixelUnder(window, weight, g)],
            ["terms", window],
          ]),
        ],
      },
      {
        groups: [
          windows.map((window) => [
            ["terms", window],
            ["dw", weight],
          ]),
        ],
      },
    ],
    sentence:
      `${say.entry("w", weight)} was used ${say.count(windows.length, "time")}${sayMet(weight, g)}: ` +
      `${say.entry("dw", weight)} = ${say.products(factors)}.`,
    values: {
      terms: fill(shape, (...unit) => addProducts([factors[ravel(unit, shape)]])),
      dw: filledTo(step, dw, (...each) => weightStep(scene, each)),
    },
    marks: [
      ["x", "current", windows.map((window) => layer.pixelUnder(window, weight, g))],
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
    layer.pixelUnder(window, weight, g),
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
  sizes: [...LAYER_SIZES, "dilation", "groups"],
  drawn: ({ HP, WP, H, W, C, F, K, OH, OW, EH, EW }) => [
    [HP, WP, C],
    [F, K],
    [OH, OW, F],
    [H + EH - 1, W + EW - 1, F],
  ],
  views: {
    gather: {
      label: "Gather",
      prompt: "Drag a pixel of dx, or a unit of dz. ✓ where Gather and Scatter agree.",
      steps: pixelSteps,
      prepare: prepareScene,
      draw: drawGather,
      frame: frameGather,
      ask: {
        met: askWay,
        dz: askWay,
        w: askWeight,
        spread: askSpread,
        rotated: askTurned,
      },
      stepAt: { dx: pixelStep },
      drag: { dx: pixelStep },
      turns: { dz: "scatter" },
    },
    scatter: {
      label: "Scatter",
      prompt: "Drag a unit of dz, or a pixel of dx. ✓ where Gather and Scatter agree.",
      steps: (g) => indices(g.F, g.OH, g.OW),
      prepare: prepareScene,
      draw: drawScatter,
      frame: frameScatter,
      ask: { dx: askStamped, count: askStamped, stamp: askStamp },
      keep: ["dx", "count"],
      stepAt: { dz: unitStep },
      drag: { dz: unitStep },
      turns: { dx: "gather" },
    },
    weight: {
      label: "A weight",
      prompt: "Drag a weight of dw.",
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
