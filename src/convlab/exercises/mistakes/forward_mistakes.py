"""Mistakes in the forward pass."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    NO_BIAS,
    NO_PADDING,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    POINT_SYMMETRIC,
    POSITIVE,
    STRIDE_1,
    SYMMETRIC,
)
from convlab.exercises.mistakes.im2col_mistakes import take_windows
from convlab.exercises.mistakes.mistake import mistake


@mistake(
    "forward",
    "The kernels were rotated by 180 degrees before they were laid on the windows.",
    equation="forward",
    hides_when=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint="Which pixel of the window meets w[f, 0, 0, c]: the first or the last? What "
    "deep learning calls a convolution rotates nothing.",
)
def kernel_rotated(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w[:, ::-1, ::-1], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Rows and columns of the kernel were swapped: w[f, q, p, c] in the place of "
    "w[f, p, q, c].",
    equation="forward",
    hides_when=[ONE_BY_ONE, SYMMETRIC],
    hint="p counts rows of the kernel and of the window, q counts columns of both. "
    "Try a kernel of 1 row and 2 columns.",
)
def kernel_transposed(x, w, b=None, *, stride=1, padding=0):
    windows = take_windows(convlab.pad(x, padding=padding), w.shape[1:3], stride)
    return np.einsum("nijqpc,fpqc->nijf", windows, w) + (0 if b is None else b)


@mistake(
    "forward",
    "The weights of a kernel were read in the order (c, p, q), but they lie in memory "
    "in the order (p, q, c).",
    equation="forward-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="Number the weights of a small kernel 0, 1, 2, ... Which of them stands in "
    "which column of W_mat, and which pixel in the same row of X_col?",
)
def weights_channels_first(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    w = w.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was left out.",
    equation="forward",
    hides_when=[NO_BIAS],
    hint="Which term of the equation stands before the sum?",
)
def bias_forgotten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added to every product, and not once to their sum.",
    equation="forward",
    hides_when=[NO_BIAS],
    hint="Is b(f) inside or outside the sum over p, q and c?",
)
def bias_added_to_every_product(x, w, b=None, *, stride=1, padding=0):
    times = w[0].size
    b = None if b is None else times * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for each channel, and not once in all.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_CHANNEL],
    hint="Is b(f) inside or outside the sum over c?",
)
def bias_added_for_every_channel(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else w.shape[3] * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was subtracted.",
    equation="forward",
    hides_when=[NO_BIAS],
    hint="Look at the sign before b(f).",
)
def bias_subtracted(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else -b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Every kernel was given the bias of kernel 0.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_KERNEL],
    hint="How many biases are there, and which of them belongs to channel f of z?",
)
def bias_of_first_kernel(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else np.full(len(w), b[0])
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The windows moved by one pixel, although the stride is larger; only the number "
    "of units is that of the stride.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row of x does the window of z[n, 1, 0, f] begin when the stride "
    "is 2?",
)
def stride_forgotten(x, w, b=None, *, stride=1, padding=0):
    _, OH, OW, _ = convlab.forward(x, w, b, stride=stride, padding=padding).shape
    return convlab.forward(x, w, b, padding=padding)[:, :OH, :OW]


@mistake(
    "forward",
    "The stride was ignored: there is a unit for every place of the kernel.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="How many windows fit into 5 rows when a kernel of 3 moves by 2?",
)
def stride_ignored(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, padding=padding)


@mistake(
    "forward",
    "The stride was put between the weights of the kernel, and not between windows: "
    "that is a dilation.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint="Does the stride multiply i, the unit, or p, the weight?",
)
def stride_used_as_dilation(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    spread = np.zeros((F, stride * (KH - 1) + 1, stride * (KW - 1) + 1, C))
    spread[:, ::stride, ::stride] = w
    return convlab.forward(x, spread, b, padding=padding)


@mistake(
    "forward",
    "The stride was applied to rows and not to columns.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which column of x does the window of z[n, 0, 1, f] begin when the stride "
    "is 2?",
)
def stride_on_rows_only(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=(stride, 1), padding=padding)


@mistake(
    "forward",
    "The last row and the last column of windows were left out.",
    equation="output-size",
    hint="What is the last value that `range(OH - 1)` gives?",
)
def last_windows_missing(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    z[:, -1] = 0
    z[:, :, -1] = 0
    return z


@mistake(
    "forward",
    "The image was not padded.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="Where does your function use `padding`?",
)
def padding_forgotten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "The padding was shared out between both sides; it is meant for each side.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="How many rows does an image of 5 rows have with padding 1?",
)
def padding_in_total(x, w, b=None, *, stride=1, padding=0):
    widths = padding // 2, padding - padding // 2
    return convlab.forward(x, w, b, stride=stride, padding=(widths, widths))


@mistake(
    "forward",
    "All zeros were put before the image, at the top and at the left, and none after.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="Print your padded image. How many zeros stand on each of its four sides?",
)
def padding_before_only(x, w, b=None, *, stride=1, padding=0):
    widths = 2 * padding, 0
    return convlab.forward(x, w, b, stride=stride, padding=(widths, widths))


@mistake(
    "forward",
    "All zeros were put after the image, at the bottom and at the right, and none "
    "before.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="Print your padded image. How many zeros stand on each of its four sides?",
)
def padding_after_only(x, w, b=None, *, stride=1, padding=0):
    widths = 0, 2 * padding
    return convlab.forward(x, w, b, stride=stride, padding=(widths, widths))


@mistake(
    "forward",
    "Rows were padded, and columns were not.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="Print your padded image. How many zeros stand on each of its four sides?",
)
def padding_of_rows_only(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=(padding, 0))


@mistake(
    "forward",
    "The image was padded with copies of its border, and not with zeros.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="Print your padded image. What are the numbers around it?",
)
def padding_repeats_border(x, w, b=None, *, stride=1, padding=0):
    sides = padding, padding
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)), mode="edge")
    return convlab.forward(x, w, b, stride=stride)


@mistake(
    "forward",
    "Only channel 0 of the image was used.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint="Over which indices does the sum run?",
)
def only_first_channel(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x[..., :1], w[..., :1], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The channels were averaged; they are added up.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint="Does the equation divide by anything?",
)
def channels_averaged(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w / w.shape[3], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The products of a window were averaged; they are added up.",
    equation="forward",
    hint="Does the equation divide by anything?",
)
def products_averaged(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w / w[0].size, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the last product of each window was kept: a new product replaced the sum, "
    "and was not added to it.",
    equation="forward",
    hint="Is there a `=` where a `+=` should be?",
)
def sum_overwritten(x, w, b=None, *, stride=1, padding=0):
    last = np.zeros_like(w)
    last[:, -1, -1, -1] = w[:, -1, -1, -1]
    return convlab.forward(x, last, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The sum was not started anew for each unit: every unit still holds those before "
    "it.",
    equation="forward",
    hint="Where, among your loops, does the sum begin at 0?",
)
def sum_not_started_anew(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    return np.cumsum(z).reshape(z.shape)


@mistake(
    "forward",
    "Z, with a row for each kernel, was reshaped to (B, OH, OW, F). Its axes have to "
    "be moved first.",
    equation="forward-matmul",
    hides_when=[EXACT_FIT, ONE_KERNEL],
    hint="Which axis of Z counts the kernels? `reshape` leaves every number where it "
    "lies in memory.",
)
def output_reshaped(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    return np.moveaxis(z, 3, 1).reshape(z.shape)


@mistake(
    "forward",
    "The columns of the whole batch were filled window by window, image after image "
    "within each, and read image by image.",
    equation="forward-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE],
    hint="With one matrix for the whole batch, to which image does its second column "
    "belong? Fill and read must agree.",
)
def batch_columns_mixed(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    return np.moveaxis(z, 0, 2).reshape(z.shape)


@mistake(
    "forward",
    "Every image of the batch got the result of image 0.",
    equation="forward",
    hides_when=[ONE_IMAGE],
    hint="Where does your function use n?",
)
def only_first_image(x, w, b=None, *, stride=1, padding=0):
    x = np.repeat(x[:1], len(x), axis=0)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The image was reshaped to bring its channels to the front, which deals out its "
    "numbers anew.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Compare `x.reshape(B, C, H, W)` with `np.moveaxis(x, -1, 1)` on an image "
    "that counts 0, 1, 2, ...",
)
def image_reshaped(x, w, b=None, *, stride=1, padding=0):
    B, H, W, C = x.shape
    x = x.reshape(B, C, H, W).transpose(0, 2, 3, 1)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "ReLU was applied: what came back is the activation, and not z.",
    equation="activation",
    hides_when=[POSITIVE],
    hint="Are there negative numbers in your result? z is what comes before sigma.",
)
def activation_applied(x, w, b=None, *, stride=1, padding=0):
    return np.maximum(convlab.forward(x, w, b, stride=stride, padding=padding), 0)
