// Scatter: every unit of dz stamps dz times its kernel onto dx.

import * as layer from "../shared/convolution.js";
import { channelMet, times } from "../shared/equation.js";
import { slices } from "../shared/grids.js";
import { fill, formatNumber, indices, ravel } from "../shared/numbers.js";
import * as say from "../shared/sentences.js";
import { agreement, drawScene, pixelSteps, prepareScene } from "./scene.js";

const drawScatter = (scene) => [
  ...drawScene("·", scene),
  ...slices({
    array: "count",
    role: "sum",
    title: (k) => `stamps per pixel${scene.g.groups > 1 ? `, group ${k}` : ""}`,
    shape: [scene.g.HP, scene.g.WP, scene.g.groups],
  }),
];

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
  const verb = ready.length === 1 ? "has all its stamps" : "have all their stamps";
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
      `${ready.length} of ${g.H * g.W * g.C} pixels ${verb}${same}.`,
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
  const pixel = say.entry("dx", [0, i, j, c]);
  const received =
    `has received ${got.length} of its ${say.count(all.length, "stamp")} so far: ` +
    `${say.products(got)}.`;
  return {
    sentence: all.length
      ? `${pixel} ${received}${cut}`
      : `${pixel} stays 0: no window reads this pixel.${cut}`,
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

export const scatter = {
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
};
