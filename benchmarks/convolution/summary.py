"""From the seconds of all rounds to medians, quartiles and ratios.

The ratio of a contestant is its time over that of the faster of PyTorch's formats, by
the median of this direction. It is formed within each round, where both met the same
machine, and the median of the rounds counts; where either was measured once, the ratio
of the medians does. "both" is forward and backward of a round together, on each side,
so PyTorch keeps one format for the two.
"""

import statistics
from collections import defaultdict

__all__ = ["DIRECTIONS", "best_of", "summarise"]

DIRECTIONS = "forward", "backward", "both"
MIB = 2**20


def summarise(row, shape, peak):
    """Give {contestant: {direction: figures}}; peak in GFLOP/s."""
    results, times = defaultdict(dict), _seconds(row)
    for (name, direction), seconds in times.items():
        best = _fastest(times, direction)
        ratio = _quartiles(_ratios(seconds, times[best])) if best else None
        ms = [1000 * second for second in _quartiles(seconds)]
        figures = {"ms": ms, "ratio": ratio}
        work = {"forward": 1, "backward": 2, "both": 3}[direction] * shape.flops
        figures["of_peak"] = work / statistics.median(seconds) / 1e9 / peak
        results[name][direction] = figures
    for one in row["passes"]:
        extra = one["extra"] and one["extra"] / MIB
        seen = {"error": one["error"], "extra_mib": extra}
        results[one["contestant"]][one["direction"]].update(seen)
    return dict(results)


def best_of(results, direction):
    """Name the contestant of PyTorch whose median is least."""
    times = {
        (name, direction): figures[direction]["ms"][1:2]
        for name, figures in results.items()
        if direction in figures
    }
    best = _fastest(times, direction)
    return best and best[0]


def _seconds(row):
    times = {
        (one["contestant"], one["direction"]): one["seconds"] for one in row["passes"]
    }
    for name in dict.fromkeys(one["contestant"] for one in row["passes"]):
        pair = [times.get((name, direction)) for direction in DIRECTIONS[:2]]
        if all(pair):
            times[name, "both"] = _together(*pair)
    return times


def _together(forward, backward):
    if len(forward) != len(backward):
        return [statistics.median(forward) + statistics.median(backward)]
    return [sum(pair) for pair in zip(forward, backward, strict=True)]


def _fastest(times, direction):
    formats = [key for key in times if key[0][:5] == "torch" and key[1] == direction]
    return min(formats, key=lambda key: statistics.median(times[key]), default=None)


def _ratios(ours, theirs):
    if len(ours) != len(theirs):
        return [statistics.median(ours) / statistics.median(theirs)]
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def _quartiles(numbers):
    if len(numbers) == 1:
        return numbers * 3
    return statistics.quantiles(numbers, n=4, method="inclusive")
