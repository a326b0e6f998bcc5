// A cell that a reader may change and run: editor, buttons, what it printed, verdict.
import { Editor } from "./editing.js";
import { make, makeButton } from "./elements.js";
import { obstacle, suggest } from "./elsewhere.js";
import { describe } from "./outcome.js";
import { python } from "./python.js";

const store = globalThis.bookProgress;
const { packed, unpacked } = globalThis.bookLive;
const MEGABYTES = `${(packed / 1e6).toFixed(1)} MB`;
const KEYS = "Tab indents; Esc, then Tab leaves the editor.";
const NOT_KEPT =
  "This browser keeps nothing here: copy what you write before you leave.";
const STARTING = 0.99; // of the bytes: what is left is to start it

/** What there is to say of Python, and how much of it has come. */
const tell = ({ name, bytes }) => {
  if (name === "idle") {
    return [obstacle() ?? `The first run fetches Python: ${MEGABYTES}, once.`, ""];
  }
  if (name === "ready") return ["", ""];
  const share = bytes / unpacked;
  if (share >= STARTING) return ["Starting Python", ""];
  return [`Fetching Python, ${MEGABYTES}, once:`, `${Math.floor(100 * share)} %`];
};

const isSparing = () => navigator.connection?.saveData === true;

export class Cell {
  static #last = null; // the cell used last, which speaks for Python
  #request;
  #onOutcome;
  #original;
  #printed = make("pre", { class: "live-printed", hidden: "" });
  #status = make("span", { role: "status" });
  #share = make("span", { "aria-hidden": "true" }); // too many changes to read out
  #verdict = make("div", {
    class: "live-verdict",
    role: "status",
    "aria-live": "polite",
    "data-verdict": "",
  });
  #bar;
  #isCopying = false;

  /**
   * Its text is kept under `name`; `original` is the text of the book, and `text`
   * another to begin with. `label` names the text box, and `words` the button that runs
   * it. `request` makes what Python is asked of the text, and `onOutcome` is told what
   * came of it; what it returns is shown below the verdict.
   */
  constructor({ name, original, text, label, words, request, onOutcome }) {
    this.#original = original;
    this.#request = request;
    this.#onOutcome = onOutcome;
    this.name = name;
    const help = make("p", { class: "live-help", id: `help-${name}` });
    help.append(`Shift+Enter ${words.does}. ${KEYS}`);
    this.editor = new Editor({
      text: text ?? store.read(name) ?? original,
      label,
      describedBy: help.id,
      onChange: (typed) => this.#keep(typed),
      onRun: () => this.run(),
    });
    if (store.read(name) !== null) this.editor.upgrade(); // a reader who is at work
    store.watch(name, (kept) => this.#copy(kept ?? original));
    this.#bar = make(
      "div",
      { class: "live-bar" },
      makeButton(words.run, words.action, () => this.run()),
      makeButton("Stop", "stop", () => python.stop()),
      makeButton("Start over", "reset", () => this.reset()),
      make("span", { class: "live-status" }, this.#status, " ", this.#share),
    );
    this.#bar.dataset.state = "";
    python.listen((state) => this.#tell(state));
    this.parts = [this.editor.element, this.#bar, help, this.#printed, this.#verdict];
  }

  get text() {
    return this.editor.text;
  }

  #keep(text) {
    if (this.#isCopying) return;
    Cell.#last = this;
    store.write(this.name, text === this.#original ? null : text);
    if (store.isBlocked()) this.#status.textContent = NOT_KEPT;
    if (!isSparing() && !obstacle()) python.prepare(); // while the reader types
  }

  /** Takes over what was typed in another tab. */
  #copy(text) {
    this.#isCopying = true;
    this.editor.write(text);
    this.#isCopying = false;
  }

  #tell(state) {
    const speaks = Cell.#last === this || state.name === "idle";
    const [words, share] = speaks ? tell(state) : ["", ""];
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
    this.#bar.dataset.state = "busy";
    const running = python.run(this.#request(this.text), (text) => this.#print(text));
    this.#tell(python.state);
    const outcome = describe(await running);
    this.#bar.dataset.state = "";
    this.#status.textContent = store.isBlocked() ? NOT_KEPT : "";
    this.#show(outcome);
  }

  #show(outcome) {
    const { kind, mistake, nodes, line } = outcome;
    const more = kind === "unavailable" ? [suggest()] : [];
    this.#say([...nodes, ...more], kind, mistake);
    this.editor.markLine(line ?? 0);
    const shown = this.#onOutcome(outcome);
    if (shown) this.#verdict.append(...shown);
  }

  reset() {
    this.replace(this.#original, "Back to the beginning. ");
  }

  /** Puts another text in the place of what stands there, which can be brought back. */
  replace(text, words) {
    const typed = this.text;
    this.#clear();
    this.editor.write(text);
    if (typed !== text) this.#say([this.#undo(typed, words)]);
  }

  /** Says where the text of the beginning is from, and offers what was kept before. */
  offerKept(words) {
    const kept = store.read(this.name);
    const isOther = kept !== null && kept !== this.text;
    this.#say([isOther ? this.#undo(kept, words) : make("p", {}, words)]);
  }

  #undo(text, words) {
    const act = () => {
      this.editor.write(text);
      this.#clear();
      this.editor.focus();
    };
    return make("p", {}, words, makeButton("Bring back what I wrote", "undo", act));
  }
}
