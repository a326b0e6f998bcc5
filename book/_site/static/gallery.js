// The pages of the explorers: old addresses, and a form for frames.
"use strict";

(() => {
  const page = new URL(location.href);

  // All explorers once stood on one page: send its moments to where they are now.
  const name = new URLSearchParams(page.hash.slice(1)).get("explorer");
  const explorers = [...document.querySelectorAll("ul.gallery a")];
  const home = explorers.find((link) => link.pathname.endsWith(`/${name}.html`));
  if (home) location.replace(home.href + page.hash);

  if (!page.searchParams.has("embed")) return;
  document.documentElement.dataset.embed = "";
  const { make } = globalThis.bookElements;
  const source = make("a", { class: "embed-source", target: "_blank" });
  source.href = page.pathname;
  source.textContent = document.title;
  source.addEventListener("click", () => {
    source.hash = document.querySelector("[data-explorer] a.link")?.hash ?? "";
  });
  document.querySelector(".explorer-page")?.append(source);
})();
