"""Tasks of the chapter on the backward pass."""

import numpy as np

import convlab
from convlab.exercises.tasks.drawing import draw_layers
from convlab.exercises.tasks.form import Form
from convlab.exercises.tasks.im2col_tasks import TWO_BY_TWO, WITHOUT
from convlab.exercises.tasks.ladder import LADDER, MEDIUM, climb, find, varied
from convlab.exercises.tasks.task import register

HELPERS = frozenset({"im2col", "im2col_indices", "pad", "output_size"})


def given_dz(case):
    """Return the arguments and keywords of a gradient."""
    return {"dz": case.dz, "x": case.x, "w": case.w}, case.keywords


def of_gradients(task):
    """Return the calls of a function of dz, x and w: its numbers, and variants."""
    ladder = climb(task, given_dz)
    medium = find(ladder, LADDER[MEDIUM].change)
    return ladder, varied(medium, integers=["x"])


def _one_of(name):
    def gradient(dz, x, w, **keywords):
        return getattr(convlab.backward(dz, x, w, **keywords), name)

    return gradient


for _name, _exercise, _axes, _about in [
    ("db", "backward-1", "F,", "The gradient db (F,): equation :eq:`db`."),
    (
        "dw",
        "backward-2",
        "F, KH, KW, C",
        "The gradient dw (F, KH, KW, C): equation :eq:`dw`.",
    ),
]:
    register(
        _name,
        _exercise,
        _one_of(_name),
        *of_gradients(_name),
        axes=_axes,
        result=_name,
        may_call=HELPERS,
        draw=draw_layers(_name, given_dz),
        about=_about,
    )


def _col2im(case):
    arguments = {
        "cols": case.cols,
        "image_shape": case.image_shape,
        "kernel_size": case.kernel_size,
    }
    return arguments, {"stride": case.stride}


def _drawn_col2im(case):
    """Shuffle the columns, which are the same in all cases of one shape."""
    given, keywords = _col2im(case)
    rng = np.random.default_rng(int(abs(case.x).sum()))
    return given | {"cols": rng.permuted(given["cols"])}, keywords


_probes = climb("col2im", _col2im, without=WITHOUT)
register(
    "col2im",
    "backward-3",
    convlab.col2im,
    _probes,
    varied(find(_probes, TWO_BY_TWO), integers=["cols"]),
    axes="B, H, W, C",
    result="x",
    may_keep_integers=True,
    may_call=HELPERS,
    draw=draw_layers("col2im", _drawn_col2im),
    about="The images (B, H, W, C) into which the columns are added: equation "
    ":eq:`col2im`.",
)

register(
    "dx",
    "backward-4",
    _one_of("dx"),
    *of_gradients("dx"),
    axes="B, H, W, C",
    result="dx",
    may_call=HELPERS | {"col2im"},
    draw=draw_layers("dx", given_dz),
    about="The gradient dx (B, H, W, C): equation :eq:`dx`.",
)
register(
    "dx_by_gather",
    "backward-5",
    _one_of("dx"),
    *of_gradients("dx_by_gather"),
    axes="B, H, W, C",
    result="dx",
    family="dx",
    form=Form(gathers=True),
    may_call=HELPERS | {"forward"},
    draw=draw_layers("dx_by_gather", given_dz),
    about="The gradient dx (B, H, W, C), computed as a forward pass over dz: equation "
    ":eq:`dx-gather`.",
)
register(
    "dw_by_forward",
    "backward-6",
    _one_of("dw"),
    *of_gradients("dw_by_forward"),
    axes="F, KH, KW, C",
    result="dw",
    family="dw",
    form=Form(loops_over=()),
    may_call=frozenset({"forward", "pad", "output_size"}),
    draw=draw_layers("dw_by_forward", given_dz),
    about="The gradient dw (F, KH, KW, C), computed as a forward pass over x with dz "
    "as its kernels: equation :eq:`dw`.",
)
