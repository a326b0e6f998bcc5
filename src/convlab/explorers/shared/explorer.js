// What every explorer shares: its state, and a picture for each step.

import { nameCell, parseCell } from "./cells.js";
import { player, stepKeys, watchCells } from "./controls.js";
import { draw } from "./drawing.js";
import { applyEdits, legalEdits, shapesOf, sourceOf, withEdits } from "./edits.js";
import { cellsOf } from "./fills.js";
import { watchLayout } from "./layout.js";
import { lines } from "./lines.js";
import { flights } from "./motion.js";
import { at } from "./numbers.js";
import { entry } from "./sentences.js";
import { aimReport, taking } from "./share.js";
import { makeStage } from "./stage.js";
import {
  clamp,
  LAYER_SIZES,
  legal,
  measure,
  pick,
  readLink,
  SIZES,
  STATE,
  same,
  settle,
  shareState,
  watchLinks,
  writeLink,
} from "./state.js";
import * as words from "./words.js";

const PRESETS = [
  { label: words.PRESETS.stride, sizes: { H: 5, W: 6, stride: 2 } },
  { label: words.PRESETS.padding, sizes: { padding: 1 } },
  { label: words.PRESETS.channels, sizes: { C: 2, F: 3 } },
  { label: words.PRESETS.dilation, sizes: { H: 5, W: 6, dilation: 2 } },
  { label: words.PRESETS.groups, sizes: { C: 4, F: 4, groups: 2 } },
];
// Steps from which the room for the sentence is estimated, anew and after an edit.
const [SAMPLES, FEW_SAMPLES] = [24, 5];
const NOTICE = 4000; // milliseconds that a notice stays

/** Where a step has no result yet, the one that was reached. */
const filledUp = (one, other) =>
  Array.isArray(one) ? one.map((part, k) => filledUp(part, other[k])) : (one ?? other);

/** A step that is asked about takes no result away that stands there already. */
const keepResults = (asked, now, results) => {
  const values = Object.entries(asked.values ?? {}).map(([array, numbers]) =>
    array in results ? [array, filledUp(numbers, now.values[array])] : [array, numbers],
  );
  return { ...asked, values: Object.fromEntries(values) };
};

class Explorer {
  constructor(spec, model, el) {
    const world = {
      given: model.get("arrays"),
      arrays: model.get("arrays"),
      limits: model.get("limits"),
      mostCells: model.get("most_cells"),
      largest: model.get("largest"),
      drawn: spec.drawn,
    };
    Object.assign(this, { spec, world, hovered: null, held: null, complaint: "" });
    this.isSmall = model.get("small");
    this.followsLinks = !this.isSmall && el.dataset.source !== "code";
    this.state = shareState(model, () => this.refresh());
    this.sizes = pick(this.state.read(), SIZES);
    this.first = this.sizes;
    this.edits = {};
    this.stage = this.makeStage();
    this.root = this.stage.root;
    this.root.toggleAttribute("data-small", this.isSmall);
    this.motion = flights(this.stage.arrays);
    this.lines = lines(this.stage.arrays);
    this.taking = taking(this.stage, this.spec.name, {
      tell: (message) => this.notify(message),
      says: () => this.said,
    });
    this.player = player({
      tick: () => this.playOn(),
      tell: (playing) => this.tellPlaying(playing),
      speed: this.stage.speed.speed,
    });
    if (this.isSmall) this.stage.link.textContent = words.BUTTONS.open;
    this.listen();
    this.refresh();
    el.append(this.root);
    this.followLink();
  }

  makeStage() {
    const first = { label: words.PRESETS.first, sizes: this.first };
    const spec = { ...this.spec, presets: [first, ...(this.spec.presets ?? PRESETS)] };
    return makeStage(spec, this.world, {
      back: () => this.move(this.step - 1),
      forward: () => this.move(this.step + 1),
      play: () => this.togglePlay(),
      move: (step) => this.move(step),
      turnTo: (view) => this.turnTo(view),
      // A cell in question may lie elsewhere then, or be gone.
      preset: (preset) => this.change({ ...this.sizesOf(preset), pinned: "" }),
      resize: (sizes) => this.change({ ...sizes, pinned: "" }),
      hand: {
        read: (cell) => at(this.world.arrays[cell.array], cell.index),
        write: (cell, value) => this.edit([[cell, value]]),
        refuse: (message) => this.complain(message),
        release: () => this.drawing.node([this.held.array, this.held.index])?.focus(),
      },
      fill: (name) => {
        const shapes = this.spec.shapes ?? shapesOf;
        this.edit(cellsOf(name, shapes(measure(this.sizes))));
      },
      reset: () => this.change({ edits: {} }),
      light: (letter) => this.light(letter),
      heat: (isOn) => this.showHeat(isOn),
      enlarge: () => this.taking.enlarge(),
      copyPicture: () => this.taking.copyPicture(),
    });
  }

