// Motion catches up with what the page already shows: copies of cells fly to their place.

import { element } from "./elements.js";
import { range } from "./numbers.js";

// In milliseconds. Whoever steps or drags on at once wants no motion; while playing, the
// cells have landed before the next step begins.
const CALM = { delay: 250, duration: 1600 };
const BRISK = { delay: 0, duration: 600 };
const MOMENTS = 24; // key frames on the way; between them the browser interpolates
const [TURN, LANDING] = [
  [0.15, 0.7],
  [0.7, 0.95],
];

/** From 0 to 1 while t goes from the first to the second of two moments, smoothly. */
const within = ([from, to], t) => {
  const part = Math.min(Math.max((t - from) / (to - from), 0), 1);
  return part * part * (3 - 2 * part);
};

const mean = (points) =>
  [0, 1].map((axis) => points.reduce((sum, at) => sum + at[axis], 0) / points.length);

/**
 * Where each cell of a group is at moment t, from 0 to 1: they lift off together, turn
 * by half a turn about their middle, and each lands on its own goal. Cells without a
 * goal (null) fly along and are gone before the others land.
 */
export const placesAt = (t, starts, goals) => {
  const pivot = mean(starts);
  const landed = starts.flatMap((start, k) => (goals[k] ? [[start, goals[k]]] : []));
  // Turned about the pivot, start would lie at 2 pivot - start: move the middle there.
  const target = mean(
    landed.map(([start, goal]) => goal.map((g, axis) => g + start[axis] - pivot[axis])),
  );
  const [turn, land, go] = [within(TURN, t), within(LANDING, t), within([0, 0.7], t)];
  const [cos, sin] = [Math.cos(Math.PI * turn), Math.sin(Math.PI * turn)];
  const middle = pivot.map((from, axis) => from + go * (target[axis] - from));
  return starts.map((start, k) => {
    const [x, y] = start.map((at, axis) => at - pivot[axis]);
    const flown = [middle[0] + cos * x - sin * y, middle[1] + sin * x + cos * y];
    return goals[k]
      ? flown.map((at, axis) => at + land * (goals[k][axis] - at))
      : flown;
  });
};

/** Lets copies of cells fly over a stage, an element that contains them all. */
export const flights = (stage) => {
  let timer = 0;
  let copies = [];
  let goals = [];

  const stop = () => {
    clearTimeout(timer);
    for (const copy of copies) copy.remove();
    for (const goal of goals) goal.classList.remove("landing");
    copies = [];
    goals = [];
  };

  const placeOf = (node) => {
    const [own, outer] = [node.getBoundingClientRect(), stage.getBoundingClientRect()];
    return [own.left - outer.left + stage.scrollLeft, own.top - outer.top];
  };

  const launch = (pairs, duration) => {
    const starts = pairs.map(([from]) => placeOf(from));
    const ends = pairs.map(([, to]) => to && placeOf(to));
    const moments = range(MOMENTS + 1).map((k) => k / MOMENTS);
    const places = moments.map((t) => placesAt(t, starts, ends));
    for (const [k, [from, to]] of pairs.entries()) {
      const copy = element("div", { class: "flying", "aria-hidden": "true" });
      copy.textContent = from.textContent;
      copy.dataset.weight = from.dataset.weight;
      copy.style.setProperty("--hue", from.style.getPropertyValue("--hue"));
      const { width, height } = from.getBoundingClientRect();
      Object.assign(copy.style, { width: `${width}px`, height: `${height}px` });
      stage.append(copy);
      copies.push(copy);
      if (to) goals.push(to);
      to?.classList.add("landing");
      const frames = moments.map((t, n) => ({
        transform: `translate(${places[n][k][0]}px, ${places[n][k][1]}px)`,
        opacity: to ? 1 : 1 - within(TURN, t),
      }));
      copy.animate(frames, { duration, fill: "both" }).onfinish = stop;
    }
  };

  /** Let groups of pairs [cell, goal or null] fly, unless the reader wants no motion. */
  const fly = (groups, isPlaying) => {
    stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const some = groups.filter((pairs) => pairs.some(([, to]) => to));
    const { delay, duration } = isPlaying ? BRISK : CALM;
    timer = setTimeout(() => {
      for (const pairs of some) launch(pairs, duration);
    }, delay);
  };

  return { fly, stop };
};
