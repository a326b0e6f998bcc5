// "Try it": a cell of a chapter that a reader changes, and runs on top of those above.
import { make, makeButton } from "./elements.js";

const WORDS = { run: "Run", action: "run", does: "runs it" };

/** Fetches what runs a cell, and puts an editor in the place of its text. */
const open = async (cells, place) => {
  const [{ Cell }, { draw }] = await Promise.all([
    import("./cell.js"),
    import("./values.js"),
  ]);
  const { element, id, source } = cells[place];
  const shown = [...element.children];
  const cell = new Cell({
    name: id,
    original: source,
    label: "Python, to change and run",
    words: WORDS,
    request: (text) => ({
      above: cells.slice(0, place).map((each) => [each.id, each.text()]),
      source: text,
    }),
    onOutcome: ({ value }) => value && draw(value),
  });
  cells[place].text = () => cell.text;
  const live = make("div", { class: "live-try" }, ...cell.parts);
  const close = makeButton("Close", "close", () => {
    live.replaceWith(...shown);
    cells[place].text = () => source;
    element.querySelector('[data-action="try"]').focus();
  });
  live.querySelector(".live-bar").append(close);
  element.replaceChildren(live);
  cell.editor.focus();
};

export const offerTrying = (cells) => {
  for (const [place, { element, runs, needs }] of cells.entries()) {
    const input = element?.querySelector(".cell_input");
    if (runs) {
      input?.prepend(makeButton("Try it", "try", () => open(cells, place)));
    } else if (needs) {
      input?.prepend(make("span", { class: "live-needs" }, `needs ${needs}`));
    }
  }
};
