"""What a cell prints, handed on in pieces: a page would drown in single lines."""

import io
import time

__all__ = ["Printed"]

LONGEST = 20_000  # characters that one run may print
SOON = 0.05  # seconds that a line may wait for the next
CUT = "\n... (what else it printed is left out)\n"


class Printed(io.TextIOBase):
    """A stream that hands its text to another, up to a limit.

    Parameters
    ----------
    target : text stream
        Where the text goes, in pieces; it is flushed after each.
    """

    def __init__(self, target):
        self.target, self.left = target, LONGEST
        self.kept, self.last = [], -SOON  # the first line waits for nothing

    def write(self, text):
        """Take text, and say how much; what is over the limit goes nowhere."""
        if self.left >= 0:
            self.kept.append(text[: self.left])
            self.left -= len(text)
            if self.left < 0:
                self.kept.append(CUT)
            if time.monotonic() - self.last > SOON:
                self.flush()
        return len(text)

    def flush(self):
        """Hand on what has come since the last time."""
        text = "".join(self.kept)
        self.target.write(text.encode("utf-8", "replace").decode("utf-8"))
        self.target.flush()
        self.kept, self.last = [], time.monotonic()
