"""Mistakes in layers with dilation, with groups, and in the transposed convolution."""

import numpy as np

import convlab
from convlab.exercises.case import (
    DILATION_IS_STRIDE,
    EXACT_FIT,
    FEW_LEFT_OVER,
    NO_LEFTOVER,
    NO_OVERLAP,
    NO_PADDING,
    ONE_BY_ONE,
    ONE_CHANNEL_EACH,
    ONE_GROUP,
    ONE_KERNEL_EACH,
    PADDING,
    POINT_SYMMETRIC,
    STRIDE_1,
    UNDILATED,
)
from convlab.exercises.mistakes.col2im_mistakes import add_up
from convlab.exercises.mistakes.dx_mistakes import stamp
from convlab.exercises.mistakes.mistake import mistake
from convlab.geometry import kernel_extent

REACH = "Mark two weights on squared paper, three squares apart. How many squares do "
REACH += "they and all between them cover?"


def fit(size, extent, stride, padding=0):
    """Count the windows of this extent."""
    return (size + 2 * padding - extent) // stride + 1


@mistake(
    "count_windows",
    "The dilation was left out: the kernel was taken to cover K pixels.",
    equation="extent",
    hides_when=[UNDILATED, ONE_BY_ONE],
    hint=REACH,
)
def dilation_forgotten(size, kernel, *, stride=1, padding=0, dilation=1):
    return fit(size, kernel, stride, padding)


@mistake(
    "count_windows",
    "The kernel was taken to cover d K pixels, with a gap after its last weight.",
    equation="extent",
    hides_when=[UNDILATED],
    hint=REACH,
)
def last_gap_counted(size, kernel, *, stride=1, padding=0, dilation=1):
    return fit(size, dilation * kernel, stride, padding)


@mistake(
    "count_windows",
    "The kernel was taken to cover d (K - 1) pixels, one too few.",
    equation="extent",
    hint=REACH,
)
def first_weight_not_counted(size, kernel, *, stride=1, padding=0, dilation=1):
    return fit(size, dilation * (kernel - 1), stride, padding)


@mistake(
    "count_windows",
    "The dilation was counted from 0: it was taken for the number of pixels between "
    "two weights.",
    equation="extent",
    hides_when=[ONE_BY_ONE],
    hint="With a dilation of 1 the weights lie side by side. How many pixels are "
    "between two of them?",
)
def dilation_from_zero(size, kernel, *, stride=1, padding=0, dilation=1):
    return fit(size, kernel_extent(kernel, dilation + 1), stride, padding)


WEIGHT = "In which row and column of x does the window of unit (0, 0) find the pixel "
WEIGHT += "for weight (0, 1), when the dilation is 3?"


def dilated(x, w, stride, dilation=1):
    return convlab.forward(x, w, stride=stride, dilation=dilation)


def sizes(x, w, stride, dilation):
    """Return OH and OW."""
    return [
        fit(size, kernel_extent(kernel, dilation), stride)
        for size, kernel in zip(x.shape[1:3], w.shape[1:3], strict=True)
    ]


@mistake(
    "dilated_forward",
    "The size of z is right, but every window was read without gaps.",
    equation="general",
    hides_when=[UNDILATED, ONE_BY_ONE],
    hint=WEIGHT,
)
def read_without_gaps(x, w, *, stride=1, dilation=1):
    OH, OW = sizes(x, w, stride, dilation)
    return dilated(x, w, stride)[:, :OH, :OW]


@mistake(
    "dilated_forward",
    "Stride and dilation were swapped: windows lie d pixels apart, and weights s.",
    equation="general",
    hides_when=[DILATION_IS_STRIDE],
    hint="Which of the two multiplies i, the unit, and which p, the weight?",
)
def stride_and_dilation_exchanged(x, w, *, stride=1, dilation=1):
    (OH, OW), (F, KH, KW, _) = sizes(x, w, stride, dilation), w.shape
    z = np.zeros((len(x), OH, OW, F))
    for i, j, p, q in np.ndindex(OH, OW, KH, KW):
        pixels = x[:, dilation * i + stride * p, dilation * j + stride * q]
        z[:, i, j] += pixels @ w[:, p, q].T
    return z


@mistake(
    "dilated_forward",
    "Only every d-th pixel of the image took part, so that the windows as well lie d "
    "times too far apart.",
    equation="general",
    hides_when=[UNDILATED, EXACT_FIT],
    hint="With stride 1 and dilation 2, in which column does the second window begin?",
)
def image_thinned_out(x, w, *, stride=1, dilation=1):
    return dilated(x[:, ::dilation, ::dilation], w, stride)


