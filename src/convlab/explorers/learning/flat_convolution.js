// The layer for one image and stride 1, on flat arrays in the order of memory: what
// convolution.js computes number by number, fast enough for a picture or a network.
//
// x is the padded image (HP, WP, C), w (F, KH, KW, C), dz and z are (OH, OW, F).

/** All sizes, from those of the padded image and of the kernels. */
export const layerSizes = ([HP, WP], [F, KH, KW, C]) => ({
  ...{ HP, WP, F, KH, KW, C },
  ...{ OH: HP - KH + 1, OW: WP - KW + 1 },
});

/**
 * Calls `visit(weight, inX, inZ)` for each weight and each row of z: where in w it lies,
 * and the pixel and the unit at which it begins. Along the row, the next pixel that the
 * weight meets is C further on in x, and the next unit is F further on in z.
 */
const eachRow = ({ OH, OW, F, KH, KW, WP, C }, visit) => {
  for (let weight = 0; weight < F * KH * KW * C; weight += 1) {
    const [c, q] = [weight % C, Math.floor(weight / C) % KW];
    const [p, f] = [
      Math.floor(weight / (C * KW)) % KH,
      Math.floor(weight / (C * KW * KH)),
    ];
    for (let a = 0; a < OH; a += 1)
      visit(weight, ((a + p) * WP + q) * C + c, a * OW * F + f);
  }
};

/** Equation forward. */
export const convolve = (x, w, b, g) => {
  const { OH, OW, C, F } = g;
  const z = new Float64Array(OH * OW * F);
  for (let unit = 0; unit < z.length; unit += 1) z[unit] = b[unit % F];
  eachRow(g, (weight, inX, inZ) => {
    for (let k = 0; k < OW; k += 1) z[inZ + k * F] += x[inX + k * C] * w[weight];
  });
  return z;
};

/** Equation dw. */
export const gradientOfW = (dz, x, g) => {
  const { OW, C, F } = g;
  const dw = new Float64Array(F * g.KH * g.KW * C);
  eachRow(g, (weight, inX, inZ) => {
    let total = 0;
    for (let k = 0; k < OW; k += 1) total += dz[inZ + k * F] * x[inX + k * C];
    dw[weight] += total;
  });
  return dw;
};

/** Equation dx-scatter: each unit stamps its kernel, and stamps add up. */
export const gradientOfX = (dz, w, g) => {
  const { OW, C, F } = g;
  const dx = new Float64Array(g.HP * g.WP * C);
  eachRow(g, (weight, inX, inZ) => {
    for (let k = 0; k < OW; k += 1) dx[inX + k * C] += dz[inZ + k * F] * w[weight];
  });
  return dx;
};
