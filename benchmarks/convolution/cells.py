"""What stands in a cell: "7.1 / 16.8", forward and backward, or a dash."""

from convolution.summary import DIRECTIONS, best_of

__all__ = ["EVERYONE", "FAST", "write_cell", "write_spread"]

FORMS = {
    "ms": "{:.3g}",
    "ratio": "{:.2f}",
    "of_peak": "{:.2f}",
    "extra_mib": "{:.1f}",
    "error": "{:.0e}",
}


def write_cell(figures, key, directions=DIRECTIONS[:2]):
    """Write a figure of some directions; of quartiles the median."""
    values = [figures.get(direction, {}).get(key) for direction in directions]
    if all(value is None for value in values):
        return "-"
    middles = [value[1] if isinstance(value, list) else value for value in values]
    texts = ["-" if value is None else FORMS[key].format(value) for value in middles]
    return " / ".join(texts)


def write_spread(figures):
    """Write the ratio of both passes with its quartiles."""
    ratio = figures.get("both", {}).get("ratio")
    return "{1:.2f} ({0:.2f}-{2:.2f})".format(*ratio) if ratio else "-"


FAST = {  # the columns of the table of fast alone
    "ms": lambda figures: write_cell(figures, "ms"),
    "ratio": lambda figures: write_cell(figures, "ratio"),
    "both (quartiles)": write_spread,
    "of peak": lambda figures: write_cell(figures, "of_peak"),
    "extra MiB": lambda figures: write_cell(figures, "extra_mib"),
    "error": lambda figures: write_cell(figures, "error"),
}


def _all_ratios(results, who):
    cell = write_cell(results.get(who, {}), "ratio", DIRECTIONS)
    return f"{cell} *" if who == best_of(results, "both") else cell


def _of_everyone(key):
    return lambda results, who: write_cell(results.get(who, {}), key)


EVERYONE = {  # a table each, with a column for each contestant
    "Time / time of PyTorch's better format, its own marked *: "
    "forward / backward / both": _all_ratios,
    "Milliseconds: forward / backward": _of_everyone("ms"),
    "Fraction of the peak, by the direct sum: forward / backward": _of_everyone(
        "of_peak"
    ),
    "MiB beyond input and output, as NumPy knows them: forward / backward": (
        _of_everyone("extra_mib")
    ),
    "max |error| / max |reference|: z / worst of dx, dw, db": _of_everyone("error"),
}
