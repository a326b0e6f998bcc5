// "Try it": a cell of a chapter that a reader changes, and runs on top of those above.
const { make, makeButton } = globalThis.bookElements;

const WORDS = { run: "Run", action: "run", does: "runs it" };
const LOST = "What runs it could not be loaded: reload the page to try again.";

/** Says that changes further up count too, if a cell fails that was right before. */
const warn = (cells, place) => {
  const isChanged = cells.slice(0, place).some(({ source, text }) => text() !== source);
  if (!isChanged) return [];
  return [make("p", {}, "A cell above that you have changed counts here too.")];
};

/** Fetches what runs a cell, and makes an editor with its text. */
const equip = async ({ cells, place, clear, close }) => {
  const [{ Cell }, { draw }] = await Promise.all([
    import("./cell.js"),
    import("./values.js"),
  ]);
  const { name, source } = cells[place];
  const cell = new Cell({
    name,
    original: source,
    label: "Python, to change and run",
    words: WORDS,
    request: (text) => {
      clear();
      return {
        above: cells.slice(0, place).map((each) => [each.id, each.text()]),
        source: text,
      };
    },
    onOutcome: ({ kind, value }) =>
      kind === "exception" ? warn(cells, place) : value && draw(value),
  });
  const live = make("div", { class: "live-try" }, ...cell.parts);
  live.querySelector(".live-bar").append(makeButton("Close", "close", close));
  return { cell, live };
};

/** A cell and its button: pressed again, it opens the same editor. */
const offer = (cells, place, input) => {
  const { element, source } = cells[place];
  const outputs = [...element.children].filter((child) => child !== input);
  const show = (isShown) => {
    for (const output of outputs) output.hidden = !isShown;
  };
  let equipped = null;
  const close = async () => {
    (await equipped).live.replaceWith(input);
    show(true);
    cells[place].text = () => source;
    button.focus();
  };
  const open = async () => {
    equipped ??= equip({ cells, place, clear: () => show(false), close });
    try {
      const { cell, live } = await equipped;
      input.replaceWith(live);
      cells[place].text = () => cell.text;
      cell.editor.focus();
    } catch {
      equipped = null;
      element.append(make("p", { class: "live-note", role: "status" }, LOST));
    }
  };
  const button = makeButton("Try it", "try", open);
  input.append(button);
};

export const offerTrying = (cells) => {
  for (const [place, { element, runs, needs }] of cells.entries()) {
    const input = element?.querySelector(".cell_input");
    if (input && runs) offer(cells, place, input);
    else if (input && needs) {
      input.append(make("span", { class: "live-needs" }, `needs ${needs}: JupyterLab`));
    }
  }
};
