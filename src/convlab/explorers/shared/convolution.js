// The layer's numbers for one image: the equations of the book, in the browser.
//
// g holds the sizes; x is the padded image (HP, WP, C), w the kernels (F, KH, KW, Cg),
// dz and z are (OH, OW, F). Of C channels and F kernels a group has Cg and Fg.

import { addProducts, at, fill, indices, range, ravel, shapeOf } from "./numbers.js";

const isInside = (k, length) => k >= 0 && k < length;

export const isPadding = (i, j, { H, W, top, left }) =>
  !isInside(i - top, H) || !isInside(j - left, W);

/** The group of kernel f: neighbours are together. */
export const groupOf = (f, { Fg }) => Math.floor(f / Fg);

/** The first channel that kernel f reads: equation first-channel. */
export const firstChannel = (f, g) => groupOf(f, g) * g.Cg;

/** The channels that kernel f reads: those of its group. */
export const channelsOf = (f, g) => range(g.Cg).map((c) => firstChannel(f, g) + c);

/** The kernels that read channel c: those of its group. */
export const kernelsOf = (c, { Cg, Fg }) =>
  range(Fg).map((k) => Math.floor(c / Cg) * Fg + k);

/** Which channel of these kernels is laid on channel c of the image. */
export const ownChannel = (c, { Cg }) => c % Cg;

/** The image with zeros around it. */
export const pad = (x, g) =>
  fill([g.HP, g.WP, g.C], (i, j, c) =>
    isPadding(i, j, g) ? 0 : x[i - g.top][j - g.left][c],
  );

/** The pixels that window (i, j) reads, row by row: equation receptive-field. */
export const receptiveField = (i, j, { KH, KW, sh, sw, dil_h, dil_w }) =>
  indices(KH, KW).map(([p, q]) => [sh * i + dil_h * p, sw * j + dil_w * q]);

/** The window whose corner lies nearest above and left of a pixel. */
export const windowAt = ([row, column], { sh, sw, OH, OW }) => [
  Math.min(Math.floor(row / sh), OH - 1),
  Math.min(Math.floor(column / sw), OW - 1),
];

/** The same pixels in some channels, as the first image's indices [0, i, j, c]. */
export const inChannels = (pixels, channels) =>
  pixels.flatMap((pixel) => channels.map((c) => [0, ...pixel, c]));

/** The pixel [0, i, j, c] that weight (f, p, q, c) meets in a window: equation general. */
export const pixelUnder = ([i, j], [f, p, q, c], g) => [
  0,
  g.sh * i + g.dil_h * p,
  g.sw * j + g.dil_w * q,
  firstChannel(f, g) + c,
];

/** Every index [f, p, q, c] of a kernel. */
export const kernelOf = (f, { KH, KW, Cg }) =>
  indices(KH, KW, Cg).map((element) => [f, ...element]);

/** The factors of z[i][j][f] without its bias, as [x, w] in the order of p, q, c. */
export const factorsOfZ = (x, w, [i, j, f], g) =>
  kernelOf(f, g).map((weight) => [
    at([x], pixelUnder([i, j], weight, g)),
    at(w, weight),
  ]);

/** Equation forward. */
export const forward = (x, w, b, g) =>
  fill(
    [g.OH, g.OW, g.F],
    (...unit) => b[unit[2]] + addProducts(factorsOfZ(x, w, unit, g)),
  );

/** The p and q with s a + d p = i and s b + d q = j, perhaps not whole or outside. */
export const placeInKernel = ([i, j], [a, b], { sh, sw, dil_h, dil_w }) => [
  (i - sh * a) / dil_h,
  (j - sw * b) / dil_w,
];

const isWeight = ([p, q], { KH, KW }) =>
  [p, q].every(Number.isInteger) && isInside(p, KH) && isInside(q, KW);

/** Every way from pixel (i, j) into z, as [a, b, p, q]: s a + d p = i, s b + d q = j. */
export const paths = (i, j, g) =>
  indices(g.OH, g.OW)
    .map((window) => [window, placeInKernel([i, j], window, g)])
    .filter(([, place]) => isWeight(place, g))
    .map(([window, place]) => [...window, ...place]);

/** The units [0, a, b, f] of z that read pixel (i, j) of channel c. */
export const readers = ([i, j, c], g) =>
  paths(i, j, g).flatMap(([a, b]) => kernelsOf(c, g).map((f) => [0, a, b, f]));

/** The factors of dx[i][j][c], as [dz, w]: equation dx. */
export const factorsOfDx = (dz, w, [i, j, c], g) =>
  paths(i, j, g).flatMap(([a, b, p, q]) =>
    kernelsOf(c, g).map((f) => [dz[a][b][f], w[f][p][q][ownChannel(c, g)]]),
  );

/** Equation dx, before the padding is cut off. */
export const dx = (dz, w, g) =>
  fill([g.HP, g.WP, g.C], (...pixel) => addProducts(factorsOfDx(dz, w, pixel, g)));

/** The factors of dw[f][p][q][c] in this image, as [dz, x]: equation dw. */
export const factorsOfDw = (dz, x, weight, g) =>
  indices(g.OH, g.OW).map(([a, b]) => [
    dz[a][b][weight[0]],
    at([x], pixelUnder([a, b], weight, g)),
  ]);

