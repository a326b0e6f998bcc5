"""Shared set-up: the geometries, how many random ones, and the libraries found.

Every test that takes a `geometry` runs on the whole named list, or on the
``GEOMETRIES`` of its class or its module.
"""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

from convlab.exercises import learner
from geometries import GEOMETRIES

# Modules that list themselves: looked through for doctests, each would do so twice.
collect_ignore = ["attempts"]

os.environ["CONVLAB_PLANS"] = "no such file"  # no test sees what its user has tuned

OTHER_LIBRARIES = ["scipy", "torch", "tensorflow", "keras", "jax", "onnx"]

settings.register_profile("same", max_examples=200, derandomize=True, deadline=None)
settings.register_profile("new", max_examples=10_000, deadline=None)
settings.load_profile("same")


def pytest_generate_tests(metafunc):
    if "geometry" in metafunc.fixturenames:
        named = getattr(metafunc.module, "GEOMETRIES", GEOMETRIES)
        named = getattr(metafunc.cls, "GEOMETRIES", named)
        metafunc.parametrize("geometry", named.values(), ids=named)


@pytest.fixture(autouse=True)
def every_mistake_is_the_first(monkeypatch):
    """Let no test see what a check found in another."""
    monkeypatch.setattr(learner, "_last_found", {})


def pytest_report_header():
    """Report which other libraries the layer will be compared with."""
    here = [name for name in OTHER_LIBRARIES if find_spec(name)]
    absent = [name for name in OTHER_LIBRARIES if name not in here]
    missing = f"; not installed: {', '.join(absent)}" if absent else ""
    return f"held against: {', '.join(here)}{missing}"
