"""What tools have several keys or forms for: descriptions, dates, authors, subjects, keywords, pictures."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.common.slugs import MAX_SLUG_BYTES, slug
from articles.publishing.errors import shortened
from articles.publishing.media.formats import format_of
from articles.publishing.reading import keys, yaml_nodes
from articles.publishing.reading.fields import MAX_TEXT, Fields
from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar

MAX_SUBJECT = 200
MAX_AUTHORS = 20

_NAMES = ("name", "title", "display_name", "full_name", "login")
_ADDRESSES = ("url", "link", "href", "website", "homepage")
_SOURCES = ("src", "image", "url", "path", "file")

_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_SCHEME_OR_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PICTURE = re.compile(r"(?:https://|/(?!/))[^\s\"'<>]+")
# BCP 47, as far as browsers and search engines know it.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an article, and their address on the web; empty if they have none."""

    name: str
    url: str = ""


def report_superseded(fields: Fields) -> frozenset[str]:
    """Report keys that no page shows, since another key for the same thing has a value; and return their names."""
    groups = (keys.DESCRIPTIONS, keys.DATES, keys.UPDATES, keys.AUTHORS, keys.SUBJECTS, keys.IMAGES, keys.PATHS[:-1])
    found = set()
    for names in groups:
        given = [name for name in names if name in fields.mapping.entries]
        if len(given) < 2:  # noqa: PLR2004 - as nearly always
            continue
        first, *others = [name for name in given if not fields.has_no_value(name)] or [""]
        for other in others:
            if _written(fields.mapping.entries[other]) != _written(fields.mapping.entries[first]):
                found.add(other)
                message = f"{first} says this already, so no page shows {other}; remove one of the two."
                fields.lenient().report(fields.mapping.keys[other], "key-superseded", message)
    return frozenset(found)


def read_description(fields: Fields, of_seo: str) -> str:
    """Read what the article is about; what `seo` says comes first."""
    if of_seo:
        return of_seo
    name = _used(fields, keys.DESCRIPTIONS)
    return fields.lenient().text(name) if name else ""


def read_authors(fields: Fields) -> tuple[Author, ...]:
    """Read the authors: a text, a list of texts, or names and addresses."""
    name = _used(fields, keys.AUTHORS)
    node = fields.mapping.entries.get(name)
    match node:
        case yaml_nodes.Sequence():
            nodes: Sequence[Node | None] = node.items
        case Scalar() if name == "authors" and "," in node.text:
            text = fields.text(name)
            return tuple(Author(part.strip()) for part in text.split(",") if part.strip())[:MAX_AUTHORS]
        case _:
            nodes = [node]
    authors = dict.fromkeys(author for each in nodes if (author := _author(fields, name, each)))
    return tuple(authors)[:MAX_AUTHORS]


def read_subject(fields: Fields, *, is_post: bool) -> tuple[str, tuple[str, ...]]:
    """Read the subject; if the file does not name one, it is the first category.

    Args:
        fields: The keys of the file.
        is_post: Whether it is a post of Jekyll, which has spaces between categories.

    Returns:
        The subject, and the categories in the file's order.
    """
    name = _used(fields, keys.SUBJECTS)
    groups = (fields.lenient(), fields.lenient().group("taxonomies"))
    named = [word for group in groups if group for word in _words(group, "categories", is_post=is_post)]
    categories = tuple(word for word in named if len(word) <= MAX_SUBJECT)
    if isinstance(fields.mapping.entries.get(name), yaml_nodes.Sequence):
        categories = (*fields.lenient().words(name), *categories)
        name = ""
    subject = (fields if name == "subject" else fields.lenient()).text(name, MAX_SUBJECT) if name else ""
    return subject or next(iter(categories), ""), categories


def subject_slug(fields: Fields, subject: str, path: str | None) -> str:
    """Make the slug of a subject. The url may name it, too: /learn/<subject>/questions/<name>."""
    segment = slug(subject)
    name = _used(fields, (*keys.SUBJECTS, "categories"))
    place = fields.mapping.entries.get(name)
    root, of_url, *_ = [*(path or "").split("/")[1:], "", ""]
    if (size := len(segment.encode())) > MAX_SLUG_BYTES:
        message = f"The subject takes {size:,} bytes in a url, with symbols spelled out; at most {MAX_SLUG_BYTES} fit."
        fields.report(place, "text-too-long", message)
    elif subject and not segment:
        message = "The subject has no letter, digit or symbol, so no subject page lists the article; change it."
        fields.lenient().report(place, "subject-unusable", message)
    elif subject and root == "learn" and of_url != segment:
        message = f"The subject is {segment} in a url, but the url says {shortened(of_url)}; make them agree."
        fields.lenient().report(place, "subject-url-mismatch", message)
    return segment


