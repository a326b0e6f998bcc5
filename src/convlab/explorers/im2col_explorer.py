"""im2col: windows become columns of a matrix, and col2im folds columns back."""

from typing import Any

from numpy.typing import ArrayLike

from convlab._validate import Padding, Pair, check_pair
from convlab.explorers.bundle import bundle
from convlab.explorers.explorer import Explorer
from convlab.explorers.layer_sizes import Sizes, some_kernels

__all__ = ["Im2colExplorer"]


class Im2colExplorer(Explorer):
    """Show how windows become columns of a matrix, and how columns are folded back.

    In the view "matrix" a step is a column, the window of a unit (equation
    :eq:`im2col`); in "product", a unit of Z = W_mat X_col + b (:eq:`forward-matmul`);
    in "fold", a column of dX_col = W_mat^T dZ (:eq:`dx-matmul`), which is added to dx
    (:eq:`col2im`). In "addresses" the four steps build the table of addresses.

    Parameters
    ----------
    x, kernel_size, stride, padding
        As in `convlab.pad`; the first image is shown. If x is left out, the book's own
        arrays are.
    w, b : array (F, KH, KW, C) and (F,), optional
        Kernels, filled with whole numbers if left out, and their bias.
    dz : array (B, OH, OW, F), optional
        The gradient that arrives; it needs w. Whole numbers if left out.
    **state
        What to show first: the sizes, `step` and the other traits of `Explorer`.
        `view` is "matrix", "product", "fold" or "addresses".

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward` and, for dz, `convlab.backward`; and as `Explorer`.

    References
    ----------
    Warden, "Why GEMM is at the heart of deep learning" (2015).
    """

    _esm = bundle("im2col_explorer.js")
    ARRAYS = ("x", "w", "b", "dz")
    VIEWS = ("matrix", "product", "fold", "addresses")

    def __init__(
        self,
        x: ArrayLike | None = None,
        kernel_size: Pair | None = None,
        *,
        w: ArrayLike | None = None,
        b: ArrayLike | None = None,
        dz: ArrayLike | None = None,
        stride: Pair = 1,
        padding: Padding = "valid",
        **state: Any,
    ) -> None:
        if kernel_size is not None:
            KH, KW = check_pair("kernel_size", kernel_size, 1)
            state = {"KH": KH, "KW": KW} | state
        if x is not None and w is None and dz is None:
            w = some_kernels(x, kernel_size)
            state = {"F": 1} | state
        given = {"x": x, "w": w, "b": b, "dz": dz}
        super().__init__(given, stride=stride, padding=padding, state=state)

    def drawn(self, sizes: Sizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is drawn, by name."""
        (HP, WP), (OH, OW), K, F = sizes.padded, sizes.output, sizes.K, sizes.F
        table = K, OH * OW
        return {"x": (HP, WP, sizes.C), "w": (F, K), "im2col": table, "Z": (F, OH * OW)}

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view."""
        OH, OW = sizes.output
        windows = OH * OW
        counts = {"product": sizes.F * windows, "addresses": 4}
        return counts.get(self.view, windows)
