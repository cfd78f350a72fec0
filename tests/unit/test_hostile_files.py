"""A file with a hostile text in every field makes pages that differ from a harmless file's in nothing but text."""

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import parse_article

from tests.support.hostile import (
    PAYLOADS,
    STRICT_FIELDS,
    hostile_article,
    hostile_file,
    lists_of,
    page_of,
    parsed,
    posts_of,
    unsafe_parts,
)

HARMLESS = "harmless"

# What only the site writes: one style sheet and one block of JSON-LD, and what stands in the head.
OURS = ("link", "meta", "script", "style")


def documents(text: str) -> dict[str, str]:
    """Every page that is made of the file, by name."""
    article, related = hostile_article(text)
    return {"page": page_of(article, related), **lists_of([article])}


def skeleton(root: Element) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page in order, each with the names of its attributes; without what comes from the answer."""
    for answer in root.iterfind(".//div[@class='answer']"):
        answer[:] = []
    elements = (each for each in root.iter() if each.get("rel") != "preload")  # the font of formulae
    return [(str(each.tag), tuple(sorted(each.attrib))) for each in elements]


EXPECTED = {name: skeleton(parsed(html)) for name, html in documents(HARMLESS).items()}


def ours(name: str, html: str) -> Counter[str]:
    """How many elements of each kind the site itself writes into a page, though others' could be unsafe."""
    count = Counter(tag for tag, _ in EXPECTED[name] if tag in OURS)
    count["link"] += 'rel="preload"' in html
    return count


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 600


@pytest.mark.parametrize(
    "html",
    [
        "<p><script>alert(1)</script>",
        "<p onclick=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "<svg><a xlink:href=javascript:alert(1)>",
        "<p style=color:red>",
        "<iframe srcdoc=x>",
        "<p><!-- --></p>",
    ],
)
def test_what_is_unsafe_is_found(html: str) -> None:
    assert list(unsafe_parts(parsed(html)))


@pytest.mark.proof
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_becomes_more_than_text(payload: str) -> None:
    for name, html in documents(payload).items():
        root = parsed(html)
        assert list(unsafe_parts(root, ours(name, html))) == [], name
        assert skeleton(root) == EXPECTED[name], name


@pytest.mark.proof
@pytest.mark.parametrize("payload", PAYLOADS)
def test_feeds_carry_nothing_unsafe(payload: str) -> None:
    article, _ = hostile_article(payload)
    (html,) = posts_of([article])
    assert list(unsafe_parts(parsed(html))) == []


@pytest.mark.proof
@pytest.mark.parametrize("payload", PAYLOADS)
def test_structured_data_stays_in_its_element(payload: str) -> None:
    article, related = hostile_article(payload)
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script', page_of(article, related), re.DOTALL)
    assert not set("<>&") & set(written)
    data, _ = json.loads(written)["@graph"]
    assert data["headline"] == article.title
    assert data["mainEntity"]["name"] == article.question
    assert data["author"]["name"] == article.author


@pytest.mark.proof
@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 14))
def test_the_list_of_contents_repeats_nothing_unsafe(start: int) -> None:
    headings = "\n\n".join(f"## {' '.join(payload.split())}" for payload in PAYLOADS[start : start + 14])
    article, _ = hostile_article(HARMLESS)
    html = page_of(replace(article, answer=f"{headings}\n\n{'word ' * 1000}"))
    assert '<nav class="contents"' in html
    assert list(unsafe_parts(parsed(html), ours("page", html))) == []


@pytest.mark.proof
@pytest.mark.parametrize("field", STRICT_FIELDS)
def test_a_field_that_takes_only_some_texts_takes_no_unsafe_one(field: str) -> None:
    related = hostile_article(HARMLESS)[1]
    taken = set()
    for payload in ["7", "harmless", *PAYLOADS]:
        for value in (payload, f"/{payload}", f"2025-02-06 {payload}"):
            with suppress(ArticleError):
                article = parse_article(hostile_file(HARMLESS, **{field: value}), "a.md")
                taken.add(value)
                assert skeleton(parsed(page_of(article, related))) == EXPECTED["page"], value
    assert (len(taken) > 1) == (field == "url")
