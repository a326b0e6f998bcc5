"""The arrays that an explorer shows: the reader's own, or those of the book."""

import numpy as np

from convlab import samples
from convlab._spec import check_bias, check_gradient, check_layer
from convlab._validate import check_array, check_nonempty, check_pair
from convlab.explorers.sizes import Sizes

__all__ = ["layer_arrays", "limits_of", "sample_arrays", "some_kernels"]

LARGEST = 1e100  # so that products, and sums of them, stay finite
LONGEST = 32  # entries along an axis that are handed to the browser
MOST_STRIDE, MOST_PADDING = 4, 3  # what the sliders offer
START = {"B": 2, "H": 3, "W": 4, "C": 1, "F": 1, "KH": 2, "KW": 3}


def sample_arrays():
    """Return x, w, b and dz of the book, larger than the sizes shown at first."""
    x, w, b, dz = samples.roomy()
    return {"x": x, "w": w, "b": b, "dz": dz}, Sizes(**START, stride=1, padding=0)


def layer_arrays(x, w, b=None, dz=None, *, stride, padding):
    """Check the reader's arrays; return them and the sizes that show all of them."""
    x, w, (strides, widths, *_) = check_layer(x, w, stride, padding)
    arrays = {"x": x, "w": w, "b": check_bias(b, w)}
    if dz is not None:
        arrays["dz"] = check_gradient(dz, x, w, strides, widths)[0]
    check_nonempty("x", x)
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    sizes = Sizes(B, H, W, C, F, KH, KW, strides, widths).brief()
    arrays = {name: _readable(name, array) for name, array in arrays.items()}
    return {"dz": _some_gradient(sizes), **arrays}, sizes


def some_kernels(x, kernel_size):
    """Make up kernels for x, larger than asked for where x leaves room."""
    _, H, W, C = check_array("x", x, "B H W C").shape
    KH, KW = check_pair("kernel_size", kernel_size, 1)
    return _whole_numbers(2, max(KH, min(4, H)), max(KW, min(4, W)), C)


def limits_of(arrays, sizes):
    """Return the lowest and the highest that each size may take."""
    (B, H, W, C), (F, KH, KW, _) = arrays["x"].shape, arrays["w"].shape
    highest = {"B": B, "H": H, "W": W, "C": C, "F": F, "KH": KH, "KW": KW}
    highest["stride"] = max(MOST_STRIDE, np.max(sizes.stride))
    highest["padding"] = max(MOST_PADDING, np.max(sizes.padding))
    lowest = dict.fromkeys(Sizes._fields, 1) | {"padding": 0}
    return {name: [lowest[name], int(highest[name])] for name in Sizes._fields}


def _readable(name, array):
    """Cut a long array down to float64 numbers that JSON and a browser can hold."""
    array = array[(slice(LONGEST),) * array.ndim].astype(float)
    if not (np.abs(array) <= LARGEST).all():
        raise ValueError(
            f"{name} must hold finite numbers of at most {LARGEST:.0e} to be shown"
        )
    return array


def _some_gradient(sizes):
    """Make up a dz that is large enough for all sizes one can choose."""
    room = 2 * max(MOST_PADDING, np.max(sizes.padding))
    shape = sizes.B, sizes.H, sizes.W, sizes.F
    B, H, W, F = (min(length, LONGEST) for length in shape)
    return _whole_numbers(B, H + room, W + room, F)


def _whole_numbers(*shape):
    return np.random.default_rng(0).integers(-3, 4, shape).astype(float)
