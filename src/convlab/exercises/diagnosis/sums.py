"""Write a sum of products down, in symbols and in numbers."""

import numpy as np

__all__ = ["write_number", "write_sum"]

MOST = 12  # terms shown as numbers


def write_sum(terms, settings):
    """Write a sum of products twice, in symbols and in numbers."""
    symbols = [" ".join(f"{name}{list(at)}" for name, _, at in term) for term in terms]
    numbers = [
        "·".join(write_number(array[at], among=len(terms)) for _, array, at in term)
        for term in terms
    ]
    rest = len(terms) - MOST
    tail = [f"... ({rest} more terms)"] if rest > 0 else []
    of_padded = "\nHere x is the padded image." if settings.get("padding") else ""
    total = sum(np.prod([array[at] for _, array, at in term]) for term in terms)
    shown = " + ".join(numbers[:MOST] + tail)
    value = "" if shown == write_number(total) else f" = {write_number(total)}"
    return (
        f"{' + '.join(symbols[:3] + ['...'] * (len(terms) > 3))}\n= {shown}{value}"
        + of_padded
    )


def write_number(value, *, among=1):
    """Write a number, in brackets where its sign would meet another sign."""
    text = f"{value:.6g}"
    return f"({text})" if among > 1 and value < 0 else text
