"""A network built of layers: each has a `forward`, a `backward`, and nothing hidden."""

from convlab.layers.activations import ReLU, Tanh
from convlab.layers.check_gradients import check_gradients
from convlab.layers.conv2d import Conv2D
from convlab.layers.dense import Dense, Flatten
from convlab.layers.draw_weights import draw_weights
from convlab.layers.layer import Layer
from convlab.layers.max_pool import MaxPool2D
from convlab.layers.sequential import Sequential
from convlab.layers.sgd import SGD
from convlab.layers.softmax_cross_entropy import SoftmaxCrossEntropy

__all__ = [
    "SGD",
    "Conv2D",
    "Dense",
    "Flatten",
    "Layer",
    "MaxPool2D",
    "ReLU",
    "Sequential",
    "SoftmaxCrossEntropy",
    "Tanh",
    "check_gradients",
    "draw_weights",
]
