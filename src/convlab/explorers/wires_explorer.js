// A layer of one dimension: a wire for every product, and three ways to add them up.
//
// Wire [a, p] leads from pixel x[a + p] to unit z[a], and the weight w[p] is on it.

import { explore } from "./shared/explorer.js";
import { grid } from "./shared/grids.js";
import {
  addProducts,
  at,
  formatNumber,
  indices,
  ROUNDING,
  range,
  sum,
} from "./shared/numbers.js";
import * as say from "./shared/sentences.js";

// The three sums, in the order in which they are computed. A wire belongs to entry
// `of` of each; `factors` are multiplied on it; `other` completes the inner product.
const SUMS = {
  z: {
    length: ({ OW }) => OW,
    of: ([a]) => a,
    factors: ([a, p]) => ({ w: [p], x: [a + p] }),
    other: "dz",
    follow: (a, wires) => `Follow ${wires} into z[${a}], add up weight × pixel`,
    equation: (a) => `z[${a}] = ∑[p] w[p] · x[${a}+p]`,
  },
  dw: {
    length: ({ KW }) => KW,
    of: ([, p]) => p,
    factors: ([a, p]) => ({ dz: [a], x: [a + p] }),
    other: "w",
    follow: (p, wires) => `Follow ${wires} of the colour of w[${p}], add up dz × pixel`,
    equation: (p) => `dw[${p}] = ∑[a] dz[a] · x[a+${p}]`,
  },
  dx: {
    length: ({ W }) => W,
    of: ([a, p]) => a + p,
    factors: ([a, p]) => ({ dz: [a], w: [p] }),
    other: "x",
    follow: (i, wires) => `Follow ${wires} out of x[${i}], add up dz × weight`,
    equation: (i) => `dx[${i}] = ∑[a] dz[a] · w[${i}−a]`,
  },
};
const NAMES = Object.keys(SUMS);
const INNER = ["⟨dz, z⟩", "⟨dw, w⟩", "⟨dx, x⟩"];

const prepare = ({ x, w, dz }, g) => {
  const given = { x, w, dz };
  const wires = indices(g.OW, g.KW);
  const wiresOf = (name, k) => wires.filter((wire) => SUMS[name].of(wire) === k);
  const valuesOf = (name, wire) =>
    Object.entries(SUMS[name].factors(wire)).map(([array, [k]]) => given[array][k]);
  const factorsOf = (name, k) => wiresOf(name, k).map((wire) => valuesOf(name, wire));
  const sumsOf = (name) =>
    range(SUMS[name].length(g)).map((k) => addProducts(factorsOf(name, k)));
  const sums = Object.fromEntries(NAMES.map((name) => [name, sumsOf(name)]));
  const pairs = NAMES.map((name) =>
    sums[name].map((value, k) => [value, given[SUMS[name].other][k]]),
  );
  const sizes = wires.map(([a, p]) => Math.abs(dz[a] * w[p] * x[a + p]));
  return { given, wires, wiresOf, factorsOf, sums, pairs, size: sum(sizes) };
};

// The picture: x above, z below, and the wires between them.

const row = (array, values) =>
  grid({
    array,
    rows: [array],
    columns: range(values.length),
    index: (_, k) => [k],
    values,
  });

const innerProducts = grid({
  array: "inner",
  role: "sum",
  title: "inner products",
  rows: [""],
  columns: INNER,
  index: (_, k) => [k],
});

const draw = ({ given: { x, w, dz }, sums }) => [
  row("w", w),
  row("dw", sums.dw),
  innerProducts,
  row("dx", sums.dx),
  row("x", x),
  row("z", sums.z),
  row("dz", dz),
];

/** The lines of all wires; some of them are current or chosen. */
const linesOf = ({ g, wires }, some, kind) =>
  wires.map(([a, p]) => [
    ["x", [a + p]],
    ["z", [a]],
    {
      cell: ["wire", [a, p]],
      weight: p,
      hue: p / g.KW,
      kind: some.some((wire) => String(wire) === String([a, p])) ? kind : "",
    },
  ]);