@mistake(
    "dilated_forward",
    "The kernel was taken to cover d K pixels, with a gap after its last weight, "
    "so that windows at the end are missing.",
    equation="extent",
    hides_when=[UNDILATED],
    hint=REACH,
)
def gap_at_the_end(x, w, *, stride=1, dilation=1):
    OH, OW = (
        fit(size, dilation * kernel, stride)
        for size, kernel in zip(x.shape[1:3], w.shape[1:3], strict=True)
    )
    z = dilated(x, w, stride, dilation)
    if min(OH, OW) < 1:
        raise ValueError("no window fits")
    return z[:, :OH, :OW]


@mistake(
    "dilated_forward",
    "Every weight was repeated d times along rows and columns, where zeros belong in "
    "the gaps.",
    equation="general",
    hides_when=[UNDILATED],
    hint="How many products does one channel of a window make, with a kernel of 2 by "
    "2 and a dilation of 3?",
)
def weights_repeated(x, w, *, stride=1, dilation=1):
    return dilated(x, w.repeat(dilation, axis=1).repeat(dilation, axis=2), stride)


@mistake(
    "dilated_forward",
    "The dilation was counted from 0: the weights lie d + 1 pixels apart.",
    equation="general",
    hides_when=[ONE_BY_ONE],
    hint="What is the dilation of a kernel without gaps?",
)
def gaps_of_d(x, w, *, stride=1, dilation=1):
    return dilated(x, w, stride, dilation + 1)


GROUP = "C = 4, F = 6, G = 2: write down the channels that each of the six kernels "
GROUP += "reads."


def by_channels(x, w, channels):
    """Compute z from a list of channels for each kernel."""
    parts = [
        convlab.forward(x[..., list(of_kernel)], kernel[None])
        for of_kernel, kernel in zip(channels, w, strict=True)
    ]
    return np.concatenate(parts, axis=3)


@mistake(
    "grouped_forward",
    "The kernels were dealt out to the groups in turn: kernel f to group f mod G.",
    equation="first-channel",
    hides_when=[ONE_GROUP, ONE_KERNEL_EACH],
    hint=GROUP,
)
def kernels_dealt_in_turn(x, w, *, groups=1):
    F, _, _, Cg = w.shape
    first = [f % groups * Cg for f in range(F)]
    return by_channels(x, w, [range(c, c + Cg) for c in first])


