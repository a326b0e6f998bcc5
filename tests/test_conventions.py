"""Run every call on the page of conventions, if its library is installed."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from convlab import backward

PAGE = Path(__file__).parent.parent / "book" / "conventions.md"
FENCE = re.compile(r"```python\n(.*?)```", re.DOTALL)
FIRST, *SECTIONS = PAGE.read_text().split("\n## ")
BLOCKS = {
    section.split("\n")[0]: FENCE.findall(section)
    for section in SECTIONS
    if FENCE.search(section)
}
PACKAGES = {
    "PyTorch": "torch",
    "TensorFlow": "tensorflow",
    "Keras": "keras",
    "JAX": "jax",
    "ONNX": "onnx",
    "SciPy": "scipy",
}


def run(library):
    """Run the start of the page, then the blocks of a library; return all names."""
    names = {}
    for block in [*FENCE.findall(FIRST), *BLOCKS[library]]:
        exec(block, names)
    return names


def test_every_library_of_the_page_is_tried():
    assert set(BLOCKS) == set(PACKAGES)


@pytest.mark.parametrize("library", PACKAGES)
def test_the_call_on_the_page_gives_our_numbers(library):
    package = PACKAGES[library]
    if not find_spec(package) or (package == "keras" and not find_spec("tensorflow")):
        pytest.skip(f"{library} is not installed")
    names = run(library)
    theirs = np.asarray(names[f"z_{package}"])
    assert theirs.dtype == np.float64
    np.testing.assert_array_equal(theirs, names["z"])


def test_the_transposed_convolution_of_pytorch_is_our_dx():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    names = run("PyTorch")
    z, x, w, padding = (names[name] for name in ("z", "x", "w", "padding"))
    settings = {"stride": (2, 1), "dilation": (3, 2), "groups": 2}
    dx = backward(z, x, w, padding=padding, **settings).dx
    np.testing.assert_array_equal(names["dx_torch"].numpy(), dx)
