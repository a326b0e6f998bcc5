"""Assert that a call raises an error with exactly these words."""

import re

import pytest


def assert_raises(words, function, *arguments, error=ValueError, **settings):
    """Check that the call raises the error, and that its whole message is `words`."""
    with pytest.raises(error, match=f"^{re.escape(words)}$"):
        function(*arguments, **settings)
