// The gallery of explorers: old addresses.
"use strict";

(() => {
  // All explorers once stood on one page: send its moments to where they are now.
  const name = new URLSearchParams(location.hash.slice(1)).get("explorer");
  const explorers = [...document.querySelectorAll("ul.gallery a")];
  const home = explorers.find((link) => link.pathname.endsWith(`/${name}.html`));
  if (home) location.replace(home.href + location.hash);
})();
