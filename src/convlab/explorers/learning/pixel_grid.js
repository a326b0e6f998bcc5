// The pixels of an image: ink, and behind it where more ink would help.

import { ARROWS, element, KEEP_KEYS } from "../shared/elements.js";
import { formatNumber, range } from "../shared/numbers.js";
import { clamp } from "../shared/state.js";
import { shade } from "./picture.js";

const STRONG = 0.25; // of the largest gradient: from there on, its sign is written
const DARK = 0.94; // of the largest: from there on, white is read better than black

const signOf = (part) => {
  if (Math.abs(part) < STRONG) return "";
  return part < 0 ? "−" : "+";
};

/** H by W cells; a click or Enter calls `toggle` with the place of one. */
export const pixelGrid = ([H, W], toggle) => {
  const cells = range(H * W).map(() => {
    const [ink, sign] = ["ink", "slope"].map((name) =>
      element("span", { class: name }),
    );
    const td = element("td", { tabindex: -1, ...KEEP_KEYS }, ink, sign);
    return { td, ink, sign };
  });
  cells[0].td.tabIndex = 0;
  const rows = range(H).map((i) =>
    element("tr", {}, ...cells.slice(i * W, (i + 1) * W).map(({ td }) => td)),
  );
  const label = "x, what the network reads";
  const grid = { role: "grid", "aria-label": label };
  const table = element("table", grid, element("tbody", {}, ...rows));
  const title = element("div", { class: "title" }, "x: what it reads");
  const node = element(
    "div",
    { class: "grid pixels", "data-role": "x" },
    ...[title, table],
  );

  const placeOf = (target) => cells.findIndex(({ td }) => td === target.closest("td"));

  /** Only one cell is a tab stop: the last that had the focus. */
  const focus = (k) => {
    for (const cell of cells) cell.td.tabIndex = -1;
    cells[k].td.tabIndex = 0;
    cells[k].td.focus();
  };

  table.addEventListener("click", ({ target }) => {
    const k = placeOf(target);
    if (k < 0) return;
    focus(k);
    toggle(k);
  });
  table.addEventListener("keydown", (event) => {
    const k = placeOf(event.target);
    if (k < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in ARROWS) {
      const [down, right] = ARROWS[event.key];
      const [i, j] = [Math.floor(k / W) + down, (k % W) + right];
      focus(clamp(i, 0, H - 1) * W + clamp(j, 0, W - 1));
    } else if (event.key === "Enter" || event.key === " ") toggle(k);
    else return;
    event.preventDefault();
  });

  const show = (inks, dx, largest) => {
    table.toggleAttribute("data-evidence", dx !== null);
    for (const [k, cell] of cells.entries()) {
      const part = dx && largest ? dx[k] / largest : 0;
      cell.ink.style.setProperty("--share", inks[k]);
      cell.td.style.backgroundColor = `rgb(${shade(part).join()})`;
      cell.sign.textContent = signOf(part);
      cell.td.classList.toggle("dark", Math.abs(part) >= DARK);
      const place = `row ${Math.floor(k / W)}, column ${k % W}`;
      const gradient = dx ? `, dx ${formatNumber(dx[k])}` : "";
      cell.td.setAttribute("aria-label", `${place}: ink ${inks[k]}${gradient}`);
      cell.td.dataset.dx = dx ? dx[k] : "";
    }
  };
  return { node, show };
};
