"""Python and JavaScript format numbers the same way."""

import json
import shutil
import subprocess

import numpy as np
import pytest

from convlab._style import format_number
from convlab.explorers.bundle import HERE
from vendor import WITH_NODE

MINUS = "\N{MINUS SIGN}"
TABLE = [  # the number, and its text with three digits and with six
    (0, "0", "0"),
    (-0.0, "0", "0"),
    (7, "7", "7"),
    (-1, f"{MINUS}1", f"{MINUS}1"),
    (12345, "12345", "12345"),
    (1234567, "1234567", "1234567"),
    (-1234567, f"{MINUS}1234567", f"{MINUS}1234567"),
    (9999999, "9999999", "9999999"),
    (10000000, "1e+7", "1e+7"),
    (12345678, "1.23e+7", "1.23457e+7"),
    (1e100, "1e+100", "1e+100"),
    (1.5e10, "1.5e+10", "1.5e+10"),
    (0.5, "0.5", "0.5"),
    (0.0625, "0.0625", "0.0625"),
    (-4.9375, f"{MINUS}4.94", f"{MINUS}4.9375"),
    (1 / 3, "0.333", "0.333333"),
    (0.3, "0.3", "0.3"),
    (0.1 + 0.2, "0.300", "0.300000"),
    (2.5, "2.5", "2.5"),
    (1.125, "1.13", "1.125"),
    (-1.125, f"{MINUS}1.13", f"{MINUS}1.125"),
    (2.675, "2.67", "2.675"),
    (99.95, "100", "99.95"),
    (99.96, "100", "99.96"),
    (100.04, "100.0", "100.04"),
    (100.25, "100.3", "100.25"),
    (123.456, "123.5", "123.456"),
    (1234.5, "1234.5", "1234.5"),
    (1234567.25, "1234567.3", "1234567.3"),
    (0.001, "0.001", "0.001"),
    (0.0012345, "0.00123", "0.0012345"),
    (0.00099999, "1.00e-3", "9.9999e-4"),
    (0.0001, "1e-4", "1e-4"),
    (-1.5e-5, f"{MINUS}1.5e-5", f"{MINUS}1.5e-5"),
    (5e-324, "4.94e-324", "4.94066e-324"),
]
SCRIPT = """
import {{ formatNumber }} from "./numbers.mjs";
const rows = {numbers};
const texts = rows.map((value) => [formatNumber(value), formatNumber(value, 6)]);
console.log(JSON.stringify(texts));
"""


@pytest.mark.parametrize(("value", "brief", "long"), TABLE)
def test_a_number_is_written(value, brief, long):
    expected = [text.replace("e-", f"e{MINUS}") for text in (brief, long)]
    assert [format_number(value), format_number(value, 6)] == expected
    assert format_number(np.float64(value)) == expected[0]


def test_what_is_no_number_is_said():
    texts = [format_number(value) for value in (np.nan, np.inf, -np.inf)]
    assert texts == ["nan", "inf", f"{MINUS}inf"]


def test_javascript_writes_numbers_as_python_does(tmp_path):
    node = shutil.which("node", path=WITH_NODE["PATH"])
    assert node, "Node.js is not installed: run make html"
    rng = np.random.default_rng(0)
    scales = 10.0 ** rng.integers(-9, 13, 3000)
    drawn = [
        *(rng.normal(size=1000) * scales[:1000]),
        *(rng.integers(-(10**8), 10**8, 1000) / 2.0 ** rng.integers(0, 12, 1000)),
        *np.round(rng.normal(size=1000) * scales[:1000], 2),
    ]
    numbers = [float(value) for value, *_ in TABLE] + [float(v) for v in drawn]
    script = tmp_path / "write.mjs"
    shutil.copy(HERE / "shared" / "numbers.js", tmp_path / "numbers.mjs")
    text = SCRIPT.format(numbers=json.dumps(numbers))
    script.write_text(text, "utf-8")
    done = subprocess.run([node, script], capture_output=True, check=True)
    written = json.loads(done.stdout)
    assert len(written) == len(numbers) > 3000
    for value, texts in zip(numbers, written, strict=True):
        assert texts == [format_number(value), format_number(value, 6)], value
