"""Cards of the chapter on learning: what a layer sends back, and how a step is made."""

import math

import numpy as np

from convlab import equations, forward, layers, samples
from convlab.exercises.cards.card import (
    COUNT,
    NUMBER,
    NUMBERS,
    SHAPE,
    WrongAnswer,
    card,
    rows,
    write_sum,
)

x, w, _, arriving = samples.by_hand()
z = forward(x, w, [-0.5])


@card(
    "learning",
    task="error",
    question="Which four numbers reach the convolution?",
    given="A convolution is followed by a ReLU. Its units z are (1.5, 5.5, 0.5, "
    "-0.5), and the gradient that arrives at the ReLU from above is (1, 2, -1, 3).",
    kind=NUMBERS,
    why="The slope is 1 where z is positive, and 0 where it is negative: "
    "(1 · 1, 1 · 2, 1 · (-1), 0 · 3) = (1, 2, -1, 0).",
    reasoning="Look at z, unit by unit. What is the slope of the ReLU there? Multiply "
    "the derivative that arrives by it.",
)
def relu_stops(error):
    return np.ravel(error(arriving, z))


dz = np.arange(1.0, 7).reshape(1, 2, 3, 1)
row, column = 1, 2
sent_back = dz[equations.max_pool(x, 2) == x[0, row, column, 0]]


@card(
    "learning",
    question="How much does the 3 get?",
    given="Max pooling over windows of (2, 2) pixels, with stride 1, reads an image "
    f"with {rows(x)}. The gradient that arrives at its six units has {rows(dz)}.",
    kind=NUMBER,
    why=f"It is the largest of four windows: {write_sum(sent_back)}.",
    reasoning="Find every window that the 3 lies in. In which of them is it the "
    "largest, and which entries of the gradient belong to these?",
    wrong=[
        WrongAnswer(
            "pooled-back-averaged",
            sent_back.mean(),
            "The entries were averaged. They come along several paths, and paths add "
            "up.",
        ),
        WrongAnswer(
            "pooled-back-windows-counted",
            sent_back.size,
            "The windows were counted, as if each sent back a 1.",
        ),
        WrongAnswer(
            "pooled-back-last-window",
            sent_back[-1],
            "Only the last window was kept: each replaced the one before instead "
            "of being added to it.",
        ),
        WrongAnswer(
            "pooled-back-first-window",
            sent_back[0],
            "Only the first window was counted.",
        ),
        WrongAnswer(
            "pooled-back-times-pixel",
            sent_back.sum() * x[0, row, column, 0],
            "The sum was multiplied by the pixel, but the derivative of the largest "
            "pixel is 1.",
        ),
    ],
)
def pooled_back():
    return equations.max_pool_gradient(dz, x, 2)[0, row, column, 0]


classes = 4
p = np.exp(np.zeros(classes)) / np.exp(np.zeros(classes)).sum()


@card(
    "learning",
    question="What is the entry of the right class?",
    given="There are four classes, and all scores of an example are 0. Take the "
    "gradient of softmax and cross-entropy with respect to the scores, for a batch "
    "of one.",
    kind=NUMBER,
    why="All classes have the same probability, 0.25. The right one should have 1: "
    "0.25 - 1 = -0.75.",
    reasoning="Which probabilities does the softmax give to four equal scores? From "
    "one of them, something is subtracted.",
    wrong=[
        WrongAnswer(
            "score-gradient-sign-changed",
            1 - p[2],
            "The sign was changed. The gradient points uphill; the optimizer is what "
            "steps the other way.",
        ),
        WrongAnswer(
            "score-gradient-of-the-others",
            p[2],
            "The 1 of the right class was not subtracted.",
        ),
        WrongAnswer(
            "score-gradient-of-the-logarithm",
            -1 / p[2],
            "This is the derivative with respect to the probability: the softmax was "
            "left out.",
        ),
        WrongAnswer(
            "score-gradient-averaged-over-classes",
            (p[2] - 1) / classes,
            "It was divided by the number of classes. The 1/B belongs to the batch.",
        ),
    ],
)
def score_gradient():
    loss = layers.SoftmaxCrossEntropy()
    loss.forward(np.zeros((1, classes)), [2])
    return loss.backward()[0, 2]


maps = np.zeros((1, 8, 8, 32))
pooled = layers.MaxPool2D(2).forward(maps)


