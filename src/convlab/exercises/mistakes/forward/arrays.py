"""Mistakes of the forward pass: whole images, and all of z."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    POSITIVE,
)


@mistake(
    "forward",
    "Z, with a row for each kernel, was reshaped to (B, OH, OW, F). Its axes have to "
    "be moved first.",
    equation="forward-matmul",
    hides=[EXACT_FIT, ONE_KERNEL],
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
    hides=[EXACT_FIT, ONE_IMAGE],
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
    hides=[ONE_IMAGE],
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
    hides=[ONE_CHANNEL],
    hint="Compare `x.reshape(B, C, H, W)` with `np.moveaxis(x, -1, 1)` on an image "
    "that counts 0, 1, 2, ...",
)
def image_reshaped(x, w, b=None, *, stride=1, padding=0):
    B, H, W, C = x.shape
    x = x.reshape(B, C, H, W).transpose(0, 2, 3, 1)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The rectifier was applied: what came back is the activation, and not z.",
    equation="activation",
    hides=[POSITIVE],
    hint="Are there negative numbers in your result? z is what comes before sigma.",
)
def activation_applied(x, w, b=None, *, stride=1, padding=0):
    return np.maximum(convlab.forward(x, w, b, stride=stride, padding=padding), 0)
