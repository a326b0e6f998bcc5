"""All that can be pressed on a page works under its policy, served and from disk."""

import pytest
from playwright.sync_api import expect

THEME = "document.documentElement.dataset.theme"


@pytest.fixture(params=["http", "file"])
def reader(request, visit):
    reader = visit(scheme=request.param)
    yield reader
    assert not reader.faults


def test_the_print_button_prints(reader):
    page = reader.open("forward.html")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("button[aria-label='Download this page']").click()
    page.locator(".btn-download-pdf-button").click()
    assert page.evaluate("window.printed")


def test_the_full_screen_button_fills_the_screen_and_leaves_it(reader):
    page = reader.open("forward.html")
    button = page.locator(".btn-fullscreen-button")
    button.click()
    page.wait_for_function("document.fullscreenElement")
    button.click()
    page.wait_for_function("!document.fullscreenElement")


def test_the_theme_switch_goes_through_the_themes(reader):
    page = reader.open("index.html")
    seen = set()
    for _ in range(3):
        page.locator(".article-header-buttons .theme-switch-button").click()
        seen.add(page.evaluate(THEME))
    page.evaluate("localStorage.clear()")  # the next reader chooses for itself
    assert seen == {"light", "dark"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_has_its_colours_before_the_theme_runs(visit, theme):
    reader = visit(theme=theme)
    reader.page.route("**/*.js?*", lambda route: route.abort())
    reader.page.goto(f"{reader.site}index.html")
    assert reader.page.evaluate(THEME) == theme


def test_the_copy_button_says_that_it_copied(reader):
    page = reader.open("forward.html")
    button = page.locator("button.copybtn").first
    button.hover()
    button.click()
    expect(button).to_have_attribute("data-tooltip", "Copied!")


def test_an_answer_unfolds_and_folds(reader):
    page = reader.open("backward.html")
    folded = page.locator("details.hide").first
    folded.get_by_text("Show the answer").click()
    expect(folded.locator("pre")).to_be_visible()
    folded.get_by_text("Hide the answer").click()
    expect(folded.locator("pre")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_sidebar_of_a_phone_opens_and_leads_to_a_page(visit, scheme):
    reader = visit(scheme=scheme, width=390)
    page = reader.open("index.html")
    page.locator(".primary-toggle").first.click()
    chapter = page.get_by_role("link", name="Slide a kernel")
    chapter.locator("visible=true").first.click()
    page.wait_for_url("**/forward.html")
    assert not reader.faults
