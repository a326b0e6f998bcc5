// The value of a cell: text, arrays as coloured grids, an explorer.
const { make } = globalThis.bookElements;

/** Formats the numbers of an array, all with as many digits as the largest needs. */
const makeFormat = (numbers, largest) => {
  if (numbers.every(Number.isInteger)) return String;
  const digits = Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(largest || 1))));
  return (number) => (typeof number === "number" ? number.toFixed(digits) : number);
};

/** How much of a colour a number takes, by its share of the largest. */
const shade = (number, largest) => {
  const share = largest > 0 ? Math.abs(number) / largest : 0;
  const sign = number < 0 ? "negative" : "positive";
  return { class: sign, style: `--share: ${Number.isFinite(share) ? share : 0}` };
};

const drawPlane = ({ label, rows }, largest, format) => {
  const body = make("tbody");
  for (const row of rows) {
    const cells = row.map((number) =>
      make("td", shade(Number(number), largest), format(number)),
    );
    body.append(make("tr", {}, ...cells));
  }
  const table = make("table", { class: "live-grid" });
  if (label) table.append(make("caption", {}, label));
  table.append(body);
  return table;
};

const drawArray = ({ name, shape, planes, left }) => {
  const numbers = planes.flatMap(({ rows }) => rows.flat().map(Number));
  const largest = Math.max(0, ...numbers.filter(Number.isFinite).map(Math.abs));
  const part = left ? `, ${planes.length} of ${planes.length + left} grids` : "";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const called = `${name} (${sizes})${part}`.trim();
  const format = makeFormat(numbers.filter(Number.isFinite), largest);
  return make(
    "figure",
    { class: "live-array" },
    make("figcaption", {}, called),
    ...planes.map((plane) =>
      drawPlane(
        { ...plane, label: plane.label && name + plane.label },
        largest,
        format,
      ),
    ),
  );
};

/** The code that draws explorers, fetched if the page did not load it. */
const fetchWidgets = () =>
  new Promise((done, fail) => {
    if (globalThis.bookWidgets) return done(globalThis.bookWidgets);
    const script = make("script", {
      src: new URL("../widgets-loader.js", import.meta.url),
    });
    script.addEventListener("load", () => done(globalThis.bookWidgets));
    script.addEventListener("error", () => fail(new Error("no widgets-loader.js")));
    document.head.append(script);
  });

const drawExplorer = ({ name, state }) => {
  const holder = make("div", { class: "cell_output" });
  const shown = fetchWidgets().then((widgets) => widgets.show(name, state, holder));
  shown.catch(({ message }) => {
    holder.append(make("p", {}, message));
  });
  return holder;
};

/** The elements that show what `convlab.live.display.describe` says of a value. */
export const draw = ({ text, grids = [], whole, explorer }) => {
  if (explorer) return [drawExplorer(explorer)];
  if (!text) return [];
  const words = make("pre", { tabindex: "0" }, text);
  if (!grids.length) return [words];
  const asText = make("details", {}, make("summary", {}, "As text"), words);
  asText.open = !whole;
  return [...grids.map(drawArray), asText];
};
