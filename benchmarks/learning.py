"""Measure how well and how soon the network of the chapter "learning" learns.

Prints the accuracy on digits it has not seen, and the seconds, for three seeds, with
the pair that was derived and with the fast one, without nudges, and with the first
layer left as it was drawn; and, where PyTorch is installed, how far its losses and
gradients are from ours in three steps, in float64. What the book quotes is stored by

    python benchmarks/learning.py --out src/convlab/viz/results

on an idle machine, with requirements-bench.txt installed.
"""

import argparse
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from convlab import conv, digits, fast
from convlab.layers import SGD, SoftmaxCrossEntropy
from convlab.training import train
from convolution.machine import describe_machine, in_a_line
from convolution.record import write_rounded

SEEDS = 0, 1, 2
FAST = {"forward": fast.forward, "backward": fast.backward}
WAYS = {
    "derived": {"forward": conv.forward, "backward": conv.backward},
    "fast": FAST,
    "not nudged": FAST | {"change": None},
}
BATCH = 32


def main():
    """Measure, print and store."""
    options = _read_options()
    machine = describe_machine()
    print(in_a_line(machine), flush=True)
    record = {"machine": machine, "seeds": list(SEEDS)}
    record |= {name: _learn(name, **how) for name, how in WAYS.items()}
    record["first layer left"] = _leave_first_layer()
    record["apart"] = _compare() if find_spec("torch") else None
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "learning.json"
    path.write_text(write_rounded(record))
    print(f"{path}:\n{path.read_text()}")


def _learn(name, **how):
    found = {"accuracy": [], "seconds": []}
    for seed in SEEDS:
        start = time.perf_counter()
        accuracy = digits.learn(seed=seed, **how).curves.unseen[-1]
        seconds = time.perf_counter() - start
        print(f"{name}, seed {seed}: {accuracy:.2%} in {seconds:.1f} s", flush=True)
        found["accuracy"].append(accuracy)
        found["seconds"].append(seconds)
    return found | {"mean accuracy": float(np.mean(found["accuracy"]))}


def _leave_first_layer():
    """Train all but the first layer, whose kernels stay as they were drawn."""
    found = []
    for seed in SEEDS:
        data, rng = digits.load(seed=seed), np.random.default_rng(seed)
        network = digits.build_network(rng, **FAST)
        descent = SGD(network.layers[1:], rate=digits.RATE, momentum=digits.MOMENTUM)
        how = {"epochs": digits.EPOCHS, "rng": rng, "change": digits.nudge}
        curves = train(network, SoftmaxCrossEntropy(), descent, data, **how)
        print(f"first layer left, seed {seed}: {curves.unseen[-1]:.2%}", flush=True)
        found.append(curves.unseen[-1])
    return {"accuracy": found, "mean accuracy": float(np.mean(found))}


def _compare():
    from networks.torch_network import compare

    data, loss = digits.load(), SoftmaxCrossEntropy()
    network = digits.build_network(np.random.default_rng(0))
    descent = SGD(network.layers, rate=digits.RATE, momentum=digits.MOMENTUM)
    return compare(network, loss, data.x[:BATCH], data.labels[:BATCH], descent)


def _read_options():
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    folder = {"type": Path, "metavar": "FOLDER", "default": Path("_build/bench")}
    parser.add_argument("--out", **folder, help="default: %(default)s")
    return parser.parse_args()


if __name__ == "__main__":
    main()
