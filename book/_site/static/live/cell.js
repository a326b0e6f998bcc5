// A cell that a reader may change and run: editor, buttons, what it printed, verdict.
import { Editor } from "./editing.js";
import { obstacle, suggest } from "./elsewhere.js";
import { describe } from "./outcome.js";
import { python } from "./python.js";

const { make, makeButton } = globalThis.bookElements;
const store = globalThis.bookProgress;
const { packed, unpacked } = globalThis.bookLive;
const MEGABYTES = `${(packed / 1e6).toFixed(1)} MB`;
const KEYS = "Tab indents; Esc, then Tab leaves the editor.";
const NOT_KEPT =
  "This browser keeps nothing here: copy what you write before you leave.";
const BROUGHT = "Something else stood here before. ";
const FETCHED = "fetched"; // what is kept of it: how large it was
const STARTING = 0.99; // of the bytes: the rest is starting it

const isSparing = () => navigator.connection?.saveData === true;

/** What to say about Python, and how much of it has arrived. */
const tell = ({ name, bytes }, button) => {
  const isHere = store.read(FETCHED) === String(packed); // in the browser's cache
  if (name === "idle") {
    const when = isSparing() ? `press ${button}` : `type or press ${button}`;
    const first = isHere ? "" : `Python comes once, when you ${when}: ${MEGABYTES}.`;
    return [obstacle() ?? first, ""];
  }
  if (name === "ready") return ["", ""];
  const share = bytes / unpacked;
  if (isHere || share >= STARTING) return ["Starting Python", ""];
  return [`Fetching Python, ${MEGABYTES}, once:`, `${Math.floor(100 * share)} %`];
};

export class Cell {
  static #last = null; // the cell used last, which speaks for Python
  static #count = 0;
  #name;
  #request;
  #words;
  #onOutcome;
  #original;
  #known;
  #bar;
  #status = make("span", { role: "status" });
  #share = make("span", { "aria-hidden": "true" }); // too many changes to read out
  #note = make("p", { class: "live-note", role: "status" });
  #printed = make("pre", { class: "live-printed", hidden: "" });
  #verdict = make("div", {
    class: "live-verdict",
    role: "status",
    "aria-live": "polite",
    "data-verdict": "",
  });

  /**
   * Its text is kept under `name`; `original` is the text of the book. `label` names
   * the text box, and `words` the button that runs it. `request` turns the text into
   * a request to Python, and `onOutcome` gets the outcome; what it returns is shown
   * below the verdict. `known` holds texts of the book: replacing one of them loses
   * nothing.
   */
  constructor({ name, original, known = [], label, words, request, onOutcome }) {
    this.#name = name;
    this.#original = original;
    this.#known = new Set([original, ...known]);
    this.#request = request;
    this.#words = words;
    this.#onOutcome = onOutcome;
    Cell.#count += 1;
    const help = make("p", { class: "live-help", id: `live-help-${Cell.#count}` });
    const keys = `Shift+Enter ${words.does}. ${KEYS}`;
    help.append(make("span", { class: "live-keys" }, keys));
    const kept = store.read(name);
    this.editor = new Editor({
      text: kept ?? original,
      label,
      describedBy: help.id,
      onType: (text) => this.#type(text),
      onRun: () => this.run(),
    });
    if (kept !== null) this.editor.upgrade(); // a reader who is at work
    store.watch(name, (text) => this.editor.write(text ?? original));
    this.#bar = make(
      "div",
      { class: "live-bar", "data-state": "" },
      makeButton(words.run, words.action, () => this.run()),
      makeButton("Stop", "stop", () => python.stop()),
      makeButton("Start over", "reset", () => this.reset()),
      make("span", { class: "live-status" }, this.#status, " ", this.#share),
    );
    this.parts = [
      this.editor.element,
      this.#bar,
      help,
      this.#note,
      this.#printed,
      this.#verdict,
    ];
    if (store.isBlocked()) help.append(make("strong", {}, ` ${NOT_KEPT}`));
    const before = store.read(this.#before);
    if (before !== null) this.#offer(before, BROUGHT);
    python.listen((state) => this.#tell(state));
  }

  /** The key under which a replaced text is kept. */
  get #before() {
    return `${this.#name} before`;
  }

  get text() {
    return this.editor.text;
  }

  #type(text) {
    Cell.#last = this;
    this.#keep(text);
    if (!isSparing() && !obstacle()) python.prepare();
  }

  #keep(text) {
    store.write(this.#name, text === this.#original ? null : text);
  }

  #tell(state) {
    const speaks = Cell.#last === this || state.name === "idle";
    const [words, share] = speaks ? tell(state, this.#words.run) : ["", ""];
    const isRunning = state.name === "ready" && this.#bar.dataset.state === "busy";
    const text = isRunning ? "Running" : words;
    if (text !== this.#status.textContent) this.#status.textContent = text;
    this.#share.textContent = share;
  }

  #say(nodes, kind = "", mistake = null) {
    this.#verdict.dataset.verdict = kind;
    if (mistake) this.#verdict.dataset.mistake = mistake;
    else delete this.#verdict.dataset.mistake;
    this.#verdict.replaceChildren(...nodes);
  }

  #print(text) {
    this.#printed.hidden = false;
    this.#printed.append(text);
  }

  #clear() {
    this.#say([]);
    this.#printed.replaceChildren();
    this.#printed.hidden = true;
    this.editor.markLine(0);
  }

  async run() {
    if (python.isBusy) {
      if (!this.#bar.dataset.state)
        this.#status.textContent = "Another cell is running";
      return;
    }
    Cell.#last = this;
    this.#clear();
    const why = obstacle();
    if (why) {
      this.#say([make("p", {}, why), suggest()], "unavailable");
      return;
    }
    const asked = this.text;
    this.#bar.dataset.state = "busy";
    const running = python.run(this.#request(asked), (text) => this.#print(text));
    this.#tell(python.state);
    const outcome = await running;
    this.#bar.dataset.state = "";
    if (outcome.kind === "done") store.write(FETCHED, String(packed));
    this.#tell(python.state);
    this.#show(describe(outcome), asked);
  }

  #show(outcome, asked) {
    const { kind, mistake, finding = "", nodes, line } = outcome;
    const more = kind === "unavailable" ? [suggest()] : [];
    this.#say([...nodes, ...more], kind, mistake);
    if (this.text === asked) this.editor.markLine(line ?? 0);
    this.#verdict.dataset.finding = finding;
    const shown = this.#onOutcome(outcome);
    if (shown) this.#verdict.append(...shown);
    this.#verdict.scrollIntoView({ block: "nearest" });
  }

  reset() {
    this.replace(this.#original, "Back to the beginning. ");
  }

  /** Replaces the text, and lets the reader bring the old one back. */
  replace(text, words) {
    const typed = this.text;
    this.#clear();
    this.#note.replaceChildren();
    if (typed === text) return;
    this.editor.write(text);
    this.#keep(text);
    const isOwn = !this.#known.has(typed);
    store.write(this.#before, isOwn ? typed : null);
    if (isOwn) this.#offer(typed, words);
  }

  #offer(text, words) {
    const bring = () => {
      this.replace(text, "Brought back. ");
      this.editor.focus();
    };
    const button = makeButton("Bring back what I wrote", "undo", bring);
    this.#note.replaceChildren(words, button);
  }
}
