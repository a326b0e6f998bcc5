"""Measure how well and how fast the network of the chapter "learning" learns.

For three seeds: with the two passes that the book derives and with the fast ones,
without random shifts, and with the first layer left untrained. Where PyTorch is
installed, also how far its losses and gradients are from ours over three steps, in
float64. To renew what the book quotes, run, on an idle machine with
requirements-bench.txt installed,

    python benchmarks/learning.py --out src/convlab/viz/results
"""

import time
from importlib.util import find_spec
from statistics import mean

import numpy as np

from convlab import conv, digits, fast
from convlab.layers import SGD, SoftmaxCrossEntropy
from results import describe_machine, make_parser, store

BATCH = 32


def leave_first_layer(dz, x, w, **settings):
    """Return the gradients, but zeros for the weights of the layer that sees images."""
    dx, dw, db = fast.backward(dz, x, w, **settings)
    keeps = x.shape[3] == 1  # the images have one channel
    return (dx, 0 * dw, 0 * db) if keeps else (dx, dw, db)


FAST = {"forward": fast.forward, "backward": fast.backward}
WAYS = {
    "derived": {"forward": conv.forward, "backward": conv.backward},
    "fast": FAST,
    "not shifted": FAST | {"augment": None},
    "first layer left": FAST | {"backward": leave_first_layer},
}


def main():
    """Measure, print and store."""
    parser = make_parser(__doc__)
    count = {"type": int, "help": "default: %(default)s"}
    parser.add_argument("--epochs", default=digits.EPOCHS, **count)
    parser.add_argument("--seeds", default=3, **count)
    options = parser.parse_args()
    record = {"machine": describe_machine(), "seeds": list(range(options.seeds))}
    for name, settings in WAYS.items():
        found = {"accuracy": [], "seconds": []}
        for seed in record["seeds"]:
            start = time.perf_counter()
            learned = digits.learn(seed=seed, epochs=options.epochs, **settings)
            found["seconds"].append(time.perf_counter() - start)
            found["accuracy"].append(learned.history.test[-1])
        record[name] = found | {"mean accuracy": mean(found["accuracy"])}
        print(f"{name}: {record[name]}", flush=True)
    if find_spec("torch"):
        record["apart"] = compare_with_torch()
    store(options.out / "learning.json", record)


def compare_with_torch():
    """Return how far the first losses and gradients are from PyTorch's."""
    from torch_network import compare

    data, network = digits.load(), digits.build_network(np.random.default_rng(0))
    rates = {"learning_rate": digits.LEARNING_RATE, "momentum": digits.MOMENTUM}
    batch = data.x[:BATCH], data.labels[:BATCH]
    return compare(network, SoftmaxCrossEntropy(), *batch, SGD(network, **rates))


if __name__ == "__main__":
    main()
