// A weight: every place it was used, and the sum that is dw.

import * as layer from "../shared/convolution.js";
import { times } from "../shared/equation.js";
import { after, grid, image, kernels, units } from "../shared/grids.js";
import { addProducts, fill, filledTo, indices, ravel } from "../shared/numbers.js";
import * as say from "../shared/sentences.js";

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

export const weightView = {
  label: "A weight",
  prompt: "Drag over dw: each entry adds up all uses of its weight.",
  steps: weightSteps,
  prepare: prepareWeight,
  draw: drawWeight,
  frame: frameWeight,
  ask: { terms: askUse, dz: askUse },
  stepAt: { dw: weightStep },
  drag: { dw: weightStep },
};
