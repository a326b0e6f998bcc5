// The stage of an explorer: its picture first, then what moves and changes it.

import { dials, sizePanel, speedButton, switcher } from "./controls.js";
import { button, element, KEEP_KEYS, slider } from "./elements.js";
import { equation } from "./equation.js";
import { fillList, hand } from "./hand.js";
import { BUTTONS, HINT, NAMES } from "./words.js";

const ELSEWHERE = { target: "_blank", rel: "noopener", ...KEEP_KEYS };

const pressed = (text, act) => {
  const node = button(text, () => {
    const isOn = node.getAttribute("aria-pressed") !== "true";
    node.setAttribute("aria-pressed", isOn);
    act(isOn);
  });
  node.setAttribute("aria-pressed", false);
  return node;
};

const row = (name, ...parts) => element("div", { class: name }, ...parts);

/** Buttons that set a few sizes at once, each hidden while it would not fit. */
const presetRow = (presets, act) => {
  const buttons = presets.map((preset) => [
    button(preset.label, () => act(preset)),
    preset,
  ]);
  const node = row("presets", ...buttons.map(([each]) => each));
  node.hidden = buttons.length < 2;
  const set = (fits, isShown) => {
    for (const [each, preset] of buttons) {
      each.hidden = !fits(preset);
      each.setAttribute("aria-pressed", isShown(preset));
    }
  };
  return { node, set };
};

/**
 * Make the elements of an explorer. `acts` are what a reader can do with them; the
 * explorer keeps the state.
 */
export const makeStage = (spec, world, acts) => {
  const parts = {
    back: button(BUTTONS.back, acts.back),
    play: button(BUTTONS.play, acts.play),
    forward: button(BUTTONS.forward, acts.forward),
    slider: slider("", NAMES.position, acts.move),
    switcher: switcher(spec.views, acts.turnTo),
    dials: dials(acts.move),
    presets: presetRow(spec.presets, acts.preset),
    panel: sizePanel(spec.sizes, world, acts.resize),
    speed: speedButton(),
    hand: hand({ ...acts.hand, largest: world.largest }),
    equation: equation(acts.light),
    prompt: element("p", { class: "prompt" }),
    arrays: element("div", { class: "arrays" }),
    sentence: element("p", { class: "sentence", "aria-live": "polite" }),
    room: element("p", { class: "sentence room", "aria-hidden": "true" }),
    enlarge: button(BUTTONS.enlarge, acts.enlarge),
    link: element("a", { class: "link", ...KEEP_KEYS }, BUTTONS.copyLink),
    report: element("a", { class: "report", ...ELSEWHERE }, BUTTONS.report),
    fills: fillList(acts.fill),
    reset: button(BUTTONS.reset, acts.reset, "reset"),
  };
  parts.back.setAttribute("aria-label", BUTTONS.backAloud);
  parts.slider.node.querySelector("input").dataset.control = "step";
  const tools = [
    parts.speed.node,
    pressed(BUTTONS.colours, acts.heat),
    parts.fills.node,
    parts.reset,
    parts.enlarge,
    parts.link,
    button(BUTTONS.copyPicture, acts.copyPicture),
  ];
  const steps = [parts.back, parts.play, parts.forward, parts.slider.node];
  const bar = row(
    "bar",
    row("said", parts.room, parts.sentence),
    row("controls", ...steps, parts.hand.node),
  );
  const group = { role: "group", "aria-label": spec.title, tabindex: 0, ...KEEP_KEYS };
  const root = element(
    "div",
    { "data-explorer": spec.name, ...group },
    row("top", parts.switcher.node, parts.prompt),
    parts.arrays,
    parts.equation.node,
    bar,
    parts.dials.node,
    row("tools", ...tools),
    parts.presets.node,
    parts.panel.node,
    element("p", { class: "hint" }, HINT),
    parts.report,
  );
  return { ...parts, bar, root };
};
