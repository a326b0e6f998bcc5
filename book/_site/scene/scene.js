// The cover as a layer to be touched: an image, its units, the loss, and the way back.

import { factorsOfZ } from "../../../src/convlab/explorers/shared/convolution.js";
import { button, element } from "../../../src/convlab/explorers/shared/elements.js";
import { fill, formatNumber } from "../../../src/convlab/explorers/shared/numbers.js";
import { entry, products } from "../../../src/convlab/explorers/shared/sentences.js";
import { between, isInside, moved, onDrag, onKeys } from "./gestures.js";
import { drawPair } from "./pair.js";
import { momentsOf, runPasses, sendBack, sizesOf } from "./passes.js";

const PACE = 280; // milliseconds for which the frame slides to its next place
const DARK = 0.5; // a pixel at least as dark is erased, any other is drawn
const MOVE = "arrow keys move the window, Space plays";
const WORDS = {
  x: `x, the image: ${MOVE}, Enter draws or erases a pixel`,
  z: `z, the units: ${MOVE}`,
  dz: `dz, the gradient of the units: ${MOVE}`,
  dx: `dx, the gradient of the image: ${MOVE}`,
};
const INVITATION = "Drag the frame, or draw on x.";
const HINT =
  "L is half the sum of max(z, 0)², so its gradient dz is max(z, 0). " +
  "A minus marks negative numbers.";

const largestOf = (a) => Math.max(...a.flat(2).map(Math.abs));

/** z[1, 4] = 0.75 × 1 + ..., without the pixels that the kernel multiplies by 0. */
const sayUnit = ([i, j], { x, w, g }) => {
  const factors = factorsOfZ(x, w, [i, j, 0], g).filter(([, weight]) => weight !== 0);
  return `${entry("z", [i, j])} = ${products(factors)}`;
};

const sayGradient = (unit, { z, dz }) => {
  const [sum, gradient] = [z, dz].map((a) => formatNumber(a[unit[0]][unit[1]][0]));
  const [of, to] = [entry("z", unit), entry("dz", unit)];
  return gradient === "0"
    ? `${of} = ${sum} is not positive, so ${to} = 0: it sends nothing back.`
    : `${to} = max(${of}, 0) = ${gradient}: it adds ${gradient} × w to its window of dx.`;
};

const sayPixel = (pixel, { x, L }) =>
  `${entry("x", pixel)} is ${x[pixel[0]][pixel[1]][0]} now, and L is ${formatNumber(L)}.`;

/** → L = 39.6 →, between the two ways. */
const drawLoss = (value) => {
  const arrow = () => element("span", { class: "arrow", "aria-hidden": "true" }, "→");
  const equals = element("span", { class: "equals" }, " = ");
  const parts = [arrow(), element("i", {}, "L"), equals, value, arrow()];
  return element("p", { class: "loss" }, ...parts);
};

class Scene {
  constructor(original, w, unit) {
    this.original = original;
    this.w = w;
    this.g = sizesOf(original, w);
    this.middle = [this.g.KH, this.g.KW].map((length) => Math.floor((length - 1) / 2));
    this.timer = null;
    this.build();
    this.place(unit);
    this.setImage(original);
    this.say("z");
  }

  build() {
    const [x, z, dz, dx] = Object.entries(WORDS);
    const there = drawPair("there", { image: x, units: z }, this.w, this.g);
    const back = drawPair("back", { image: dx, units: dz }, this.w, this.g);
    this.pairs = [there, back];
    this.value = element("span", { class: "value" });
    const loss = drawLoss(this.value);
    this.sentence = element("p", { class: "sentence", "aria-live": "polite" });
    const [invitation, hint] = [INVITATION, HINT].map((text) =>
      element("p", { class: "hint" }, text),
    );
    const attributes = { role: "group", "aria-label": "A layer to try out" };
    this.node = element("div", { "data-cover": "", ...attributes });
    const stage = element("div", { class: "stage" }, there.node, loss, back.node);
    this.node.append(invitation, stage, this.sentence, hint);
    for (const [name, size] of Object.entries(this.g)) {
      this.node.style.setProperty(`--${name}`, size);
    }
    this.node.style.setProperty("--pace", `${PACE}ms`);
    this.playButton = button("Play", () => this.togglePlay());
    this.imageButton = button("", () => this.changeImage());
    this.listen();
  }

  listen() {
    const [{ grids, reach }, back] = this.pairs;
    let ink = 1;
    const paint = (pixels) => this.paint(pixels, ink);
    const { H, W, OH, OW } = this.g;
    onDrag(grids.x.grid, grids.x, {
      begin: (pixel) => {
        ink = this.inkFor(pixel);
        paint([pixel]);
      },
      go: (pixel, last) =>
        paint(between(last, pixel).filter((each) => isInside(each, [H, W]))),
    });
    const goTo = (unit, about) => {
      this.stop();
      this.place(unit);
      this.say(about);
    };
    for (const [name, grid] of Object.entries({ z: grids.z, dz: back.grids.dz })) {
      const go = (unit) => goTo(moved(unit, [0, 0], [OH, OW]), name);
      onDrag(grid.grid, grid, { begin: go, go });
    }
    const { dx } = back.grids;
    const centre = (pixel) => goTo(this.unitAround(pixel), "dz");
    onDrag(dx.grid, dx, { begin: centre, go: centre });
    this.listenToWindow(reach.window, grids.x, (unit) => goTo(unit, "z"));
    this.listenToWindow(back.reach.window, dx, (unit) => goTo(unit, "dz"));
    this.listenToKeys();
  }

