// The playground: one editor, examples to open in it, and a link that carries the code.
import { Cell } from "./cell.js";
import { draw } from "./values.js";

const { make, makeButton } = globalThis.bookElements;

const KEPT = "playground";
const LONGEST = 4000; // characters that a link may carry
const SIGN = "#code=";
const WORDS = { run: "Run", action: "run", does: "runs it" };
const FROM_LINK =
  "This code came with the link. It runs when you press Run: read it first. ";

/** The code in the address: {code}, {fault} where it cannot be read, or nothing. */
const readLink = () => {
  if (!location.hash.startsWith(SIGN)) return {};
  try {
    const code = decodeURIComponent(location.hash.slice(SIGN.length));
    if (code.length <= LONGEST) return { code };
    return { fault: `The link has ${code.length} characters; at most ${LONGEST} fit.` };
  } catch {
    return { fault: "The code in this link cannot be read: it may have been cut off." };
  }
};

const linkTo = (code) => {
  const address = new URL(location.href);
  address.hash = SIGN + encodeURIComponent(code);
  return address.href;
};

/** Copies a link, or shows it to be copied where the browser does not allow that. */
const share = async (code) => {
  if (code.length > LONGEST) {
    const most = `a link carries at most ${LONGEST.toLocaleString("en")}`;
    return [`This code has ${code.length.toLocaleString("en")} characters; ${most}.`];
  }
  const link = linkTo(code);
  try {
    await navigator.clipboard.writeText(link);
    return ["The link is copied. Whoever opens it sees this code, and runs it or not."];
  } catch {
    const field = make("input", { value: link, readonly: "", "aria-label": "Link" });
    return ["Copy this link: ", field];
  }
};

const findExamples = () =>
  [...document.querySelectorAll("#examples section")].map((section) => ({
    section,
    title: section.querySelector("h3").firstChild.textContent.trim(),
    code: section.querySelector("pre").textContent.trimEnd(),
  }));

/** Where the code is from, and the way back to what the reader wrote before. */
const explain = ({ code, fault }) => {
  if (fault) return [fault];
  if (code === undefined) return [];
  const own = make("a", { href: location.pathname }, "Your own program is still here.");
  return [FROM_LINK, own];
};

export const openPlayground = (place) => {
  const examples = findExamples();
  const linked = readLink();
  const note = make("p", { class: "live-note", role: "status" }, ...explain(linked));
  const cell = new Cell({
    name: linked.code === undefined ? KEPT : `${KEPT} ${linked.code}`,
    original: linked.code ?? examples[0].code,
    known: examples.map(({ code }) => code),
    label: "Python, to write and run",
    words: WORDS,
    request: (text) => ({ source: text }),
    onOutcome: ({ value }) => value && draw(value),
  });
  const copied = make("p", { class: "live-note", role: "status" });
  const copy = makeButton("Copy a link to this code", "link", async () => {
    copied.replaceChildren(...(await share(cell.text)));
  });
  place.append(note, ...cell.parts);
  const bar = place.querySelector(".live-bar");
  bar.append(copy);
  bar.after(copied);
  for (const { section, title, code } of examples) {
    const open = makeButton("Open in the editor", "open", () => {
      cell.replace(code, `Opened: ${title}. `);
      place.scrollIntoView({ block: "start" });
      cell.editor.focus();
    });
    section.append(make("div", { class: "live-bar" }, open));
  }
  addEventListener("hashchange", () => {
    if (location.hash.startsWith(SIGN)) location.reload();
  });
};
