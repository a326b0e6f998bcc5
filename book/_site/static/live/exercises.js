// A page of exercises: every stub becomes an editor, and every check a button.
import { Cell } from "./cell.js";
import { make } from "./elements.js";

const store = globalThis.bookProgress;
const WORDS = { run: "Check", action: "check", does: "checks" };
const DEFINED = /^def (\w+)/m;

const nameOf = (source, task) => DEFINED.exec(source)?.[1] ?? task;

/** Boxes at the top of the page, each a link to its exercise. */
const makeOverview = (tasks) => {
  const list = make("ol");
  const draw = () => {
    const done = store.done();
    const items = tasks.map(({ name, title }, k) => {
      const is = done.has(name) ? "done" : "not done yet";
      const link = make("a", { href: `#${name}`, title }, String(k + 1));
      link.ariaLabel = `Exercise ${k + 1}, ${title}: ${is}`;
      link.classList.toggle("done", done.has(name));
      return make("li", {}, link);
    });
    list.replaceChildren(...items);
  };
  draw();
  const overview = make("nav", { class: "exercise-overview" }, list);
  overview.ariaLabel = "Exercises of this page";
  return { overview, draw };
};

/** Joins a stub and its check; `cells` are all of the page, with their texts. */
const equip = ({ cells, place, onRight }) => {
  const { element, id, task, source } = cells[place];
  const check = cells[place + 1]?.check ? cells[place + 1] : null;
  const root = make("div", { class: "live-task", id: task, "data-task": task });
  element.before(root);
  const above = () => cells.slice(0, place).filter((each) => !each.check);
  const cell = new Cell({
    name: id,
    original: source,
    label: `Your ${nameOf(source, task)}`,
    words: WORDS,
    request: (text) => ({
      above: above().map((each) => [nameOf(each.text(), each.id), each.text()]),
      source: text,
      check: check?.source ?? "",
    }),
    onOutcome: ({ kind }) => {
      if (kind === "right") onRight(task);
    },
  });
  cells[place].text = () => cell.text;
  root.append(...cell.parts);
  element.remove();
  check?.element.remove();
};

const titleOf = (element) => {
  const heading = element.closest("section")?.querySelector("h2");
  return heading?.firstChild?.textContent.replace(/^\d+\.\s*/, "").trim() ?? "";
};

/** What a cell without a button is there for. */
const explain = ({ element }) => {
  element.append(make("p", { class: "live-help" }, "Runs by itself with every check."));
};

export const openExercises = (cells) => {
  const places = [...cells.keys()].filter((place) => cells[place].task);
  const tasks = places.map((place) => ({
    name: cells[place].task,
    title: titleOf(cells[place].element),
  }));
  const { overview, draw } = makeOverview(tasks);
  document.querySelector("article h1")?.after(overview);
  store.watch("done", draw);
  const onRight = (task) => {
    store.mark(task);
    draw();
  };
  for (const place of places) equip({ cells, place, onRight });
  if (!cells[0].task) explain(cells[0]);
};
