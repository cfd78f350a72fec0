"""Read the snippet of site.yaml that goes into the head of every page, and what its policy has to allow for it.

The snippet is trusted: who may write site.yaml may run scripts. It is checked so that it breaks no page by mistake, and
so that nothing in it is stopped by the policy in silence.
"""

import base64
import functools
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_groups import read_group
from articles.publishing.reading.site_kinds import MAX_SNIPPET, SiteKey
from articles.publishing.reading.site_parts import NO_HEAD, Head
from articles.publishing.reading.site_values import place_in_block, read_hosts

HEAD = ("html", "hosts")

_ATTRIBUTE = r"\s+([A-Za-z][A-Za-z0-9:_.-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?"
_PART = re.compile(
    r"\s+|<!--(?!-?>).*?-->"
    rf"|<(?P<name>script|style|link|meta)(?P<attributes>(?:{_ATTRIBUTE})*)\s*/?>",
    re.DOTALL | re.IGNORECASE,
)
_WITH_CONTENT = ("script", "style")
_SCHEME = re.compile(r"(?:https?:)?//([^/?#:]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the snippet.

    Attributes:
        name: Its name, in lower case.
        attributes: Its attributes; names in lower case.
        content: The text of a script or a style sheet.
        start: Where it begins in the snippet.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    content: str
    start: int

    def get(self, name: str) -> str:
        """The value of an attribute; empty if it has none."""
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a policy has to allow for a snippet, as source expressions."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


def read_head(fields: Fields, key: SiteKey, text: str) -> Head:
    """Read the snippet and its hosts.

    Args:
        fields: The keys of the file.
        key: The key that has them.
        text: The text of the file.
    """
    group = read_group(fields, key.name, HEAD)
    if group is None:
        return NO_HEAD
    hosts = read_hosts(group, replace(key, name="hosts")) or ()
    scalar = group.typed("html")
    html = scalar.text.strip() if scalar is not None else ""
    if scalar is None or not html:
        return Head("", hosts)
    if len(html) > MAX_SNIPPET:
        message = f"html has {len(html):,} characters; shorten it to at most {MAX_SNIPPET:,}."
        group.report(scalar, "text-too-long", message)
        return NO_HEAD
    offset = scalar.text.index(html)

    def place(start: int) -> tuple[int, int]:
        return place_in_block(scalar, scalar.text[: offset + start].count("\n"), text)

    for start, message in _faults(html):
        line, column = place(start)
        fields.problems.append(Problem(line, column, "head-html", message))
    for start, message in _not_loaded(html, hosts):
        line, column = place(start)
        fields.problems.append(Problem(line, column, "head-host", message, "warning"))
    return Head(html, hosts)


@functools.lru_cache(maxsize=8)
def sources(html: str) -> Sources:
    """What a policy has to allow for a snippet, besides its hosts."""
    found = [*_elements(html)[0]]
    scripts = [_digest(each.content) for each in found if each.name == "script" and not each.get("src")]
    own = ["'self'"] if any(_is_own(each.get("src")) for each in found if each.name == "script") else []
    styles = [_digest(each.content) for each in found if each.name == "style"]
    return Sources((*own, *dict.fromkeys(scripts)), tuple(dict.fromkeys(styles)))


def _faults(html: str) -> Iterator[tuple[int, str]]:
    """What is wrong with a snippet: where, and what to do."""
    elements, end = _elements(html)
    for each in elements:
        handler = next((name for name, _ in each.attributes if name.startswith("on")), "")
        if handler:
            yield each.start, f"{handler} is never run, since no policy can allow it alone; write it in a <script>."
        if each.name == "script" and "<!--" in each.content:
            yield each.start, "Browsers read a script otherwise from <!-- on; remove that."
        if each.name == "link" and "stylesheet" in each.get("rel").lower():
            yield each.start, "Style sheets of other files are not loaded; write the rules in a <style>."
    if end < len(html):
        found = shortened(html[end:])
        yield end, f"{found} cannot stand here, but <script>, <style>, <link>, <meta> and comments can, if they end."


def _not_loaded(html: str, hosts: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The scripts that the policy will stop: where, and what to do."""
    for each in _elements(html)[0]:
        address = _SCHEME.match(each.get("src")) if each.name == "script" else None
        if address is not None and address[1].lower() not in hosts:
            yield (
                each.start,
                f"{shortened(address[1])} is not among hosts, so nothing is loaded from it; name it there.",
            )


def _elements(html: str) -> tuple[list[Element], int]:
    """The elements of a snippet, and where it ends to be understood."""
    found: list[Element] = []
    at = 0
    while match := _PART.match(html, at):
        start, at = at, match.end()
        name = (match["name"] or "").lower()
        if not name:
            continue
        content = ""
        if name in _WITH_CONTENT:
            closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, at)
            if closing is None or f"</{name}" in html[at : closing.start()].lower():
                return found, start
            content, at = html[at : closing.start()], closing.end()
        attributes = re.findall(_ATTRIBUTE, match["attributes"])
        values = tuple((key.lower(), unescape(value.strip("\"'"))) for key, value in attributes)
        found.append(Element(name, values, content, start))
    return found, at


def _is_own(address: str) -> bool:
    return bool(address) and _SCHEME.match(address) is None


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
