// What a reader takes along: the address of a moment, and a picture of it; and what they
// tell us about it.

import { BUTTONS, NOTICES, REPORT } from "./words.js";

const SCALES = [2, 1.8, 1.6, 1.4, 1.2, 1]; // of the full screen
const EQUATION_ROOM = 60; // pixels between the arrays and the bar
const PICTURE_SCALE = 2; // pixels for each pixel on the screen
const MARGIN = 16;

/** Copy a text; false where the browser does not let us. */
const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

const drawBorder = (
  canvas,
  { x, y, width, height },
  { width: line, style, colour },
) => {
  if (!(line > 0) || style === "none") return;
  canvas.strokeStyle = colour;
  canvas.lineWidth = line;
  canvas.setLineDash(style === "dashed" ? [4, 3] : []);
  const inset = line / 2;
  canvas.strokeRect(x + inset, y + inset, width - line, height - line);
};

const drawText = (canvas, text, { x, y, width, height }, style) => {
  canvas.fillStyle = style.color;
  canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  canvas.textBaseline = "middle";
  const isLeft = !["center", "right"].includes(style.textAlign);
  canvas.textAlign = isLeft ? "left" : "center";
  canvas.fillText(text, isLeft ? x : x + width / 2, y + height / 2);
};

const drawNode = (canvas, node, place) => {
  const style = getComputedStyle(node);
  if (node.matches("td[data-index]")) {
    canvas.fillStyle = style.backgroundColor;
    canvas.fillRect(place.x, place.y, place.width, place.height);
    const border = { style: "solid", width: 1, colour: style.borderTopColor };
    drawBorder(canvas, place, border);
    const outline = Number.parseFloat(style.outlineWidth);
    drawBorder(canvas, place, {
      style: style.outlineStyle,
      width: outline,
      colour: style.outlineColor,
    });
  }
  if (node.textContent.trim()) drawText(canvas, node.textContent, place, style);
};

const drawLine = (canvas, line, [left, top]) => {
  const style = getComputedStyle(line);
  const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map(
    (end) => line[end].baseVal.value,
  );
  canvas.strokeStyle = style.stroke;
  canvas.lineWidth = Number.parseFloat(style.strokeWidth);
  canvas.setLineDash(style.strokeDasharray.match(/[\d.]+/g)?.map(Number) ?? []);
  canvas.beginPath();
  canvas.moveTo(left + x1, top + y1);
  canvas.lineTo(left + x2, top + y2);
  canvas.stroke();
};

/** Whether a cell or a title is shown, and not scrolled out of its grid. */
const isInSight = (node) => {
  if (!node.checkVisibility({ visibilityProperty: true })) return false;
  const own = node.getBoundingClientRect();
  return [".scroller", ".scheme"].every((frame) => {
    const outer = node.closest(frame)?.getBoundingClientRect();
    return !outer || (own.left >= outer.left - 1 && own.right <= outer.right + 1);
  });
};

