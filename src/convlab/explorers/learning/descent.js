// Gradient descent for one kernel: the target, the loss, and the steps of SGD.

import { convolve, gradientOfW, layerSizes } from "./flat_convolution.js";

const NO_BIAS = [0];
const TOO_LARGE = 1e100; // a run ends where the loss is on its way to infinity

/** What is to be learned: the map that a kernel makes of x. */
export const makeTask = (x, kernel, imageSize) => {
  const g = layerSizes(imageSize, [1, kernel.length, kernel[0].length, 1]);
  return { x, g, target: convolve(x, kernel.flat(), NO_BIAS, g) };
};

/** One pass forward and one back: z, the loss L, and the gradients dz and dw. */
export const passes = (w, { x, g, target }) => {
  const z = convolve(x, w, NO_BIAS, g);
  const M = z.length;
  let loss = 0;
  const dz = z.map((unit, m) => {
    const error = unit - target[m];
    loss += error ** 2 / (2 * M);
    return error / M;
  });
  return { z, loss, dz, dw: gradientOfW(dz, x, g) };
};

/**
 * The kernel after each number of steps, with its velocity v, its loss and its dw. A run
 * ends early where the loss becomes too large to go on.
 */
export const makeRun = (task, { start, learning_rate: rate, momentum }) => {
  const arrive = (w, v) => {
    const { loss, dw } = passes(w, task);
    return { w, v, loss, dw };
  };
  const first = Float64Array.from(start.flat());
  const states = [
    arrive(
      first,
      first.map(() => 0),
    ),
  ];

  const step = ({ w, v, dw }) => {
    const velocity = v.map((own, k) => momentum * own + dw[k]);
    return arrive(
      w.map((weight, k) => weight - rate * velocity[k]),
      velocity,
    );
  };

  /** How many steps of those that are wanted can be taken. */
  const reach = (wanted) => {
    while (states.length <= wanted && states.at(-1).loss < TOO_LARGE)
      states.push(step(states.at(-1)));
    return Math.min(wanted, states.length - 1);
  };

  return { states, reach };
};
