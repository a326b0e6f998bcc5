// Four indices point at a unit: in the volume, and in memory.

import { forward, pad } from "./shared/convolution.js";
import { explore } from "./shared/explorer.js";
import { grid, slices } from "./shared/grids.js";
import { at, fill, formatNumber, indices, ravel } from "./shared/numbers.js";
import * as say from "./shared/sentences.js";
import { PRESETS } from "./shared/words.js";

/** How many addresses a step along each axis skips. */
const skips = ([, rows, columns, depth]) => [
  rows * columns * depth,
  columns * depth,
  depth,
  1,
];

const ADDRESS = {
  x: "address = n H W C + i W C + j C + c",
  w: "address = f K[H] K[W] C + p K[W] C + q C + c",
  z: "address = n O[H] O[W] F + i O[W] F + j F + f",
};

/** What to show of an array: as much as the shape says, under its four letters. */
const cut = (array, letters, values, shape) => ({
  array,
  equation: ADDRESS[array],
  dials: letters,
  values: fill(shape, (...index) => at(values, index)),
  shape,
  steps: indices(...shape),
});

const prepareX = ({ x }, g) => cut("x", "nijc", x, [g.B, g.H, g.W, g.C]);
const prepareW = ({ w }, g) => cut("w", "fpqc", w, [g.F, g.KH, g.KW, g.C]);
const prepareZ = ({ x, w, b }, g) => {
  const z = x.slice(0, g.B).map((image) => forward(pad(image, g), w, b, g));
  return cut("z", "nijf", z, [g.B, g.OH, g.OW, g.F]);
};

/** Memory, cut into lines of one row of the array each. */
const drawMemory = (scene) => {
  const { array, dials, values, shape } = scene;
  const [length, rows, columns, depth] = shape;
  const [first, second, third, last] = dials;
  const lines = indices(length, rows);
  const pixels = indices(columns, depth);
  return grid({
    array: "memory",
    role: array,
    title: `${array} in memory`,
    corner: `(${first},${second}) \\ (${third},${last})`,
    rows: lines.map((line) => `(${line}) at ${ravel([...line, 0, 0], shape)}`),
    columns: pixels.map((pixel, k) => `(${pixel}) +${k}`),
    index: (i, j) => [i * pixels.length + j],
    values: values.flat(3),
  });
};

const draw = (scene) => {
  const { array, values, shape } = scene;
  const images = values.map((image, n) =>
    slices({ array, lead: [n], values: image, shape: shape.slice(1) }),
  );
  return [...images.flat(), drawMemory(scene)];
};

const frame = (scene, step) => {
  const { array, equation, values, shape, steps } = scene;
  const unit = steps[step];
  const skip = skips(shape);
  const way = unit.map((k, axis) => (axis < 3 ? `${k}·${skip[axis]}` : k)).join(" + ");
  const value = formatNumber(at(values, unit));
  return {
    where: `address ${step}`,
    equation,
    sentence: `${say.entry(array, unit)} = ${value} lies at address ${way} = ${step}.`,
    marks: [
      [array, "current", [unit]],
      ["memory", "current", [[step]]],
    ],
    lines: [[[array, unit], ["memory", [step]], {}]],
  };
};

const view = (array, label, prepare, sizes) => ({
  label,
  sizes,
  source: { x: (_, index) => ({ array: "x", index }) }, // drawn without the padding
  prepare,
  draw,
  frame,
  stepAt: { [array]: ({ shape }, index) => ravel(index, shape), memory: (_, [k]) => k },
});

export default explore({
  name: "tensor",
  title: "Tensor: a unit, its indices and its address",
  sizes: ["B", "H", "W", "C", "F", "KH", "KW", "stride", "padding"],
  drawn: ({ B, H, W, C, F, KH, KW, OH, OW }) => [
    [B, H, W, C],
    [F, KH, KW, C],
    [B, OH, OW, F],
  ],
  presets: [{ label: PRESETS.channels, sizes: { C: 2, F: 3 } }],
  views: {
    x: view("x", "x", prepareX, ["B", "H", "W", "C"]),
    w: view("w", "w", prepareW, ["F", "KH", "KW", "C"]),
    z: view("z", "z", prepareZ),
  },
});