  /** A window is held where it was taken, and goes with the pointer. */
  listenToWindow(window, grid, goTo) {
    let held = [0, 0];
    onDrag(window, grid, {
      begin: (pixel) => {
        this.stop();
        held = pixel.map((k, axis) => this.unit[axis] - k);
        goTo(this.unit);
      },
      go: (pixel) => goTo(moved(pixel, held, [this.g.OH, this.g.OW])),
    });
  }

  listenToKeys() {
    for (const [k, { grids }] of this.pairs.entries()) {
      const about = ["z", "dz"][k];
      for (const [name, grid] of Object.entries(grids)) {
        const isImage = grid.cells.length === this.g.H;
        onKeys(grid, {
          step: (by) => {
            this.stop();
            this.step(by, isImage);
            this.say(about);
            const [i, j] = isImage ? this.pixel : this.unit;
            grid.cells[i][j].focus();
          },
          enter:
            name === "x" && (() => this.paint([this.pixel], this.inkFor(this.pixel))),
          space: () => this.togglePlay(),
        });
      }
    }
  }

  /** The arrow keys go from pixel to pixel, and the window goes along. */
  step(by, isImage) {
    const { g } = this;
    if (!isImage) return this.place(moved(this.unit, by, [g.OH, g.OW]));
    const pixel = moved(this.pixel, by, [g.H, g.W]);
    return this.place(this.unitAround(pixel), pixel);
  }

  /** The unit whose window has a pixel in its middle, or as near to it as can be. */
  unitAround(pixel) {
    const { OH, OW } = this.g;
    return moved(
      pixel,
      this.middle.map((k) => -k),
      [OH, OW],
    );
  }

  place(unit, pixel = unit.map((k, axis) => k + this.middle[axis])) {
    this.unit = unit;
    this.pixel = pixel;
    for (const pair of this.pairs) pair.move(unit, pixel);
  }

  setImage(x) {
    this.arrays = { w: this.w, g: this.g, ...runPasses(x, this.w, this.g) };
    this.show();
    const isOriginal = String(x) === String(this.original);
    this.imageButton.textContent = isOriginal ? "Clear x" : "Reset x";
  }

  changeImage() {
    this.stop();
    const isOriginal = String(this.arrays.x) === String(this.original);
    this.setImage(isOriginal ? fill([this.g.H, this.g.W, 1], () => 0) : this.original);
    this.say("z");
  }

  inkFor([i, j]) {
    return this.arrays.x[i][j][0] >= DARK ? 0 : 1;
  }

  /** Give some pixels a value: the window stays, all that follows from x changes. */
  paint(pixels, ink) {
    this.stop();
    if (pixels.length === 0) return;
    const x = structuredClone(this.arrays.x);
    for (const [i, j] of pixels) x[i][j][0] = ink;
    this.setImage(x);
    this.place(this.unit, pixels.at(-1));
    this.sentence.textContent = sayPixel(this.pixel, this.arrays);
  }

  /** Show all arrays, or what there is of them at a moment of Play. */
  show(moment) {
    const [there, back] = this.pairs;
    const { x, z, L, dz, dx } = this.arrays;
    const { computed, sent } = moment ?? {
      computed: this.g.OH * this.g.OW,
      sent: true,
    };
    const { OH, OW, H, W } = this.g;
    const isThere = (i, j) => i * OW + j < computed;
    const shown = fill([OH, OW, 1], (i, j) => (isThere(i, j) ? z[i][j][0] : null));
    there.fill("x", x, largestOf(x));
    there.fill("z", shown, largestOf(z));
    this.value.textContent = sent ? formatNumber(L) : "?";
    back.node.classList.toggle("later", !sent);
    const blank = (...shape) => fill([...shape, 1], () => null);
    back.fill("dz", sent ? dz : blank(OH, OW), largestOf(dz));
    const soFar = moment && sent ? sendBack(sent, dz, this.w, this.g) : dx;
    back.fill("dx", sent ? soFar : blank(H, W), largestOf(dx));
  }

  say(about) {
    const text = (about === "z" ? sayUnit : sayGradient)(this.unit, this.arrays);
    this.sentence.textContent = text.replaceAll(" × ", "\u00a0×\u00a0"); // on one line
  }

  togglePlay() {
    if (this.timer !== null) return this.stop();
    this.playButton.textContent = "Stop";
    this.sentence.setAttribute("aria-live", "off");
    return this.playOn(momentsOf(this.arrays.dz, this.g));
  }

  playOn([moment, ...later]) {
    if (!moment) return this.stop();
    this.place(moment.unit);
    this.show(moment);
    this.say(moment.sent?.length ? "dz" : "z");
    this.timer = setTimeout(() => this.playOn(later), PACE);
    return undefined;
  }

  stop() {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.playButton.textContent = "Play";
    this.sentence.setAttribute("aria-live", "polite");
    this.show();
  }
}

/** Put the scene beside the picture that stands for it on paper. */
export const start = ({ x, w, unit }) => {
  const picture = document.querySelector("img.cover");
  const scene = new Scene(x, w, unit);
  picture.after(scene.node);
  document
    .querySelector(".front-door")
    .append(scene.playButton, " ", scene.imageButton);
};
