// Shows the sections that answer the words in the field of the search page.
"use strict";

(() => {
  const { make } = globalThis.bookElements;
  const { rank, most } = globalThis.bookRanking;
  const PAUSE = 150; // milliseconds, in which somebody is still typing
  const HINT = "Type a few words, or a question.";
  const ELSEWHERE = [
    ["glossary.html", "glossary"],
    ["genindex.html", "index"],
  ];

  const form = document.querySelector(".bd-search-container form");
  const field = form.querySelector("input");
  const summary = make("p", { "data-search-summary": "", "aria-live": "polite" });
  const list = make("ol", { class: "search-hits" });
  document.getElementById("search-results").replaceWith(summary, list); // with its styles

  const quote = (words) => words.map((word) => `“${word}”`).join(", ");

  const sum = (hits, unknown) => {
    const number = hits.length === 1 ? "1 section" : `${hits.length} sections`;
    const found = hits.length === most ? `The best ${number}` : `${number} found`;
    const lacking =
      unknown.length > 0 ? `; nowhere in the book: ${quote(unknown)}` : "";
    return [`${found}${lacking}.`];
  };

  const despair = (question) => {
    const [glossary, index] = ELSEWHERE.map(([href, name]) =>
      make("a", { href }, name),
    );
    const nothing = `Nothing in the book matches ${quote([question])}. `;
    return [
      nothing,
      "Try other words, or look in the ",
      glossary,
      " or the ",
      index,
      ".",
    ];
  };

  const makeHit = ({ address, title, page, pieces }) => {
    const heading = make("h2", {}, make("a", { href: address }, title));
    const where = make("p", { class: "search-page" }, page);
    const marked = pieces.map(([text, isMarked]) =>
      isMarked ? make("mark", {}, text) : text,
    );
    const sentence = make("p", {}, ...marked);
    return make(
      "li",
      { "data-hit": "" },
      heading,
      ...(page === title ? [] : [where]),
      sentence,
    );
  };

  const show = () => {
    const question = field.value.trim();
    if (!question) {
      summary.replaceChildren(HINT);
      list.replaceChildren();
      return;
    }
    const { hits, unknown } = rank(question);
    summary.replaceChildren(
      ...(hits.length > 0 ? sum(hits, unknown) : despair(question)),
    );
    list.replaceChildren(...hits.map(makeHit));
  };

  /** Shows the answer, under an address that leads to it again. */
  const answer = () => {
    const address = new URL(location.href);
    address.hash = "";
    address.searchParams.set("q", field.value);
    history.replaceState(null, "", address);
    show();
  };

  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(answer, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    answer();
  });
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  show();
})();
