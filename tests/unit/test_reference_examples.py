"""The examples of CommonMark and of markdown-it-py give here what they give there, or the reason why not stands here.

What every page does in its own way is done to the reference's HTML first, by `as_on_this_site`. What is left are the
examples that `EXPLAINED` lists; one that differs and is not listed fails, and so does one that is listed and agrees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import html5lib
import nh3
import pytest
from articles.publishing.rendering.body.allowed_html import ANYWHERE, ELEMENTS
from articles.publishing.rendering.body.highlighting import language_names
from articles.publishing.rendering.body.tags import RAW
from articles.publishing.rendering.markdown import render_answer
from markdown_it import MarkdownIt
from markdown_it.utils import read_fixture_file

FIXTURES = Path(__file__).parents[1] / "fixtures"

UNENDED = "an element ends with what it begins in, at the latest"
NO_TAG = "what looks like a tag is text if it has no end, or no name of HTML and is not closed"
COMPONENTS = "what is in a component is Markdown, without blank lines around it"
IN_HTML = "an address in HTML is encoded as in Markdown, without line breaks"
NOTHING_LEFT = "a paragraph of which nothing is left is left out"
INSTRUCTIONS = "an instruction or character data is left out up to its own end, not up to the first >"
COMMENTS = "a comment that its paragraph does not close goes on, and is not shown"
PICTURES = "a picture in HTML has an alternative text, too, and that of one in Markdown has no tags"
OTHER_SCHEMES = "a link or image of another scheme than http, https and mailto is its text"
AUTOLINKS = "addresses in text are links, as in GitHub Flavored Markdown, which the reference has not"
BARE_HOSTS = "GitHub Flavored Markdown links a host in text only if it begins with www."
AS_WRITTEN = "an address in text is shown as it is written, neither decoded nor encoded"
ASCII_HOSTS = "an address in text has a host of letters, digits, hyphens and underscores, and a scheme"
UNREADABLE = "an address that no browser can open is not linked"
BY_NAME = "two brackets around a name are a link to the page with that name, if they are nothing else"

# For each file: the reason, and its examples by their number in the specification, by their line elsewhere.
EXPLAINED: dict[str, dict[str, set[int]]] = {
    "spec": {
        UNENDED: {148, 150, 187, 191, 476, 477, 494},
        NO_TAG: {156, 157, 158, 201, 491, 613},
        COMPONENTS: {163},
        INSTRUCTIONS: {180, 629},
        IN_HTML: {21, 31, 344, 630, 631, 642, 643},
        PICTURES: {475},
        NOTHING_LEFT: {614, 615, 616, 623},
        OTHER_SCHEMES: {596, 598, 599, 601},
        AUTOLINKS: {606, 608, 611, 612},
        BY_NAME: {590},
    },
    "commonmark_extras": {
        NO_TAG: {327},
        PICTURES: {762},
        AUTOLINKS: {722},
    },
    "fatal": {COMMENTS: {25}},
    "issue-fixes": {NO_TAG: {222, 233}},
    "linkify": {
        "no link stands in a link": {126},
        AS_WRITTEN: {134},
        "the mailto: before an e-mail address in text is no part of the link": {148},
        BARE_HOSTS: {166, 175, 184, 195},
    },
    "normalize": {OTHER_SCHEMES: {26}, UNREADABLE: {34}},
    "punycode": {
        UNREADABLE: {16},
        BARE_HOSTS: {40, 66},
        AS_WRITTEN: {48, 72},
        ASCII_HOSTS: {54, 60},
    },
    "xss": {OTHER_SCHEMES: {8, 27, 42, 48, 56, 62, 76, 84, 106}},
}

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_BLOCKS = {"blockquote", "div", "hr", "li", "ol", "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}


@dataclass(frozen=True)
class Example:
    file: str
    number: int
    markdown: str
    html: str

    @property
    def reason(self) -> str | None:
        reasons = EXPLAINED.get(self.file, {}).items()
        return next((reason for reason, numbers in reasons if self.number in numbers), None)


def specification() -> Iterator[Example]:
    text = (FIXTURES / "commonmark/spec.txt").read_text().replace("→", "\t")
    for number, (markdown, html) in enumerate(_EXAMPLE.findall(text), start=1):
        yield Example("spec", number, markdown, html)


def ports() -> Iterator[Example]:
    for file in sorted((FIXTURES / "markdown-it-py").glob("*.md")):
        if file.stem != "README":
            for line, _, markdown, html in read_fixture_file(file):
                yield Example(file.stem, line, markdown, html)


EXAMPLES = [*specification(), *ports()]


def test_there_are_as_many_examples_as_the_references_have() -> None:
    assert len([each for each in EXAMPLES if each.file == "spec"]) == 652
    assert {each.file for each in EXAMPLES} >= EXPLAINED.keys()
    assert len(EXAMPLES) - 652 > 200


# Enough in a test for its own cost not to matter.
BATCHES = [EXAMPLES[start : start + 30] for start in range(0, len(EXAMPLES), 30)]


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: f"from {batch[0].file}-{batch[0].number}")
def test_an_example_gives_what_the_reference_gives_unless_the_reason_is_told(batch: list[Example]) -> None:
    for example in batch:
        name = f"{example.file}-{example.number}"
        expected = safe(example.html) if has_html(example.markdown) else example.html
        ours, reference = shape(render_answer(example.markdown).html), shape_on_this_site(expected)
        if example.reason is None:
            assert ours == reference, name
        else:
            assert ours != reference, f"{name} no longer differs: {example.reason}"


_REFERENCE = MarkdownIt("gfm-like", {"linkify": False})


def has_html(markdown: str) -> bool:
    tokens = _REFERENCE.parse(markdown)
    return any(each.type.startswith("html_") for token in tokens for each in [token, *(token.children or [])])


def safe(html: str) -> str:
    """HTML without the elements and attributes that authors may not use, and without comments."""
    attributes = {name: set(allowed) | ANYWHERE - {"align"} for name, allowed in ELEMENTS.items()}
    return nh3.clean(
        html,
        tags={*ELEMENTS, "a", *(f"h{level}" for level in range(1, 7))},
        attributes=attributes | {"a": {"href", "title"}},
        clean_content_tags=set(RAW),
        link_rel=None,
    )


def as_on_this_site(root: Element) -> None:
    """Make what the reference wrote what this site writes: the whole list of what it does in a way of its own."""
    headings = [each for each in elements(root) if re.fullmatch(r"h[1-6]", each.tag)]
    shift = 2 - min((int(each.tag[1]) for each in headings), default=2)
    for each in headings:  # the page's own title is the only h1
        each.tag = f"h{min(int(each.tag[1]) + shift, 6)}"
    for each in root.iter("a"):
        if re.match(r"(https?:)?//", each.get("href", ""), re.IGNORECASE):
            each.set("rel", "external noopener noreferrer")
    for each in root.iter("img"):
        each.attrib |= {"loading": "lazy", "decoding": "async"}
    for each in root.iter("input"):
        each.set("aria-label", "To do" if each.get("checked") is None else "Done")
    for each in root.iter("pre"):
        each.set("class", "highlight")
        for code in each:
            language = language_names().get(code.attrib.pop("class", "").removeprefix("language-"))
            code.attrib |= {"class": f"language-{language}"} if language else {}
    for each in [*root.iter("p")]:  # a picture alone with a title is a figure with a caption
        shown = [child for child in each.iter() if child.tag == "img"]
        if len(shown) == 1 and shown[0].get("title") and not "".join(each.itertext()).strip():
            each.tag = "figure"
            shown[0].tail = " "
            caption = SubElement(each, "figcaption")
            caption.tail = " "
            caption.text = shown[0].attrib.pop("title")
    tables_as_on_this_site(root)


def tables_as_on_this_site(root: Element) -> None:
    for parent in elements(root):
        for index, each in enumerate(parent):
            if each.tag == "table":
                box = Element("div", {"class": "table-scroll"})
                parent[index], box.tail, each.tail = box, each.tail, None
                box.append(each)
    for each in [*root.iter("td"), *root.iter("th")]:
        if style := each.attrib.pop("style", ""):
            each.set("class", style.replace("text-align:", "align-"))
        if each.tag == "th" and "".join(each.itertext()):
            each.set("scope", "col")
        elif each.tag == "th":  # an empty cell heads nothing
            each.tag = "td"


def without_what_no_reference_has(root: Element) -> None:
    """Take off what is added: ids of headings, what names and focuses boxes that scroll, and colors of code."""
    for each in elements(root):
        if re.fullmatch(r"h[1-6]", each.tag):
            del each.attrib["id"]
            anchor = each[0]  # of the id that pages once had
            assert (anchor.tag, *anchor.attrib) == ("span", "id")
            each.text = anchor.tail
            each.remove(anchor)
        if each.tag == "pre":
            each.attrib.pop("tabindex", None)
            for code in each:
                text = "".join(code.itertext())
                code[:] = []
                code.text = text
        if each.get("class") == "table-scroll":
            for name in ("aria-label", "role", "tabindex"):
                del each.attrib[name]


def elements(root: Element) -> list[Element]:
    return [each for each in root.iter() if isinstance(each.tag, str)]  # a comment's tag is none


def shape(html: str) -> Any:
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    without_what_no_reference_has(root)
    return tree(root)


def shape_on_this_site(html: str) -> Any:
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    as_on_this_site(root)
    return tree(root)


def tree(element: Element, *, verbatim: bool = False) -> Any:
    """Tag, attributes and content; white space that no browser shows is left out."""
    verbatim = verbatim or element.tag == "pre"
    parts: list[Any] = [element.text or ""]
    for each in element:
        parts += [tree(each, verbatim=verbatim), each.tail or ""]
    if not verbatim:
        parts = [re.sub(r"[ \t\n]+", " ", part) if isinstance(part, str) else part for part in parts]
        starts_block = [element.tag in _BLOCKS or element.tag == "DOCUMENT_FRAGMENT"]
        edges = [*starts_block, *(not isinstance(part, str) and part[0] in _BLOCKS for part in parts), *starts_block]
        for index, part in enumerate(parts):
            if isinstance(part, str):
                stripped = part.lstrip(" ") if edges[index] else part
                parts[index] = stripped.rstrip(" ") if edges[index + 2] else stripped
    return str(element.tag), tuple(sorted(element.attrib.items())), tuple(part for part in parts if part)
