// Nine sliders in a square; each carries the name of its entry and shows its number.

const SIDE = 3;
const RANGE = { min: -5, max: 5, step: 1 / 16 };
const KEEP_KEYS = { "data-lm-suppress-shortcuts": "true" }; // from JupyterLab

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const slider = (_, k) => {
  const name = `w[0, ${Math.floor(k / SIDE)}, ${k % SIDE}, 0]`;
  const input = element("input", {
    type: "range",
    "aria-label": name,
    ...RANGE,
    ...KEEP_KEYS,
  });
  const number = element("strong");
  return { input, number, cell: element("div", {}, name, number, input) };
};

const render = ({ model, el }) => {
  const sliders = Array.from({ length: SIDE * SIDE }, slider);
  const show = () => {
    for (const [k, entry] of model.get("entries").entries()) {
      sliders[k].input.value = entry;
      sliders[k].number.textContent = String(entry).replace("-", "−");
    }
  };
  const take = () => {
    model.set(
      "entries",
      sliders.map(({ input }) => Number(input.value)),
    );
    model.save_changes();
  };
  const cells = sliders.map(({ cell }) => cell);
  const group = { role: "group", "aria-label": "kernel w", "data-kernel": "" };
  el.append(element("div", group, ...cells));
  el.addEventListener("input", take);
  model.on("change:entries", show);
  show();
  return () => model.off("change:entries", show);
};

export default { render };
