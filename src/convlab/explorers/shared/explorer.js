// What every explorer shares: its controls, and a picture for each step.

import {
  dials,
  nameCell,
  parseCell,
  player,
  sizePanel,
  stepKeys,
  switcher,
  watchCells,
} from "./controls.js";
import { button, element, KEEP_KEYS, slider } from "./elements.js";
import { draw } from "./grids.js";
import { flights } from "./motion.js";
import { entry } from "./sentences.js";
import {
  clamp,
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

const HINT =
  "Arrow keys, Home and End step. Point at a number, or move to it with Tab and the " +
  "arrow keys, to ask about it; a click or Enter keeps the answer, Escape lets it go.";
const LAYER_SIZES = SIZES.filter((name) => name !== "B"); // one image is shown
const IGNORED =
  "The link asks for what does not fit, or for too much to show; it was ignored.";

class Explorer {
  constructor(spec, model, el) {
    const [arrays, limits] = [model.get("arrays"), model.get("limits")];
    const world = {
      arrays,
      limits,
      mostCells: model.get("most_cells"),
      drawn: spec.drawn,
    };
    Object.assign(this, { spec, world, hovered: null, complaint: "" });
    this.state = shareState(model, () => this.refresh());
    this.sizes = pick(this.state.read(), SIZES);
    this.makeControls();
    this.makeRoot();
    this.listen();
    this.refresh();
    el.append(this.root);
    this.followLink();
  }

  makeControls() {
    const { spec, world } = this;
    this.back = button("Step back", () => this.move(this.step - 1));
    this.forward = button("Step", () => this.move(this.step + 1));
    this.play = button("Play", () => this.togglePlay());
    this.slider = slider("", "position", (step) => this.move(step));
    this.switcher = switcher(spec.views, (view) => this.turnTo(view));
    this.dials = dials((step) => this.move(step));
    this.panel = sizePanel(spec.sizes, world, (size) => this.change(size));
    this.player = player(
      () => this.playOn(),
      (playing) => this.tellPlaying(playing),
    );
  }

  makeRoot() {
    const steps = [this.back, this.forward, this.play, this.slider.node];
    const row = (...parts) => element("div", { class: "controls" }, ...parts);
    this.arrays = element("div", { class: "arrays" });
    this.motion = flights(this.arrays);
    this.sentence = element("p", { class: "sentence", "aria-live": "polite" });
    this.link = element("a", { class: "link", ...KEEP_KEYS }, "Link to this moment");
    const { name, title } = this.spec;
    const group = { role: "group", "aria-label": title, tabindex: 0, ...KEEP_KEYS };
    this.root = element(
      "div",
      { "data-explorer": name, ...group },
      row(this.switcher.node, this.panel.node),
      row(...steps, this.dials.node),
      this.arrays,
      this.sentence,
      element("p", { class: "hint" }, `${HINT} `, this.link),
    );
  }

  listen() {
    stepKeys(this.root, {
      by: (steps) => this.move(this.step + steps),
      to: (step) => this.move(step),
    });
    watchCells(this.arrays, {
      preview: (cell) => this.preview(cell),
      pin: (cell) => this.pin(cell),
      release: () => this.change({ pinned: "" }),
      isHandle: ({ array }) => array in this.handles,
      drag: (cell) => this.drag(cell),
    });
    this.seen = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting) this.flyOnce(this.frame());
    });
    this.seen.observe(this.arrays);
    this.unwatch = watchLinks(() => this.followLink());
  }

  leave() {
    this.player.stop();
    this.motion.stop();
    this.seen.disconnect();
    this.state.leave();
    this.unwatch();
  }

  get view() {
    return this.spec.views[this.viewName];
  }

  /** By array, the step that one of its cells is dragged to. */
  get handles() {
    return this.view.drag ?? {};
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
    this.change({ step: clamp(step, 0, this.last), pinned: keeps ? pinned : "" });
  }

  /** Change the view: to its first step, or its last if this one was at its last. */
  turnTo(view) {
    if (view === this.viewName) return;
    const atEnd = this.step === this.last;
    this.change({ view, step: 0, pinned: "" });
    if (atEnd) this.move(this.last);
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
    this.state.store({ step: this.step + 1 });
    this.refresh();
  }

  /** Go to the step that a pointer is dragged to. */
  drag({ array, index }) {
    const step = this.handles[array](this.scene, index, this.scene.steps[this.step]);
    if (step === this.step) this.preview(null);
    else if (step >= 0) this.move(step);
  }

  /** Let the cells of this moment fly, the first time that it is looked at. */
  flyOnce({ flights: groups = [] }) {
    const asksAboutOther = this.chosen && this.stepAt(this.chosen) !== this.step;
    if (asksAboutOther) return this.motion.stop();
    if (!this.root.isConnected) return;
    const moment = JSON.stringify([this.viewName, this.sizes, this.step]);
    if (moment === this.flown) return;
    this.flown = moment;
    const pairs = (group) =>
      group.map((pair) => pair.map((cell) => cell && this.drawing.node(cell)));
    this.motion.fly(groups.map(pairs), this.player.isPlaying());
  }

  tellPlaying(playing) {
    this.play.textContent = playing ? "Pause" : "Play";
    this.sentence.setAttribute("aria-live", playing ? "off" : "polite");
  }

  preview(cell) {
    if (same(cell, this.hovered)) return;
    this.hovered = cell;
    this.complaint = "";
    this.show();
  }

  /** Go to the step that a cell stands for; pin any other cell, or unpin it. */
  pin(cell) {
    const step = this.stepAt(cell);
    if (step >= 0) return this.move(step);
    const name = nameCell(cell);
    const isPinned = name === this.state.read().pinned;
    if (isPinned) this.hovered = null;
    return this.change({ pinned: isPinned ? "" : name });
  }

  /** Restore the moment in the address, if it names this explorer. */
  followLink() {
    const wanted = readLink(this.spec.name);
    if (!wanted) return;
    const state = pick({ ...this.state.read(), pinned: "", ...wanted }, STATE);
    const known =
      Object.hasOwn(this.spec.views, state.view) && Number.isInteger(state.step);
    const fits = known && legal(pick(state, SIZES), this.world);
    this.hovered = null;
    this.change(fits ? state : {});
    if (!fits) {
      this.complaint = IGNORED;
      this.show();
    }
    this.root.scrollIntoView({ block: "start" });
  }

  /** Read the state, and correct what does not fit. */
  refresh() {
    const wanted = this.state.read();
    const sizes = settle(this.sizes, pick(wanted, SIZES), this.world);
    const known = Object.hasOwn(this.spec.views, wanted.view);
    const view = known ? wanted.view : this.viewName;
    if (!this.scene || !same(sizes, this.sizes) || view !== this.viewName) {
      Object.assign(this, { sizes, viewName: view });
      this.rebuild();
    }
    this.step = clamp(wanted.step, 0, this.last);
    this.state.store({ ...sizes, view, step: this.step });
    this.show();
  }

  /** Compute and draw everything anew for these sizes. */
  rebuild() {
    const { prepare, steps, draw: picture, sizes } = this.view;
    const g = measure(this.sizes);
    this.scene = { g, steps: steps?.(g), ...prepare(this.world.arrays, g) };
    this.drawing = draw(picture(this.scene));
    this.arrays.replaceChildren(...this.drawing.nodes);
    for (const table of this.arrays.querySelectorAll("table"))
      table.toggleAttribute("data-drag", table.dataset.array in this.handles);
    this.hovered = null;
    this.panel.set(this.sizes, sizes ?? this.spec.sizes);
    this.switcher.set(this.viewName);
    this.dials.make(this.scene);
  }

  /** The step that a cell stands for, or -1. */
  stepAt(cell) {
    return this.view.stepAt?.[cell.array]?.(this.scene, cell.index) ?? -1;
  }

  get chosen() {
    const cell = this.hovered ?? parseCell(this.state.read().pinned);
    return cell && this.drawing.has(cell) ? cell : null;
  }

  /** The picture of the present step, or of the step or the cell that was chosen. */
  frame() {
    const { scene, chosen } = this;
    const { frame, ask = {} } = this.view;
    const step = chosen ? this.stepAt(chosen) : -1;
    if (step >= 0) return frame(scene, step);
    const now = frame(scene, this.step);
    if (!chosen || now.hidden?.includes(chosen.array)) return now;
    const answer = ask[chosen.array]?.(
      scene,
      chosen.index,
      scene.steps[this.step],
      now,
    );
    return { ...now, ...(answer ?? this.readOut(chosen, now)) };
  }

  /** The answer for a cell about which there is no more to say: its number. */
  readOut({ array, index }, { marks }) {
    const value = this.drawing.textOf({ array, index });
    return {
      sentence: `${entry(array, index)} ${value ? `= ${value}` : "is still empty"}.`,
      marks: [...marks, [array, "chosen", [index]]],
    };
  }

  /** Show the present step, and what was chosen in it. */
  show() {
    const { scene, step, last } = this;
    const frame = this.frame();
    this.root.dataset.step = step;
    this.slider.set(step, [0, last], frame.where);
    this.back.setAttribute("aria-disabled", step === 0); // disabled would lose the focus
    this.forward.setAttribute("aria-disabled", step === last);
    this.sentence.textContent = this.complaint || frame.sentence;
    this.drawing.show(frame);
    this.dials.set(scene.steps[step]);
    requestAnimationFrame(() => this.drawing.revealMarks()); // or layout would run now
    this.flyOnce(frame);
    this.link.href = writeLink(this.spec.name, this.state.read());
  }
}

/**
 * The widget of an explorer, described by its name, title, sizes, and views.
 *
 * A view lists its `steps(g)`, computes a scene for all of them in `prepare(arrays, g)`,
 * returns the grids to `draw(scene)`, and the `frame(scene, step)` of each: where it is,
 * what it says, marks and changes, and the `flights` of cells that show how it came about.
 * For a cell, `stepAt` returns the step it stands for, or `ask(scene, index, its step, its
 * frame)` answers. Over arrays in `drag`, a pointer drags: each returns the step meant.
 */
export const explore = (spec) => ({
  render: ({ model, el }) => {
    const explorer = new Explorer({ sizes: LAYER_SIZES, ...spec }, model, el);
    return () => explorer.leave();
  },
});
