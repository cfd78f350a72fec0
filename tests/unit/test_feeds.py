"""Feeds of the largest articles that can be published still fit into a response."""

import json
import random
import string
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from articles.browse import feeds
from articles.common.http_edge import MAX_CONTENT
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage.article_items import MAX_ITEM_BYTES, from_article, to_feed_entry

from tests.support.browse import ATOM

SETTINGS = Settings(name="Articles", url="https://www.example.org", time_zone="UTC", author="Editors")
HEAVIEST = {"ampersands": "&", "letters of four bytes": "\U00020000", "quotes": '"', "less than": "<", "markup": "*a* "}
WRITERS: dict[str, Callable[..., str]] = {"atom": feeds.atom, "json": feeds.json_feed}


def stored(answer: str, **more: str) -> FeedEntry:
    """What the table has for feeds of an article with this answer."""
    lines = "".join(f"{name}: {value}\n" for name, value in {"title": "Title", "url": "/a", **more}.items())
    article = parse_article(f"---\n{lines}---\n\n{answer}\n".encode(), "a.md")
    item = from_article(article, represent(article, (), SETTINGS).entry, "a renderer")
    assert len(item["body"]) + len(item["entry"]) <= MAX_ITEM_BYTES
    return to_feed_entry(item)


def written(name: str, entries: list[FeedEntry], limit: int = MAX_CONTENT) -> str:
    feed = feeds.Feed("&" * 400, "https://www.example.org/", tuple(entries))
    text = WRITERS[name](feed, "https://www.example.org/feed", SETTINGS, limit)
    assert len(text.encode()) <= limit
    return text


def answers(name: str, text: str) -> list[str]:
    """The answers that a feed carries, empty where it has a summary only."""
    if name == "json":
        return [item.get("content_html", "") for item in json.loads(text)["items"]]
    return [entry.findtext(f"{ATOM}content", "") for entry in ET.fromstring(text).findall(f"{ATOM}entry")]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("character", HEAVIEST.values(), ids=HEAVIEST)
def test_the_heaviest_feed_fits_into_a_response(name: str, character: str) -> None:
    answer = "\n\n".join([(character * 500).rstrip()] * 8)
    heavy = {
        "title": json.dumps("&" * 4_000),
        "author": json.dumps("&" * 4_000),
        "seo": json.dumps({"page_description": "&" * 4_000, "page_keywords": [f"{n} {'&' * 500}" for n in range(100)]}),
    }
    text = written(name, [stored(answer, **heavy)] * 50)
    assert len(answers(name, text)) == 50


@pytest.mark.parametrize("name", WRITERS)
def test_answers_come_as_long_as_they_fit_and_then_summaries(name: str) -> None:
    entries = [stored("a " * 100_000)] * 50
    found = [bool(answer) for answer in answers(name, written(name, entries))]
    assert found == sorted(found, reverse=True)
    assert found[0]
    assert not found[-1]
    one_more = sum(found) + 1
    assert len(entries[0].html.encode()) * one_more > MAX_CONTENT * 0.95, "there was room for another"


@pytest.mark.parametrize("name", WRITERS)
def test_a_feed_that_fits_exactly_is_whole(name: str) -> None:
    entries = [stored(f"Answer {number}.") for number in range(3)]
    size = len(written(name, entries).encode())
    assert all(answers(name, written(name, entries, size)))
    assert [bool(each) for each in answers(name, written(name, entries, size - 1))] == [True, True, False]


def test_an_answer_that_does_not_fit_beside_its_article_is_left_to_the_summary() -> None:
    article = parse_article(b"---\ntitle: Title\nurl: /a\n---\n\nAnswer.\n", "a.md")
    letters = random.Random(1)
    noise = "".join(letters.choices(string.ascii_letters + string.digits, k=300_000))
    entry = replace(represent(article, (), SETTINGS).entry, html=noise)
    assert to_feed_entry(from_article(article, entry, "")).html == noise
    item = from_article(replace(article, extra={"noise": noise[::-1]}), entry, "")
    assert to_feed_entry(item) == replace(entry, html="")
    assert len(item["body"]) + len(item["entry"]) <= MAX_ITEM_BYTES


def test_an_entry_has_its_first_keywords_each_once() -> None:
    keywords = ["b", "a", "b", *(f"k{number}" for number in range(30))]
    entry = stored("Answer.", seo=json.dumps({"page_keywords": keywords}))
    assert entry.tags == ("b", "a", *(f"k{number}" for number in range(18)))


def test_formulae_are_tex_and_links_absolute() -> None:
    text = "So $a < b$, [here](/learn/x), [there](/assets/other.zip) and [nowhere](//[)."
    entry = stored(f"{text}\n\n# $c$\n\n$$\nd\n$$\n\nx[^1] ![$e$](p)\n\n[^1]: $f$")
    assert "<math" not in entry.html
    assert '<code class="math">a &lt; b</code>' in entry.html
    for latex in "cdf":
        assert f'<code class="math">{latex}' in entry.html
    assert 'href="https://www.example.org/learn/x"' in entry.html
    assert 'href="https://www.example.org/assets/other.zip"' in entry.html


def test_nothing_in_an_entry_takes_the_focus() -> None:
    wide = f"$$\n{'x + ' * 30}y\n$$\n\n| a |\n|---|\n| b |\n\n    {'code ' * 30}\n"
    html = stored(wide).html
    assert "tabindex" not in html
    assert ('class="math-block"' in html, "<table>" in html, "<pre" in html) == (True, True, True)


def test_html_is_as_on_the_page_with_absolute_addresses() -> None:
    entry = stored(
        "<!-- secret --> <picture><source srcset='/assets/a.bmp 1x, b,c.bmp 2x'><img src=/assets/d.bmp alt=e></picture>"
        " f\n\n"
        "<video src=/assets/g.mkv poster=/assets/h.bmp><track src=i.vtt></video> <script>j</script>"
    )
    assert 'srcset="https://www.example.org/assets/a.bmp 1x, https://www.example.org/b,c.bmp 2x"' in entry.html
    assert 'src="https://www.example.org/assets/d.bmp"' in entry.html
    assert 'poster="https://www.example.org/assets/h.bmp" src="https://www.example.org/assets/g.mkv"' in entry.html
    assert 'src="https://www.example.org/i.vtt"' in entry.html
    assert entry.summary == "e f"


def test_a_feed_and_its_entries_name_their_languages() -> None:
    feed = feeds.Feed("Feed", "https://www.example.org/", (stored("A."), stored("B.", lang="ar")))
    french = replace(SETTINGS, language="fr-CA")
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    atom = ET.fromstring(feeds.atom(feed, "https://www.example.org/feed", french, MAX_CONTENT))
    assert [each.get(xml) for each in (atom, *atom.findall(f"{ATOM}entry"))] == ["fr-CA", None, "ar"]
    document = json.loads(feeds.json_feed(feed, "https://www.example.org/feed", french, MAX_CONTENT))
    assert [each.get("language") for each in (document, *document["items"])] == ["fr-CA", None, "ar"]
