"""Addresses in HTML that is read elsewhere than on its page, and the way back."""

import pytest
from articles.publishing.rendering.absolute_links import with_absolute_links, with_links_of_site

SITE = "https://example.org"


@pytest.mark.parametrize(
    ("html", "absolute"),
    [
        ('<a href="/b">c</a>', '<a href="https://example.org/b">c</a>'),
        ('<a href="#b">c</a>', '<a href="https://example.org/a#b">c</a>'),
        (
            '<img srcset="/b.png 1x, c.png 2x">',
            '<img srcset="https://example.org/b.png 1x, https://example.org/c.png 2x">',
        ),
        ('<a href="https://else.org/b">c</a>', '<a href="https://else.org/b">c</a>'),
    ],
)
def test_addresses_become_absolute(html: str, absolute: str) -> None:
    assert with_absolute_links(html, f"{SITE}/a") == absolute


def test_those_of_the_site_become_paths_again() -> None:
    html = '<a href="/b">c</a><img src="/d.png" srcset="/e.png 1x, /f.png 2x" alt="g"><video poster="/h.png"></video>'
    assert with_links_of_site(with_absolute_links(html, f"{SITE}/a"), SITE) == html


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="https://example.org/pic" title="See, https://example.org/x">',
        '<a href="https://example.org//evil.example/x">a</a>',
        '<a href="https://example.organic/x">a</a>',
        "<p>See https://example.org/x</p>",
    ],
)
def test_nothing_else_changes(html: str) -> None:
    assert with_links_of_site(html, SITE) == html
