// Step through the windows of an image and see each become a column.

// JupyterLab leaves the keys of elements with this attribute alone.
const KEEP_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** Whole numbers in full, others to three digits, as in the figures. */
const write = (value) => {
  const brief = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  return String(brief).replace("-", "−");
};

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** A table of numbers with its name, its headers and an index on every cell. */
const grid = ({ name, caption, corner, values, rows, columns, index }) => {
  const head = element("tr", {}, element("td", {}, corner));
  head.append(...columns.map((text) => element("th", { scope: "col" }, text)));
  const body = values.map((row, i) => {
    const line = element("tr", {}, element("th", { scope: "row" }, rows[i]));
    line.append(...row.map((v, j) => element("td", { "data-index": index(i, j) }, write(v))));
    return line;
  });
  return element(
    "table",
    { "data-array": name },
    element("caption", {}, caption),
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
};

const drawImage = (x, c) =>
  grid({
    name: "x",
    caption: `x[0, :, :, ${c}]`,
    corner: "",
    values: x.map((row) => row.map((pixel) => pixel[c])),
    rows: x.map((_, i) => String(i)),
    columns: x[0].map((_, j) => String(j)),
    index: (i, j) => `0,${i},${j},${c}`,
  });

const drawMatrix = ({ cols, elements, windows }) =>
  grid({
    name: "cols",
    caption: "cols[0, :, :]",
    corner: "p,q,c \\ i,j",
    values: cols,
    rows: elements.map((pqc) => pqc.join(",")),
    columns: windows.map((ij) => ij.join(",")),
    index: (row, column) => `0,${row},${column}`,
  });

const describe = ({ cols, addresses, windows }, step) => {
  const [i, j] = windows[step];
  const entries = cols.map((row) => write(row[step])).join(", ");
  return (
    `The window of unit (i, j) = (${i}, ${j}) starts at address ${addresses[0][step]} ` +
    `and is column ${step}: ${entries}.`
  );
};

/** Mark the cells that hold the current window, and no others. */
const mark = (images, matrix, trace, step) => {
  const window = new Set(trace.pixels[step].map((pixel) => pixel.join(",")));
  for (const cell of images.flatMap((image) => [...image.querySelectorAll("tbody td")])) {
    const [, i, j] = cell.dataset.index.split(",");
    cell.classList.toggle("current", window.has(`${i},${j}`));
  }
  for (const line of matrix.rows) {
    for (const [k, cell] of [...line.cells].entries()) {
      const current = k === step + 1; // the first cell of a line is its label
      cell.classList.toggle("current", current);
      cell.ariaCurrent = current ? "true" : null;
    }
  }
};

/** Scroll the arrays sideways, and nothing else, until the column can be seen. */
const reveal = (arrays, { offsetLeft, offsetWidth }) => {
  const right = offsetLeft + offsetWidth - arrays.clientWidth;
  arrays.scrollLeft = Math.min(Math.max(arrays.scrollLeft, right), offsetLeft);
};

const render = ({ model, el }) => {
  const trace = model.get("trace");
  const last = trace.windows.length - 1;
  const back = element("button", { type: "button", ...KEEP_KEYS }, "Step back");
  const forward = element("button", { type: "button", ...KEEP_KEYS }, "Step");
  const slider = element("input", { type: "range", min: 0, max: last, step: 1, ...KEEP_KEYS });
  const label = element("label", {}, "Window ", slider);
  const sentence = element("p", { "aria-live": "polite" });
  const images = trace.x[0][0].map((_, c) => drawImage(trace.x, c));
  const matrix = drawMatrix(trace);
  const arrays = element(
    "div",
    { class: "arrays", role: "group", "aria-label": "arrays", tabindex: 0, ...KEEP_KEYS },
    ...images,
    matrix,
  );
  const root = element(
    "div",
    { "data-explorer": "im2col", role: "group", "aria-label": "im2col, window by window" },
    element("div", { class: "controls" }, back, forward, label),
    sentence,
    arrays,
  );

  const show = () => {
    const step = Math.min(Math.max(model.get("step"), 0), last); // a link may overshoot
    root.dataset.step = step;
    slider.value = step;
    slider.setAttribute("aria-valuetext", `unit (${trace.windows[step].join(", ")})`);
    back.setAttribute("aria-disabled", step === 0); // disabled would lose the focus
    forward.setAttribute("aria-disabled", step === last);
    sentence.textContent = describe(trace, step);
    mark(images, matrix, trace, step);
    reveal(arrays, matrix.rows[0].cells[step + 1]);
  };
  const go = (step) => {
    model.set("step", Math.min(Math.max(step, 0), last));
    model.save_changes();
  };

  back.addEventListener("click", () => go(model.get("step") - 1));
  forward.addEventListener("click", () => go(model.get("step") + 1));
  slider.addEventListener("input", () => go(Number(slider.value)));
  matrix.addEventListener("click", ({ target }) => {
    const index = target.dataset.index;
    if (index) go(Number(index.split(",")[2]));
  });
  model.on("change:step", show);
  el.append(root);
  show();
  return () => model.off("change:step", show);
};

export default { render };
