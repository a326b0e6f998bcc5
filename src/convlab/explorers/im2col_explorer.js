// im2col: the table of addresses, the matrix it fills, and the product with W_mat.

import * as layer from "./shared/convolution.js";
import { explore } from "./shared/explorer.js";
import { after, grid, image } from "./shared/grids.js";
import {
  addProducts,
  at,
  fill,
  formatNumber,
  indices,
  range,
} from "./shared/numbers.js";
import * as say from "./shared/sentences.js";

const prepare = ({ x: [first], w, b }, g) => {
  const x = layer.pad(first, g);
  const matrix = layer.im2col(x, g);
  const W_mat = fill([g.F], (f) => matrix.rows.map((element) => at(w[f], element)));
  const factors = (f, m) => range(g.K).map((k) => [W_mat[f][k], matrix.cols[k][m]]);
  const Z = fill([g.F, g.M], (f, m) => b[f] + addProducts(factors(f, m)));
  return { ...matrix, x, b, W_mat, factors, Z };
};

/** The formulas of the chapter, with their numbers; W counts the padding. */
const sayOffset = ([p, q, c], { g }) =>
  `(p W + q) C + c = (${p}·${g.WP} + ${q})·${g.C} + ${c} = ${layer.address([p, q, c], g)}`;

const sayCorner = (window, { g }) => {
  const [i, j] = window;
  const numbers = `(${g.sh}·${i}·${g.WP} + ${g.sw}·${j})·${g.C}`;
  return `(s i W + s j) C = ${numbers} = ${layer.cornerAddress(window, g)}`;
};

const drawTable = ({ rows, columns }, spec) =>
  grid({
    role: "cols",
    corner: "p,q,c \\ i,j",
    rows,
    columns,
    ...spec,
  });

const drawMatrix = (scene) =>
  drawTable(scene, {
    array: "cols",
    title: "X_col",
    index: (k, m) => [0, k, m],
    values: [scene.cols],
  });

// Addresses: kernel rows and columns, channels, corners, outer sum.

const drawAddresses = (scene) => {
  const { g, rows, offsets, addresses } = scene;
  const ofPixels = fill([g.HP, g.WP, g.C], (...pixel) => layer.address(pixel, g));
  const ofImage = image("address", ofPixels, g, {
    lead: [],
    role: "x",
    title: (c) => `address of x[0, :, :, ${c}]`,
  });
  return [
    ...ofImage,
    grid({
      array: "offsets",
      role: "w",
      title: "offset of (p, q, 0)",
      values: fill([g.KH, g.KW], (p, q) => layer.address([p, q, 0], g)),
    }),
    grid({
      array: "elements",
      role: "w",
      title: "offset of (p, q, c)",
      rows,
      columns: [""],
      index: (k) => [k],
      values: offsets,
    }),
    grid({
      array: "corners",
      role: "z",
      title: "corner of (i, j)",
      values: fill([g.OH, g.OW], (...window) => layer.cornerAddress(window, g)),
    }),
    drawTable(scene, { array: "addresses", values: addresses }),
  ];
};

/** What each stage adds: [where, sentence, its cells, the pixels they point at]. */
const STAGE = {
  offsets: ({ g, rows }) => [
    "kernel rows and columns",
    "First the kernel's rows and columns: how far an element lies from the corner of its " +
      `window. For p = ${g.KH - 1}, q = ${g.KW - 1}: ${sayOffset(rows.at(-g.C), { g })}.` +
      `${g.WP > g.W ? " (W counts the padding too.)" : ""}`,
    indices(g.KH, g.KW),
    indices(g.KH, g.KW, 1),
  ],
  elements: ({ g, rows }) => [
    "channels",
    "Then the channels, which lie side by side: add c. For (p, q, c) = " +
      `${say.tuple(rows.at(-1))}, ${sayOffset(rows.at(-1), { g })}. These are the rows of the table.`,
    range(g.K).map((k) => [k]),
    rows,
  ],
  corners: ({ g, columns }) => [
    "corners",
    "Now the windows: where the top-left corner of each lies. For (i, j) = " +
      `${say.tuple(columns.at(-1))}, ${sayCorner(columns.at(-1), { g })}. ` +
      "These are the columns of the table.",
    columns,
    columns.map((window) => layer.corner(window, g)),
  ],
  addresses: ({ g }) => [
    "outer sum",
    `Last the outer sum: every offset plus every corner, ${g.K} × ${g.M} addresses. ` +
      "One gather, np.take, fills the matrix with what lies there.",
    indices(g.K, g.M),
    [],
  ],
};
const STAGES = Object.keys(STAGE);

