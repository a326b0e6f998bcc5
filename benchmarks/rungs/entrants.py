"""Every way to compute the layer: what to call, and what it ought to give."""

import numpy as np

import convlab
from convlab import equations
from convlab._spec import check_layer
from convlab.fast import fourier, lowering, rows, winograd
from convlab.fast.plain import plain_layers
from convolution.contestants import Contestant, enter
from convolution.first_call import call_first
from convolution.timing import Pass

__all__ = ["FORCED", "RUNGS", "enter_rung", "only_plain_layer"]

RUNGS = [
    "loops",
    "im2col",
    "mec",
    "winograd_rows",
    "winograd",
    "fft",
    "torch",
    "fast",
]
FORCED = {
    "mec": lowering,
    "winograd_rows": rows,
    "winograd": winograd,
    "fft": fourier,
}
FORMATS = "torch contiguous", "torch channels_last"


def enter_rung(name, case, expected):
    """Give a Pass for each call of a rung: PyTorch has two formats, the others one."""
    if name == "loops":
        return [_loops(case)]
    if name in FORCED:
        forward = _forced(FORCED[name], case)
        return [_pass(name, Contestant(forward, None), expected)]
    names = FORMATS if name == "torch" else [name]
    return [_pass(entrant, enter(entrant, case), expected) for entrant in names]


def only_plain_layer(case):
    """Give the one plain layer that a layer without dilation and groups is."""
    checked = check_layer(case.x, case.w, **case.shape.settings)
    ((layer, *_),) = plain_layers(*checked)
    return layer


def _pass(name, contestant, expected):
    first = call_first(contestant, contestant.forward, [expected])
    return Pass(name, "forward", contestant.forward, first)


def _forced(module, case):
    """Compute by one module, whatever `choose` would choose."""

    def forward():
        z = np.empty(case.dz.shape, case.x.dtype)
        module.forward(only_plain_layer(case), case.b, z)
        return z

    return forward


def _loops(case):
    """Sum the first window alone, with all kernels: the whole layer would take minutes.

    A call makes F K K C multiplications.
    """
    K = case.shape.K
    x = case.x[:1, :K, :K]
    expected = convlab.forward(*(a.astype(float) for a in (x, case.w, case.b)))
    sums = Contestant(lambda: equations.forward(x, case.w, case.b), None)
    return _pass("loops", sums, expected)
