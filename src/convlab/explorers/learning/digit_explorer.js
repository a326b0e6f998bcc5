// Draw a digit: a trained network reads it, and shows where more ink would help.

import { button, element, KEEP_KEYS } from "../shared/elements.js";
import { formatNumber, range } from "../shared/numbers.js";
import { drawingPad } from "./drawing_pad.js";
import { readHalves } from "./halves.js";
import { makeNetwork } from "./network.js";
import { largestSize } from "./picture.js";
import { pixelGrid } from "./pixel_grid.js";
import { scoreBars } from "./score_bars.js";
import { fitted, inked } from "./strokes.js";
import { shareTraits } from "./traits.js";

const TITLE = "Draw a digit";
const SIDE = 8;
const PIXELS = SIDE ** 2;
const STATE = ["drawing", "evidence", "fit"];
const HOW =
  "Draw in the field on the left, or paint the pixels of x: a click, or the arrow keys " +
  "and Enter. Evidence is the gradient of a score: a little more ink in a blue pixel (+) " +
  "raises it, and in an orange one (−) lowers it.";

const sayCounts = ({ learned, tested, right }) =>
  `The network learned from ${learned} digits, and reads ${right} of ${tested} others ` +
  `correctly. ${HOW}`;

/** The places of the largest and the second largest score. */
const bestTwo = (scores) => {
  const order = range(scores.length).sort((one, other) => scores[other] - scores[one]);
  return order.slice(0, 2);
};

const named = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

const same = (one, other) => one.every((number, k) => number === other[k]);

class DigitExplorer {
  constructor(model, el) {
    const parameters = readHalves(model.get("parameters"));
    this.network = makeNetwork(model.get("layers"), parameters, [SIDE, SIDE, 1]);
    Object.assign(this, { model, painted: new Map() });
    this.examples = this.readExamples();
    this.traits = shareTraits(model, STATE, () => this.refresh());
    this.makeParts();
    this.makeRoot();
    this.refresh();
    el.append(this.root);
  }

  leave() {
    this.traits.leave();
  }

  /** Test images: the digit it shows, its number, its scores, and if it is read wrong. */
  readExamples() {
    const { x, labels, numbers } = this.model.get("examples");
    const all = readHalves(x);
    return labels.map((label, k) => {
      const image = all.subarray(k * PIXELS, (k + 1) * PIXELS);
      const scores = this.network.forward(image);
      const isWrong = bestTwo(scores)[0] !== label;
      return { image: [...image], label, number: numbers[k], scores, isWrong };
    });
  }

  makeParts() {
    this.pad = drawingPad(SIDE, {
      draw: (strokes) => this.draw(strokes),
      isDone: () => this.say(),
    });
    this.grid = pixelGrid([SIDE, SIDE], (k) => this.toggle(k));
    const largest = this.examples.map(({ scores }) => largestSize(scores));
    this.bars = scoreBars(Math.max(...largest)); // one scale, or all would look as sure
    const option = (value, text) => element("option", { value }, text);
    const digits = range(10).map((digit) => option(digit, `for ${named(digit)}`));
    const none = option("", "none");
    this.evidence = element(
      "select",
      KEEP_KEYS,
      none,
      option("best", "for what it reads"),
      ...digits,
    );
    this.evidence.addEventListener("change", () =>
      this.traits.store({ evidence: this.evidence.value }),
    );
    this.fit = button("Stretch to full height", () => this.toggleFit());
    this.clear = button("Clear", () =>
      this.traits.store({ drawing: Array(PIXELS).fill(0) }),
    );
    this.test = button("Test image", this.walk(this.examples));
    const wrong = this.examples.filter(({ isWrong }) => isWrong);
    this.wrong = button("One it misreads", this.walk(wrong));
    this.wrong.hidden = wrong.length === 0;
  }