const factorMarks = (name, wires, kind) =>
  wires.flatMap((wire) =>
    Object.entries(SUMS[name].factors(wire)).map(([array, index]) => [
      array,
      kind,
      [index],
    ]),
  );

// A step: the wires of one unit, one colour, or one pixel.

/** The sums that are known at a step of a view: all before it, and of its own a part. */
const knownSums = ({ sums }, view, step) => {
  const now = NAMES.indexOf(view);
  const isKnown = (n, k) => n < now || (n === now && k <= step);
  return NAMES.map((name, n) => sums[name].map((v, k) => (isKnown(n, k) ? v : null)));
};

const areEqual = (values, size) =>
  values.every((value) => Math.abs(value - values[0]) <= ROUNDING * size);

/** What the inner products that are known say together. */
const sayInner = (values, size) => {
  if (!areEqual(values, size)) return "";
  const isSame = values.every((value) => value === values[0]);
  const names = INNER.slice(0, values.length).join(" = ");
  const all = "each adds up dz × w × x over every wire";
  return (
    ` Now ${names} = ${formatNumber(values[0])}${isSame ? "" : ", but for rounding"}` +
    `${values.length === NAMES.length ? `: ${all}` : ""}.`
  );
};

const sayStep = ({ wiresOf, factorsOf }, name, k) => {
  const follow = SUMS[name].follow(k, say.count(wiresOf(name, k).length, "wire"));
  return `${follow}: ${say.entry(name, [k])} = ${say.products(factorsOf(name, k))}.`;
};

/** Which numbers travel along the wires of a step, and where they are added up. */
const flightsOf = (view, wires) => {
  const fly = (start, end) => ({
    groups: [wires.map((wire) => [start(wire), end(wire)])],
  });
  const pixel = ([a, p]) => ["x", [a + p]];
  const unit = ([a]) => ["dz", [a]];
  const goal = (wire) => [view, [SUMS[view].of(wire)]];
  if (view === "z") return [fly(pixel, goal)];
  if (view === "dx") return [fly(unit, goal)];
  return [{ ...fly(pixel, unit), passes: true }, fly(unit, goal)];
};

const frameOf = (view) => (scene, step) => {
  const { g, pairs, size, wiresOf } = scene;
  const wires = wiresOf(view, step);
  const [z, dw, dx] = knownSums(scene, view, step);
  const known = [z, dw, dx].filter((values) => values.at(-1) !== null).length;
  const inner = pairs.map((each, n) => (n < known ? addProducts(each) : null));
  const products = inner.slice(0, known);
  const isEqual = known > 1 && areEqual(products, size);
  const isLast = step === SUMS[view].length(g) - 1;
  const weights = range(g.KW).map((p) => [[p], [p]]);
  return {
    where: say.entry(view, [step]),
    equation: SUMS[view].equation(step),
    sentence: sayStep(scene, view, step) + (isLast ? sayInner(products, size) : ""),
    values: { z, dw, dx, inner },
    slides: [view],
    marks: [
      ...factorMarks(view, wires, "current"),
      [view, "current", [[step]]],
      ["inner", "agrees", isEqual ? range(known).map((n) => [n]) : []],
    ],
    weights: { shape: [g.KW], cells: { w: weights, dw: weights } },
    lines: linesOf(scene, wires, "current"),
    flights: flightsOf(view, wires),
  };
};

// Answers.

/** The product on a wire, and what it is added to. */
const sayWire = (view, { given }, wire) => {
  const [one, other] = Object.entries(SUMS[view].factors(wire)).map(([array, index]) =>
    say.part(array, given[array], index),
  );
  const goal = say.entry(view, [SUMS[view].of(wire)]);
  return `${say.product(one, other)} is added to ${goal}`;
};

