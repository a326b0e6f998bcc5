// A field to draw in with a mouse, a pen or one finger; strokes are lists of points.

import { element, svg } from "../shared/elements.js";
import { range } from "../shared/numbers.js";
import { DOTS, PEN } from "./strokes.js";

const NEAR = 0.5; // dots: closer points add nothing to a line
const LABEL =
  "A field to draw in with a mouse or a finger. With the keyboard, paint the pixels of x.";

/**
 * Calls `draw` with all strokes as they grow, and `isDone` when one has ended. Where
 * nothing has been drawn it shows the pixels of an image, SIDE by SIDE.
 */
export const drawingPad = (SIDE, { draw, isDone }) => {
  let strokes = [];
  let stroke = null; // the one being drawn
  const field = svg("svg", {
    viewBox: `0 0 ${DOTS} ${DOTS}`,
    role: "img",
    "aria-label": LABEL,
  });
  const dotsPerPixel = DOTS / SIDE;
  const pixels = range(SIDE * SIDE).map((k) => {
    const [x, y] = [k % SIDE, Math.floor(k / SIDE)].map(
      (place) => place * dotsPerPixel,
    );
    return svg("rect", { x, y, width: dotsPerPixel, height: dotsPerPixel });
  });
  field.append(...pixels);
  const node = element(
    "div",
    { class: "pad" },
    element("div", { class: "title" }, "draw here"),
    field,
  );

  const pointAt = ({ clientX, clientY }) => {
    const { left, top, width, height } = field.getBoundingClientRect();
    return [(DOTS * (clientX - left)) / width, (DOTS * (clientY - top)) / height];
  };

  /** Whether this pointer draws the stroke, and not a second finger. */
  const isDrawnBy = ({ pointerId }) => stroke?.pointerId === pointerId;

  const extend = (events) => {
    for (const event of events) {
      const [h, v] = pointAt(event);
      const [lastH, lastV] = stroke.points.at(-1) ?? [Number.NaN, 0];
      if (Math.hypot(h - lastH, v - lastV) < NEAR) continue;
      stroke.points.push([h, v]);
    }
    const text = stroke.points.map((point) => point.join()).join(" ");
    stroke.line.setAttribute("points", text);
    draw(strokes.map(({ points }) => points));
  };

  const end = (event) => {
    if (!isDrawnBy(event)) return;
    stroke = null;
    isDone();
  };

  field.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || stroke) return; // one pointer at a time
    event.preventDefault(); // no text is selected
    field.setPointerCapture(event.pointerId);
    const line = svg("polyline", { "stroke-width": 2 * PEN });
    stroke = { points: [], line, pointerId: event.pointerId };
    strokes.push(stroke);
    field.append(stroke.line);
    extend([event]);
  });
  field.addEventListener("pointermove", (event) => {
    if (!isDrawnBy(event)) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    extend(passed.length ? passed : [event]);
  });
  for (const name of ["pointerup", "pointercancel"]) field.addEventListener(name, end);

  const clear = () => {
    strokes = [];
    stroke = null;
    field.replaceChildren(...pixels);
  };

  /** Show the ink of each pixel, or none once something has been drawn. */
  const show = (inks) => {
    for (const [k, pixel] of pixels.entries())
      pixel.setAttribute("fill-opacity", strokes.length === 0 ? inks[k] : 0);
  };

  return {
    node,
    clear,
    show,
    isEmpty: () => strokes.length === 0,
    isDrawing: () => stroke !== null,
    strokes: () => strokes.map(({ points }) => points),
  };
};
