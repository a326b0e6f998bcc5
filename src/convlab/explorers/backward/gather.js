// Gather: a pixel of dx reads every unit of dz that it reached.

import * as layer from "../shared/convolution.js";
import { times } from "../shared/equation.js";
import { after, rotatedKernels, surrounded } from "../shared/grids.js";
import { at, fill, filledTo, formatNumber, indices, range } from "../shared/numbers.js";
import * as say from "../shared/sentences.js";
import { agreement, drawScene, pixelStep, pixelSteps, prepareScene } from "./scene.js";

const drawGather = (scene) => [
  ...drawScene("\u00a0", scene),
  ...after("=", surrounded(scene.spread, scene.g)).map((spec, k) => ({
    ...spec,
    breaks: k === 0,
  })),
  ...after("∗", rotatedKernels(scene.rotated, scene.g)),
];

/** Whether a row or a column of dz lies between two that a pixel reached. */
const hasGaps = (paths) =>
  [0, 1].some((axis) => {
    const lines = new Set(paths.map((way) => way[axis]));
    return Math.max(...lines) - Math.min(...lines) >= lines.size;
  });

/** How the weights that a pixel met, in the order of dz, lie against the kernel. */
const sayRotated = (paths, { KH, KW }) => {
  if (paths.length < 2) return "";
  const part = paths.length === KH * KW ? "" : "a part of ";
  const gaps = hasGaps(paths) ? ", with gaps between them" : "";
  return ` Laid over dz, the weights it met are ${part}the kernel, rotated by 180 degrees${gaps}.`;
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
  const last = kernelsMet.length > 1 ? `…${kernelsMet.at(-1)}` : "";
  const among = g.groups > 1 ? `=${kernelsMet[0]}${last}` : "";
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

/** A pixel of the padding, for which there is no step. */
const askPadding = (_, pixel, _step, { marks }) => ({
  sentence: `${say.entry("dx", pixel)} belongs to the padding: it is cut off, and has no step.`,
  marks: [...marks, ["dx", "chosen", [pixel]]],
});

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

export const gather = {
  label: "Gather",
  prompt: "Drag a pixel of dx, or a unit of dz. ✓ where Gather and Scatter agree.",
  steps: pixelSteps,
  prepare: prepareScene,
  draw: drawGather,
  frame: frameGather,
  ask: {
    dx: askPadding,
    met: askWay,
    dz: askWay,
    w: askWeight,
    spread: askSpread,
    rotated: askTurned,
  },
  stepAt: { dx: pixelStep },
  drag: { dx: pixelStep },
  turns: { dz: "scatter" },
};
