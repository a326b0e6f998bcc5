"""Layers of a network, each with a `forward` and a `backward`, and their training."""

from convlab.layers._base import Layer
from convlab.layers.linear import Conv2D, Dense, Flatten
from convlab.layers.network import Sequential, check_gradients
from convlab.layers.nonlinear import MaxPool2D, ReLU, Tanh
from convlab.layers.optimizer import SGD, he_normal
from convlab.layers.training import (
    History,
    SoftmaxCrossEntropy,
    accuracy,
    train,
    train_epoch,
    train_step,
)

__all__ = [
    "SGD",
    "Conv2D",
    "Dense",
    "Flatten",
    "History",
    "Layer",
    "MaxPool2D",
    "ReLU",
    "Sequential",
    "SoftmaxCrossEntropy",
    "Tanh",
    "accuracy",
    "check_gradients",
    "he_normal",
    "train",
    "train_epoch",
    "train_step",
]
