"""Telling numbers of the prose are printed on their page, or computed here.

A number tells something if it has a decimal point, a power of ten or three digits, or
if "thousand", "million", "billion", "times", "percent" or "%" follows. Code, headings
and addresses are not prose, and a sum that test_worked_sums.py checks is left to it.

A cell of the page has to print a number that rounds to the one told, or have one in its
code; what a figure shows does not count. They are compared in the unit told, and 0.25
may stand for 25 percent. One significant digit is soon met by chance, so 0.4 or 1e-5
has to be there exactly.

What no cell has is in one of three tables, which hold nothing else:

- COMPUTED, with a value that rounds to it. For a power of ten alone, such as 1e-5, the
  value is of that order of magnitude.
- TESTED, with the file of the test that asserts it.
- QUOTED, with its source, or with what it is an example of.
"""

import ast
import math
import re
import tomllib
from functools import cache
from inspect import getsource, signature
from typing import NamedTuple

import numpy as np
import pytest

from convlab import backward, digits, fast, forward, samples, toy_shapes
from convlab.fast._engine import matmul, phases
from convlab.fast.methods import guess
from convlab.gradcheck import numerical_gradient
from convlab.viz import load_benchmark
from test_book import BOOK, PAGES, ROOT, code_cells
from test_worked_sums import MATH, displays, equal_sides

NOT_PROSE = re.compile(
    r"^ *```.*?^ *```|`[^`]*`|\]\([^)]*\)|https?://\S+|</?[a-z][^>]*>"
    r"|^#+ [^\n]*|180 degrees|\[[\d.]+ex\]",
    re.DOTALL | re.MULTILINE,
)
# Of minutes, compared with the chapters by test_start_page.py, and of the past.
ELSEWHERE = {"0-start.md", "changelog.md"}
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
NUMBER = r"(?<![\w.])\d+(?:\.\d+)*(?:e[-+]?\d+)?"
TOLD = re.compile(rf"({NUMBER})(?: ?(thousand|million|billion|percent|times|%))?")


class Told(NamedTuple):
    """A number as the prose has it, such as 1.5, 1e-5, 168 thousand or 99 percent."""

    number: str
    unit: str = ""

    def __str__(self):
        return f"{self.number} {self.unit}".strip()

    def in_unit(self, value):
        """Return a value in the unit told; for percent, a value up to 1 is a share."""
        if self.unit in ("percent", "%") and value <= 1:
            return value * 100
        return value / SCALES.get(self.unit, 1)

    def rounds(self, value):
        """Return whether a value rounds to it."""
        if self.number.count(".") > 1:  # a version
            return value == self.number
        value = self.in_unit(value)
        mantissa, _, exponent = self.number.partition("e")
        if exponent and mantissa == "1":  # an order of magnitude
            return value > 0 and abs(math.log10(value) - int(exponent)) <= 0.5
        step = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
        return abs(value - float(self.number)) <= step * (0.5 + 1e-9)

    def is_printed(self, values):
        """Return whether a value rounds to it, or is it, if it has one digit."""
        if len(re.sub(r"e.*|\D", "", self.number).lstrip("0")) < 2:
            number = float(self.number)
            return any(math.isclose(self.in_unit(value), number) for value in values)
        return any(self.rounds(value) for value in values)


def in_one_piece(text, gaps):
    """Write numbers without gaps, and powers of ten as 1e-5."""
    text = re.sub(rf"(?<=\d)(?:{gaps})(?=\d{{3}}\b)", "", text)
    text = re.sub(r"(?<=\d) \\(?:cdot|times) 10\^\{?(-?\d+)\}?", r"e\1", text)
    return re.sub(r"(?<![\d.])10\^\{?(-?\d+)\}?", r"1e\1", text)


def told(name):
    """List the telling numbers of a page, but those in sums that are worked by hand."""
    checked = {
        latex
        for latex, examples in displays(name)
        if re.search(r"\d{3}|\d\.\d", latex)
        and min(map(len, equal_sides(latex, examples)), default=0) > 1
    }
    text = MATH.sub(lambda m: "" if (m[1] or m[2]) in checked else m[0], PAGES[name])
    found = TOLD.findall(in_one_piece(NOT_PROSE.sub(" ", text), r"\\,|,| "))
    found = [each for each in found if re.search(r"\d{3}|[.e]", each[0]) or each[1]]
    return [Told(number, unit.removesuffix("times")) for number, unit in found]


