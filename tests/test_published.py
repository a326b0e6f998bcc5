"""What a book with a public address has, and one without it does not."""

from types import SimpleNamespace

import pytest

import published

ADDRESS, REPOSITORY = "https://example.org/course", "https://example.org/us/course"


@pytest.fixture
def config():
    return SimpleNamespace(html_theme_options={"logo": 1}, html_title="The course")


def test_without_an_address_nothing_is_set(monkeypatch, config):
    monkeypatch.delenv("BOOK_ADDRESS", raising=False)
    monkeypatch.setenv("BOOK_REPOSITORY", " ")
    published.publish(None, config)
    assert vars(config) == {
        "html_theme_options": {"logo": 1},
        "html_title": "The course",
    }


def test_the_address_is_that_of_every_page_and_of_the_card(monkeypatch, config):
    monkeypatch.setenv("BOOK_ADDRESS", ADDRESS)
    published.publish(None, config)
    assert config.html_baseurl == config.ogp_site_url == f"{ADDRESS}/"
    assert config.ogp_site_name == "The course"
    assert config.ogp_image == "_static/card.png"


def test_the_repository_gives_launch_buttons(monkeypatch, config):
    monkeypatch.delenv("BOOK_ADDRESS", raising=False)
    monkeypatch.setenv("BOOK_REPOSITORY", f"{REPOSITORY}/")
    monkeypatch.setenv("BOOK_BRANCH", "notebooks")
    published.publish(None, config)
    options = config.html_theme_options
    assert options["logo"] == 1
    assert options["repository_url"] == REPOSITORY
    assert options["repository_branch"] == "notebooks"
    assert {"binderhub_url", "colab_url"} <= set(options["launch_buttons"])


@pytest.mark.parametrize("address", ["example.org", "http://example.org", "https://"])
def test_an_address_that_is_none_is_refused(monkeypatch, config, address):
    monkeypatch.setenv("BOOK_ADDRESS", address)
    with pytest.raises(ValueError, match=f"BOOK_ADDRESS must be .*got '{address}'"):
        published.publish(None, config)


def test_explorers_are_told_where_to_report_a_step(monkeypatch):
    monkeypatch.setenv("BOOK_REPOSITORY", 'https://github.com/us/"&course')
    context = {"metatags": "<meta />"}
    published.take_reports(None, "forward", "", context, None)
    issues = "https://github.com/us/&quot;&amp;course/issues/new"
    assert context["metatags"] == f'<meta /><meta name="issues" content="{issues}" />\n'


@pytest.mark.parametrize("host", ["example.org", "github.com.example.org"])
def test_a_repository_elsewhere_has_not_the_form_of_a_report(monkeypatch, host):
    monkeypatch.setenv("BOOK_REPOSITORY", f"https://{host}/github.com/course")
    context = {"metatags": "<meta />"}
    published.take_reports(None, "forward", "", context, None)
    assert context["metatags"] == "<meta />"
