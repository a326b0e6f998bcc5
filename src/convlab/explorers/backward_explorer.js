// The gradient goes back: gathered for a pixel, stamped onto dx, summed for a weight.

import { gather } from "./backward/gather.js";
import { scatter } from "./backward/scatter.js";
import { weightView } from "./backward/weight.js";
import { explore } from "./shared/explorer.js";
import { LAYER_SIZES } from "./shared/state.js";

export default explore({
  name: "backward",
  title: "Backward: the gradient of x and of w",
  sizes: [...LAYER_SIZES, "dilation", "groups"],
  drawn: ({ HP, WP, H, W, C, F, K, OH, OW, EH, EW }) => [
    [HP, WP, C],
    [F, K],
    [OH, OW, F],
    [H + EH - 1, W + EW - 1, F],
  ],
  views: { gather, scatter, weight: weightView },
});
