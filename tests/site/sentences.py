"""Work out every equation that the sentence of an explorer states."""

import re

MINUS, TIMES, DOT = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}", "\N{MIDDLE DOT}"
NAMED = r"[A-Za-z_]\w*\[[\d, ]+\]"
WRITTEN = rf"[({MINUS}\d](?:[\d\s+{TIMES}{DOT}(){MINUS}]|\.(?=\d)|… \d+ more …)*"
TERM = rf"(?:{NAMED}(?: {TIMES} {NAMED})?|{WRITTEN})"
CHAIN = re.compile(rf"{TERM}(?:\s*= {TERM})+")
ENTRY = re.compile(r"([A-Za-z_]\w*)\[([\d, ]+)\]")


def equations_in(sentence, arrays):
    """Yield each chain of equal signs with its first and every further side as numbers.

    A sum of which only the beginning and the end are written is left out.
    """
    for chain in CHAIN.findall(sentence):
        terms = [term for term in chain.split(" = ") if "…" not in term]
        values = [_evaluate(term, arrays) for term in terms]
        yield from ((chain, values[0], value) for value in values[1:])


def _evaluate(term, arrays):
    def look_up(match):
        index = tuple(int(k) for k in match[2].split(","))
        return f"({arrays[match[1]][index]})"

    text = ENTRY.sub(look_up, term.strip())
    text = text.replace(TIMES, "*").replace(DOT, "*").replace(MINUS, "-")
    assert re.fullmatch(r"[\d\s+*().e-]+", text), text
    return eval(text)  # arithmetic alone, as the line above makes sure


def products_in(sentence):
    """Yield both factors of every product of two named entries, as (array, index)."""
    for pair in re.findall(rf"{NAMED} {TIMES} {NAMED}", sentence):
        yield from (
            (m[1], tuple(map(int, m[2].split(",")))) for m in ENTRY.finditer(pair)
        )
