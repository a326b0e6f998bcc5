"""Keep a formula on one line with what touches it: a comma, a bracket, an ending."""

import re

FORMULA = re.compile(
    r"""([(“]?)                                 # what opens before it
        (<span\ class="math[^"]*">\\\(.*?\\\)</span>)
        ([^\s<]*)                               # and what ends after it""",
    re.DOTALL | re.VERBOSE,
)


def keep_together(text):
    """Return the page with such formulas in a frame that no line ends in.

    A browser may begin a line after any formula, and would begin one with a comma.
    """
    return FORMULA.sub(_frame, text)


def _frame(found):
    before, _, after = found.groups()
    together = before or after
    return f'<span class="unbroken">{found[0]}</span>' if together else found[0]