/** What stands below the picture, broken into lines. */
const breakLines = (canvas, text, width) => {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (canvas.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
};

/** A canvas with the numbers and marks of a stage, its equation and its sentence. */
const drawPicture = ({ arrays: stage, equation, sentence }, said) => {
  const outer = stage.getBoundingClientRect();
  const style = getComputedStyle(sentence);
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = `${style.fontSize} ${style.fontFamily}`;
  const lines = [equation.asText(), said]
    .filter(Boolean)
    .flatMap((text) => breakLines(canvas, text, outer.width));
  const lineHeight = Number.parseFloat(style.fontSize) * 1.4;
  canvas.canvas.width = PICTURE_SCALE * (outer.width + 2 * MARGIN);
  canvas.canvas.height =
    PICTURE_SCALE * (outer.height + lineHeight * lines.length + 3 * MARGIN);
  canvas.scale(PICTURE_SCALE, PICTURE_SCALE);
  canvas.fillStyle = getComputedStyle(stage.parentElement).backgroundColor;
  canvas.fillRect(0, 0, canvas.canvas.width, canvas.canvas.height);
  for (const node of stage.querySelectorAll("td, th, .title, .sign")) {
    if (!isInSight(node)) continue;
    const { x, y, width, height } = node.getBoundingClientRect();
    const place = { x: x - outer.x + MARGIN, y: y - outer.y + MARGIN, width, height };
    drawNode(canvas, node, place);
  }
  for (const line of stage.querySelectorAll(".line:not([hidden]) > :not(.reach)"))
    drawLine(canvas, line, [MARGIN, MARGIN]);
  canvas.setLineDash([]);
  canvas.fillStyle = style.color;
  canvas.font = `${style.fontSize} ${style.fontFamily}`;
  canvas.textAlign = "left";
  for (const [k, line] of lines.entries())
    canvas.fillText(line, MARGIN, outer.height + 2 * MARGIN + (k + 0.5) * lineHeight);
  return canvas.canvas;
};

/** Copy a canvas as a picture, or save it where the browser lets us copy none. */
const copyCanvas = async (canvas, name) => {
  try {
    const picture = new Promise((done) => canvas.toBlob(done, "image/png"));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    return NOTICES.pictureCopied;
  } catch {
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = `${name}.png`;
    link.click();
    return NOTICES.pictureSaved;
  }
};

/** Where the book's readers report mistakes, or undefined where nobody said. */
const issues = () => document.querySelector('meta[name="issues"]')?.content;

/** The published address of the page, or its file's name: a copy may lie anywhere. */
const pageAddress = () =>
  document.querySelector('link[rel="canonical"]')?.href ??
  location.pathname.split("/").at(-1);

/** Let a link begin a report on a moment, where there is a repository to get it. */
export const aimReport = (link, { title, moment, said }) => {
  link.hidden = issues() === undefined;
  if (link.hidden) return;
  const body = [
    REPORT.where({ address: `${pageAddress()}${moment}` }),
    REPORT.said({ said }),
    REPORT.expected,
  ];
  const words = { title: REPORT.title({ title }), body: body.join("\n\n") };
  link.href = `${issues()}?${new URLSearchParams(words)}`;
};

/** The largest scale at which the arrays fit the screen, with all that says what is seen. */
const fillScreen = ({ root, arrays, bar }) => {
  const fits = () => {
    const isCut = [...arrays.querySelectorAll(".scroller, .scheme")].some(
      (frame) => frame.scrollWidth > frame.clientWidth,
    );
    const bottom = arrays.getBoundingClientRect().bottom + root.scrollTop;
    return !isCut && bottom + bar.offsetHeight + EQUATION_ROOM < innerHeight;
  };
  for (const scale of SCALES) {
    root.style.setProperty("--scale", scale);
    if (fits()) return;
  }
};

/** What the buttons do with which a reader takes a stage along; it `says` a sentence. */
export const taking = (stage, name, { tell, says }) => {
  const { link, enlarge, root } = stage;
  let before = "";
  root.addEventListener("fullscreenchange", () => {
    enlarge.textContent = document.fullscreenElement ? BUTTONS.leave : BUTTONS.enlarge;
    fit();
  });
  /** Fill the screen anew: other sizes or another view need another scale. */
  const fit = () => {
    if (document.fullscreenElement === root) fillScreen(stage);
  };
  return {
    fit,
    copyLink: async (event) => {
      event.preventDefault();
      event.stopPropagation(); // the page need not follow it
      history.replaceState(null, "", link.hash);
      const address = new URL(link.href);
      address.searchParams.delete("embed"); // which is for frames
      const isCopied = await copyText(address.href);
      if (!isCopied) tell(NOTICES.addressNotCopied({ address: address.href }));
      before ||= link.textContent;
      link.textContent = isCopied ? BUTTONS.copied : BUTTONS.notCopied;
      setTimeout(() => {
        link.textContent = before;
      }, 2000);
    },
    copyPicture: async () => tell(await copyCanvas(drawPicture(stage, says()), name)),
    enlarge: async () => {
      if (document.fullscreenElement) return document.exitFullscreen();
      try {
        await root.requestFullscreen();
      } catch {
        tell(NOTICES.cannotEnlarge);
      }
    },
  };
};
