// Gather and scatter are one scene: the same grids, and one dx.

import * as layer from "../shared/convolution.js";
import { after, image, kernels, slices, units } from "../shared/grids.js";
import { at, indices, ROUNDING, ravel, sizesOf } from "../shared/numbers.js";

export const prepareScene = ({ dz: [dz], w }, g) => ({
  dz,
  w,
  dx: layer.dx(dz, w, g),
  sizes: layer.dx(sizesOf(dz), sizesOf(w), g),
  scattered: layer.scatter(dz, w, indices(g.F, g.OH, g.OW), g),
  spread: layer.surround(dz, g),
  rotated: layer.rotate(w, g),
});

/** w, dz and dx stay where they are when the verb changes. */
export const drawScene = (sign, { g, dz, w }) => {
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

export const pixelSteps = ({ C, H, W, top, left }) =>
  indices(C, H, W).map(([c, i, j]) => [c, top + i, left + j]);

export const pixelStep = ({ g }, [, i, j, c]) =>
  layer.isPadding(i, j, g) ? -1 : ravel([c, i - g.top, j - g.left], [g.C, g.H, g.W]);

/** Pixels of dx in which both verbs have the same sum. */
export const agreement = (pixels, { dx, sizes }, sums) =>
  pixels.filter(([, ...pixel]) => {
    const apart = Math.abs(at(dx, pixel) - at(sums, pixel));
    return apart <= ROUNDING * at(sizes, pixel);
  });