const frameAddresses = (scene, step) => {
  const array = STAGES[step];
  const [where, sentence, cells, pixels] = STAGE[array](scene);
  const marks = [
    [array, "current", cells],
    ["address", "current", pixels],
  ];
  return { where, sentence, marks, hidden: STAGES.slice(step + 1) };
};

/** What can be asked in the tables: [the address it leads to, the answer, marks]. */
const ANSWERS = {
  address: (scene, pixel) => {
    const address = layer.address(pixel, scene.g);
    const text = `${say.entry("x", [0, ...pixel])} lies at address ${address}.`;
    return [
      address,
      text,
      [["addresses", "linked", layer.copies(scene.addresses, address)]],
    ];
  },
  offsets: (scene, [p, q]) => [
    layer.address([p, q, 0], scene.g),
    `(p, q) = ${say.tuple([p, q])}: ${sayOffset([p, q, 0], scene)}.`,
  ],
  elements: ({ g, rows, offsets }, [k]) => [
    offsets[k],
    `Row k = ${k} of the table, (p, q, c) = ${say.tuple(rows[k])}: ${sayOffset(rows[k], { g })}.`,
  ],
  corners: ({ g }, window) => [
    layer.cornerAddress(window, g),
    `Window (i, j) = ${say.tuple(window)} begins at ${sayCorner(window, { g })}.`,
  ],
  addresses: ({ g, offsets, corners, addresses, columns }, [k, m]) => {
    const address = addresses[k][m];
    const text =
      `Row k = ${k}, column m = ${m}: the offset plus the corner, ` +
      `${offsets[k]} + ${corners[m]} = ${address}, is the address of ` +
      `${say.entry("x", [0, ...layer.pixelAt(address, g)])}.`;
    const row = ["elements", "linked", [[k]]];
    return [address, text, [row, ["corners", "linked", [columns[m]]]]];
  },
};

const askTable = (array) => (scene, index) => {
  const [address, sentence, marks = []] = ANSWERS[array](scene, index);
  const pixel = ["address", "chosen", [layer.pixelAt(address, scene.g)]];
  return { sentence, marks: [...marks, pixel, [array, "chosen", [index]]] };
};

const askTables = {};
for (const array of Object.keys(ANSWERS)) askTables[array] = askTable(array);

// The matrix: a column for each window, and every copy of a pixel.

const frameMatrix = ({ g, columns, corners, cols }, m) => {
  const [i, j] = columns[m];
  return {
    where: `column ${m}`,
    sentence:
      `The window of unit (i, j) = ${say.tuple([i, j])} begins at address ${corners[m]} and is ` +
      `column m = ${m} of X_col: ${cols.map((line) => formatNumber(line[m])).join(", ")}.`,
    marks: [
      ["x", "current", layer.inChannels(layer.receptiveField(i, j, g), g)],
      ["cols", "current", range(g.K).map((k) => [0, k, m])],
    ],
  };
};