  listen() {
    const { root, stage } = this;
    stepKeys(root, {
      by: (steps) => this.move(this.step + steps),
      to: (step) => this.move(step),
      play: () => this.togglePlay(),
      release: () => this.release(),
    });
    watchCells(stage.arrays, {
      preview: (cell) => this.preview(cell),
      pin: (cell) => this.pin(cell),
      hold: (cell) => this.hold(cell),
      edit: (cell, key) => {
        this.hold(cell);
        stage.hand.begin(key);
      },
      isHandle: ({ array }) => array in this.handles,
      drag: (cell) => this.drag(cell),
    });
    if (!this.isSmall)
      stage.link.addEventListener("click", (event) => this.taking.copyLink(event));
    this.seen = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting) this.flyOnce(this.frame());
    });
    this.seen.observe(stage.arrays);
    this.unwatch = watchLinks(() => this.followLink());
    this.unwatchLayout = watchLayout(stage.arrays, () => this.place());
  }

  leave() {
    this.player.stop();
    this.motion.stop();
    this.unwatchLayout();
    this.seen.disconnect();
    this.state.leave();
    this.unwatch();
  }

  get view() {
    return this.spec.views[this.viewName];
  }

  /** By array, the step that one of its cells is dragged to, or the view it turns to. */
  get handles() {
    return { ...this.view.drag, ...this.view.turns };
  }

  get last() {
    return this.scene.steps.length - 1;
  }

  /** The reader changed something: stop playing, and drop any complaint. */
  change(state) {
    this.player.stop();
    this.complaint = "";
    this.state.store(state);
    this.refresh();
  }

  /** Go to a step, or the nearest there is; only some answers stay pinned on the way. */
  move(step) {
    const { pinned } = this.state.read();
    const keeps = this.view.keep?.includes(parseCell(pinned)?.array);
    this.hovered = null;
    this.hold(null);
    this.change({ step: clamp(step, 0, this.last), pinned: keeps ? pinned : "" });
  }

  /** Change the view, to its first step. */
  turnTo(view) {
    if (view === this.viewName) return;
    this.change({ view, step: 0, pinned: "" });
    const legs = this.view.arrive?.(this.scene);
    if (legs) this.fly([...legs, ...(this.frame().flights ?? [])]);
  }

  togglePlay() {
    if (this.player.isPlaying()) return this.player.stop();
    this.move(this.step === this.last ? 0 : this.step);
    return this.player.start();
  }

  /** One step of playing; the last is announced like any other. */
  playOn() {
    if (this.step + 1 >= this.last) this.player.stop();
    this.hovered = null; // a pointer that rests on a cell asks about it no longer
    this.state.store({ step: Math.min(this.step + 1, this.last) });
    this.refresh();
  }

  /** Go to the step that a pointer is dragged to, in the view in which it is one. */
  drag({ array, index }) {
    if (this.view.turns?.[array]) this.turnTo(this.view.turns[array]);
    const step = this.handles[array](this.scene, index, this.scene.steps[this.step]);
    if (step === this.step) this.preview(null);
    else if (step >= 0) this.move(step);
  }

  /** Let the cells of this moment fly, the first time that it is looked at. */
  flyOnce({ flights: legs = [] }) {
    const asksAboutOther = this.chosen && this.stepAt(this.chosen) !== this.step;
    if (asksAboutOther) return this.motion.stop();
    if (!this.root.isConnected) return;
    const moment = JSON.stringify([this.viewName, this.sizes, this.step]);
    if (moment === this.flown) return;
    this.flown = moment;
    this.fly(legs);
  }

  fly(legs) {
    const nodes = (pairs) =>
      pairs.map((pair) => pair.map((cell) => cell && this.drawing.node(cell)));
    const found = legs.map((leg) => ({ ...leg, groups: leg.groups.map(nodes) }));
    const isPlaying = this.player.isPlaying();
    this.motion.fly(found, { isPlaying, speed: this.stage.speed.speed() });
  }

  /** Put what lies over the cells to where they are now. */
  place() {
    this.drawing?.slide();
    this.lines.place();
  }

  tellPlaying(playing) {
    this.stage.play.textContent = playing ? words.BUTTONS.pause : words.BUTTONS.play;
    this.stage.sentence.setAttribute("aria-live", playing ? "off" : "polite");
  }

  preview(cell) {
    if (same(cell, this.hovered)) return;
    this.hovered = cell;
    this.complaint = "";
    this.show();
    this.stage.equation.light(cell && this.drawing.roleOf(cell));
  }

  complain(message) {
    this.complaint = message;
    this.show();
  }

  /** Say something in place of the sentence, for a while. */
  notify(message) {
    this.complain(message);
    setTimeout(() => {
      if (this.complaint === message) this.complain("");
    }, NOTICE);
  }

  /** Go to the step that a cell stands for; pin any other cell, or unpin it. */
  pin(cell) {
    const step = this.stepAt(cell);
    const name = nameCell(cell);
    const isPinned = name === this.state.read().pinned;
    if (isPinned) this.hovered = null;
    if (step >= 0) this.move(step);
    else this.change({ pinned: isPinned ? "" : name });
    this.hold(cell);
  }

  /** Ask about nothing, and keep no number in the hand. */
  release() {
    this.hovered = null;
    this.hold(null);
    this.change({ pinned: "" });
  }

  // Editing numbers.

  /** The given number that a cell shows, as a cell of its array, or null. */
  source(cell) {
    return sourceOf(cell, this.view.source, this.scene, this.world.arrays);
  }

  /** Take the number of a cell into the hand; null lets it go. */
  hold(cell) {
    this.held = cell;
    this.stage.hand.hold(cell && this.source(cell));
  }

  edit(cells) {
    this.change({ edits: withEdits(this.edits, cells, this.world.given) });
  }

  /** Sizes that a preset asks for, all others as at first. */
  sizesOf(preset) {
    return { ...this.first, ...preset.sizes };
  }

  light(letter) {
    this.drawing.dim(letter);
    this.stage.equation.light(letter);
  }

  showHeat(isOn) {
    this.root.toggleAttribute("data-heat", isOn);
    this.show();
  }

  /** Restore the moment in the address, if it names this one; not if code has just made it. */
  followLink() {
    const wanted = readLink(this.spec.name);
    if (!wanted || !this.followsLinks) return;
    const plain = { ...this.state.read(), pinned: "", edits: {} };
    const state = pick({ ...plain, ...wanted }, STATE);
    const known =
      Object.hasOwn(this.spec.views, state.view) && Number.isInteger(state.step);
    const fits =
      known &&
      legal(pick(state, SIZES), this.world) &&
      legalEdits(state.edits, this.world);
    this.hovered = null;
    this.change(fits ? state : {});
    if (!fits) this.complain(words.NOTICES.linkIgnored);
    this.root.scrollIntoView({ block: "start" });
  }

  /** Read the state, and correct what does not fit. */
  refresh() {
    const wanted = this.state.read();
    const sizes = settle(this.sizes, pick(wanted, SIZES), this.world);
    const known = Object.hasOwn(this.spec.views, wanted.view);
    const view = known ? wanted.view : this.viewName;
    const isNew = !this.scene || !same(sizes, this.sizes) || view !== this.viewName;
    const isEdited = !same(wanted.edits, this.edits);
    if (isNew || isEdited) {
      this.edits = legalEdits(wanted.edits, this.world) ? wanted.edits : this.edits;
      this.world.arrays = applyEdits(this.world.given, this.edits);
      Object.assign(this, { sizes, viewName: view });
      this.prepare();
      this.step = clamp(wanted.step, 0, this.last);
      this.motion.stop();
      if (isNew) this.rebuild();
      else this.refill();
    }
    this.step = clamp(wanted.step, 0, this.last);
    this.state.store({ ...sizes, view, step: this.step, edits: this.edits });
    this.show();
  }

  /** Compute everything anew for these sizes and numbers. */
  prepare() {
    const { prepare, steps } = this.view;
    const g = measure(this.sizes);
    this.scene = { g, steps: steps?.(g), ...prepare(this.world.arrays, g) };
  }

  /** Put the edited numbers into the same grids. */
  refill() {
    this.drawing.refill(this.view.draw(this.scene));
    this.makeRoom(FEW_SAMPLES, this.stage.room.textContent);
  }

  /** Draw everything anew for these sizes. */
  rebuild() {
    const { stage } = this;
    const isEditable = (array) => (index) => this.source({ array, index }) !== null;
    const grids = this.view.draw(this.scene);
    this.drawing = draw(
      grids.map((spec) => ({ ...spec, isEditable: isEditable(spec.array) })),
    );
    stage.arrays.replaceChildren(...this.drawing.nodes);
    for (const table of stage.arrays.querySelectorAll("table"))
      table.toggleAttribute("data-drag", table.dataset.array in this.handles);
    this.hovered = null;
    this.held = null;
    stage.hand.hold(null);
    stage.panel.set(this.sizes, this.view.sizes ?? this.spec.sizes);
    const wanted = (preset) => this.sizesOf(preset);
    stage.presets.set(
      (preset) => legal(wanted(preset), this.world),
      (preset) => same(wanted(preset), this.sizes),
    );
    stage.switcher.set(this.viewName);
    stage.prompt.textContent = this.view.prompt ?? "";
    stage.dials.make(this.scene);
    const cells = [...this.drawing.cells()].map((cell) => this.source(cell));
    stage.fills.set(new Set(cells.filter(Boolean).map(({ array }) => array)));
    this.makeRoom(SAMPLES, "");
    this.taking.fit();
  }

  /** Keep room for the longest sentence of a step, or the controls would jump. */
  makeRoom(samples, least) {
    const { last, scene, view } = this;
    const count = Math.min(samples, last + 1);
    const steps = Array.from({ length: count }, (_, k) =>
      Math.round((k * last) / Math.max(count - 1, 1)),
    );
    const said = steps.map((step) => view.frame(scene, step).sentence);
    const longer = (one, other) => (other.length > one.length ? other : one);
    this.stage.room.textContent = said.reduce(longer, least);
  }

  /** The step that a cell stands for, or -1. */
  stepAt(cell) {
    return this.view.stepAt?.[cell.array]?.(this.scene, cell.index) ?? -1;
  }

  get chosen() {
    const cell = this.hovered ?? parseCell(this.state.read().pinned);
    const isShown = (each) => this.drawing.has(each) || each.array === this.spec.lines;
    return cell && isShown(cell) ? cell : null;
  }

  /** The picture of the present step, or of the step or the cell that was chosen. */
  frame() {
    const { scene, chosen } = this;
    const { frame, ask = {} } = this.view;
    const step = chosen ? this.stepAt(chosen) : -1;
    const now = frame(scene, this.step);
    if (step >= 0) return keepResults(frame(scene, step), now, this.view.stepAt);
    const unseen = [...(now.hidden ?? []), ...(now.away ?? [])];
    if (!chosen || unseen.includes(chosen.array)) return now;
    const answer = ask[chosen.array]?.(
      scene,
      chosen.index,
      scene.steps[this.step],
      now,
    );
    const isCell = this.drawing.has(chosen);
    return { ...now, ...(answer ?? (isCell && this.readOut(chosen, now))) };
  }

  /** The answer for a cell about which there is no more to say: its number. */
  readOut({ array, index }, { marks }) {
    const number = this.drawing.textOf({ array, index });
    const told = { entry: entry(array, index), number };
    return {
      sentence: number ? words.READ_OUT.number(told) : words.READ_OUT.empty(told),
      marks: [...marks, [array, "chosen", [index]]],
    };
  }

  /** Show the present step, and what was chosen in it. */
  show() {
    const { scene, stage, step, last } = this;
    const frame = this.frame();
    this.root.dataset.step = step;
    const { where } = this.chosen ? this.view.frame(scene, step) : frame;
    stage.slider.set(step, [0, last], where);
    stage.back.setAttribute("aria-disabled", step === 0); // disabled would lose the focus
    stage.forward.setAttribute("aria-disabled", step === last);
    this.said = frame.sentence;
    stage.sentence.textContent = this.complaint || this.said;
    stage.equation.show(frame.equation);
    stage.reset.setAttribute("aria-disabled", Object.keys(this.edits).length === 0);
    stage.hand.show();
    this.drawing.show(frame);
    this.lines.show(frame.lines ?? [], this.drawing.node);
    if ("heat" in this.root.dataset) this.drawing.heat();
    stage.dials.set(scene.steps[step]);
    requestAnimationFrame(() => {
      this.drawing.follow(); // or layout would run now
      this.lines.place();
    });
    this.flyOnce(frame);
    const moment = writeLink(this.spec.name, this.state.read());
    const book = document.documentElement.dataset.content_root;
    const home = this.isSmall ? `${book}explorers/${this.spec.name}.html` : "";
    stage.link.href = home + moment;
    stage.link.hidden = book === undefined; // in JupyterLab there is no page to link to
    aimReport(stage.report, { title: this.spec.title, moment, said: this.said });
  }
}

/**
 * The widget of an explorer, described by its name, title, sizes, and views.
 *
 * A view lists its `steps(g)`, computes a scene for all of them in `prepare(arrays, g)`,
 * returns the grids to `draw(scene)`, and the `frame(scene, step)` of each: where it is,
 * its equation, what it says, marks and changes, in which arrays a frame `slides`, and
 * the legs of the `flights` of cells that show how it came about, and `lines` between
 * cells. Lines that can be asked about have the array name `lines`. For a cell, `stepAt`
 * returns the step it stands for, or `ask(scene, index, its step, its frame)` answers.
 * Over arrays in `drag`, a pointer drags: each returns the step meant; over those in
 * `turns` it drags in the view named there. `source` finds the given number behind a
 * cell of an array that has not the name and the index of its own. `arrive(scene)`
 * returns legs that fly first when the reader turns to this view from another.
 */
export const explore = (spec) => ({
  render: ({ model, el }) => {
    const explorer = new Explorer({ sizes: LAYER_SIZES, ...spec }, model, el);
    return () => explorer.leave();
  },
});