@mistake(
    "grouped_forward",
    "The channels were dealt out to the groups in turn: channel c to group c mod G.",
    equation="first-channel",
    hides_when=[ONE_GROUP, ONE_CHANNEL_EACH],
    hint=GROUP,
)
def channels_dealt_in_turn(x, w, *, groups=1):
    F, _, _, Cg = w.shape
    group = [f // (F // groups) for f in range(F)]
    return by_channels(x, w, [range(g, groups * Cg, groups) for g in group])


@mistake(
    "grouped_forward",
    "Kernels and channels were dealt out in turn: f to group f mod G, c to c mod G.",
    equation="first-channel",
    hides_when=[ONE_GROUP],
    hint=GROUP,
)
def both_dealt_in_turn(x, w, *, groups=1):
    F, _, _, Cg = w.shape
    group = [f % groups for f in range(F)]
    return by_channels(x, w, [range(g, groups * Cg, groups) for g in group])


@mistake(
    "grouped_forward",
    "The results of the groups were dealt out over z in turn: its channel f is that "
    "of kernel f // G in group f mod G.",
    equation="first-channel",
    hides_when=[ONE_GROUP, ONE_KERNEL_EACH],
    hint=(
        "In which order are the channels of z after a stack, and in which after a "
        "reshape?"
    ),
)
def results_dealt_in_turn(x, w, *, groups=1):
    z = convlab.forward(x, w, groups=groups)
    by_group = z.reshape(*z.shape[:3], groups, -1)
    return by_group.swapaxes(3, 4).reshape(z.shape)


@mistake(
    "grouped_forward",
    "Every kernel reads the channels of the first group.",
    equation="first-channel",
    hides_when=[ONE_GROUP],
    hint=GROUP,
)
def first_group_read_by_all(x, w, *, groups=1):
    return convlab.forward(x[..., : w.shape[3]], w)


@mistake(
    "grouped_forward",
    "The results of the groups were added up; they belong side by side.",
    equation="first-channel",
    hides_when=[ONE_GROUP],
    hint="How many channels does z have?",
)
def groups_added_up(x, w, *, groups=1):
    z = convlab.forward(x, w, groups=groups)
    return z.reshape(*z.shape[:3], groups, -1).sum(axis=3)


@mistake(
    "grouped_forward",
    "Every kernel reads all channels, with the same weights for each group.",
    equation="first-channel",
    hides_when=[ONE_GROUP],
    hint=GROUP,
)
def every_group_read(x, w, *, groups=1):
    return convlab.forward(x, np.tile(w, groups))


STAMP = "Let one unit of `small` be 1 and all others 0. What is `large`, and where?"


def stamped(small, w, stride, apart, leftover):
    """Add stamps that lie `apart` pixels apart onto an image of the right size."""
    size = [
        stride * (windows - 1) + kernel + leftover
        for windows, kernel in zip(small.shape[1:3], w.shape[1:3], strict=True)
    ]
    return add_up(stamp(small, w), size, apart)


def cut(large, padding):
    _, H, W, _ = large.shape
    return large[:, padding : H - padding, padding : W - padding]


@mistake(
    "transposed_forward",
    "Where stamps overlap, only the last of them was kept: what it wrote replaced "
    "what was there.",
    equation="dx-scatter",
    hides_when=[NO_OVERLAP, EXACT_FIT],
    hint="Four stamps overlap in one pixel. What is its number?",
)
def stamps_overwritten(small, w, *, stride=1, padding=0, leftover=0):
    large = np.zeros_like(stamped(small, w, stride, stride, leftover))
    (_, OH, OW, _), (_, KH, KW, _) = small.shape, w.shape
    for i, j in np.ndindex(OH, OW):
        rows, columns = (slice(stride * i, None), slice(stride * j, None))
        large[:, rows, columns][:, :KH, :KW] = stamp(small, w)[:, i, j]
    return cut(large, padding)


@mistake(
    "transposed_forward",
    "The kernels are rotated by 180 degrees from where they should be. Either they "
    "were rotated for stamps, or they were not rotated in the gather form.",
    equation="dx-scatter",
    hides_when=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint=STAMP,
)
def kernel_rotated(small, w, *, stride=1, padding=0, leftover=0):
    large = stamped(small, w[:, ::-1, ::-1], stride, stride, leftover)
    return cut(large, padding)


@mistake(
    "transposed_forward",
    "The stamps lie one pixel apart, although the stride is larger.",
    equation="dx-scatter",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="Where is the corner of the stamp of unit (1, 0) when the stride is 2?",
)
def stamps_one_apart(small, w, *, stride=1, padding=0, leftover=0):
    return cut(stamped(small, w, stride, 1, leftover), padding)


@mistake(
    "transposed_forward",
    "The rows and columns that are left over lie at the top and on the left.",
    equation="transposed-size",
    hides_when=[NO_LEFTOVER],
    hint="Which rows of an image of 6 does a kernel of 3 with a stride of 2 not read?",
)
def leftover_before(small, w, *, stride=1, padding=0, leftover=0):
    before = (0, 0), (leftover, 0), (leftover, 0), (0, 0)
    return cut(np.pad(stamped(small, w, stride, stride, 0), before), padding)


PADDED = "The stamps fall on the padded image. Which of its rows and columns belong "
PADDED += "to `large`?"


@mistake(
    "transposed_forward",
    "The padding was put around the result, where it must be cut off.",
    equation="transposed-size",
    hides_when=[NO_PADDING],
    hint=PADDED,
)
def padding_put_on(small, w, *, stride=1, padding=0, leftover=0):
    large = stamped(small, w, stride, stride, leftover)
    return convlab.pad(large, padding=padding)


@mistake(
    "transposed_forward",
    "All of the padding was cut off at the bottom and on the right, and nothing at "
    "the top and on the left.",
    equation="transposed-size",
    hides_when=[NO_PADDING],
    hint=PADDED,
)
def padding_cut_at_the_end(small, w, *, stride=1, padding=0, leftover=0):
    large = stamped(small, w, stride, stride, leftover)
    _, H, W, _ = large.shape
    return large[:, : H - 2 * padding, : W - 2 * padding]


@mistake(
    "transposed_forward",
    "The padding was cut off with `[P:-P]`, which is empty when P is 0.",
    equation="transposed-size",
    hides_when=[PADDING],
    hint="Try `[1, 2, 3][0:-0]`. How can the end of the slice be counted from the "
    "front?",
)
def cropped_to_nothing(small, w, *, stride=1, padding=0, leftover=0):
    large = stamped(small, w, stride, stride, leftover)
    return large[:, padding:-padding, padding:-padding]


READS = "Which pixels of `large` does unit (0, 0) of `small` change? Its gradient is a "
READS += "sum over just these."


def windows_times_kernels(dlarge, w, stride, padding):
    return convlab.forward(dlarge, w, stride=stride, padding=padding)


@mistake(
    "transposed_dsmall",
    "The gradient was read without its padding: the zeros for what was cut off are "
    "missing.",
    equation="forward",
    hides_when=[NO_PADDING],
    hint="A stamp that hung over the edge was cut. What is the gradient of the part "
    "that was cut off?",
)
def padding_forgotten(dlarge, small, w, *, stride=1, padding=0):
    return windows_times_kernels(dlarge, w, stride, 0)


@mistake(
    "transposed_dsmall",
    "The padding was cut off from the gradient, where zeros must be put around it.",
    equation="forward",
    hides_when=[NO_PADDING],
    hint="The stamps fell on an image with its padding. What must `dlarge` look like, "
    "to read from it where they fell?",
)
def padding_cut_again(dlarge, small, w, *, stride=1, padding=0):
    return windows_times_kernels(cut(dlarge, padding), w, stride, 0)


@mistake(
    "transposed_dsmall",
    "The gradient has K - 1 zeros on each side, as for dx in the gather form; the "
    "padding of the layer belongs there.",
    equation="forward",
    hint=READS,
)
def padded_like_a_gather(dlarge, small, w, *, stride=1, padding=0):
    (KH, KW) = w.shape[1:3]
    return windows_times_kernels(dlarge, w, stride, (KH - 1, KW - 1))


@mistake(
    "transposed_dsmall",
    "The kernels were rotated by 180 degrees.",
    equation="forward",
    hides_when=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint=READS + " With which weight does it change the first of them?",
)
def windows_met_rotated_kernels(dlarge, small, w, *, stride=1, padding=0):
    return windows_times_kernels(dlarge, w[:, ::-1, ::-1], stride, padding)


@mistake(
    "transposed_dsmall",
    "The windows lie one pixel apart, although the stride is larger.",
    equation="forward",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="Where is the corner of the stamp of unit (1, 0) when the stride is 2?",
)
def windows_one_apart(dlarge, small, w, *, stride=1, padding=0):
    _, OH, OW, _ = small.shape
    return windows_times_kernels(dlarge, w, 1, padding)[:, :OH, :OW]


def images_and_kernels(dlarge, small, w, stride, padding, dilation, *, cut=True):
    """Return the arrays of the convolution that is dw, their axes moved."""
    dlarge = convlab.pad(dlarge, padding=padding)
    if cut:
        rows, columns = (
            stride * (windows - 1) + kernel_extent(kernel, dilation)
            for windows, kernel in zip(small.shape[1:3], w.shape[1:3], strict=True)
        )
        dlarge = dlarge[:, :rows, :columns]
    return dlarge.transpose(3, 1, 2, 0), small.transpose(3, 1, 2, 0)


@mistake(
    "transposed_dw",
    "The units of `small` were laid one pixel apart on the gradient, although the "
    "stride is larger.",
    equation="dw",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="Where is the corner of the stamp of unit (1, 0) when the stride is 2?",
)
def units_one_apart(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    _, KH, KW, _ = w.shape
    images, kernels = images_and_kernels(dlarge, small, w, stride, padding, dilation)
    dw = dilated(images, kernels, dilation).transpose(3, 1, 2, 0)
    return dw[:, :KH, :KW]


CHANGE = "When p grows by 1, by how much does the place on the gradient move? And when "
CHANGE += "a grows by 1?"


@mistake(
    "transposed_dw",
    "Stride and dilation were not swapped: the units of `small` were laid d pixels "
    "apart, and moved by s from one weight to the next.",
    equation="dw",
    hides_when=[DILATION_IS_STRIDE],
    hint=CHANGE,
)
def not_exchanged(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    images, kernels = images_and_kernels(dlarge, small, w, stride, padding, dilation)
    return dilated(images, kernels, stride, dilation).transpose(3, 1, 2, 0)


@mistake(
    "transposed_dw",
    "The units of `small` were moved by one pixel from one weight to the next, "
    "although the dilation is larger: the result has an entry for every gap as well.",
    equation="dw",
    hides_when=[UNDILATED, ONE_BY_ONE],
    hint=CHANGE,
)
def gaps_filled(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    images, kernels = images_and_kernels(dlarge, small, w, stride, padding, dilation)
    return dilated(images, kernels, 1, stride).transpose(3, 1, 2, 0)


@mistake(
    "transposed_dw",
    "Rows and columns that are left over were not cut off: past the last weight, "
    "the result goes on for weights that the kernel does not have.",
    equation="leftover",
    hides_when=[FEW_LEFT_OVER],
    hint="The gradient has the shape of w. In how many places does `small` fit on "
    "the gradient, if rows are left over?",
)
def leftover_not_cut(dlarge, small, w, *, stride=1, padding=0, dilation=1):
    images, kernels = images_and_kernels(
        dlarge, small, w, stride, padding, dilation, cut=False
    )
    return dilated(images, kernels, dilation, stride).transpose(3, 1, 2, 0)
