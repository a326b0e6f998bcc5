// What the controls of every explorer say, in one place for who translates them. The
// names of the fills are not here: they are the keys of FILLS, in fills.js.

export const BUTTONS = {
  back: "Back",
  backAloud: "Step back",
  play: "Play",
  pause: "Pause",
  forward: "Step",
  speed: ({ times }) => `Speed ${times}`,
  colours: "Colours",
  reset: "Reset the numbers",
  enlarge: "Enlarge",
  leave: "Leave full screen",
  copyLink: "Copy link",
  report: "Report this step",
  copied: "Copied",
  notCopied: "Not copied",
  open: "Open it with all controls",
  copyPicture: "Copy picture",
};

/** Names of controls that only a screen reader says. */
export const NAMES = {
  position: "position",
  view: "view",
  index: ({ letter }) => `index ${letter}`,
  hand: "change a number",
  less: ({ number }) => `one less: ${number}`,
  more: ({ number }) => `one more: ${number}`,
  fill: "fill an array",
};

export const SIZES = {
  B: "images",
  H: "rows of x",
  W: "columns of x",
  C: "channels of x",
  F: "kernels",
  KH: "rows of a kernel",
  KW: "columns of a kernel",
  stride: "pixels from window to window",
  padding: "zeros on each side of x",
  dilation: "pixels from weight to weight",
  groups: "groups of channels and kernels",
};
export const SIZE_PANEL = {
  all: ({ sizes }) => `All sizes: ${sizes}`,
  ends:
    "A slider goes as far as the arrays do, or to a small stride or padding. It stops " +
    "before no window would fit, or an array would be too large to read.",
  divides: "It skips numbers that the groups do not divide.",
};

export const PRESETS = {
  first: "First sizes",
  stride: "Stride 2",
  padding: "Padding 1",
  channels: "2 channels, 3 kernels",
  dilation: "Dilation 2",
  groups: "2 groups",
};

export const FILL = "Fill …";
export const HAND = {
  empty: "Choose a number to change it",
  refuse: ({ text, most, entry, number }) =>
    `“${text}” is not a number from −${most} to ${most}: try 3 or −0.5. ` +
    `${entry} stays ${number}.`,
};

export const NOTICES = {
  pictureCopied: "Picture copied.",
  pictureSaved: "Picture saved.",
  addressNotCopied: ({ address }) => `The browser did not let us copy it: ${address}`,
  cannotEnlarge: "It may not fill the screen here.",
  linkIgnored:
    "The link asks for what does not fit, or for too much to show; it was ignored.",
};

/** What a report on a step begins with. */
export const REPORT = {
  title: ({ title }) => `${title}: a wrong step`,
  where: ({ address }) => `**Where:** ${address}`,
  said: ({ said }) => `**It says:** ${said}`,
  expected: "**It should say, and why:** ",
};

/** The answer about a cell of which there is no more to say than its number. */
export const READ_OUT = {
  number: ({ entry, number }) => `${entry} = ${number}.`,
  empty: ({ entry }) => `${entry} is still empty.`,
};

export const HINT =
  "With the focus on a control, arrow keys, Home and End step, and Space plays. Tab leads " +
  "into a grid, and there the same keys move from number to number. Ask about one with " +
  "the pointer or the keyboard; a click or Enter keeps the answer, and another or Escape " +
  "lets it go. Type over a number that is underlined, and everything follows.";
