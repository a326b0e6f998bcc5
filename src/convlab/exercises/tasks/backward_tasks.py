"""Tasks of the chapter on the backward pass."""

import convlab
from convlab.exercises.tasks.form import Form
from convlab.exercises.tasks.im2col_tasks import TWO_BY_TWO, WITHOUT
from convlab.exercises.tasks.ladder import LADDER, MEDIUM, climb, find, varied
from convlab.exercises.tasks.task import register

HELPERS = frozenset({"im2col", "im2col_indices", "pad", "output_size"})


def of_gradients(task):
    """Return the calls of a function of dz, x and w: its numbers, and variants."""

    def arguments(case):
        return {"dz": case.dz, "x": case.x, "w": case.w}, case.keywords

    ladder = climb(task, arguments)
    medium = find(ladder, LADDER[MEDIUM].change)
    return ladder, varied(medium, integers=["x"])


def _one_of(name):
    def gradient(dz, x, w, **keywords):
        return getattr(convlab.backward(dz, x, w, **keywords), name)

    return gradient


for _name, _exercise, _axes in [
    ("db", "backward-1", "F,"),
    ("dw", "backward-2", "F, KH, KW, C"),
]:
    register(
        _name,
        _exercise,
        _one_of(_name),
        *of_gradients(_name),
        axes=_axes,
        result=_name,
        may_call=HELPERS,
    )


def _col2im(case):
    arguments = {
        "cols": case.cols,
        "image_shape": case.image_shape,
        "kernel_size": case.kernel_size,
    }
    return arguments, {"stride": case.stride}


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
)

register(
    "dx",
    "backward-4",
    _one_of("dx"),
    *of_gradients("dx"),
    axes="B, H, W, C",
    result="dx",
    may_call=HELPERS | {"col2im"},
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
)
