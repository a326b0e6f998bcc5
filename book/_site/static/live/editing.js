// An editor that is a plain text box until it is used: CodeMirror is fetched then.
const { make } = globalThis.bookElements;

const fetchEditor = () => import(new URL("editor.js", import.meta.url));

export class Editor {
  element = make("div", { class: "live-editor" });
  #text;
  #attributes;
  #onRun;
  #onType;
  #box;
  #view = null;
  #upgrade = null;
  #marked = 0;
  #isWriting = false;

  /** `onType` gets every text that the reader types, and no other. */
  constructor({ text, label, describedBy, onType, onRun }) {
    this.#text = text;
    this.#onType = onType;
    this.#onRun = onRun;
    this.#attributes = {
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": label,
      "aria-describedby": describedBy,
    };
    this.#box = this.#makeBox();
    this.element.append(this.#box);
    // Sphinx takes a slash for a call of the search, wherever it is typed.
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  #makeBox() {
    const box = make("textarea", {
      ...this.#attributes,
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      wrap: "off",
    });
    box.value = this.#text;
    this.#fit(box);
    box.addEventListener("input", () => {
      this.#fit(box);
      this.#change(box.value);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey)) return;
      event.preventDefault();
      this.#onRun();
    });
    box.addEventListener("focus", () => this.upgrade());
    return box;
  }

  #fit(box) {
    box.rows = Math.max(box.value.split("\n").length, 2);
  }

  #change(text) {
    this.#text = text;
    this.#marked = 0;
    if (!this.#isWriting) this.#onType(text);
  }

  /** Puts CodeMirror in the place of the text box, with its text and its cursor. */
  upgrade() {
    this.#upgrade ??= fetchEditor()
      .then(({ openEditor }) => this.#open(openEditor))
      .catch(() => {
        this.#upgrade = null; // the text box does as well
      });
    return this.#upgrade;
  }

  #open(openEditor) {
    const box = this.#box;
    const hadFocus = box === document.activeElement;
    const { selectionStart: anchor, selectionEnd: head } = box;
    const parent = make("div");
    this.#view = openEditor(parent, {
      text: this.#text,
      selection: hadFocus ? { anchor, head } : undefined,
      attributes: this.#attributes,
      onChange: (text) => this.#change(text),
      onRun: this.#onRun,
    });
    box.replaceWith(parent);
    if (hadFocus) this.#view.focus();
    this.#view.markLine(this.#marked);
  }

  get text() {
    return this.#text;
  }

  /** Replaces the text; in CodeMirror, undo brings the old one back. */
  write(text) {
    if (text === this.#text) return;
    this.#isWriting = true;
    if (this.#view) this.#view.write(text);
    else {
      this.#box.value = text;
      this.#fit(this.#box);
      this.#change(text);
    }
    this.#isWriting = false;
  }

  focus() {
    if (this.#view) this.#view.focus();
    else this.#box.focus();
  }

  /** Marks the line that an error came from, until the text changes; 0 marks none. */
  markLine(number) {
    this.#marked = number;
    if (this.#view) this.#view.markLine(number);
    else if (number) this.upgrade();
  }
}
