"""The base class of every explorer: its state, its checks and its JavaScript."""

import math
import re
from contextlib import suppress
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from convlab._style import custom_properties
from convlab._validate import Padding, Pair, check_int
from convlab.explorers.layer_sizes import (
    LARGEST,
    Sizes,
    layer_arrays,
    limits_of,
    sample_arrays,
)

__all__ = ["Explorer"]

SHARED = Path(__file__).parent / "shared"
STYLES = "stage.css", "grids.css"
MOST_CELLS = 600  # entries of an array that can still be read
WHOLE = ("B", "H", "W", "C", "F", "KH", "KW")  # sizes that are one number each


class SizeError(traitlets.TraitError, ValueError):
    """A ValueError after which traitlets restores the earlier value."""


class Explorer(anywidget.AnyWidget):
    """A widget that shows the arrays of a layer, step by step.

    Everything it shows is a trait, which can be given at the start, set later,
    observed, or linked to a slider of ipywidgets.

    Attributes
    ----------
    B, H, W, C, F, KH, KW : int
        Sizes of the part that is shown; at the start, all of the arrays given.
    stride : int or [int, int]
        Pixels (down, right) from one window to the next.
    padding : int or [[int, int], [int, int]]
        Zeros around the image, in pixels, as in `convlab.pad`, in widths.
    dilation : int or [int, int]
        Pixels (down, right) from one weight to the next; 1 in most explorers.
    groups : int
        Into how many groups channels and kernels are cut; 1 in most explorers.
    view : str
        Which of its pictures is shown.
    step : int
        Counted from 0.
    pinned : str
        The cell that is asked about, as in "x:0,1,2,0"; "" for none.
    edits : dict
        Numbers put in place of the given ones, as in {"x:0,1,2,0": 5}, where pixels of
        x are counted without the padding. `array` returns an array with them.
    small : bool
        Whether it leaves out its tools, presets and sizes, and follows no link; given
        at the start.

    Raises
    ------
    TypeError, ValueError
        If an array is not finite or has no image, if sizes do not fit, if an array
        would have more than 600 entries, too many to read (the message names a part
        that fits), if there is no such step, view or trait, or if an edit names no
        entry of the arrays, or is not a number that can be shown.
    """

    _css = custom_properties("[data-explorer]") + "".join(
        (SHARED / name).read_text("utf-8") for name in STYLES
    )
    ARRAYS: tuple[str, ...] = ("x", "w", "b")
    IMAGES: int | None = 1  # of the batch that are shown
    VIEWS: tuple[str, ...] = ("",)
    START: ClassVar[dict[str, int]] = {}  # sizes of the book's arrays shown at first
    PLAIN: tuple[str, ...] = ("dilation", "groups")  # sizes that stay at 1

    arrays = traitlets.Dict().tag(sync=True)
    limits = traitlets.Dict().tag(sync=True)
    most_cells = traitlets.Int(MOST_CELLS, read_only=True).tag(sync=True)
    B = traitlets.Int(1).tag(sync=True)
    H = traitlets.Int(1).tag(sync=True)
    W = traitlets.Int(1).tag(sync=True)
    C = traitlets.Int(1).tag(sync=True)
    F = traitlets.Int(1).tag(sync=True)
    KH = traitlets.Int(1).tag(sync=True)
    KW = traitlets.Int(1).tag(sync=True)
    stride = traitlets.Any(1).tag(sync=True)
    padding = traitlets.Any(0).tag(sync=True)
    dilation = traitlets.Any(1).tag(sync=True)
    groups = traitlets.Int(1).tag(sync=True)
    view = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    pinned = traitlets.Unicode("").tag(sync=True)
    edits = traitlets.Dict().tag(sync=True)
    small = traitlets.Bool(False).tag(sync=True)
    largest = traitlets.Float(LARGEST, read_only=True).tag(sync=True)

    def __init__(
        self,
        given: dict[str, Any],
        *,
        stride: Pair,
        padding: Padding,
        dilation: Pair = 1,
        groups: int = 1,
        state: dict[str, Any],
    ) -> None:
        self._refuse_unknown(state)
        groups = check_int("groups", groups, 1)
        for name in {*WHOLE, "step"} & state.keys():
            state[name] = check_int(name, state[name], 0)
        settings: dict[str, Any] = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
        }
        own = any(array is not None for array in given.values())
        if own:
            arrays, sizes = layer_arrays(**given, **settings)
        else:
            arrays, sizes = sample_arrays()
            sizes = sizes._replace(**self.START)
            state |= settings
        for name in {"x", "dz"}:
            arrays[name] = arrays[name][: self.IMAGES]
        sizes = sizes._replace(B=len(arrays["x"]))
        start = sizes._asdict() | {"view": self.VIEWS[0]} | state
        if own:  # first, since the limits are those of arrays cut for the browser
            self._check_drawn(Sizes(*(start[name] for name in Sizes._fields)))
        super().__init__(
            arrays={name: arrays[name].tolist() for name in self.ARRAYS},
            limits=limits_of(arrays, sizes) | {name: [1, 1] for name in self.PLAIN},
            **start,
        )

    @property
    def sizes(self) -> Sizes:
        """The sizes that are shown now."""
        return Sizes(*(getattr(self, name) for name in Sizes._fields))

    def array(self, name: str) -> NDArray[np.floating]:
        """Return one of the arrays, with the numbers that were changed in it.

        Parameters
        ----------
        name : str
            "x" (B, H, W, C), "w" (F, KH, KW, C), "b" (F,) or "dz" (B, OH, OW, F), as
            far as the explorer has it. The array is as large as the browser's copy of
            it, whatever part is shown.

        Returns
        -------
        array

        Raises
        ------
        KeyError
            If the explorer has no such array.
        """
        array = np.array(self.arrays[name], float)
        for edit, value in self.edits.items():
            edited, index = _parse_cell(edit)
            if edited == name:
                array[index] = value
        return array

    def drawn(self, sizes: Sizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is drawn at these sizes, by name."""
        raise NotImplementedError

    def steps(self, sizes: Sizes) -> int:
        """Count the steps of the present view at these sizes."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Show sizes, view and step, but no memory address, which changes every run.

        Dilation and groups are left out where they are 1.
        """
        sizes = ", ".join(
            f"{name}={value}"
            for name, value in self.sizes._asdict().items()
            if value != Sizes._field_defaults.get(name)
        )
        return f"{type(self).__name__}({sizes}, view={self.view!r}, step={self.step})"

    @traitlets.validate(*Sizes._fields)
    def _check_size(self, proposal: dict[str, Any]) -> Any:
        name = proposal["trait"].name
        sizes = self.sizes._replace(**{name: proposal["value"]}).brief()
        for size, (lowest, highest) in self.limits.items():
            value = getattr(sizes, size)
            if not lowest <= np.min(value) <= np.max(value) <= highest:
                raise SizeError(
                    f"{size} must be from {lowest} to {highest}; got {value}"
                )
        try:
            self._check_fit(sizes)
        except SizeError:
            raise
        except ValueError as error:  # no window fits
            raise SizeError(str(error)) from error
        return getattr(sizes, name)

    @traitlets.validate("view")
    def _check_view(self, proposal: dict[str, Any]) -> str:
        if proposal["value"] not in self.VIEWS:
            views = ", ".join(map(repr, self.VIEWS))
            raise SizeError(f"view must be one of {views}; got {proposal['value']!r}")
        return proposal["value"]

    @traitlets.validate("step")
    def _check_step(self, proposal: dict[str, Any]) -> int:
        last = self.steps(self.sizes) - 1
        if not 0 <= proposal["value"] <= last:
            raise SizeError(f"step must be from 0 to {last}; got {proposal['value']}")
        return proposal["value"]

    @traitlets.validate("edits")
    def _check_edits(self, proposal: dict[str, Any]) -> dict[str, float]:
        for cell, value in proposal["value"].items():
            name, index = _parse_cell(cell)
            shape = np.shape(self.arrays.get(name, ()))
            inside = [0 <= k < length for k, length in zip(index, shape, strict=False)]
            if not shape or len(index) != len(shape) or not all(inside):
                known = ", ".join(f"{n} {np.shape(a)}" for n, a in self.arrays.items())
                raise SizeError(
                    f"edits must name cells as in 'w:0,1,2,0', of {known}; got {cell!r}"
                )
            if not abs(_plain_number(value)) <= LARGEST:
                raise SizeError(
                    f"edits must be numbers of at most {LARGEST:.0e}; got {value!r} "
                    f"for {cell!r}"
                )
        return {_write_cell(c): _plain_number(v) for c, v in proposal["value"].items()}

    @traitlets.observe(*Sizes._fields, "view")
    def _keep_step(self, _: Any) -> None:
        self.step = min(self.step, self.steps(self.sizes) - 1)

    def _check_fit(self, sizes: Sizes) -> None:
        self._check_groups(sizes)
        units, dz = sizes.output, self.arrays.get("dz")
        if dz and np.greater(units, np.shape(dz)[1:3]).any():
            _, OH, OW, _ = np.shape(dz)
            raise SizeError(
                f"dz has {OH} x {OW} units an image, and z would have {units[0]} x "
                f"{units[1]}: choose a smaller x, or a larger kernel or stride"
            )
        self._check_drawn(sizes)

    def _check_groups(self, sizes: Sizes) -> None:
        C, F, groups = sizes.C, sizes.F, sizes.groups
        if C % groups or F % groups:
            raise SizeError(f"groups must divide C = {C} and F = {F}; got {groups}")
        *_, Cg = np.shape(self.arrays["w"])
        if C // groups > Cg:
            raise SizeError(
                f"w has {Cg} channels, and with C = {C} and groups = {groups} a kernel "
                f"would read C // groups = {C // groups}: choose fewer channels, or "
                "more groups"
            )

    def _check_drawn(self, sizes: Sizes) -> None:
        for name, shape in self.drawn(sizes).items():
            if math.prod(shape) > MOST_CELLS:
                lengths = " x ".join(map(str, shape))
                raise SizeError(
                    f"{name} would have {lengths} = {math.prod(shape)} entries, and at "
                    f"most {MOST_CELLS} can be read; {self._advice(sizes)}"
                )

    def _advice(self, sizes: Sizes) -> str:
        """Say which part of the arrays could be shown."""
        one_each = {"F": sizes.groups, "C": sizes.groups}  # in every group
        for fewer in ({}, {"F": sizes.groups}, one_each):
            part: Sizes | None = sizes._replace(**fewer)
            while part:
                if all(math.prod(s) <= MOST_CELLS for s in self.drawn(part).values()):
                    chosen = {"H": part.H, "W": part.W} | fewer
                    named = ", ".join(f"{key}={size}" for key, size in chosen.items())
                    return f"a part of it fits: {named}"
                part = _shrunk(part)
        return "take a smaller kernel"

    def _refuse_unknown(self, state):
        sizes = [name for name in Sizes._fields if name not in self.PLAIN]
        known = [*sizes, "view", "step", "pinned", "edits", "small"]
        for name in state.keys() - set(known):
            names = ", ".join(known)
            raise TypeError(f"there is no argument {name!r}; there are {names}")


def _shrunk(sizes: Sizes) -> Sizes | None:
    """Take a row or a column off the image, as long as a window fits; then None."""
    sides = ("H", "W") if sizes.H - sizes.KH >= sizes.W - sizes.KW else ("W", "H")
    for side in sides:
        smaller = sizes._replace(**{side: getattr(sizes, side) - 1})
        with suppress(ValueError):
            if min(smaller.H, smaller.W) > 0 and min(smaller.output) > 0:
                return smaller
    return None


def _plain_number(value: Any) -> float:
    """Return a number, perhaps of NumPy, as one of Python; anything else as NaN."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    return int(value) if isinstance(value, Integral) else float(value)


def _write_cell(name: str) -> str:
    """Write a name of a cell as JavaScript does: no zeros in front."""
    array, index = _parse_cell(name)
    return f"{array}:{','.join(map(str, index))}"


def _parse_cell(name: str) -> tuple[str, tuple[int, ...]]:
    """Read "x:0,1,2,0" as "x" and (0, 1, 2, 0), and anything else as no index."""
    found = re.fullmatch(r"(\w+):([0-9]+(?:,[0-9]+)*)", str(name))
    return (found[1], tuple(map(int, found[2].split(",")))) if found else ("", ())
