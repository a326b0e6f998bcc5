// A network for one image: layers with a forward and a backward pass, as convlab's.
//
// All arrays are flat, in the order of memory. No layer learns here: backward returns the
// gradient with respect to what forward took, and keeps none of its parameters.

import { convolve, gradientOfX, layerSizes } from "./flat_convolution.js";

const count = (shape) => shape.reduce((product, length) => product * length, 1);

/** Zeros around an image (H, W, C), and the image again from inside of them. */
const padding = ([H, W, C], P) => {
  const width = W + 2 * P;
  const row = (i) => ((i + P) * width + P) * C;
  const pad = (x) => {
    const padded = new Float64Array((H + 2 * P) * width * C);
    for (let i = 0; i < H; i += 1)
      padded.set(x.subarray(i * W * C, (i + 1) * W * C), row(i));
    return padded;
  };
  const crop = (dx) => {
    const inside = new Float64Array(H * W * C);
    for (let i = 0; i < H; i += 1)
      inside.set(dx.subarray(row(i), row(i) + W * C), i * W * C);
    return inside;
  };
  return { pad, crop };
};

const makeConvolution = ({ w: kernels, padding: P }, [H, W, C], take) => {
  const g = layerSizes([H + 2 * P, W + 2 * P], kernels);
  const [w, b] = [take(count(kernels)), take(kernels[0])];
  const { pad, crop } = padding([H, W, C], P);
  return {
    shape: [g.OH, g.OW, g.F],
    forward: (x) => convolve(pad(x), w, b, g),
    backward: (dz) => crop(gradientOfX(dz, w, g)),
  };
};

/** An activation is given by its function, and by its slope at what it took. */
const makeActivation = (activate, slope) => (_, shape) => {
  let z = null;
  return {
    shape,
    forward: (taken) => {
      z = taken;
      return z.map(activate);
    },
    backward: (dx) => dx.map((gradient, k) => gradient * slope(z[k])),
  };
};

const rectify = (z) => Math.max(z, 0);
const rectifierSlope = (z) => (z > 0 ? 1 : 0);
const tanhSlope = (z) => 1 - Math.tanh(z) ** 2;

/** Windows lie side by side; the first of equal pixels counts as the largest. */
const makePooling = ({ size: [KH, KW] }, [H, W, C]) => {
  const [OH, OW] = [Math.floor(H / KH), Math.floor(W / KW)];
  const largest = new Int32Array(OH * OW * C);
  const find = (x, a, b, c) => {
    let best = (a * KH * W + b * KW) * C + c;
    for (let p = 0; p < KH; p += 1) {
      for (let q = 0; q < KW; q += 1) {
        const place = ((a * KH + p) * W + b * KW + q) * C + c;
        if (x[place] > x[best]) best = place;
      }
    }
    return best;
  };
  const forward = (x) => {
    for (let unit = 0; unit < largest.length; unit += 1) {
      const window = Math.floor(unit / C);
      largest[unit] = find(x, Math.floor(window / OW), window % OW, unit % C);
    }
    return Float64Array.from(largest, (place) => x[place]);
  };
  const backward = (dz) => {
    const dx = new Float64Array(H * W * C);
    for (const [unit, place] of largest.entries()) dx[place] += dz[unit];
    return dx;
  };
  return { shape: [OH, OW, C], forward, backward };
};

const makeFlatten = (_, shape) => ({
  shape: [count(shape)],
  forward: (x) => x,
  backward: (dx) => dx,
});

/** A convolution with a single window: equation dense. */
const makeDense = ({ w: [F, K] }, _, take) => {
  const g = layerSizes([1, K], [F, 1, K, 1]);
  const [w, b] = [take(F * K), take(F)];
  return {
    shape: [F],
    forward: (x) => convolve(x, w, b, g),
    backward: (dz) => gradientOfX(dz, w, g),
  };
};

const MAKERS = {
  Conv2D: makeConvolution,
  ReLU: makeActivation(rectify, rectifierSlope),
  Tanh: makeActivation(Math.tanh, tanhSlope),
  MaxPool2D: makePooling,
  Flatten: makeFlatten,
  Dense: makeDense,
};

/** The network of these layers, with their parameters in one row: w, b, w, b, ... */
export const makeNetwork = (described, parameters, imageShape) => {
  let used = 0;
  const take = (length) => {
    used += length;
    return parameters.subarray(used - length, used);
  };
  let shape = imageShape;
  const layers = described.map((each) => {
    const layer = MAKERS[each.kind](each, shape, take);
    shape = layer.shape;
    return layer;
  });
  const forward = (x) => layers.reduce((a, layer) => layer.forward(a), x);
  const backward = (dz) => layers.reduceRight((a, layer) => layer.backward(a), dz);
  return { forward, backward };
};