const askPixel = (scene, [n, i, j, c]) => {
  const { g, x } = scene;
  const address = layer.address([i, j, c], g);
  const same = layer.copies(scene.addresses, address).map((cell) => [0, ...cell]);
  const value = say.pixelValue(x[i][j][c], layer.isPadding(i, j, g));
  return {
    sentence:
      `${say.entry("x", [n, i, j, c])} is ${value}. It lies at address ${address} and ` +
      `stands in ${say.count(same.length, "cell")} of X_col.`,
    marks: [
      ["cols", "linked", same],
      ["x", "chosen", [[n, i, j, c]]],
    ],
  };
};

const askCell = (scene, [n, k, m]) => {
  const { rows, columns, addresses, g } = scene;
  const pixel = askPixel(scene, [n, ...layer.pixelAt(addresses[k][m], g)]);
  return {
    sentence:
      `Row k = ${k} is (p, q, c) = ${say.tuple(rows[k])}, with offset ${sayOffset(rows[k], scene)}. ` +
      `Column m = ${m} is (i, j) = ${say.tuple(columns[m])}, with corner ` +
      `${sayCorner(columns[m], scene)}. ${pixel.sentence}`,
    marks: [...pixel.marks, ["cols", "chosen", [[n, k, m]]]],
  };
};

// The product: a row of W_mat times a column of X_col.

const drawProduct = (scene) => {
  const { g, rows, columns, W_mat, b, Z } = scene;
  const lines = { rows: range(g.F), corner: "f" };
  const bias = { array: "b", columns: [""], index: (f) => [f], values: b };
  const units = {
    array: "Z",
    role: "z",
    columns,
    index: (f, m) => [0, f, m],
    values: [Z],
  };
  return [
    grid({ ...lines, array: "W_mat", role: "w", columns: rows, values: W_mat }),
    ...after("×", [drawMatrix(scene)]),
    grid({ ...lines, ...bias, sign: "+" }),
    grid({ ...lines, ...units, sign: "=" }),
  ];
};

const frameProduct = ({ g, columns, b, factors, steps }, step) => {
  const [f, m] = steps[step];
  return {
    where: say.entry("Z", [0, f, m]),
    sentence:
      `b[${f}] plus row ${f} of W_mat times column ${m} of X_col: ` +
      `${say.products(factors(f, m), b[f])} = ${say.entry("z", [0, ...columns[m], f])}.`,
    marks: [
      ["W_mat", "current", range(g.K).map((k) => [f, k])],
      ["cols", "current", range(g.K).map((k) => [0, k, m])],
      ["b", "current", [[f]]],
      ["Z", "current", [[0, f, m]]],
    ],
  };
};

/** A weight multiplies a row of X_col, whatever the column. */
const askWeight = ({ g, rows, W_mat }, [f, k]) => ({
  sentence:
    `${say.entry("W_mat", [f, k])} = ${say.entry("w", [f, ...rows[k]])} = ` +
    `${formatNumber(W_mat[f][k])} multiplies row k = ${k} of X_col.`,
  marks: [
    ["cols", "linked", range(g.M).map((m) => [0, k, m])],
    ["W_mat", "chosen", [[f, k]]],
  ],
});

export default explore({
  name: "im2col",
  title: "im2col: windows become columns",
  drawn: ({ HP, WP, C, F, K, M }) => [
    [HP, WP, C],
    [F, K],
    [K, M],
    [F, M],
  ],
  views: {
    addresses: {
      label: "Addresses",
      steps: () => STAGES,
      prepare,
      draw: drawAddresses,
      frame: frameAddresses,
      ask: askTables,
    },
    matrix: {
      label: "Matrix",
      steps: (g) => indices(g.OH, g.OW),
      prepare,
      draw: (scene) => [...image("x", scene.x, scene.g), drawMatrix(scene)],
      frame: frameMatrix,
      ask: { x: askPixel, cols: askCell },
    },
    product: {
      label: "Product",
      steps: (g) => indices(g.F, g.M),
      prepare,
      draw: drawProduct,
      frame: frameProduct,
      ask: { W_mat: askWeight },
      stepAt: { Z: ({ g }, [, f, m]) => f * g.M + m },
    },
  },
});