/** Equation dw, for this image. */
export const dw = (dz, x, g) =>
  fill([g.F, g.KH, g.KW, g.Cg], (...weight) =>
    addProducts(factorsOfDw(dz, x, weight, g)),
  );

/**
 * What some units (f, a, b) have stamped on each pixel, and how often on those of each
 * group: equation dx-scatter.
 */
export const scatter = (dz, w, units, g) => {
  const sums = fill([g.HP, g.WP, g.C], () => 0);
  const count = fill([g.HP, g.WP, g.groups], () => 0);
  for (const [f, a, b] of units) {
    for (const [i, j] of receptiveField(a, b, g)) count[i][j][groupOf(f, g)] += 1;
    for (const weight of kernelOf(f, g)) {
      const [, i, j, c] = pixelUnder([a, b], weight, g);
      sums[i][j][c] += dz[a][b][f] * at(w, weight);
    }
  }
  return { dx: sums, count };
};

/** The stamps [dz, w] of some units (f, a, b) on pixel (i, j, c). */
export const stampsOn = ([i, j, c], dz, w, { g, units }) =>
  units
    .filter(([f]) => channelsOf(f, g).includes(c))
    .map(([f, a, b]) => [f, a, b, ...placeInKernel([i, j], [a, b], g)])
    .filter(([, , , p, q]) => isWeight([p, q], g))
    .map(([f, a, b, p, q]) => [dz[a][b][f], w[f][p][q][ownChannel(c, g)]]);

/** Along one axis of dz with zeros between and around: the unit at each place. */
const unitsAlong = ({ length, extent, before, stride, units }) =>
  range(length + extent - 1).map((place) => {
    const unit = (place - extent + 1 + before) / stride;
    return Number.isInteger(unit) && isInside(unit, units) ? unit : null;
  });

/** The rows and the columns of dz in `surround`; null where a zero was put in. */
export const surroundedUnits = ({ H, W, EH, EW, top, left, sh, sw, OH, OW }) => [
  unitsAlong({ length: H, extent: EH, before: top, stride: sh, units: OH }),
  unitsAlong({ length: W, extent: EW, before: left, stride: sw, units: OW }),
];

/** dz with zeros (null here) between and around, for the gather: equation dx-gather. */
export const surround = (dz, g) => {
  const [rows, columns] = surroundedUnits(g);
  return fill([rows.length, columns.length, g.F], (i, j, f) => {
    const isUnit = rows[i] !== null && columns[j] !== null;
    return isUnit ? dz[rows[i]][columns[j]][f] : null;
  });
};

/** The kernels of each channel's group, rotated by 180 degrees, as (C, KH, KW, Fg). */
export const rotate = (w, g) =>
  fill([g.C, g.KH, g.KW, g.Fg], (c, p, q, k) =>
    at(w, [kernelsOf(c, g)[k], g.KH - 1 - p, g.KW - 1 - q, ownChannel(c, g)]),
  );

/** The address of pixel (i, j, c) in the memory of the padded image: equation address. */
export const address = (pixel, { HP, WP, C }) => ravel(pixel, [HP, WP, C]);

/** The corner of window (i, j) as a pixel. */
export const corner = ([i, j], { sh, sw }) => [sh * i, sw * j, 0];

/** The address of the corner of window (i, j): equation corner. */
export const cornerAddress = (window, g) => address(corner(window, g), g);

/** The pixel that lies at an address. */
export const pixelAt = (place, { WP, C }) => [
  Math.floor(place / (WP * C)),
  Math.floor(place / C) % WP,
  place % C,
];

/** Rows (p, q, c), columns (i, j), and in each cell an address and the pixel stored there. */
export const im2col = (x, g) => {
  const rows = indices(g.KH, g.KW, g.C);
  const columns = indices(g.OH, g.OW);
  const offsets = rows.map((element) => address(element, g));
  const corners = columns.map((window) => cornerAddress(window, g));
  const addresses = offsets.map((offset) => corners.map((start) => offset + start));
  const memory = x.flat(2);
  const cols = addresses.map((line) => line.map((place) => memory[place]));
  return { rows, columns, offsets, corners, addresses, cols };
};

/** The sums of some columns (m) of a matrix, folded back, and how many copies: col2im. */
export const fold = (matrix, some, { rows, columns, g }) => {
  const sums = fill([g.HP, g.WP, g.C], () => 0);
  const count = fill([g.HP, g.WP], () => 0);
  for (const m of some) {
    for (const [i, j] of receptiveField(...columns[m], g)) count[i][j] += 1;
    for (const [k, element] of rows.entries()) {
      const [, i, j, c] = pixelUnder(columns[m], [0, ...element], g);
      sums[i][j][c] += matrix[k][m];
    }
  }
  return { dx: sums, count };
};

/** Every cell (k, m) of a table of addresses that holds one of them. */
export const copies = (addresses, wanted) =>
  indices(...shapeOf(addresses)).filter((cell) => at(addresses, cell) === wanted);
