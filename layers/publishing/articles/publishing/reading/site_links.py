"""Read the navigation and the footer of site.yaml: texts, links, and groups of links."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from articles.common.paths import PathError, href, is_reserved, parse_path
from articles.common.representations import KINDS
from articles.publishing.errors import shortened
from articles.publishing.reading.addresses import address
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_kinds import SiteKey
from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar, Sequence

_HOME = "/"
ASSETS = "/assets/"
_SUFFIXES = tuple(kind.suffix for kind in KINDS.values() if kind.suffix)
_TARGET = re.compile(r"([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_CONTACT = re.compile(r"mailto:[^\s@<>\"?]+@[\w.-]+|tel:\+?[0-9()./-]+", re.ASCII)
_PART_SAFE = "%/:?@!$&'()+*,;=-._~#"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation or of the footer: a text, a link, or a group of links.

    Attributes:
        text: What it says.
        target: Where it leads, percent-encoded: a path of the site or an address; empty if it leads nowhere by itself.
        links: The links below it, if it is a group.
        line: 1-based line of the file where it stands.
        column: 1-based column in that line.
    """

    text: str
    target: str = ""
    links: tuple["Link", ...] = ()
    line: int = field(default=1, compare=False, repr=False)
    column: int = field(default=1, compare=False, repr=False)

    @property
    def path(self) -> str:
        """The path that an article may have to which it leads; empty if it leads to anything else."""
        path = unquote(_parts(self.target)[0])
        if not path.startswith("/") or path == _HOME or is_reserved(path):
            return ""
        return next((path.removesuffix(suffix) for suffix in _SUFFIXES if path.endswith(suffix)), path)


def with_groups(links: Iterable[Link]) -> Iterator[Link]:
    """All of these links, and those in groups."""
    for each in links:
        yield each
        yield from each.links


def read_links(fields: Fields, key: SiteKey) -> tuple[Link, ...]:
    """Read texts, links and groups of links, in the order of the file."""
    links = tuple(_entries(fields, key, fields.mapping.entries.get(key.name), is_group=False))
    for number, each in enumerate(with_groups(links)):
        if number == key.max_items:
            message = f"{key.name} can have {key.max_items} entries; remove this one and those after it."
            fields.report(Scalar("", each.line, each.column, each.line, each.column), "too-many-items", message)
    return links


def _entries(fields: Fields, key: SiteKey, node: Node | None, *, is_group: bool) -> Iterator[Link]:
    """The entries that a node has: a list of texts and links, or links alone."""
    match node:
        case Mapping():
            for written, place in node.keys.items():
                yield from _entry(fields, key, place, node.entries[written], is_group=is_group)
        case Sequence():
            for item in node.items:
                if isinstance(item, Sequence):
                    fields.report(item, "wrong-type", "Write a text here, or a text, a colon and a path.")
                else:
                    yield from _entries(fields, key, item, is_group=is_group)
        case Scalar(text=text) if text.strip():
            if shown := _text(fields, key, node):
                yield Link(shown, line=node.line, column=node.column)


def _entry(fields: Fields, key: SiteKey, place: Scalar, node: Node | None, *, is_group: bool) -> Iterator[Link]:
    """What stands at a text: where it leads, or the links below it."""
    text = _text(fields, key, place)
    if isinstance(node, Scalar):
        target = _target(fields, node)
        if text and target:
            yield Link(text, target, (), place.line, place.column)
    elif is_group and node is not None:
        fields.report(node, "wrong-type", "There are no groups in groups; write where this link leads on its line.")
    elif text and node is not None:
        yield Link(text, "", tuple(_entries(fields, key, node, is_group=True)), place.line, place.column)


def _text(fields: Fields, key: SiteKey, scalar: Scalar) -> str:
    text = " ".join(scalar.text.split())
    if len(text) > key.max_characters:
        message = f"A text of {key.name} has {len(text):,} characters; shorten it to at most {key.max_characters}."
        fields.report(scalar, "text-too-long", message)
        return ""
    if not text.isprintable():
        fields.report(scalar, "site-link", f"{shortened(text)} has a character that cannot be shown; remove it.")
        return ""
    return text


def _target(fields: Fields, scalar: Scalar) -> str:
    text = scalar.text.strip()
    if _CONTACT.fullmatch(text):
        return text
    if not text.startswith("/") or text.startswith("//"):
        found, message = address(text, "A link")
        if message:
            fields.report(scalar, "site-link", message)
        return found
    try:
        return site_target(text)
    except PathError as error:
        fields.report(scalar, error.code, error.message)
        return ""


def site_target(text: str) -> str:
    """A path of the site, perhaps with a query and the name of a part, percent-encoded.

    Raises:
        PathError: It is not one, or not in its canonical form.
    """
    written, query, part = _parts(text)
    path = parse_path(written, may_be_reserved=True)
    path = unquote(written) if path.startswith(ASSETS) else path  # names of files have a case
    return href(path) + quote(query + part, safe=_PART_SAFE)


def _parts(target: str) -> tuple[str, str, str]:
    """The path, the query and the name of the part that a target has."""
    match = _TARGET.fullmatch(target)
    path, query, part = match.groups() if match else (target, "", "")
    return path, query or "", part or ""
