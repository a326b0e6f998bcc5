"""Every page is light enough for a slow line."""

import pytest
from built_site import EVERY_PAGE
from weight import KIB, limit, weigh


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_is_light(browser, addresses, name):
    weights, has_explorers = weigh(browser, f"{addresses['http']}{name}.html")
    heaviest = sorted(weights.items(), key=lambda pair: -pair[1])[:5]
    assert sum(weights.values()) < limit(has_explorers), [
        f"{path}: {size // KIB} KiB" for path, size in heaviest
    ]


def test_the_code_of_explorers_is_weighed_too(browser, addresses):
    """It comes when the page is idle, before the reader reaches the first one."""
    weights, has_explorers = weigh(browser, f"{addresses['http']}backward.html")
    assert has_explorers
    assert [path for path in weights if "/widgets/" in path]
