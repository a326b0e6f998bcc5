// A page in a frame of somebody else's page: its explorer, or a card by name, alone.
"use strict";

(() => {
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const page = new URL(location.href);
  const name = page.searchParams.get("embed");
  if (name === null) return;
  const { make } = globalThis.bookElements;

  const source = make("a", { class: "embed-source", target: "_blank" }, document.title);
  source.href = page.pathname;

  const showExplorer = (box) => {
    source.addEventListener("click", () => {
      source.hash = document.querySelector("[data-explorer] a.link")?.hash ?? "";
    });
    box.append(source);
  };

  /** Leaves nothing else to draw, to set or to run: a page may have many frames. */
  const showCard = (view) => {
    source.hash = view.closest("section").id;
    const live = document.getElementById("live-cells") ?? "";
    if (live) live.textContent = "[]";
    document.querySelector("article").replaceChildren(view.parentElement, source, live);
    document.querySelector(".bd-sidebar-secondary")?.remove(); // it lists what is gone
    document.head.append(make("base", { target: "_blank" }));
  };

  const stored = document.querySelector(STATE)?.textContent ?? '{"state": {}}';
  const models = JSON.parse(stored).state;
  const asked = [...document.querySelectorAll(VIEW)].find((view) => {
    const { state } = models[JSON.parse(view.textContent).model_id];
    return state.sealed && state.name === name;
  });
  const explorer = document.querySelector(".explorer-page");
  if (asked) showCard(asked);
  else if (explorer) showExplorer(explorer);
  else return; // no such card: better the page than nothing
  document.documentElement.dataset.embed = "";
})();
