// A page of exercises: every stub becomes an editor, and every check a button.
import { Cell } from "./cell.js";

const { make } = globalThis.bookElements;
const store = globalThis.bookProgress;
const WORDS = { run: "Check", action: "check", does: "checks" };
const DEFINED = /^def (\w+)/m;

/** What a cell is called: the function it defines, and its exercise. */
const callOf = ({ task, id }, source) => {
  const number = task?.split("-").at(-1);
  const name = DEFINED.exec(source)?.[1];
  if (!number) return id;
  return name ? `${name}, exercise ${number},` : `exercise ${number}`;
};

/** Boxes at the top of the page, each a link to its exercise. */
const makeOverview = (tasks) => {
  const list = make("ol");
  const draw = () => {
    const done = store.done();
    const items = tasks.map(({ task, name, title }, k) => {
      const is = done.has(name) ? "done" : "not done yet";
      const label = `Exercise ${k + 1}, ${title}: ${is}`;
      const attributes = { href: `#${task}`, title, "aria-label": label };
      const link = make("a", attributes, String(k + 1));
      link.classList.toggle("done", done.has(name));
      return make("li", {}, link);
    });
    list.replaceChildren(...items);
  };
  draw();
  const label = "Exercises of this page";
  const overview = make(
    "nav",
    { class: "exercise-overview", "aria-label": label },
    list,
  );
  return { overview, draw };
};

/** Joins a stub and its check; `cells` are all of the page, with their texts. */
const equip = ({ cells, place, onRight }) => {
  const { element, name, task, source } = cells[place];
  const check = cells[place + 1]?.check ? cells[place + 1] : null;
  const root = make("div", { class: "live-task", id: task, "data-task": task });
  element.before(root);
  const above = () => cells.slice(0, place).filter((each) => !each.check);
  const cell = new Cell({
    name,
    original: source,
    label: `Your ${DEFINED.exec(source)?.[1] ?? "cell"}`,
    words: WORDS,
    request: (text) => ({
      above: above().map((each) => [callOf(each, each.text()), each.text()]),
      source: text,
      check: check?.source ?? "",
    }),
    onOutcome: ({ kind }) => kind === "right" && onRight(name),
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

export const openExercises = (cells) => {
  const places = [...cells.keys()].filter((place) => cells[place].task);
  const tasks = places.map((place) => ({
    ...cells[place],
    title: titleOf(cells[place].element),
  }));
  const { overview, draw } = makeOverview(tasks);
  document.querySelector("article h1")?.after(overview);
  store.watch("done", draw);
  /** Fills the box, and shows the way to the next exercise. */
  const onRight = (name) => {
    store.mark(name);
    draw();
    const next = tasks[1 + tasks.findIndex((each) => each.name === name)];
    if (!next) return [];
    return [make("p", {}, "Next: ", make("a", { href: `#${next.task}` }, next.title))];
  };
  for (const place of places) equip({ cells, place, onRight });
};
