"""Mistakes in the loss, in its gradient by the scores, and in momentum."""

import numpy as np

from convlab.exercises.mistakes.mistake import mistake

ROWS = "Each example has probabilities of its own, and they add up to 1. Along which "
ROWS += "axis do you add?"


def _probabilities(z, axis=1):
    powers = np.exp(z - z.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _one_hot(z, labels):
    return labels[:, None] == np.arange(z.shape[1])


# Each of these three has two forms: the largest score of each row may have been
# subtracted before, and as the rows are mixed up, it does not cancel.
COLUMNS = "The probabilities of each class add up to 1, not those of each example."
BATCH = (
    "All probabilities of the batch together add up to 1, not those of each example."
)
LINED_UP = (
    "The sums of the rows, an array (B,), were laid along the classes. That runs "
)
LINED_UP += "only if there are as many classes as examples, or one example."
KEEPDIMS = (
    "With which axis does NumPy line up an array (B,)? `keepdims=True` keeps the "
)
KEEPDIMS += "one that was summed over."


def _powers(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@mistake("softmax", COLUMNS, equation="softmax", hint=ROWS)
def along_the_batch(z):
    return _probabilities(z, axis=0)


@mistake("softmax", COLUMNS, equation="softmax", hint=ROWS)
def summed_along_the_batch(z):
    return _powers(z) / _powers(z).sum(axis=0)


@mistake("softmax", BATCH, equation="softmax", hint=ROWS)
def over_the_whole_batch(z):
    return _probabilities(z, axis=None)


@mistake("softmax", BATCH, equation="softmax", hint=ROWS)
def summed_over_the_batch(z):
    return _powers(z) / _powers(z).sum()


@mistake("softmax", LINED_UP, equation="softmax", hint=KEEPDIMS)
def sums_along_the_classes(z):
    return np.exp(z) / np.exp(z).sum(axis=1)


@mistake("softmax", LINED_UP, equation="softmax", hint=KEEPDIMS)
def keepdims_once_only(z):
    return _powers(z) / _powers(z).sum(axis=1)


@mistake(
    "softmax",
    "The scores of an example were moved by different numbers before the exponential. "
    "Only one that is the same for all classes cancels.",
    equation="softmax",
    hint=(
        "Which number is subtracted from which score: along which axis is the maximum?"
    ),
)
def moved_by_different_numbers(z):
    return _probabilities(z - z.max(axis=0))


@mistake(
    "softmax",
    "The exponential is missing: the scores themselves were divided by their sum.",
    equation="softmax",
    hint="Scores can be negative. What turns them into positive numbers?",
)
def exponential_forgotten(z):
    return z / z.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    "Every score was sent through a sigmoid by itself, 1 / (1 + exp(-z)).",
    equation="softmax",
    hint="Do the probabilities of an example add up to 1?",
)
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@mistake(
    "softmax",
    "The larger a score, the smaller its probability: the exponent has the wrong sign.",
    equation="softmax",
    hint="Which of the scores 2 and 0 should get the larger probability?",
)
def sign_in_the_exponent(z):
    return _probabilities(-z)


def _surprises(z, labels):
    return -np.log(_probabilities(z)[np.arange(len(z)), labels])


@mistake(
    "cross_entropy",
    "The losses of the examples were added up. L is their average.",
    equation="cross-entropy",
    hint="If every example comes twice, should L become twice as large?",
)
def summed(z, labels):
    return _surprises(z, labels).sum()


@mistake(
    "cross_entropy",
    "The sign is wrong: L is never negative.",
    equation="cross-entropy",
    hint="What is the logarithm of a probability: positive or negative?",
)
def sign_wrong(z, labels):
    return -_surprises(z, labels).mean()


@mistake(
    "cross_entropy",
    "The average is over the examples and the classes: it was divided by both numbers.",
    equation="cross-entropy",
    hint="How many terms does the sum of the equation have, and what is it divided by?",
)
def averaged_over_classes(z, labels):
    return _surprises(z, labels).mean() / z.shape[1]


@mistake(
    "cross_entropy",
    "For every example, the classes of all labels were read, not its own alone.",
    equation="cross-entropy",
    hint="What is the shape of `p[:, labels]`? Row n should give a single entry.",
)
def all_labels_of_each(z, labels):
    return -np.log(_probabilities(z)[:, labels]).mean()


@mistake(
    "cross_entropy",
    "The class with the largest score was taken, whatever the label says.",
    equation="cross-entropy",
    hint="Can your loss be large when the network is sure of a wrong answer?",
)
def largest_score(z, labels):
    return _surprises(z, z.argmax(axis=1)).mean()


@mistake(
    "cross_entropy",
    "The logarithm of the average was taken. L is the average of the logarithms.",
    equation="cross-entropy",
    hint="In the equation, is the logarithm inside the sum or around it?",
)
def logarithm_of_the_average(z, labels):
    return -np.log(np.exp(-_surprises(z, labels)).mean())


@mistake(
    "cross_entropy",
    "The other classes count as well, with -log(1 - p). That is the loss for "
    "several yes-or-no questions.",
    equation="cross-entropy",
    hint="How many probabilities of example n occur in the equation?",
)
def yes_or_no_for_each_class(z, labels):
    p, right = _probabilities(z), _one_hot(z, labels)
    return -(right * np.log(p) + ~right * np.log(1 - p)).sum() / len(z)


@mistake(
    "cross_entropy",
    "The scores themselves were averaged, with a minus: the sum of the exponentials is "
    "missing.",
    equation="cross-entropy",
    hint="Adding 1 to all scores changes no probability. Does it change your L?",
)
def scores_alone(z, labels):
    return -z[np.arange(len(z)), labels].mean()


NUDGE = "Move one score of one example: which terms of L change, and by what does L "
NUDGE += "divide?"


@mistake(
    "score_gradient",
    "It was not divided by the number of examples. L is an average over them.",
    equation="score-gradient",
    hint=NUDGE,
)
def not_averaged(z, labels):
    return _probabilities(z) - _one_hot(z, labels)


@mistake(
    "score_gradient",
    "It was divided by the number of examples twice.",
    equation="score-gradient",
    hint=NUDGE,
)
def averaged_twice(z, labels):
    return not_averaged.function(z, labels) / len(z) ** 2


@mistake(
    "score_gradient",
    "It was divided by the number of examples times that of classes.",
    equation="score-gradient",
    hint=NUDGE,
)
def averaged_over_scores(z, labels):
    return not_averaged.function(z, labels) / z.size


@mistake(
    "score_gradient",
    "These are the probabilities, divided by the number of examples. The right class "
    "was forgotten.",
    equation="score-gradient",
    hint="Do the entries of a row add up to 0?",
)
def label_forgotten(z, labels):
    return _probabilities(z) / len(z)


@mistake(
    "score_gradient",
    "Each example had 1 taken from the classes of all labels, not from its own alone.",
    equation="score-gradient",
    hint="Which entries does `p[:, labels]` name? For each n, it should be one.",
)
def labels_of_all(z, labels):
    p = _probabilities(z)
    p[:, labels] -= 1
    return p / len(z)


@mistake(
    "score_gradient",
    "This is the derivative with respect to the probability, -1/p, at the right "
    "class. It still has to go through the softmax.",
    equation="score-gradient",
    hint="On which scores does the probability of the right class depend?",
)
def before_the_softmax(z, labels):
    return -1.0 * _one_hot(z, labels) / _probabilities(z) / len(z)


@mistake(
    "score_gradient",
    "Only the score of the right class has a gradient. The others are in the sum of "
    "the softmax, too.",
    equation="score-gradient",
    hint="What happens to the right probability if another score rises?",
)
def right_class_only(z, labels):
    return not_averaged.function(z, labels) * _one_hot(z, labels) / len(z)


@mistake(
    "score_gradient",
    "The scores were used as if they were probabilities.",
    equation="score-gradient",
    hint="What turns z into p?",
)
def softmax_forgotten(z, labels):
    return (z - _one_hot(z, labels)) / len(z)


@mistake(
    "score_gradient",
    "In the softmax, all probabilities of the batch together add up to 1.",
    equation="score-gradient",
    hint=ROWS,
)
def softmax_over_the_batch(z, labels):
    return (_probabilities(z, axis=None) - _one_hot(z, labels)) / len(z)


@mistake(
    "score_gradient",
    "In the softmax, the probabilities of each class add up to 1.",
    equation="score-gradient",
    hint=ROWS,
)
def softmax_along_the_batch(z, labels):
    return (_probabilities(z, axis=0) - _one_hot(z, labels)) / len(z)


VELOCITY = "Write down v and w after each of two steps, by hand."


def _steps(w, gradients, learning_rate, step):
    """Take the steps; `step` returns the new velocity, and what w moves against."""
    w, v = np.array(w, float), np.zeros(w.shape)
    for dw in gradients:
        v, along = step(v, dw)
        w = w - learning_rate * along
    return w


@mistake(
    "momentum",
    "No velocity is kept from step to step: these are plain steps.",
    equation="momentum",
    hint="What is v before the second step?",
)
def without_velocity(w, gradients, learning_rate, mu):
    return _steps(w, gradients, learning_rate, lambda v, dw: (v, dw))


@mistake(
    "momentum",
    "All of the velocity was kept, as if mu were 1.",
    equation="momentum",
    hint=VELOCITY,
)
def nothing_lost(w, gradients, learning_rate, mu):
    return _steps(w, gradients, learning_rate, lambda v, dw: (v + dw, v + dw))


@mistake(
    "momentum",
    "The new gradient counts 1 - mu times. That is a running average, as in Adam, and "
    "makes smaller steps.",
    equation="momentum",
    hint="In the equation, what is the gradient multiplied by before it enters v?",
)
def running_average(w, gradients, learning_rate, mu):
    def step(v, dw):
        v = mu * v + (1 - mu) * dw
        return v, v

    return _steps(w, gradients, learning_rate, step)


@mistake(
    "momentum",
    "w moved with the velocity from before the step.",
    equation="momentum",
    hint="Which of v and v' is in the second equation?",
)
def old_velocity(w, gradients, learning_rate, mu):
    return _steps(w, gradients, learning_rate, lambda v, dw: (mu * v + dw, v))


@mistake(
    "momentum",
    "The steps lead uphill: the sign is wrong.",
    equation="momentum",
    hint="The gradient points uphill, where L grows.",
)
def uphill(w, gradients, learning_rate, mu):
    return _momentum(w, gradients, -learning_rate, mu)


@mistake(
    "momentum",
    "Every step looks ahead, as Nesterov's momentum does: it goes along mu v' plus the "
    "gradient.",
    equation="momentum",
    hint="The second equation has v' and nothing else.",
)
def looking_ahead(w, gradients, learning_rate, mu):
    def step(v, dw):
        v = mu * v + dw
        return v, mu * v + dw

    return _steps(w, gradients, learning_rate, step)


@mistake(
    "momentum",
    "The learning rate was multiplied in twice: into the velocity, and once more "
    "into the step.",
    equation="momentum",
    hint="How often does the learning rate occur in the equations?",
)
def learning_rate_twice(w, gradients, learning_rate, mu):
    return _momentum(w, gradients, learning_rate**2, mu)


@mistake(
    "momentum",
    "Only the first gradient was followed.",
    equation="momentum",
    hint="When does the function return?",
)
def first_step_only(w, gradients, learning_rate, mu):
    return _momentum(w, gradients[:1], learning_rate, mu)


def _momentum(w, gradients, learning_rate, mu):
    return _steps(w, gradients, learning_rate, lambda v, dw: (mu * v + dw,) * 2)
