"""What the rows say together, and which of them to look at."""

import statistics

from convolution.summary import DIRECTIONS

__all__ = ["SLACK", "flag", "quotient", "ratio_of", "sum_up"]

SLACK = 1.5  # by which a neighbour's ratio may exceed that of its listed shape
NOISE = 1.02  # to which two times count as equal
WORTH_IT = 0.1  # ms, below which being slower than im2col is no matter
WRONG = 1e-3  # max |error| / max |reference|


def sum_up(rows):
    """Give {direction: geometric mean, rows below 1 and the worst row} of fast."""
    verdicts = {}
    for direction in DIRECTIONS:
        ratios = {name: ratio_of(row, direction) for name, row in rows.items()}
        ratios = {name: ratio for name, ratio in ratios.items() if ratio}
        if ratios:
            worst = max(ratios, key=ratios.get)
            verdicts[direction] = {
                "mean": statistics.geometric_mean(ratios.values()),
                "below_1": sum(ratio < 1 for ratio in ratios.values()),
                "rows": len(ratios),
                "worst": [worst, ratios[worst]],
            }
    return verdicts


def flag(name, rows):
    """Say what is wrong with a row."""
    flags = [_slower(rows[name], direction) for direction in DIRECTIONS[:2]]
    flags += [
        f"{who} {direction} is WRONG: {figures['error']:.1g}"
        for who, directions in rows[name]["results"].items()
        for direction, figures in directions.items()
        if not figures.get("error", 0) < WRONG
    ]
    notes = rows[name]["notes"].items()
    flags += [f"{who}: {why}" for who, why in notes if who.split()[0] == "fast"]
    flags += [_worse(name, rows, direction) for direction in DIRECTIONS]
    return [text for text in flags if text]


def quotient(name, rows, direction):
    """Divide the ratio of a neighbour by that of its listed shape, where there is."""
    if ":" not in name or name[0] not in rows:
        return None
    ours, listed = (ratio_of(rows[key], direction) for key in (name, name[0]))
    return ours / listed if ours and listed else None


def ratio_of(row, direction):
    """Give the ratio of fast, or None."""
    ratio = _of(row, "fast", direction).get("ratio")
    return ratio and ratio[1]


def _slower(row, direction):
    """Say so when fast is slower than the layer of the chapter."""
    fast, chapter = (_of(row, who, direction) for who in ("fast", "im2col"))
    if not fast or not chapter or chapter["ms"][1] < WORTH_IT:
        return None
    times = fast["ms"][1] / chapter["ms"][1]
    return f"{direction} {times:.2f} times im2col" if times > NOISE else None


def _worse(name, rows, direction):
    """Say so when a neighbour fares much worse than the listed shape."""
    more = quotient(name, rows, direction)
    is_over = more is not None and more > SLACK
    return f"{direction} ratio {more:.2f} times that of {name[0]}" if is_over else None


def _of(row, who, direction):
    return row["results"].get(who, {}).get(direction, {})
