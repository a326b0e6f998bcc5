// Numbers as a picture: from black to white, or in two colours around a white 0.

import { element } from "../shared/elements.js";

const [ORANGE, BLUE] = [
  [194, 65, 12],
  [0, 114, 178],
]; // NEGATIVE and POSITIVE of _style.py, as in the figures of the book
const WHITE = 255;

/** White for 0, towards blue up to 1 and towards orange down to -1. */
export const shade = (value) => {
  const part = Math.min(Math.abs(value), 1);
  const full = value < 0 ? ORANGE : BLUE;
  return full.map((colour) => Math.round(WHITE + part * (colour - WHITE)));
};

/** A canvas of H by W pixels under a title, in the colour of the array it shows. */
export const makePicture = (title, label, [H, W], role = "") => {
  const attributes = { role: "img", "aria-label": label, width: W, height: H };
  const canvas = element("canvas", attributes);
  const context = canvas.getContext("2d");
  const image = context.createImageData(W, H);
  const paint = (numbers, colour) => {
    for (const [k, number] of numbers.entries())
      image.data.set([...colour(number), WHITE], 4 * k);
    context.putImageData(image, 0, 0);
  };

  const grey = (numbers) => {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const level = (number) => (WHITE * (number - low)) / (high - low || 1);
    paint(numbers, (number) => Array(3).fill(level(number)));
  };

  const signed = (numbers, largest) =>
    paint(numbers, (number) => shade(number / (largest || 1)));

  const name = element("div", { class: "title" }, title);
  const node = element("div", { class: "grid", "data-role": role }, name, canvas);
  return { node, grey, signed };
};

export const largestSize = (numbers) =>
  numbers.reduce((size, number) => Math.max(size, Math.abs(number)), 0);