def printed(name):
    """List the numbers that the cells of a page print or are given, but not axes."""
    shown, given = [], []
    for cell in code_cells(BOOK / name) if name.endswith(".ipynb") else []:
        for output in cell.outputs:
            data = output.get("data", {})
            shown += [output.get("text", ""), data.get("text/plain", "")]
        for node in ast.walk(ast.parse(cell.source)):
            if type(getattr(node, "value", None)) in (int, float):
                given.append(node.value)
    shown = re.sub(r"<Figure.*?>|(?<=\d)\.(?!\d)", "", "\n".join(shown))
    found = re.findall(NUMBER, in_one_piece(shown, ","))
    return [*(float(each) for each in found if each.count(".") < 2), *given]


RESULTS = load_benchmark("methods")
METHODS, LIMITS = RESULTS["methods"], RESULTS["limits"]
LAYER, LOOPS = METHODS["im2col"], METHODS["loops"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
COMPARISON = load_benchmark("comparison")
VERSIONS = COMPARISON["machine"]
FORWARD_A = [
    run["rows"]["A"]["backends"]["fast"]["forward"]["ms"][1]
    for run in COMPARISON["runs"]
]
LOST_IN_SINGLE = [
    row["backends"]["fast"][way]["error"]
    for row in COMPARISON["runs"][0]["rows"].values()
    for way in ("forward", "backward")
]
SHIFTED, STILL = (
    np.mean(load_benchmark("learning")[name]) for name in ("shifted", "not shifted")
)
_, H, W, _ = samples.photograph().shape
UNITS = (H - 2) * (W - 2)
HALF, SINGLE, DOUBLE = 2.0**-11, 2.0**-24, 2.0**-53  # the unit of rounding, u
SHARES = np.exp([2, 0, -1]) / np.exp([2, 0, -1]).sum()


@cache
def count_digits():
    """Return how many labelled digits there are, for training and for the test."""
    return sum(map(len, digits.load()[1::2]))


@cache
def cosine_after_training():
    """Return that of the last layer's kernels and their rotation after 150 steps."""
    return toy_shapes.rotation_cosines(backward, [150])[0, -1]


@cache
def error_of_tiles_in_double():
    """Return the relative error of tiles of 4 by 4 windows in double precision."""
    rng = np.random.default_rng(0)
    x, w = rng.integers(-9, 10, (1, 14, 14, 64)), rng.integers(-9, 10, (64, 3, 3, 64))
    z = forward(x, w)
    lost = fast.forward(x.astype(float), w.astype(float)) - z
    return np.linalg.norm(lost) / np.linalg.norm(z)


def limit_of_choice(condition):
    """Return the number in a condition under which a method is chosen."""
    return float(re.search(condition, getsource(guess))[1])


def off(h):
    """Return by what factor a central difference at 3 is off in whole numbers."""
    return (int(3 + h) - int(3 - h)) / (2 * h)


# By page, what no cell of it prints: as it is told, and its value, or a function that
# returns the value if it takes long.
COMPUTED = {
    "backward.ipynb": {"152": 8 * 19, "358 million": UNITS * H * W},
    "fast.ipynb": {
        **{"2.25": 4 * 9 / 16, "961": 31**2, "512": 2**9},
        "2.6": LIMITS["small_products_gflops"] / 2 / LIMITS["memory_gbs"],
        "2.4 million": LOOPS["multiplications"] / LOOPS["ms"] * 1000,
        "58 million": 8 * 56 * 56 * 9 * 64 * 4,
        "298 million": LAYER["least_bytes"] + LAYER["between_bytes"],
        "3.1": LAYER["multiplications"]
        / (LAYER["least_bytes"] + LAYER["between_bytes"]),
        "1.85": 2 * LAYER["multiplications"] / 1e9,
        "231211008": LAYER["multiplications"] * 36 / 144,
        "231 million": LAYER["multiplications"] * 36 / 144,
        "925": LAYER["multiplications"] / 1e6,
        "1344": 8 * (72 + 2 * 48),
        "1.6 million": 8 * 56 * 56 * 64,
        "13 million": 2 * 4 * 8 * 56 * 56 * 64,
        "65504": np.finfo(np.float16).max,
        "1e-15": error_of_tiles_in_double,
    },
    "inside.ipynb": {
        **{"144": (4 * 3) ** 2, "576": 9 * 64, "38 million": 4 * 36 * 512 * 512},
        "2.4 million": 4 * 36 * 32 * 512,
        "24.0": RESULTS["parts"]["product"],
        "18.8": RESULTS["parts"]["product, in small blocks"],
        **{"9.4": FORWARD_A[0], "4.94": FORWARD_A[1]},
        "128": limit_of_choice(r"C \* F <= (\d+) and OH"),
        "100": limit_of_choice(r" OH \* OW <= (\d+)"),
        "200": limit_of_choice(r"\((\d+) if packing else 100\)"),
        "2048": limit_of_choice(r"C \* F >= (\d+)"),
        "4096": limit_of_choice(r"C \* F < (\d+)\)"),
        "320": matmul.DEEP,
        "250": phases.LARGE,
        "1e-5": max(LOST_IN_SINGLE),
        "1e-15": error_of_tiles_in_double,
    },
    "forward.ipynb": {"168 thousand": UNITS * 9, "256": np.iinfo(np.uint8).max + 1},
    "general.ipynb": {"0.127": 1 / 64 + 1 / 9, "127": 2**7 - 1, "255": 2**8 - 1},
    "gradients.ipynb": {
        **{"1e-16": DOUBLE, "5e-6": DOUBLE ** (1 / 3), "4e-6": (DOUBLE / 2) ** (1 / 3)},
        "4e-11": 3 * (DOUBLE / 2) ** (2 / 3),
        **{"6e-8": SINGLE, "0.004": SINGLE ** (1 / 3), "4096": 2 / HALF},
        **{"3.00001": 3 + 1e-5, "2.99999": 3 - 1e-5, "50000": off(1e-5)},
        **{"255": np.iinfo(np.uint8).max, "1.39": math.log(4)},
        **{"2000": toy_shapes.IMAGES, "800": toy_shapes.STEPS},
        "0.01": cosine_after_training,
    },
    "im2col.ipynb": {"0.4": 1e3 * LOOPS["ms"] / LOOPS["multiplications"]},
    "index.md": {"3.11": float(PROJECT["requires-python"].removeprefix(">="))},
    "learning.ipynb": {
        **{"1797": count_digits, "1437": lambda: count_digits() - 360},
        **{"0.71": 0.5**0.5, "0.95": 0.9**0.5, "95 %": math.erf(1.96 / 2**0.5)},
        "0.6": 100 * (SHIFTED - STILL),
        "5.5": forward(*samples.by_hand()[:2], [-0.5])[0, 0, 1, 0],
        **{"0.844": SHARES[0], "0.114": SHARES[1], "0.042": SHARES[2]},
        "0.156": 1 - SHARES[0],
    },
    "notation.ipynb": {
        **{"150": H, "128": W, "148": H - 2, "126": W - 2, "18648": UNITS},
        **{"124": 128 - 5 + 1, "12092178432": 128**2 * 3 * 124**2 * 16},
        "1216": 16 * 5 * 5 * 3 + 16,
        **{"196608": 256**2 * 3, "1016064": 252**2 * 16},
    },
    "questions.md": {
        "255": np.iinfo(np.uint8).max,
        "1e-5": signature(numerical_gradient).parameters["h"].default,
    },
    "conventions.md": {
        "2.13.0": VERSIONS["torch"].partition("+")[0],
        **{"0.10.2": VERSIONS["jax"], "1.17.1": VERSIONS["scipy"]},
    },
}
# Asserted in another file.
TESTED = {
    "accessibility.md": {
        **dict.fromkeys(["390", "8.9"], "site/test_pages.py"),
        "4.5": "site/test_explorers_motion.py",
        "320": "site/test_front_door.py",
    },
    "backward.ipynb": dict.fromkeys(["1.5", "0.01"], "test_descent_and_digit.py"),
    "fast.ipynb": dict.fromkeys(
        ["27.8", "51.9", "13.4", "7.2", "24.1"], "test_fast_claims.py"
    ),
    "learning.ipynb": {
        **dict.fromkeys(["0.32", "3.26", "0.17"], "test_viz_learning.py"),
        **dict.fromkeys(["132", "97.3", "0.7", "97.0"], "test_digits.py"),
    },
    "gradients.ipynb": {"0.11": "test_toy_shapes.py", "0.07": "test_toy_shapes.py"},
    "teaching.md": dict.fromkeys(["120", "150", "415", "420"], "test_teaching.py"),
}
# What no test computes: an assumption of the text, or what somebody else says.
QUOTED = {
    "conventions.md": dict.fromkeys(["2.21.0", "3.15.1", "1.23.2"], "tried with it"),
    "fast.ipynb": {"1e8": "an example", "1.14": "measured with an earlier version"},
    "gradients.ipynb": {"1e-12": "a step, drawn", "1e-3": "an example"},
    "general.ipynb": {"2012": "krizhevsky2017", "2337": "a pull request, linked"},
    "im2col.ipynb": {
        # A photograph, timed once; so were the 0.4 milliseconds, beside those computed.
        **{"0.6": "tensordot", "1.6": "einsum", "0.2": "the product, at most"},
        "256": "an example",
    },
    "learning.ipynb": {"1927": "the year of a paper", "60000": "the size of MNIST"},
    "notation.ipynb": {"256": "an exercise"},
    "questions.md": {
        "10": "an example",
        "1e-6": "the default of PyTorch",
        **{"70.6 percent": "howard2017", "71.7": "howard2017"},
    },
    "teaching.md": {"2.1": "https://www.imsglobal.org/question/"},
}
TABLES = [COMPUTED, TESTED, QUOTED]
TOLD_ON = {name: told(name) for name in PAGES if name not in ELSEWHERE}
PRINTED_ON = {name: printed(name) for name in TOLD_ON}


def is_right(name, each):
    """Return whether a number of a page is printed on it or in one of the tables."""
    if each.is_printed(PRINTED_ON[name]):
        return True
    if str(each) in COMPUTED.get(name, {}):
        value = COMPUTED[name][str(each)]
        return each.rounds(value() if callable(value) else value)
    return any(str(each) in table.get(name, {}) for table in (TESTED, QUOTED))


@pytest.mark.parametrize("name", TOLD_ON)
def test_a_telling_number_is_printed_or_computed(name):
    wrong = [str(each) for each in TOLD_ON[name] if not is_right(name, each)]
    assert not wrong, "neither printed on the page nor in a table with this value"


@pytest.mark.parametrize("table", TABLES, ids=["computed", "tested", "quoted"])
def test_what_is_in_a_table_is_told_on_its_page_and_not_printed(table):
    for name, entries in table.items():
        printed_too = {
            str(each) for each in TOLD_ON[name] if each.is_printed(PRINTED_ON[name])
        }
        assert set(entries) <= set(map(str, TOLD_ON[name])) - printed_too, name


def test_the_test_that_is_named_knows_the_number():
    for entries in TESTED.values():
        for number, path in entries.items():
            assert number.split()[0] in (ROOT / "tests" / path).read_text("utf-8")


def test_few_numbers_are_quoted():
    quoted = [
        each for name in QUOTED for each in TOLD_ON[name] if str(each) in QUOTED[name]
    ]
    assert len(quoted) < sum(map(len, TOLD_ON.values())) / 8


def test_a_number_that_changes_by_one_in_its_last_digit_is_noticed():
    noticed = []
    for name, numbers in TOLD_ON.items():
        for each in numbers:
            mantissa, power, exponent = each.number.partition("e")
            last = int(mantissa[-1])
            changed = f"{mantissa[:-1]}{last + 1 if last < 9 else 8}{power}{exponent}"
            noticed.append(not is_right(name, each._replace(number=changed)))
    assert sum(noticed) > 0.8 * len(noticed) > 170