  makeRoot() {
    const row = (...parts) => element("div", { class: "controls" }, ...parts);
    const attributes = {
      role: "group",
      "aria-label": TITLE,
      tabindex: 0,
      ...KEEP_KEYS,
    };
    const label = element("label", {}, element("span", {}, "evidence"), this.evidence);
    this.sentence = element("p", { class: "sentence", "aria-live": "polite" });
    this.root = element(
      "div",
      { "data-explorer": "digit", ...attributes },
      element("div", { class: "scene" }, this.pad.node, this.grid.node, this.bars.node),
      row(this.clear, this.test, this.wrong, this.fit, label),
      this.sentence,
      element("p", { class: "hint" }, sayCounts(this.model.get("counts"))),
    );
  }

  /** What is drawn becomes pixels, fitted or as it is; what was painted stays. */
  draw(strokes) {
    const drawing = inked(this.model.get("fit") ? fitted(strokes) : strokes);
    for (const [k, value] of this.painted) drawing[k] = value;
    this.show(drawing);
  }

  /** Show pixels that belong to what is in the field. */
  show(drawing) {
    this.drawn = drawing;
    this.traits.store({ drawing });
  }

  toggleFit() {
    this.traits.store({ fit: !this.model.get("fit") });
    if (!this.pad.isEmpty()) this.draw(this.pad.strokes());
  }

  toggle(k) {
    const drawing = [...this.model.get("drawing")];
    drawing[k] = drawing[k] < 0.5 ? 1 : 0;
    if (!this.pad.isEmpty()) this.painted.set(k, drawing[k]);
    this.show(drawing);
  }

  /** A function that shows one digit after the other. */
  walk(examples) {
    let next = 0;
    return () => {
      const drawing = this.model.get("drawing");
      if (same(drawing, examples[next].image)) next = (next + 1) % examples.length;
      this.traits.store({ drawing: examples[next].image });
      next = (next + 1) % examples.length;
    };
  }

  /** Other pixels have come than those of the field. */
  empty() {
    this.pad.clear();
    this.painted.clear();
  }

  /** Show the traits as they are now. */
  refresh() {
    const [drawing, evidence, fit] = STATE.map((name) => this.model.get(name));
    if (!this.drawn || !same(drawing, this.drawn)) this.empty();
    this.scores = this.network.forward(Float64Array.from(drawing));
    const [best] = bestTwo(this.scores);
    const asked = evidence === "best" ? best : Number(evidence);
    const dx = evidence === "" ? null : this.gradient(asked);
    this.pad.show(drawing);
    this.grid.show(drawing, dx, dx && largestSize(dx));
    this.bars.show(this.scores, best);
    this.evidence.value = evidence;
    this.fit.setAttribute("aria-pressed", fit);
    if (!this.pad.isDrawing()) this.say();
  }

  /** dx of one score, as the chapter asks for it: a 1 for it, and 0 for all others. */
  gradient(asked) {
    const dz = Float64Array.from(this.scores, (_, digit) => (digit === asked ? 1 : 0));
    return this.network.backward(dz);
  }

  say() {
    const drawing = this.model.get("drawing");
    const [best, second] = bestTwo(this.scores);
    const [first, next] = [best, second].map((digit) =>
      formatNumber(this.scores[digit]),
    );
    const example = this.examples.find(({ image }) => same(image, drawing));
    this.root.dataset.reads = best;
    const heading = () => {
      const reads = `network reads ${named(best)}`;
      if (drawing.every((ink) => ink === 0)) return `On blank paper the ${reads}`;
      if (!example) return `The ${reads}`;
      const { number, label, isWrong } = example;
      const joint = isWrong ? "but" : "and";
      return `Test image ${number} shows ${named(label)}, ${joint} the ${reads}`;
    };
    this.sentence.textContent = `${heading()}: score ${first}. Next comes ${second}, with ${next}.`;
  }
}

const render = ({ model, el }) => {
  const explorer = new DigitExplorer(model, el);
  return () => explorer.leave();
};

export default { render };
