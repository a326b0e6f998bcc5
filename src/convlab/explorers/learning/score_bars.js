// Ten scores: a bar for each, to the right of the middle if positive, and its number.

import { element } from "../shared/elements.js";
import { formatNumber, range } from "../shared/numbers.js";
import { largestSize } from "./picture.js";

const HALF = 50; // percent of the width, to either side of the middle

/** Bars that fill their half at the score `full`, or at a larger one that is shown. */
export const scoreBars = (full) => {
  const rows = range(10).map((digit) => {
    const [bar, number] = [element("div", { class: "bar" }), element("td")];
    const track = element("td", { class: "track", "aria-hidden": "true" }, bar);
    const name = element("th", { scope: "row" }, `${digit}`);
    return { bar, number, tr: element("tr", {}, name, track, number) };
  });
  const body = element("tbody", {}, ...rows.map(({ tr }) => tr));
  const table = element("table", { "aria-label": "scores" }, body);
  const title = element("div", { class: "title" }, "scores");
  const node = element("div", { class: "grid scores", "data-role": "z" }, title, table);

  const show = (scores, best) => {
    const longest = Math.max(full, largestSize(scores)) || 1;
    for (const [digit, row] of rows.entries()) {
      const length = (HALF * Math.abs(scores[digit])) / longest;
      row.bar.style.width = `${length}%`;
      row.bar.style.marginLeft = `${scores[digit] < 0 ? HALF - length : HALF}%`;
      row.number.textContent = formatNumber(scores[digit]);
      row.number.dataset.score = scores[digit];
      row.tr.classList.toggle("best", digit === best);
    }
  };
  return { node, show };
};
