// Elements of a page, made from text and never from markup.

// JupyterLab leaves the keys of elements with this attribute alone.
export const KEEP_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** Where the arrow keys lead to in a grid: down and to the right. */
export const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const maker =
  (namespace) =>
  (tag, attributes = {}, ...children) => {
    const node = document.createElementNS(namespace, tag);
    for (const [name, value] of Object.entries(attributes))
      node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

export const element = maker("http://www.w3.org/1999/xhtml");
export const svg = maker("http://www.w3.org/2000/svg");
export const mathml = maker("http://www.w3.org/1998/Math/MathML");

export const button = (text, act, name = "") => {
  const node = element("button", { type: "button", ...KEEP_KEYS }, text);
  node.className = name;
  node.addEventListener("click", act);
  return node;
};

/** A slider with its name before it and its value after it. */
export const slider = (text, label, act) => {
  const input = element("input", { type: "range", "aria-label": label, ...KEEP_KEYS });
  const output = element("span", { class: "value", "aria-hidden": "true" });
  const node = element("label", {}, element("span", {}, text), input, output);
  input.addEventListener("input", () => act(Number(input.value)));
  const set = (value, [low, high], shown = String(value)) => {
    input.min = low;
    input.max = high;
    input.value = value;
    input.setAttribute("aria-valuetext", shown);
    output.textContent = shown;
  };
  return { node, set };
};
