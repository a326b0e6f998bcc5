// A predict card: looks up the answer that a reader types, and shows the verdict.

import { element, KEEP_KEYS } from "../explorers/shared/elements.js";
import { formatNumber } from "../explorers/shared/numbers.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const CLOSE = 0.01; // 0.33 will do for a third

/** Turns text between backticks into code elements. */
const words = (text) =>
  text
    .split("`")
    .map((part, k) => (k % 2 ? element("code", {}, part) : part))
    .filter((part) => part !== "");

/** The numbers in (2, 3), 2 x 3, [2 3] or z = −7; null if there is anything else. */
const read = (typed) => {
  const parts = typed
    .normalize("NFKC")
    .replace(/^.*=/, "")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/([+-])\s+/g, "$1")
    .split(/by|[\s,;x×*()[\]]+/i)
    .filter((part) => part !== "");
  return parts.every((part) => NUMBER.test(part)) ? parts.map(Number) : null;
};

const write = (numbers) => {
  const texts = numbers.map((number) => formatNumber(number, 6));
  return texts.length === 1 ? texts[0] : `(${texts.join(", ")})`;
};

const count = ({ length }) => (length === 1 ? "one number" : `${length} numbers`);

const same = (one, other) =>
  one.length === other.length &&
  one.every((number, k) => Math.abs(number - other[k]) < CLOSE);

/** The verdict ("" for nothing to judge), its sentence, and names of known mistakes. */
const judge = (typed, expected, { answer, right, known, reasoning }) => {
  if (typed.trim() === "") return ["", `Type ${expected}, then check it.`];
  const numbers = read(typed);
  if (!numbers?.length) return ["", `That could not be read. Type ${expected}.`];
  if (same(numbers, answer)) return ["right", right];
  const slip = known.find((each) => same(numbers, each.answer));
  if (slip) return ["known-mistake", slip.said, slip.mistakes];
  if (numbers.length !== answer.length) {
    return ["", `That is ${count(numbers)}; expected: ${count(answer)}.`];
  }
  return ["wrong", `Not yet: ${write(numbers)} is not it. ${reasoning}`];
};

/** A link to the moment of an explorer, on another page of the book, if there is one. */
const seeItHappen = (moment) => {
  const book = document.documentElement.dataset.content_root;
  const link = element("a", { href: `${book}${moment}` }, "See it happen");
  link.hidden = book === undefined;
  return link;
};

const render = ({ model, el }) => {
  const [name, question] = [model.get("name"), model.get("question")];
  const expected = model.get("expected");
  const id = `predict-${name}-${Math.random().toString(36).slice(2)}`; // Lab may show it twice

  const input = element("input", {
    id,
    type: "text",
    inputmode: model.get("keyboard"),
    enterkeyhint: "done",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-expected`,
  });
  const verdict = element("p", {
    role: "status",
    "aria-live": "polite",
    "data-verdict": "",
  });
  const moment = element("p", { class: "moment" });
  const given = model
    .get("given")
    .split("\n")
    .map((line) => element("p", { class: "given" }, ...words(line)));
  const form = element(
    "form",
    {},
    element("label", { for: id }, ...words(question)),
    element("span", { class: "expected", id: `${id}-expected` }, `Type ${expected}.`),
    input,
    element("button", { type: "submit" }, "Check"),
  );

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const sealed = JSON.parse(atob(model.get("sealed")));
    const [kind, sentence, mistakes = []] = judge(input.value, expected, sealed);
    verdict.dataset.verdict = kind;
    verdict.dataset.mistakes = mistakes.join(" ");
    verdict.replaceChildren(...words(sentence));
    const shown = kind && sealed.moment ? [seeItHappen(sealed.moment)] : [];
    moment.replaceChildren(...shown);
  });

  // The browser submits a form on Enter, but JupyterLab cancels that.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  el.append(
    element(
      "div",
      { "data-predict": name, ...KEEP_KEYS },
      ...given,
      form,
      verdict,
      moment,
    ),
  );
};

export default { render };
