// Motion catches up with what the page already shows: copies of cells fly to their place.

import { element } from "./elements.js";
import { range } from "./numbers.js";

// In milliseconds. Whoever steps or drags on at once wants no motion; while playing, the
// cells have landed before the next step begins.
const CALM = { delay: 250, turn: 1600, straight: 600 };
const BRISK = { delay: 0, turn: 600, straight: 600 };
const STAGGER = 0.4; // of a straight flight, until the last cell leaves
const MOMENTS = 24; // key frames on the way; between them the browser interpolates
const MOST_COPIES = 150; // in one leg; more than that is a flurry, and slow
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
const placesAt = (t, starts, goals) => {
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

/** Where each cell of a group is at moment t if it flies straight, one after another. */
const straightAt = (t, starts, goals) =>
  starts.map((start, k) => {
    const late = starts.length > 1 ? (STAGGER * k) / (starts.length - 1) : 0;
    const part = within([late, 1 - STAGGER + late], t);
    return start.map((from, axis) => from + part * (goals[k][axis] - from));
  });

/** Lets copies of cells fly over a stage, an element that contains them all. */
export const flights = (stage) => {
  let timer = 0;
  let drawn = 0;
  let copies = [];
  let goals = [];

  const clear = () => {
    for (const copy of copies) {
      for (const animation of copy.getAnimations()) animation.cancel(); // and its chain
      copy.remove();
    }
    copies = [];
  };

  const land = (cells) => {
    for (const cell of cells) cell.classList.remove("landing");
  };

  const stop = () => {
    cancelAnimationFrame(drawn);
    clearTimeout(timer);
    clear();
    land(goals);
    goals = [];
  };

  const placeOf = (node) => {
    const [own, outer] = [node.getBoundingClientRect(), stage.getBoundingClientRect()];
    return [own.left - outer.left + stage.scrollLeft, own.top - outer.top];
  };

  const makeCopy = (from) => {
    const copy = element("div", { class: "flying", "aria-hidden": "true" });
    copy.textContent = from.textContent;
    copy.style.setProperty("--role", getComputedStyle(from).getPropertyValue("--role"));
    if (from.dataset.weight) {
      copy.dataset.weight = from.dataset.weight;
      copy.style.setProperty("--hue", from.style.getPropertyValue("--hue"));
    }
    const { width, height } = from.getBoundingClientRect();
    Object.assign(copy.style, { width: `${width}px`, height: `${height}px` });
    return copy;
  };

  const launch = (pairs, turns, duration) => {
    const starts = pairs.map(([from]) => placeOf(from));
    const ends = pairs.map(([, to]) => to && placeOf(to));
    const moments = range(MOMENTS + 1).map((k) => k / MOMENTS);
    const way = turns ? placesAt : straightAt;
    const places = moments.map((t) => way(t, starts, ends));
    return pairs.map(([from, to], k) => {
      const copy = makeCopy(from);
      stage.append(copy);
      copies.push(copy);
      const frames = moments.map((t, n) => ({
        transform: `translate(${places[n][k][0]}px, ${places[n][k][1]}px)`,
        opacity: to ? 1 : 1 - within(TURN, t),
      }));
      return copy.animate(frames, { duration, fill: "both" });
    });
  };

  /** Where the whole kernel lands, nothing of the step before is of use. */
  const emptyGoals = (groups) => {
    for (const [, goal] of groups.flat()) if (goal) goal.dataset.was = "";
  };

  /** One leg after the other; whatever stops them also ends the chain. */
  const flyLegs = ([leg, ...others], durations) => {
    if (!leg) return stop();
    const [duration, ...rest] = durations;
    const flown = leg.groups.flatMap((pairs) => launch(pairs, leg.turns, duration));
    flown.at(-1).onfinish = () => {
      clear();
      land(leg.groups.flatMap((pairs) => pairs.map(([, to]) => to)).filter(Boolean));
      flyLegs(others, rest);
    };
  };

  /**
   * Let cells fly, unless the reader wants no motion. Each leg has groups of pairs
   * [cell, goal]; in a leg that `turns`, a goal may be null, and one that goes `slowly`
   * takes as long. A leg that `passes` its goals leaves their numbers in sight. One with
   * too many cells is left out.
   */
  const fly = (legs, { isPlaying, speed }) => {
    stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const some = legs
      .map(({ groups, ...way }) => ({
        ...way,
        groups: groups.filter((pairs) => pairs.some(([, to]) => to)),
      }))
      .filter(({ groups }) => groups.length > 0 && groups.flat().length <= MOST_COPIES);
    if (some.length === 0) return;
    const pace = isPlaying ? BRISK : CALM;
    const whole = ({ turns, slowly }) => (turns || slowly ? pace.turn : pace.straight);
    const durations = some.map(
      (leg) => whole(leg) / speed / (isPlaying ? some.length : 1),
    );
    goals = some
      .filter(({ passes }) => !passes)
      .flatMap(({ groups }) => groups.flat().map(([, to]) => to))
      .filter(Boolean);
    for (const goal of goals) goal.classList.add("landing");
    for (const { turns, groups } of some) if (turns) emptyGoals(groups);
    // In the frame that begins now, grids scroll to the cells that are marked.
    drawn = requestAnimationFrame(() => {
      timer = setTimeout(() => flyLegs(some, durations), pace.delay);
    });
  };

  return { fly, stop };
};
