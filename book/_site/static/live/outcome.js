// The outcome of a run, in words: a verdict, an exception, or why there is neither.
const { make } = globalThis.bookElements;

const LINE = /\bline (\d+): /;
const RIGHT = new Set(["right", "exposed"]);
const ANEW = "Python starts anew the next time; what you wrote is still there.";

const paragraph = (text) => make("p", {}, text);

/** A paragraph in which what stands between backticks is code. */
const marked = (text) =>
  make(
    "p",
    {},
    ...text.split("`").map((part, k) => (k % 2 ? make("code", {}, part) : part)),
  );

const headline = (text) => make("p", {}, make("strong", {}, text));

const lineOf = (text) => Number(LINE.exec(text)?.[1] ?? 0);

/** A verdict as convlab gives it, word for word. */
const judge = ({ ok, mistake, finding, headline: first, message, link }) => {
  let kind = "wrong";
  if (finding === "takes too long") kind = "stopped";
  if (finding.startsWith("exception")) kind = "exception";
  if (mistake) kind = "known-mistake";
  if (ok || RIGHT.has(finding)) kind = "right";
  const nodes = [headline(first), ...message.split("\n\n").map(marked)];
  if (link)
    nodes.push(make("p", {}, make("a", { href: `../${link}` }, "Step through it")));
  return { kind, mistake, finding, nodes, line: ok ? 0 : lineOf(message) };
};

const raise = ({ above, error, kind: name, line, missing }) => {
  const where = line ? ` in line ${line}` : "";
  const first = above ? `The cell of ${above} comes first: ${name}` : `${name}${where}`;
  const nodes = missing
    ? [headline(first), paragraph(missing)]
    : [headline(first), make("pre", { tabindex: "0" }, error)];
  return { kind: "exception", nodes, line: above ? 0 : line };
};

const stop = ({ stopped, above }) => {
  const which = above ? `The cell of ${above}` : "It";
  const text = `${which} was still at work after ${stopped} seconds, and was stopped.`;
  return { kind: "stopped", nodes: [paragraph(`${text} Does a loop ever end?`)] };
};

const ENDS = {
  stopped: () => ["stopped", `Stopped. ${ANEW}`],
  late: () => ["stopped", `It took too long, and was stopped. ${ANEW}`],
  died: (why) => ["exception", `Python itself ended: ${why}. ${ANEW}`],
  failed: (why) => [
    "unavailable",
    `Python could not be started: ${why}. Try again, with a network; if it fails once more, ` +
      "this copy of the book may be incomplete.",
  ],
};

/** {kind, mistake, nodes, line} of what `Python.run` gives; nodes to show. */
export const describe = ({ kind, found, why }) => {
  if (kind !== "done") {
    const [verdict, text] = ENDS[kind](why);
    return { kind: verdict, nodes: [paragraph(text)] };
  }
  if (found.verdict) return judge(found.verdict);
  if (found.error) return raise(found);
  if (found.stopped) return stop(found);
  return { kind: "", nodes: [], value: found };
};
