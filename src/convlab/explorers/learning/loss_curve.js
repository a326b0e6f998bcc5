// The loss of each step, on a logarithmic axis: of this run, and of the one before.

import { svg } from "../shared/elements.js";
import { formatNumber, range } from "../shared/numbers.js";

const [WIDTH, HEIGHT] = [180, 104];
const EDGE = { left: 38, right: 10, top: 6, bottom: 16 };
const DECADES = 12; // from the power of ten above the first loss down
const BETWEEN_LINES = 3; // decades

/** A chart for runs of so many steps, with its own scale. */
export const lossCurve = (firstLoss, steps) => {
  const top = Math.ceil(Math.log10(firstLoss || 1)) + 1;
  const x = (step) =>
    EDGE.left + ((WIDTH - EDGE.left - EDGE.right) * step) / (steps || 1);
  const y = (loss) => {
    const below = Math.min(top - Math.log10(loss), DECADES); // above, it leaves the chart
    return EDGE.top + ((HEIGHT - EDGE.top - EDGE.bottom) * below) / DECADES;
  };
  const word = (text, attributes) => svg("text", attributes, text);
  const lines = range(DECADES / BETWEEN_LINES + 1).map((k) => {
    const loss = 10 ** (top - BETWEEN_LINES * k);
    const place = { x: EDGE.left - 4, y: y(loss) + 3.5, "text-anchor": "end" };
    const line = { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(loss), y2: y(loss) };
    return svg("g", {}, svg("line", line), word(formatNumber(loss, 2), place));
  });
  const numbers = [0, steps / 2, steps].map((step) =>
    word(`${step}`, { x: x(step), y: HEIGHT - 4, "text-anchor": "middle" }),
  );
  const [before, now] = ["before", "now"].map((name) =>
    svg("polyline", { class: name }),
  );
  const dot = svg("circle", { r: 3.5 });
  const node = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", "aria-hidden": "true" },
    ...lines,
    ...numbers,
    ...[before, now, dot],
  );

  const points = (losses) => losses.map((loss, k) => `${x(k)},${y(loss)}`).join(" ");
  const show = (losses, earlier) => {
    before.setAttribute("points", points(earlier));
    now.setAttribute("points", points(losses));
    dot.setAttribute("cx", x(losses.length - 1));
    dot.setAttribute("cy", Math.max(y(losses.at(-1)), EDGE.top)); // in sight
  };
  return { node, show };
};
