"""Measure, in a fresh process, the most that NumPy holds beyond input and output.

Fresh, because a layer may keep memory for its next calls: what it keeps counts, and
what an earlier row made it keep does not hide it. Hence also a second call. What BLAS
and the FFT allocate by themselves is not seen.
"""

import json
import subprocess
import sys
import tracemalloc

from convolution.case import draw
from convolution.contestants import enter
from convolution.neighbours import by_name
from convolution.shapes import Shape

__all__ = ["measure_memory"]

TINY = Shape("tiny", B=1, H=3, W=3, C=1, F=1, K=3)


def measure_memory(contestant, shape):
    """Give {"forward": bytes, "backward": bytes}; nothing where a call fails."""
    command = [sys.executable, "-m", "convolution.memory", contestant, shape.name]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return {} if answer.returncode else json.loads(answer.stdout)


def _main(name, shape_name):
    contestant = enter(name, draw(by_name(shape_name)))
    enter(name, draw(TINY)).backward()  # imports what NumPy puts off: a MiB of code
    tracemalloc.start()
    calls = {"forward": contestant.forward, "backward": contestant.backward}
    print(json.dumps({name: _most_beyond(call) for name, call in calls.items()}))


def _most_beyond(call):
    tracemalloc.reset_peak()
    call()
    outputs = call()
    most = tracemalloc.get_traced_memory()[1]
    arrays = outputs if isinstance(outputs, tuple) else [outputs]
    return max(0, most - sum(array.nbytes for array in arrays))


if __name__ == "__main__":
    _main(*sys.argv[1:])