/** What an answer leaves as it was: where the inner products agree. */
const kept = ({ marks }) => marks.filter(([, kind]) => kind === "agrees");

const askWire = (view) => (scene, wire, _, frame) => {
  if (!scene.wires.some((each) => String(each) === String(wire))) return null;
  return {
    sentence: `On this wire: ${sayWire(view, scene, wire)}.`,
    marks: [
      ...kept(frame),
      ...factorMarks(view, [wire], "chosen"),
      [view, "chosen", [[SUMS[view].of(wire)]]],
    ],
    lines: linesOf(scene, [wire], "chosen"),
  };
};

const PLACE = { x: "Out of", w: "In the colour of", dz: "Ending at" };

/** A given number: its wires, and what each of them carries in this view. */
const askGiven = (view, array) => (scene, index, _, frame) => {
  const name = NAMES.find((each) => SUMS[each].other === array);
  const wires = scene.wiresOf(name, index[0]);
  const number = `${say.entry(array, index)} = ${formatNumber(at(scene.given[array], index))}`;
  const said = wires.map((wire) => sayWire(view, scene, wire)).join("; ");
  return {
    sentence: `${PLACE[array]} ${number}: ${say.count(wires.length, "wire")}. ${said}.`,
    marks: [
      ...kept(frame),
      [array, "chosen", [index]],
      [view, "linked", wires.map((wire) => [SUMS[view].of(wire)])],
    ],
    lines: linesOf(scene, wires, "chosen"),
  };
};

/** A number that an earlier view computed. */
const askSum = (name) => (scene, index, _, frame) => {
  const wires = scene.wiresOf(name, index[0]);
  return {
    sentence: sayStep(scene, name, index[0]),
    marks: [
      ...kept(frame),
      [name, "chosen", [index]],
      ...factorMarks(name, wires, "linked"),
    ],
    lines: linesOf(scene, wires, "chosen"),
  };
};

const askInner = ({ pairs, sums }, [n], _, frame) => {
  const name = NAMES[n];
  const cells = range(sums[name].length).map((k) => [k]);
  const isKnown = frame.values.inner[n] !== null;
  return {
    sentence: isKnown
      ? `${INNER[n]}, entry times entry and added up: ${say.products(pairs[n])}.`
      : `${INNER[n]} needs every entry of ${name}.`,
    marks: [
      ...kept(frame),
      ["inner", "chosen", [[n]]],
      [name, "linked", cells],
      [SUMS[name].other, "linked", cells],
    ],
  };
};

const viewOf = (view, label, prompt) => {
  const earlier = NAMES.slice(0, NAMES.indexOf(view));
  const others = NAMES.filter((name) => name !== view);
  return {
    label,
    prompt,
    steps: (g) => range(SUMS[view].length(g)).map((k) => [k]),
    prepare,
    draw,
    frame: frameOf(view),
    ask: {
      wire: askWire(view),
      inner: askInner,
      ...Object.fromEntries(["x", "w", "dz"].map((a) => [a, askGiven(view, a)])),
      ...Object.fromEntries(earlier.map((name) => [name, askSum(name)])),
    },
    source: { x: (_, index) => ({ array: "x", index }) },
    stepAt: { [view]: (_, [k]) => k },
    drag: { [view]: (_, [k]) => k },
    turns: Object.fromEntries(others.map((name) => [name, name])),
  };
};

export default explore({
  name: "wires",
  title: "Wires: three ways to add up the same products",
  lines: "wire",
  presets: [],
  sizes: [],
  shapes: ({ W, KW, OW }) => ({ x: [W], w: [KW], dz: [OW] }),
  drawn: ({ W, KW, OW }) => [[W], [KW], [OW]],
  views: {
    z: viewOf("z", "Into z", "Drag along z: a unit adds up its wires."),
    dw: viewOf("dw", "By weight", "Drag along dw: a weight adds up its wires."),
    dx: viewOf("dx", "Out of x", "Drag along dx: a pixel adds up its wires."),
  },
});
