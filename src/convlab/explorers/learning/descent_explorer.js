// A kernel that learns: a random one, step by step, until its map is that of another.

import { stepKeys } from "../shared/controls.js";
import { button, element, KEEP_KEYS, slider } from "../shared/elements.js";
import { formatNumber, range } from "../shared/numbers.js";
import { clamp } from "../shared/state.js";
import { BUTTONS } from "../shared/words.js";
import { makeRun, makeTask, passes } from "./descent.js";
import { readHalves } from "./halves.js";
import { lossCurve } from "./loss_curve.js";
import { largestSize, makePicture } from "./picture.js";
import { shareTraits } from "./traits.js";

const TITLE = "A kernel that learns";
const HINT =
  "L is half the mean of (z − target)². A step: v = momentum × v + dw, then " +
  "w = w − learning rate × v. In the target, z and z − target, blue is positive, orange " +
  "negative and white 0. A dashed grey curve is the run before; where L is too large for " +
  "the chart, the dot stays at its upper edge. The arrow keys take or undo a step, and " +
  "Home and End go to the first and the last.";
const DIGITS = range(10).map((more) => 3 + more);
const PACE = 80; // milliseconds a step while playing
const SETTINGS = ["start", "learning_rate", "momentum"];
const STATE = [...SETTINGS, "step"];
const [RATES, RATE_PART] = [[1, 24], 4]; // quarters, from 0.25 to 6
const [MOMENTA, MOMENTUM_PART] = [[0, 19], 20]; // twentieths, from 0 to 0.95

/** A number drawn from the normal distribution, by the method of Box and Muller. */
const drawNormal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** Three digits, or fewer where an exponent takes their room. */
const brief = (number) => {
  const size = Math.abs(number);
  if (size >= 1e7) return formatNumber(number, 1);
  return formatNumber(number, size < 0.01 ? 2 : 3);
};

/** The number that a formatted one says. */
const read = (text) => Number(text.replaceAll("−", "-"));

/** As few digits as give, when a step is worked out as it is written, its result. */
const digitsOfStep = (start, rate, v, result) =>
  DIGITS.find((digits) => {
    const round = (number, to = digits) => read(formatNumber(number, to));
    return round(round(start) - round(rate) * round(v), 3) === round(result, 3);
  }) ?? DIGITS.at(-1);

/** The numbers of a kernel in a square; the full ones where a pointer rests. */
const numberGrid = (title, role, rows) => {
  const lines = rows.map((row) => row.map(() => element("td", { "data-index": "" })));
  const body = element("tbody", {}, ...lines.map((row) => element("tr", {}, ...row)));
  const table = element("table", { "aria-label": title }, body);
  const name = element("div", { class: "title" }, title);
  const node = element("div", { class: "grid", "data-role": role }, name, table);
  const cells = lines.flat();
  const show = (numbers, marked = -1) => {
    for (const [k, cell] of cells.entries()) {
      cell.textContent = brief(numbers[k]);
      cell.title = numbers[k];
      cell.classList.toggle("current", k === marked);
    }
  };
  return { node, show };
};

const isMotionUnwanted = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

class DescentExplorer {
  constructor(model, el) {
    const [H, W, kernel] = ["H", "W", "kernel"].map((name) => model.get(name));
    const x = readHalves(model.get("picture"));
    const task = makeTask(x, kernel, [H, W]);
    Object.assign(this, { model, kernel, task, earlier: [], isTurning: false });
    this.timer = null;
    this.traits = shareTraits(model, STATE, () => this.refresh());
    this.run = makeRun(task, this.settings());
    this.makeControls();
    this.makePictures(x, [H, W]);
    this.makeRoot();
    stepKeys(this.root, {
      by: (steps) => this.move(this.step + steps),
      to: (step) => this.move(step),
    });
    this.refresh();
    el.append(this.root);
  }

  leave() {
    this.stop();
    this.traits.leave();
  }

  makeControls() {
    this.forward = button(BUTTONS.forward, () => this.move(this.step + 1));
    this.play = button(BUTTONS.play, () => this.togglePlay());
    this.another = button("Another random kernel", () => this.drawKernel());
    this.position = slider("step", "steps taken", (step) => this.move(step));
    const turn = (name, part) => (value) => this.turn({ [name]: value / part });
    this.rate = slider(
      "learning rate",
      "learning rate",
      turn("learning_rate", RATE_PART),
    );
    this.momentum = slider("momentum", "momentum", turn("momentum", MOMENTUM_PART));
    for (const { node } of [this.rate, this.momentum])
      node.addEventListener("change", () => {
        this.isTurning = false;
      });
  }

  makePictures(x, size) {
    const { OH, OW } = this.task.g;
    const map = (title, label, role) => makePicture(title, label, [OH, OW], role);
    this.image = makePicture("x", "x: the picture, in grey", size, "x");
    this.target = map("target", "target: what z should be");
    this.z = map("z", "z: what the kernel makes of x now", "z");
    this.dz = map("z − target", "what is wrong, from which dz and dw are computed");
    this.w = numberGrid("w", "w", this.kernel);
    this.goal = numberGrid("kernel of the target", "", this.kernel);
    this.dw = numberGrid("dw", "dw", this.kernel);
    this.curve = lossCurve(this.run.states[0].loss, this.model.get("steps"));
    this.image.grey(x);
    this.largest = largestSize(this.task.target) / 2; // or most of it would be pale
    this.target.signed(this.task.target, this.largest);
    this.goal.show(this.kernel.flat());
  }

