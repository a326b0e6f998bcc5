// How the computer finds them: the table of addresses, built in four stages.

import * as layer from "../shared/convolution.js";
import { grid, image } from "../shared/grids.js";
import { fill, indices, range } from "../shared/numbers.js";
import * as say from "../shared/sentences.js";
import { drawTable, prepare, sayCorner, sayOffset } from "./scene.js";

const draw = (scene) => {
  const { g, rows, offsets } = scene;
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
    drawTable(scene, { array: "addresses", values: scene.addresses }),
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

const frame = (scene, step) => {
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
  addresses: (scene, [k, m]) => {
    const { g, offsets, corners, columns } = scene;
    const address = scene.addresses[k][m];
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

export const addresses = {
  label: "How the computer finds them",
  prompt:
    "Step through the four tables. Point at a cell to see what its address leads to.",
  steps: () => STAGES,
  prepare,
  draw,
  frame,
  ask: askTables,
};
