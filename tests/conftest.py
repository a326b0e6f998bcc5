"""Every test that takes a `geometry` runs on the whole named list."""

from geometries import GEOMETRIES


def pytest_generate_tests(metafunc):
    if "geometry" in metafunc.fixturenames:
        metafunc.parametrize("geometry", GEOMETRIES.values(), ids=GEOMETRIES)
