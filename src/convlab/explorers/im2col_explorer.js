// im2col: windows become columns of a matrix, and col2im folds columns back.

import { addresses } from "./im2col/addresses.js";
import { fold } from "./im2col/fold.js";
import { matrix } from "./im2col/matrix.js";
import { product } from "./im2col/product.js";
import { explore } from "./shared/explorer.js";

export default explore({
  name: "im2col",
  title: "im2col: windows become columns",
  drawn: ({ HP, WP, C, F, K, M }) => [
    [HP, WP, C],
    [F, K],
    [K, M],
    [F, M],
  ],
  views: { matrix, product, fold, addresses },
});
