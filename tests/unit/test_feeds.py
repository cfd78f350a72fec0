"""Feeds of the largest articles that can be published still fit into a response."""

from collections.abc import Callable

import pytest
from browse import feeds
from browse.library import Entry
from browse.responses import MAX_CONTENT
from publishing.article import parse_article
from publishing.items import from_article
from publishing.settings import Settings

SETTINGS = Settings(name="Articles", url="https://www.example.org", time_zone="UTC", author="Editors")
HEAVIEST = {"ampersands": "&", "letters of four bytes": "\U00020000", "quotes": '"', "less than": "<", "markup": "*a* "}


def feed_of(answer: str, keywords: list[str], count: int = 50) -> feeds.Feed:
    """A feed of so many such articles, with titles and descriptions as long as lists have them."""
    listed = "".join(f"    - '{keyword}'\n" for keyword in keywords)
    author = "&" * 4_000
    source = f"---\ntitle: Title\nurl: /a\nauthor: '{author}'\nseo:\n  page_keywords:\n{listed}---\n\n{answer}\n"
    item = from_article(parse_article(source.encode(), "a.md"))
    paths = [f"/{'a' * 890}{number}" for number in range(count)]
    entries = [Entry(path, path, title="&" * 300, description="&" * 600, date="2026-01-01") for path in paths]
    return feeds.Feed("&" * 400, "https://www.example.org/", feeds.posts(entries, dict.fromkeys(paths, item), SETTINGS))


@pytest.mark.parametrize("write", [feeds.atom, feeds.json_feed])
@pytest.mark.parametrize("character", HEAVIEST.values(), ids=HEAVIEST)
def test_the_heaviest_feed_fits_into_a_response(write: Callable[..., str], character: str) -> None:
    answer = character * (4_000 // len(character))
    keywords = [f"{number} {character * 500}" for number in range(100)]
    text = write(feed_of("\n\n".join([answer] * 12), keywords), "https://www.example.org/feed", SETTINGS)
    assert len(text.encode()) <= MAX_CONTENT


def test_what_has_no_room_is_left_to_the_summary() -> None:
    feed = feed_of("a " * 100_000, [])
    with_answer = [bool(post.html) for post in feed.posts]
    assert with_answer[0]
    assert not with_answer[-1]
    assert sum(len(post.html) for post in feed.posts) <= feeds.MAX_HTML


def test_a_post_has_its_first_keywords_each_once() -> None:
    [post] = feed_of("Answer.", ["b", "a", "b", *(f"k{number}" for number in range(30))], count=1).posts
    assert post.tags == ("b", "a", *(f"k{number}" for number in range(18)))
