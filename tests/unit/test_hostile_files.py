"""A file with a hostile text in every field makes pages that differ from a harmless file's in nothing but text."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from difflib import ndiff
from xml.etree.ElementTree import Element

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.theme import COPY_SCRIPT

from tests.support.hostile import (
    BATCHES,
    PAYLOADS,
    SITE,
    STRICT_FIELDS,
    hostile_article,
    hostile_file,
    html_of,
    lists_of,
    page_of,
    parsed,
    short_file,
    unsafe_parts,
)

HARMLESS = "harmless"

# What only the site writes: one style sheet and one block of JSON-LD, what stands in the head, and fields of search.
OURS = ("button", "form", "link", "meta", "script", "style")


def documents(text: str) -> dict[str, str]:
    """Every page that is made of the file, by name."""
    article, related = hostile_article(text)
    return {"page": page_of(article, related), **lists_of([article])}


def skeleton(root: Element) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page in order, each with the names of its attributes; without what comes from the answer."""
    for answer in root.iterfind(".//div[@class='answer']"):
        answer[:] = []
    # Without the font of formulae and the script of code.
    elements = (each for each in root.iter() if each.get("rel") != "preload" and each.get("src") != COPY_SCRIPT)
    return [(str(each.tag), tuple(sorted(each.attrib))) for each in elements]


EXPECTED = {name: skeleton(parsed(html)) for name, html in documents(HARMLESS).items()}


def ours(name: str, html: str) -> Counter[str]:
    """How many elements of each kind the site itself writes into a page, though others' could be unsafe."""
    tags = (tag.rpartition("}")[2] for tag, _ in EXPECTED[name])
    count = Counter(tag for tag in tags if tag in OURS)
    count["link"] += 'rel="preload"' in html
    count["script"] += f'<script defer src="{COPY_SCRIPT}" data-copy="Copy code" data-copied="Copied"></script>' in html
    return count


def faults(payload: str) -> Iterator[str]:
    """What goes wrong with a file that has a text in every field; each begins with the text."""
    with named(payload):
        article, related = hostile_article(payload)
        made = represent(article, related, SITE)
        page = html_of(made)
        yield from (f"{payload!r}: in {where}" for where in faults_of_pages({"page": page, **lists_of([article])}))
        yield from (f"{payload!r}: in the feed: {part}" for part in unsafe_parts(parsed(made.entry.html)))
        yield from (f"{payload!r}: in JSON-LD: {fault}" for fault in faults_of_structured_data(page, article))


def faults_of_pages(pages: Mapping[str, str]) -> Iterator[str]:
    for name, html in pages.items():
        root = parsed(html)
        yield from (f"{name}: {part}" for part in unsafe_parts(root, ours(name, html)))
        elements = skeleton(root)  # which it empties, so it comes last
        if elements != EXPECTED[name]:
            difference = ndiff([*map(str, EXPECTED[name])], [*map(str, elements)])
            yield f"{name}: {[line for line in difference if not line.startswith('  ')]}"


def faults_of_structured_data(page: str, article: Article) -> Iterator[str]:
    written = re.findall(r'<script type="application/ld\+json">(.*?)</script', page, re.DOTALL)
    if len(written) != 1:
        yield f"{len(written)} of it"
        return
    if characters := set("<>&") & set(written[0]):
        yield f"{sorted(characters)} are not escaped"
    data, _ = json.loads(written[0])["@graph"]
    # Without an answer, the page asks no question either.
    name = data["mainEntity"]["name"] if data["@type"] == "QAPage" else article.question
    found = {"headline": data["headline"], "name": name, "author": data["author"]["name"]}
    if found != (expected := {"headline": article.title, "name": article.question, "author": article.author}):
        yield f"{found} and not {expected}"


def unsafe_in_contents(payloads: Sequence[str]) -> list[str]:
    """The unsafe parts of a page that has texts as headings, which its list of contents repeats."""
    texts = [*[HARMLESS] * 3, *(" ".join(payload.split()) for payload in payloads)]  # of fewer there is no list
    headings = "\n\n".join(f"## {text}" for text in texts)
    article, _ = hostile_article(HARMLESS)
    html = page_of(replace(article, answer=f"{'word ' * 1000}\n\n{headings}"))
    assert '<nav class="outline sidebar"' in html
    return list(unsafe_parts(parsed(html), ours("page", html)))


@contextmanager
def named(case: str) -> Iterator[None]:
    """Adds to an error which case raised it."""
    try:
        yield
    except Exception as error:
        error.add_note(f"The case is {case!r}")
        raise


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 800


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
        "<iframe src=https://evil.example/ sandbox></iframe>",
        "<iframe src=https://player.vimeo.com/video/1></iframe>",
        "<img srcset='a.png 1x, javascript:alert(1) 2x'>",
        "<p><!-- --></p>",
    ],
)
def test_what_is_unsafe_is_found(html: str) -> None:
    assert list(unsafe_parts(parsed(html)))


@pytest.mark.proof
@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_no_field_becomes_more_than_text(batch: list[str]) -> None:
    found = [fault for payload in batch for fault in faults(payload)]
    assert not found, "\n".join(found)


@pytest.mark.proof
@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_the_list_of_contents_repeats_nothing_unsafe(batch: list[str]) -> None:
    found = unsafe_in_contents(batch)
    alone = [(payload, unsafe_in_contents([payload])) for payload in batch if found]
    assert not found, "\n".join(f"{payload!r}: {part}" for payload, parts in alone for part in parts) or found


@pytest.mark.proof
@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_no_id_of_the_page_is_taken(batch: list[str]) -> None:
    article, _ = hostile_article(HARMLESS)
    for payload in batch:
        root = parsed(page_of(replace(article, answer=f"{payload}\n\n# {HARMLESS}")))
        count = Counter(each.get("id") for each in root.iter() if each.get("id"))
        assert [(payload, name) for name, times in count.items() if times > 1] == []


@pytest.mark.proof
@pytest.mark.parametrize("field", STRICT_FIELDS)
def test_a_field_that_takes_only_some_texts_takes_no_unsafe_one(field: str) -> None:
    related = hostile_article(HARMLESS)[1]
    taken = {}
    for payload in ["7", "harmless", *PAYLOADS]:
        for value in (payload, f"/{payload}", f"2025-02-06 {payload}"):
            with named(value), suppress(ArticleError):
                parse_article(short_file(HARMLESS, **{field: value}), "a.md")  # which refuses nearly all, and soon
                article = parse_article(hostile_file(HARMLESS, **{field: value}), "a.md")
                taken[value] = skeleton(parsed(page_of(article, related))) == EXPECTED["page"]
    unlike = [value for value, is_text in taken.items() if not is_text]
    assert not unlike, "\n".join(map(repr, unlike))
    assert (len(taken) > 1) == (field == "url")
