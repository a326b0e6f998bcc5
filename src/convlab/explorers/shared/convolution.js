// The layer's numbers for one image: the equations of the book, in the browser.
//
// g holds the sizes; x is the padded image (HP, WP, C), w the kernels (F, KH, KW, C),
// dz and z are (OH, OW, F).

import { addProducts, at, fill, indices, range, ravel, shapeOf } from "./numbers.js";

const isInside = (k, length) => k >= 0 && k < length;

export const isPadding = (i, j, { H, W, top, left }) =>
  !isInside(i - top, H) || !isInside(j - left, W);

/** The image with zeros around it. */
export const pad = (x, g) =>
  fill([g.HP, g.WP, g.C], (i, j, c) =>
    isPadding(i, j, g) ? 0 : x[i - g.top][j - g.left][c],
  );

/** The pixels that window (i, j) reads, row by row: equation receptive-field. */
export const receptiveField = (i, j, { KH, KW, sh, sw }) =>
  indices(KH, KW).map(([p, q]) => [sh * i + p, sw * j + q]);

/** The same pixels in every channel, as the first image's indices [0, i, j, c]. */
export const inChannels = (pixels, { C }) =>
  pixels.flatMap((pixel) => range(C).map((c) => [0, ...pixel, c]));

/** The pixel [0, i, j, c] that element (p, q, c) of the kernel meets in a window. */
export const pixelUnder = ([i, j], [p, q, c], { sh, sw }) => [
  0,
  sh * i + p,
  sw * j + q,
  c,
];

/** Every index [f, p, q, c] of a kernel. */
export const kernelOf = (f, { KH, KW, C }) =>
  indices(KH, KW, C).map((element) => [f, ...element]);

/** The factors of z[i][j][f] without its bias, as [x, w] in the order of p, q, c. */
export const factorsOfZ = (x, w, [i, j, f], g) =>
  indices(g.KH, g.KW, g.C).map(([p, q, c]) => [
    x[g.sh * i + p][g.sw * j + q][c],
    w[f][p][q][c],
  ]);

/** Equation forward. */
export const forward = (x, w, b, g) =>
  fill(
    [g.OH, g.OW, g.F],
    (...unit) => b[unit[2]] + addProducts(factorsOfZ(x, w, unit, g)),
  );

/** Every way from pixel (i, j) into z, as [a, b, p, q] with s a + p = i, s b + q = j. */
export const paths = (i, j, { OH, OW, KH, KW, sh, sw }) =>
  indices(OH, OW)
    .map(([a, b]) => [a, b, i - sh * a, j - sw * b])
    .filter(([, , p, q]) => isInside(p, KH) && isInside(q, KW));

/** The units [0, a, b, f] of z that read pixel (i, j). */
export const readers = ([i, j], g) =>
  paths(i, j, g).flatMap(([a, b]) => range(g.F).map((f) => [0, a, b, f]));

/** The factors of dx[i][j][c], as [dz, w]: equation dx. */
export const factorsOfDx = (dz, w, [i, j, c], g) =>
  paths(i, j, g).flatMap(([a, b, p, q]) =>
    fill([g.F], (f) => [dz[a][b][f], w[f][p][q][c]]),
  );

/** Equation dx, before the padding is cut off. */
export const dx = (dz, w, g) =>
  fill([g.HP, g.WP, g.C], (...pixel) => addProducts(factorsOfDx(dz, w, pixel, g)));

/** The factors of dw[f][p][q][c] in this image, as [dz, x]: equation dw. */
export const factorsOfDw = (dz, x, [f, p, q, c], g) =>
  indices(g.OH, g.OW).map(([a, b]) => [dz[a][b][f], x[g.sh * a + p][g.sw * b + q][c]]);

/** Equation dw, for this image. */
export const dw = (dz, x, g) =>
  fill([g.F, g.KH, g.KW, g.C], (...weight) =>
    addProducts(factorsOfDw(dz, x, weight, g)),
  );

/** What some units (f, a, b) have stamped on each pixel, and how often: dx-scatter. */
export const scatter = (dz, w, units, g) => {
  const sums = fill([g.HP, g.WP, g.C], () => 0);
  const count = fill([g.HP, g.WP], () => 0);
  const kernel = indices(g.KH, g.KW);
  for (const [f, a, b] of units) {
    for (const [p, q] of kernel) {
      const [i, j] = [g.sh * a + p, g.sw * b + q];
      count[i][j] += 1;
      for (let c = 0; c < g.C; c += 1) sums[i][j][c] += dz[a][b][f] * w[f][p][q][c];
    }
  }
  return { dx: sums, count };
};

/** The stamps [dz, w] of some units (f, a, b) on pixel (i, j, c). */
export const stampsOn = ([i, j, c], dz, w, { g, units }) =>
  units
    .map(([f, a, b]) => [f, a, b, i - g.sh * a, j - g.sw * b])
    .filter(([, , , p, q]) => isInside(p, g.KH) && isInside(q, g.KW))
    .map(([f, a, b, p, q]) => [dz[a][b][f], w[f][p][q][c]]);

/** Along one axis of dz with zeros between and around: the unit at each place. */
const unitsAlong = ({ length, kernel, before, stride, units }) =>
  range(length).map((place) => {
    const unit = (place - kernel + 1 + before) / stride;
    return Number.isInteger(unit) && isInside(unit, units) ? unit : null;
  });

/** The rows and the columns of dz in `surround`; null where a zero was put in. */
export const surroundedUnits = ({ H, W, KH, KW, top, left, sh, sw, OH, OW }) => [
  unitsAlong({ length: H + KH - 1, kernel: KH, before: top, stride: sh, units: OH }),
  unitsAlong({ length: W + KW - 1, kernel: KW, before: left, stride: sw, units: OW }),
];

/** dz with zeros (null here) between and around, for the gather: equation dx-gather. */
export const surround = (dz, g) => {
  const [rows, columns] = surroundedUnits(g);
  return fill([rows.length, columns.length, g.F], (i, j, f) => {
    const isUnit = rows[i] !== null && columns[j] !== null;
    return isUnit ? dz[rows[i]][columns[j]][f] : null;
  });
};

/** Kernels rotated by 180 degrees, as (C, KH, KW, F). */
export const rotate = (w, { C, F, KH, KW }) =>
  fill([C, KH, KW, F], (c, p, q, f) => w[f][KH - 1 - p][KW - 1 - q][c]);

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

/** Every cell (k, m) of a table of addresses that holds one of them. */
export const copies = (addresses, wanted) =>
  indices(...shapeOf(addresses)).filter((cell) => at(addresses, cell) === wanted);
