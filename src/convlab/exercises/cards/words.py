"""Numbers as the verdict of a card writes them."""

import re

__all__ = ["with_minus", "write"]


def write(answer):
    """Write an answer: one number plain, several in parentheses.

    Examples
    --------
    >>> write((2, 3)), write((7,))
    ('(2, 3)', '7')
    """
    texts = [f"{number:.6g}".replace("-", "\N{MINUS SIGN}") for number in answer]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def with_minus(text):
    """Turn the hyphens that mean a minus into minus signs, and leave top-left alone."""
    return re.sub(r"(?<!\w)-(?=[\s\d])", "\N{MINUS SIGN}", text)
