"""Measure how well the network of the chapter "learning" learns, and what helps it.

All figures but one are accuracies on validation digits, seed by seed: with several
learning rates, with and without random shifts, and with the first layer left untrained.
A seed draws the validation digits, the first weights and the order of training. Where
PyTorch is installed, the script also records how far its losses and gradients are from
ours over three steps, in float64; where it is not, it keeps what the file holds. To
renew what the book quotes, run, with requirements-bench.txt installed,

    python benchmarks/learning.py --out src/convlab/viz/results
"""

import json
from importlib.util import find_spec

import numpy as np

from convlab import digits, fast
from convlab.layers import SGD, SoftmaxCrossEntropy
from results import describe_machine, make_parser, store

BATCH = 32
RATES = 0.005, 0.01, 0.02, 0.05, 0.1, 0.2


def leave_first_layer(dz, x, w, **settings):
    """Return the gradients, but zeros for the weights of the layer that sees images."""
    dx, dw, db = fast.backward(dz, x, w, **settings)
    keeps = x.shape[3] == 1  # the images have one channel
    return (dx, 0 * dw, 0 * db) if keeps else (dx, dw, db)


FAST = {"forward": fast.forward, "backward": fast.backward}
WAYS = {
    "shifted": FAST,
    "not shifted": FAST | {"augment": None},
    "first layer left": FAST | {"backward": leave_first_layer},
}


def main():
    """Measure, print and store."""
    parser = make_parser(__doc__)
    count = {"type": int, "help": "default: %(default)s"}
    parser.add_argument("--epochs", default=digits.EPOCHS, **count)
    parser.add_argument("--seeds", default=12, **count)
    parser.add_argument("--seeds-per-rate", default=3, **count)
    options = parser.parse_args()
    record = {"machine": describe_machine(), "seeds": list(range(options.seeds))}

    def measure(name, seeds, **settings):
        found = []
        for seed in range(seeds):
            learned = digits.learn(seed=seed, epochs=options.epochs, **settings)
            found.append(learned.history.validation[-1])
        print(f"{name}: mean {np.mean(found):.4f} of {found}", flush=True)
        return found

    record["rates"] = {}
    for rate in RATES:
        how = FAST | {"learning_rate": rate}
        found = measure(f"learning rate {rate}", options.seeds_per_rate, **how)
        record["rates"][str(rate)] = found
    for name, settings in WAYS.items():
        record[name] = measure(name, options.seeds, **settings)
    kept = options.out / "learning.json"
    if find_spec("torch"):
        record |= {"apart": compare_with_torch(), "apart on": record["machine"]}
    elif kept.exists():
        before = json.loads(kept.read_text("utf-8"))
        record |= {name: before[name] for name in before if name.startswith("apart")}
    store(kept, record)


def compare_with_torch():
    """Return how far the first losses and gradients are from PyTorch's."""
    from torch_network import compare

    data, network = digits.load(), digits.build_network(np.random.default_rng(0))
    rates = {"learning_rate": digits.LEARNING_RATE, "momentum": digits.MOMENTUM}
    batch = data.x[:BATCH], data.labels[:BATCH]
    return compare(network, SoftmaxCrossEntropy(), *batch, SGD(network, **rates))


if __name__ == "__main__":
    main()
