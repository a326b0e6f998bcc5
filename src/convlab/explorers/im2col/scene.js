// What the views of im2col share: both matrices of the layer, and how they are drawn.

import * as layer from "../shared/convolution.js";
import { grid } from "../shared/grids.js";
import { addProducts, at, fill, range } from "../shared/numbers.js";

/** W_mat times X_col, and what made them: equation forward-matmul. */
export const prepare = ({ x: [first], w, b }, g) => {
  const x = layer.pad(first, g);
  const matrix = layer.im2col(x, g);
  const W_mat = fill([g.F], (f) => matrix.rows.map((element) => at(w[f], element)));
  const factors = (f, m) => range(g.K).map((k) => [W_mat[f][k], matrix.cols[k][m]]);
  const Z = fill([g.F, g.M], (f, m) => b[f] + addProducts(factors(f, m)));
  return { ...matrix, x, b, W_mat, factors, Z };
};

/** The formulas of the chapter, with their numbers; W counts the padding. */
export const sayOffset = ([p, q, c], { g }) =>
  `(p W + q) C + c = (${p}·${g.WP} + ${q})·${g.C} + ${c} = ${layer.address([p, q, c], g)}`;

export const sayCorner = (window, { g }) => {
  const [i, j] = window;
  const numbers = `(${g.sh}·${i}·${g.WP} + ${g.sw}·${j})·${g.C}`;
  return `(s i W + s j) C = ${numbers} = ${layer.cornerAddress(window, g)}`;
};

/** A table with a row for each element of the kernel and a column for each window. */
export const drawTable = ({ rows, columns }, spec) =>
  grid({
    role: "cols",
    corner: "p,q,c \\ i,j",
    rows,
    columns,
    ...spec,
  });

export const drawMatrix = (scene, spec = {}) =>
  drawTable(scene, {
    array: "cols",
    title: "X_col",
    index: (k, m) => [0, k, m],
    values: [scene.cols],
    ...spec,
  });

/** The pixel [0, i, j, c] of which cell (k, m) of the matrix is a copy. */
export const original = ({ rows, columns, g }, [k, m]) =>
  layer.pixelUnder(columns[m], [0, ...rows[k]], g);

/** The given pixel behind a cell of X_col, counted without the padding. */
export const sourceOfCopy = (scene, [, k, m]) => {
  const { g } = scene;
  const [n, i, j, c] = original(scene, [k, m]);
  if (layer.isPadding(i, j, g)) return null;
  return { array: "x", index: [n, i - g.top, j - g.left, c] };
};

/** The column of the window whose corner is nearest to a pixel. */
export const columnAt = ({ g }, [, i, j]) => {
  const [row, column] = layer.windowAt([i, j], g);
  return row * g.OW + column;
};

/** Every cell [0, k, m] of a column. */
export const cellsOfColumn = (m, { K }) => range(K).map((k) => [0, k, m]);