  makeRoot() {
    const row = (...parts) => element("div", { class: "controls" }, ...parts);
    this.sentence = element("p", { class: "sentence", "aria-live": "polite" });
    const title = element("div", { class: "title" }, "L, step by step");
    const scene = [
      this.image,
      this.target,
      this.z,
      this.dz,
      this.w,
      this.goal,
      this.dw,
    ];
    const attributes = {
      role: "group",
      "aria-label": TITLE,
      tabindex: 0,
      ...KEEP_KEYS,
    };
    this.root = element(
      "div",
      { "data-explorer": "descent", ...attributes },
      element(
        "div",
        { class: "scene" },
        ...scene.map(({ node }) => node),
        element("div", {}, title, this.curve.node),
      ),
      row(this.forward, this.play, this.another, this.position.node),
      row(this.rate.node, this.momentum.node),
      this.sentence,
      element("p", { class: "hint" }, HINT),
    );
  }

  settings() {
    return Object.fromEntries(SETTINGS.map((name) => [name, this.model.get(name)]));
  }

  get losses() {
    return this.run.states.slice(0, this.step + 1).map(({ loss }) => loss);
  }

  /** Go to a step: every one on the way there is computed. */
  move(step) {
    this.stop();
    this.traits.store({ step: clamp(step, 0, this.model.get("steps")) });
  }

  /** Run again with another setting, as far as before; the old curve stays in sight. */
  turn(setting) {
    this.stop();
    if (!this.isTurning) this.keepCurve();
    this.isTurning = true;
    this.traits.store(setting);
  }

  keepCurve() {
    if (this.step > 0) this.earlier = this.losses;
  }

  drawKernel() {
    this.stop();
    this.keepCurve();
    this.traits.store({
      start: this.kernel.map((row) => row.map(drawNormal)),
      step: 0,
    });
  }

  isLast(step) {
    return step >= this.model.get("steps") || this.run.reach(step + 1) <= step;
  }

  togglePlay() {
    if (this.timer !== null) return this.stop();
    if (this.isLast(this.step)) this.move(0);
    if (isMotionUnwanted()) return this.move(this.model.get("steps"));
    this.timer = setInterval(() => this.playOn(), PACE);
    return this.tellPlaying();
  }

  /** One step of playing; the last is announced like any other. */
  playOn() {
    if (document.hidden) return this.stop();
    const next = Math.min(this.step + 1, this.model.get("steps"));
    if (this.isLast(next)) this.stop();
    return this.traits.store({ step: next });
  }

  stop() {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    this.tellPlaying();
  }

  tellPlaying() {
    const isPlaying = this.timer !== null;
    this.play.textContent = isPlaying ? BUTTONS.pause : BUTTONS.play;
    this.sentence.setAttribute("aria-live", isPlaying ? "off" : "polite");
  }

  /** Show the traits as they are now. */
  refresh() {
    const settings = this.settings();
    const told = JSON.stringify(settings);
    if (told !== this.told) this.run = makeRun(this.task, settings);
    this.told = told;
    this.step = this.run.reach(this.model.get("step"));
    const { w, v, dw } = this.run.states[this.step];
    const { z } = passes(w, this.task);
    const errors = z.map((unit, m) => unit - this.task.target[m]);
    const further = (most, k) => (Math.abs(v[k]) > Math.abs(v[most]) ? k : most);
    this.moved = range(w.length).reduce(further, 0);
    this.z.signed(z, this.largest);
    this.dz.signed(errors, this.largest);
    this.w.show(w, v[this.moved] === 0 ? -1 : this.moved);
    this.dw.show(dw);
    this.curve.show(this.losses, this.earlier);
    this.showControls(settings);
    this.say();
  }

  showControls({ learning_rate: rate, momentum }) {
    const steps = this.model.get("steps");
    const turn = (dial, value, part, [low, high]) => {
      const place = clamp(value * part, low, high);
      dial.set(place, [low, high], formatNumber(value));
    };
    this.root.dataset.step = this.step;
    this.position.set(this.step, [0, steps]);
    this.forward.setAttribute("aria-disabled", this.step === steps);
    turn(this.rate, rate, RATE_PART, RATES);
    turn(this.momentum, momentum, MOMENTUM_PART, MOMENTA);
  }

  say() {
    const { loss } = this.run.states[this.step];
    this.root.dataset.loss = loss;
    const heading = `Step ${this.step}: L = ${formatNumber(loss)}.`;
    const rest = this.step
      ? this.sayMove()
      : "No step taken yet: w is the kernel to start from.";
    this.sentence.textContent = `${heading} ${rest}${this.sayEnd()}`;
  }

  /** The weight that moved most in the last step, and why it did. */
  sayMove() {
    const { learning_rate: rate, momentum } = this.settings();
    const { w, v } = this.run.states[this.step];
    const k = this.moved;
    const columns = this.kernel[0].length;
    const name = `w[0, ${Math.floor(k / columns)}, ${k % columns}, 0]`;
    const cause = momentum ? "velocity is" : "dw was";
    if (v[k] === 0) return `No weight moved: every ${cause} 0.`;
    const before = this.run.states[this.step - 1].w[k];
    const digits = digitsOfStep(before, rate, v[k], w[k]);
    const write = (number) => formatNumber(number, digits);
    const [way, sign] = v[k] > 0 ? ["down", "−"] : ["up", "+"];
    const product = `${write(rate)} × ${write(Math.abs(v[k]))}`;
    return (
      `${name} moved most: its ${cause} ${write(v[k])}, so it went ${way} to ` +
      `${write(before)} ${sign} ${product} = ${formatNumber(w[k])}.`
    );
  }

  sayEnd() {
    return this.step < this.model.get("step")
      ? " There the run ends: with this learning rate the numbers grow without bound."
      : "";
  }
}

const render = ({ model, el }) => {
  const explorer = new DescentExplorer(model, el);
  return () => explorer.leave();
};

export default { render };
