// From the strokes of a pen to the 8 by 8 pixels that the network reads.
//
// The digits it learned from were made in this way: a bitmap of 32 by 32 dots, filled by
// the digit from top to bottom; and a pixel is the share of inked dots among its 16.

export const DOTS = 32; // along a side of the bitmap
const PIXELS = 8;
const SQUARE = DOTS / PIXELS; // dots along a side of a pixel
export const PEN = 2.75; // dots from the middle of a stroke to its edge
const WIDEST = 24; // dots: a digit leaves paper on both sides

/** The length that strokes take along one axis, and their middle. */
const extent = (strokes, axis) => {
  const along = strokes.flat().map((point) => point[axis]);
  const [low, high] = [Math.min(...along), Math.max(...along)];
  return { length: high - low, middle: (low + high) / 2 };
};

/** Move strokes to the middle, and stretch or shrink them to the full height. */
export const fitted = (strokes) => {
  const [x, y] = [extent(strokes, 0), extent(strokes, 1)];
  const room = (most, { length }) => (most - 2 * PEN) / Math.max(length, PEN);
  const scale = Math.min(room(WIDEST, x), room(DOTS, y));
  const move = (at, { middle }) => DOTS / 2 + scale * (at - middle);
  return strokes.map((stroke) => stroke.map(([h, v]) => [move(h, x), move(v, y)]));
};

/** The distance from a dot to the line between two points, squared. */
const distance = ([h, v], [from, to]) => {
  const [dh, dv] = [to[0] - from[0], to[1] - from[1]];
  const length = dh ** 2 + dv ** 2;
  const along = length ? ((h - from[0]) * dh + (v - from[1]) * dv) / length : 0;
  const t = Math.min(Math.max(along, 0), 1);
  return (h - from[0] - t * dh) ** 2 + (v - from[1] - t * dv) ** 2;
};

/** Pairs of neighbours; a single point is a line to itself. */
const lines = (stroke) => stroke.map((point, k) => [stroke[Math.max(k - 1, 0)], point]);

/** The first and the last dot, along one axis, that a line can ink. */
const reach = (from, to) => [
  Math.max(Math.floor(Math.min(from, to) - PEN), 0),
  Math.min(Math.ceil(Math.max(from, to) + PEN), DOTS - 1),
];

/** Ink the dots of a bitmap whose middle is nearer to a line than the edge of the pen. */
const inkLine = (bitmap, line) => {
  const [[left, top], [right, bottom]] = line;
  const [firstRow, lastRow] = reach(top, bottom);
  const [firstColumn, lastColumn] = reach(left, right);
  for (let i = firstRow; i <= lastRow; i += 1) {
    for (let j = firstColumn; j <= lastColumn; j += 1)
      if (distance([j + 0.5, i + 0.5], line) < PEN ** 2) bitmap[i * DOTS + j] = 1;
  }
};

/** The pixels of strokes, row by row, from 0 for paper to 1 for ink. */
export const inked = (strokes) => {
  const bitmap = new Uint8Array(DOTS ** 2);
  for (const line of strokes.flatMap(lines)) inkLine(bitmap, line);
  const pixels = Array(PIXELS ** 2).fill(0);
  for (const [dot, isInked] of bitmap.entries()) {
    const [i, j] = [Math.floor(dot / DOTS), dot % DOTS];
    const pixel = Math.floor(i / SQUARE) * PIXELS + Math.floor(j / SQUARE);
    pixels[pixel] += isInked / SQUARE ** 2;
  }
  return pixels;
};