@card(
    "learning",
    question="What is the shape of what the max pooling returns?",
    given="Max pooling over windows of 2 by 2 pixels that lie side by side takes in a "
    "batch of shape (1, 8, 8, 32).",
    kind=SHAPE,
    why="The windows lie side by side, so there are 8 / 2 = 4 rows and as many "
    "columns. Each channel is pooled by itself, and all 32 stay.",
    reasoning="The convolutions are padded so that rows and columns stay. How many "
    "channels come from the second one? Then how many windows fit side by side?",
    wrong=[
        WrongAnswer(
            "pooled-shape-kept",
            maps.shape,
            "The size was kept: this is the shape that comes in.",
        ),
        WrongAnswer(
            "pooled-shape-windows-overlap",
            layers.MaxPool2D(2, stride=1).forward(maps).shape,
            "The windows moved by one pixel, but here they lie side by side.",
        ),
        WrongAnswer(
            "pooled-shape-first-convolution",
            (*pooled.shape[:3], 16),
            "These are the channels of the first convolution.",
        ),
        WrongAnswer(
            "pooled-shape-channels-pooled",
            (*pooled.shape[:3], 1),
            "The largest of all channels was taken, but each channel is pooled by "
            "itself.",
        ),
        WrongAnswer(
            "pooled-shape-channels-first",
            np.moveaxis(pooled, -1, 1).shape,
            "The channels were put before rows and columns.",
        ),
    ],
)
def pooled_shape():
    return pooled.shape


def _velocity(mu, *, share=1, steps=3):
    """Return the velocity after some steps with a gradient of 2 each time."""
    v = 0
    for _ in range(steps):
        v = mu * v + share * 2
    return v


@card(
    "learning",
    question="What is the velocity after three steps?",
    given="With momentum, a step keeps half of the velocity, and adds the gradient. "
    "The gradient is 2 each time, and the velocity begins at 0.",
    kind=NUMBER,
    why="It is 2 after the first step, 0.5 · 2 + 2 = 3 after the second, and "
    "0.5 · 3 + 2 = 3.5 after the third.",
    reasoning="Apply the first line of the equation once for each step, and begin with "
    "a velocity of 0.",
    wrong=[
        WrongAnswer(
            "velocity-nothing-kept",
            _velocity(0),
            "Nothing of the velocity was kept: this is the plain gradient.",
        ),
        WrongAnswer(
            "velocity-all-kept",
            _velocity(1),
            "All of the velocity was kept, as if μ were 1.",
        ),
        WrongAnswer(
            "velocity-one-step-short",
            _velocity(0.5, steps=2),
            "This is the velocity after two steps: the first step leaves it at the "
            "gradient, not at 0.",
        ),
        WrongAnswer(
            "velocity-averaged",
            _velocity(0.5, share=0.5),
            "The gradient was multiplied by 1 - μ as well: this v is an average.",
        ),
        WrongAnswer(
            "velocity-in-the-end",
            2 / (1 - 0.5),
            "This is the limit that the velocity approaches after many steps.",
        ),
    ],
)
def velocity():
    return _velocity(0.5)


train, validation, batch_size = 1077, 360, 32


@card(
    "learning",
    question="How many steps does an epoch have?",
    given="The training set has 1077 digits. Each step takes a mini-batch of 32 of "
    "them, until every digit was shown once.",
    kind=COUNT,
    why="33 · 32 = 1056 digits fill 33 mini-batches. The remaining 21 form a smaller "
    "one: 33 + 1 = 34.",
    reasoning="How many training digits are there, and how many whole mini-batches can "
    "be filled with them? What about the digits that remain?",
    wrong=[
        WrongAnswer(
            "epoch-last-batch-dropped",
            train // batch_size,
            "The digits that do not fill a mini-batch were dropped, but an epoch shows "
            "every digit.",
        ),
        WrongAnswer(
            "epoch-with-validation-digits",
            math.ceil((train + validation) / batch_size),
            "The validation digits were shown too. No step may use them.",
        ),
        WrongAnswer(
            "epoch-a-step-a-digit",
            train,
            "One step was counted for each digit, but a step takes a whole mini-batch.",
        ),
    ],
)
def epoch_steps():
    return math.ceil(train / batch_size)
