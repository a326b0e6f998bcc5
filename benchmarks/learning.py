"""Measure how well and how fast the network of the chapter "learning" learns.

For three seeds: with the two passes that the book derives and with the fast ones,
without random shifts, and with the first layer left untrained. Where PyTorch is
installed, also how far its losses and gradients are from ours over three steps, in
float64. To renew what the book quotes, run, on an idle machine with
requirements-bench.txt installed,

    python benchmarks/learning.py --out src/convlab/viz/results
"""

import statistics
import time
from importlib.util import find_spec

import numpy as np

from convlab import conv, digits, fast
from convlab.layers import SGD, SoftmaxCrossEntropy, train
from report import print_table, read_options, store
from timing import describe_machine

FAST = {"forward": fast.forward, "backward": fast.backward}
WAYS = {
    "derived": {"forward": conv.forward, "backward": conv.backward},
    "fast": FAST,
    "not shifted": FAST | {"augment": None},
}
BATCH = 32
STEP = {"learning_rate": digits.LEARNING_RATE, "momentum": digits.MOMENTUM}


def main():
    """Measure, print and store."""
    epochs = {"type": int, "default": digits.EPOCHS, "help": "default: %(default)s"}
    seeds = {"type": int, "default": 3, "help": "how many; default: %(default)s"}
    options = read_options(__doc__, epochs=epochs, seeds=seeds)
    record = {"machine": describe_machine(), "seeds": list(range(options.seeds))}
    for name, settings in WAYS.items():
        found = {"accuracy": [], "seconds": []}
        for seed in record["seeds"]:
            start = time.perf_counter()
            learned = digits.learn(seed=seed, epochs=options.epochs, **settings)
            found["seconds"].append(time.perf_counter() - start)
            found["accuracy"].append(learned.history.test[-1])
        record[name] = found | {"mean accuracy": statistics.mean(found["accuracy"])}
    found = [_keep_first_layer(seed, options.epochs) for seed in record["seeds"]]
    record["first layer left"] = {
        "accuracy": found,
        "mean accuracy": statistics.mean(found),
    }
    record["apart"] = _compare() if find_spec("torch") else None
    lines = [
        [name, record[name]["mean accuracy"], record[name].get("seconds", "")]
        for name in (*WAYS, "first layer left")
    ]
    print_table("On test digits", ["network", "mean accuracy", "seconds"], lines)
    store(options.out / "learning.json", record)


def _keep_first_layer(seed, epochs):
    """Train all but the first layer; return the accuracy."""
    data, rng = digits.load(seed=seed), np.random.default_rng(seed)
    network = digits.build_network(rng, **FAST)
    optimizer = SGD(
        network.layers[1:], learning_rate=digits.LEARNING_RATE, momentum=digits.MOMENTUM
    )
    settings = {"epochs": epochs, "rng": rng, "augment": digits.random_shift}
    history = train(network, SoftmaxCrossEntropy(), optimizer, data, **settings)
    return history.test[-1]


def _compare():
    from torch_network import compare

    data, loss = digits.load(), SoftmaxCrossEntropy()
    network = digits.build_network(np.random.default_rng(0))
    optimizer = SGD(
        network.layers, learning_rate=digits.LEARNING_RATE, momentum=digits.MOMENTUM
    )
    return compare(network, loss, data.x[:BATCH], data.labels[:BATCH], optimizer)


if __name__ == "__main__":
    main()