def read_keywords(fields: Fields, of_seo: Iterable[str], others: Iterable[str], *, is_post: bool) -> tuple[str, ...]:
    """Read the keywords, each once: those of `seo`, of `keywords` and of `tags`, and others, such as categories.

    Args:
        fields: The keys of the file.
        of_seo: The keywords of `seo`.
        others: More keywords.
        is_post: Whether it is a post of Jekyll, which has spaces between tags.
    """
    groups = (fields.lenient(), fields.lenient().group("taxonomies"))  # Zola has them in a table
    named = [
        word for group in groups if group for name in keys.KEYWORDS for word in _words(group, name, is_post=is_post)
    ]
    found = [*of_seo, *named, *others]
    by_folded = {word.lower(): word for word in reversed(found)}
    return tuple(dict.fromkeys(by_folded[word.lower()] for word in found))


def read_image(fields: Fields) -> tuple[str, tuple[int, int]]:
    """Read the picture that stands for the article.

    Returns:
        A path of the site, a path from the file, a name in double brackets, or an https address; empty if there is
        none. And its line and column.
    """
    name = _used(fields, keys.IMAGES)
    node = fields.mapping.entries.get(name)
    if isinstance(node, Mapping):
        node = next((found for each in _SOURCES if (found := node.entries.get(each)) is not None), None)
    if isinstance(node, yaml_nodes.Sequence):
        node = next(iter(node.items), None)
    if not isinstance(node, Scalar) or not node.text.strip() or node.text.strip().lower() in ("false", "null", "~"):
        return "", (1, 1)
    address = node.text.strip()
    if len(address) <= MAX_TEXT and (_PICTURE.fullmatch(address) or _is_file(address)):
        return address, (node.line, node.column)
    message = (
        f"No page can show {shortened(address)}; write a path such as a.png or /assets/a.png, or one with https://"
    )
    fields.lenient().report(node, "image-address", message)
    return "", (1, 1)


def _is_file(address: str) -> bool:
    """Whether an address is the path of a picture from the file, or its name in brackets."""
    found = format_of(address.removeprefix("[[").removesuffix("]]").partition("|")[0])
    return found is not None and found.kind == "picture" and not _SCHEME_OR_HOST.match(address)


def read_language(fields: Fields) -> str:
    """Read the language of the article, as BCP 47 writes it; empty if it is that of the site."""
    text = fields.lenient().text("lang")
    if not text or _LANGUAGE.fullmatch(text):
        return text.replace("_", "-")
    message = f"{shortened(text)} is not the tag of a language; write one such as en or de-AT"
    fields.lenient().report(fields.scalar("lang"), "lang-unknown", message)
    return ""


def _words(fields: Fields, name: str, *, is_post: bool) -> tuple[str, ...]:
    """The words of a list; in a post of Jekyll, a text without commas has spaces between them."""
    words = fields.words(name)
    is_text = isinstance(fields.mapping.entries.get(name), Scalar)
    return tuple(words[0].split()) if is_post and is_text and len(words) == 1 and name != "keywords" else words


def _used(fields: Fields, names: Iterable[str]) -> str:
    """The first of these keys that has a value; empty if none has."""
    entries = fields.mapping.entries
    return next((name for name in names if name in entries and not fields.is_empty(name)), "")


def _author(fields: Fields, key: str, node: Node | None) -> Author | None:
    match node:
        case Scalar():
            name = " ".join(node.text.split())
            url = ""
        case Mapping():
            name = _first(node, _NAMES)
            url = _first(node, _ADDRESSES)
        case _:
            return None
    if isinstance(node, Mapping) and not name:
        fields.lenient().report(
            node, "author-name", f"This entry of {key} has no name, so it is not shown; add the key name."
        )
    elif len(name) > MAX_TEXT:
        fields.report(node, "text-too-long", f"{key} has {len(name):,} characters; shorten it to at most {MAX_TEXT:,}.")
        return None
    return Author(name, url if _WEB_ADDRESS.fullmatch(url) else "") if name else None


def _first(mapping: Mapping, names: Iterable[str]) -> str:
    nodes = (mapping.entries.get(name) for name in names)
    return next((" ".join(node.text.split()) for node in nodes if isinstance(node, Scalar) and node.text.strip()), "")


def _written(node: Node | None) -> object:
    return " ".join(node.text.split()) if isinstance(node, Scalar) else node
