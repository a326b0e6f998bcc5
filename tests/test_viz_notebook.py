"""A function is shown without its docstring, its decorators and its types."""

from convlab import forward, viz
from convlab.exercises import bugs


def test_source_without_a_docstring_loses_nothing():
    def plainly(x):
        return x

    assert "return x" in viz.show_source(plainly).data


def test_source_is_shown_without_its_decorators():
    shown = viz.show_source(bugs.cropping.function).data
    assert shown.startswith("```python\ndef cropping(dz, x, w, *")


def test_source_is_shown_without_its_types():
    def sum_of(x: list[float], /, *more: float, digits: int = 3, **rest: str) -> float:
        total: float = sum(x)
        return round(total, digits)

    lines = viz.show_source(sum_of).data.splitlines()
    assert lines[1:-1] == [
        "def sum_of(x, /, *more, digits=3, **rest):",
        "    total: float = sum(x)",
        "    return round(total, digits)",
    ]


def test_source_is_shown_without_its_docstring():
    shown = viz.show_source(forward).data
    assert shown.startswith("```python\ndef forward(\n    x, w, b=None, *, stride=1")
    assert '"""' not in shown
    assert "Z = W_mat @ X_col + b" in shown
