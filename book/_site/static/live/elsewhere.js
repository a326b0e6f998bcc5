// Where Python cannot run in the page: why, and the next best way.
const { make } = globalThis.bookElements;

const { wheel, ready } = globalThis.bookLive;
const site = new URL("../..", import.meta.url);

/** Why no cell can run here, in one sentence, or nothing. */
export const obstacle = () => {
  if (!ready) return "This copy of the book was built without Python for its pages.";
  if (typeof WebAssembly === "undefined")
    return "This browser has no WebAssembly, which Python needs to run in a page.";
  if (typeof Worker === "undefined") return "This browser starts no workers.";
  return null;
};

/** The notebook of this page and the package, to run elsewhere. */
export const suggest = () => {
  const source = document.querySelector(".btn-download-source-button")?.href;
  const notebook = source
    ? make("a", { href: source, download: "" }, "this notebook")
    : "";
  const name = wheel.split("/").at(-1);
  const link = make("a", { href: new URL(wheel, site), download: "" }, "the package");
  return make(
    "p",
    {},
    "Elsewhere it runs: take ",
    ...(source ? [notebook, " and "] : []),
    link,
    ", and beside them ",
    make("code", {}, `pip install "./${name}[notebooks]"`),
    " and ",
    make("code", {}, "jupyter lab"),
    "; or ",
    make("code", {}, "make lab"),
    " in a copy of the project.",
  );
};
