"""Replace a file in one step, so that nobody ever reads half of it."""

import os
from pathlib import Path

__all__ = ["write_at_once"]


def write_at_once(path: Path, text: str) -> None:
    """Write a file beside the old one, then put it in the old one's place.

    If Python ends on the way, the old file is still whole.

    Parameters
    ----------
    path : Path
        The file, in a folder that exists.
    text : str
        All that it will hold, written as UTF-8.

    Raises
    ------
    OSError
        If the file cannot be written. The old one is unchanged.
    """
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        new.write_text(text, "utf-8")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)  # after a success there is none
