// What follows from an image and a kernel, and the moments in which Play shows it.

import { forward, scatter } from "../../../src/convlab/explorers/shared/convolution.js";
import { fill, indices, sum } from "../../../src/convlab/explorers/shared/numbers.js";
import { measure } from "../../../src/convlab/explorers/shared/state.js";

const ONE = { C: 1, F: 1, stride: 1, padding: 0, dilation: 1, groups: 1 };

/** The sizes of a layer with one image, one channel and one kernel. */
export const sizesOf = (x, w) => {
  const [[H, W], [KH, KW]] = [x, w[0]].map((a) => [a.length, a[0].length]);
  return measure({ ...ONE, H, W, KH, KW });
};

/** dx, if of all units only these have sent their gradient back. */
export const sendBack = (units, dz, w, g) =>
  scatter(
    dz,
    w,
    units.map((unit) => [0, ...unit]),
    g,
  ).dx;

/** z, the loss L = sum(max(z, 0)²) / 2, dz = max(z, 0) and dx. */
export const runPasses = (x, w, g) => {
  const z = forward(x, w, [0], g);
  const dz = fill([g.OH, g.OW, 1], (i, j) => Math.max(z[i][j][0], 0));
  const L = sum(dz.flat(2).map((value) => value ** 2)) / 2;
  return { x, z, L, dz, dx: sendBack(indices(g.OH, g.OW), dz, w, g) };
};

/**
 * What Play shows, moment after moment: the `unit` it is at, how many units of z are
 * `computed`, and which have `sent` their gradient back; null while there is none.
 * A unit whose gradient is 0 is passed over: it would add nothing.
 */
export const momentsOf = (dz, g) => {
  const units = indices(g.OH, g.OW);
  const sending = units.filter(([i, j]) => dz[i][j][0] > 0);
  const computed = units.length;
  return [
    ...units.map((unit, k) => ({ unit, computed: k + 1, sent: null })),
    { unit: units.at(-1), computed, sent: [] },
    ...sending.map((unit, k) => ({ unit, computed, sent: sending.slice(0, k + 1) })),
  ];
};
