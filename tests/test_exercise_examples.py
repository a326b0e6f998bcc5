"""The numbers that an exercise gives as an example are those of its solution."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from convlab import samples

SOLUTIONS = Path(__file__).parents[1] / "book" / "solutions"

# Words of the text, and what makes them true: an expression over the solutions.
EXAMPLES = [
    (
        "general",
        "For 8 pixels, a kernel of 3 with a dilation of 2, a stride of 1",
        "count_windows(8, 3, dilation=2) == 4",
    ),
    (
        "general",
        "an image of 3 by 4 under a kernel of 2 by 2 with a dilation of 2, $z$ is 5",
        "dilated_forward(samples.by_hand().x, w, dilation=2).ravel().tolist() "
        "== [5, 1]",
    ),
    (
        "general",
        "the kernels 3, 4 and 5 read the channels 2 and 3",
        "np.flatnonzero(grouped_forward(np.eye(4).reshape(4, 1, 1, 4), "
        "np.ones((6, 1, 1, 2)), groups=2)[:, 0, 0, 3:].any(1)).tolist() == [2, 3]",
    ),
    (
        "general",
        "For 5 rows of units, a kernel of 3, a stride of 2, a padding of 1 and a "
        "leftover of 1, `large` has 10 rows",
        "transposed_forward(np.ones((1, 5, 5, 1)), np.ones((1, 3, 3, 1)), stride=2, "
        "padding=1, leftover=1).shape == (1, 10, 10, 1)",
    ),
    (
        "fast",
        "it is 231 211 008 for $m = 4$: a quarter of the direct sum",
        "4 * multiplications((8, 56, 56, 64), (64, 3, 3, 64), 4) == 4 * 231_211_008 "
        "== multiplications((8, 56, 56, 64), (64, 3, 3, 64), 1)",
    ),
    (
        "fast",
        "`L[0, 0]` is `[[0, 1, 2], [4, 5, 6], [8, 9, 10]]`",
        "lowered(samples.counting(1, 3, 4, 1), 3)[0, 0].tolist() "
        "== [[0, 1, 2], [4, 5, 6], [8, 9, 10]]",
    ),
    (
        "fast",
        "For $x = (1, 2, 0, 1)$ and $w = (3, 1)$ it is $M = (3, 4, -2, -1)$",
        "tile_products(np.array([1, 2, 0, 1]), np.array([3, 1])).tolist() "
        "== [3, 4, -2, -1]",
    ),
    (
        "fast",
        r"A kernel of ones has $U_{1,1} = \tfrac94$",
        "kernels_to_points(np.ones((1, 3, 3, 1)))[1, 1] == 9 / 4",
    ),
]


@pytest.mark.parametrize(("name", "words", "claim"), EXAMPLES)
def test_an_example_is_what_the_solution_returns(name, words, claim):
    cells = nbformat.read(SOLUTIONS / f"{name}.ipynb", as_version=4).cells
    assert sum(words in cell.source for cell in cells) == 1
    names = {"np": np, "samples": samples, "w": np.array([[1.0, -1], [2, 0]])}
    names["w"] = names["w"].reshape(1, 2, 2, 1)
    for cell in cells:
        if cell.source.startswith("def "):
            exec(cell.source, names)
    assert eval(claim, names)
