// Nine sliders in a square; each carries the name of its entry and shows its number.

import { element, KEEP_KEYS } from "../shared/elements.js";
import { fill, formatNumber } from "../shared/numbers.js";

const RANGE = { type: "range", min: -5, max: 5, step: 1 / 16 };
const DIGITS = 6; // enough for sixteenths

const render = ({ model, el }) => {
  const sliders = fill([3, 3], (p, q) => {
    const name = `w[0, ${p}, ${q}, 0]`;
    const input = element("input", { "aria-label": name, ...RANGE, ...KEEP_KEYS });
    const number = element("strong");
    return { input, number, cell: element("div", {}, name, number, input) };
  }).flat();
  const show = () => {
    for (const [k, entry] of model.get("entries").entries()) {
      sliders[k].input.value = entry;
      sliders[k].number.textContent = formatNumber(entry, DIGITS);
    }
  };
  const cells = sliders.map(({ cell }) => cell);
  const group = { role: "group", "aria-label": "kernel w", "data-kernel": "" };
  el.append(element("div", group, ...cells));
  el.addEventListener("input", () => {
    const entries = sliders.map(({ input }) => Number(input.value));
    model.set("entries", entries);
    model.save_changes();
  });
  model.on("change:entries", show);
  show();
  return () => model.off("change:entries", show);
};

export default { render };
