"""HTML in an answer: what is safe becomes tokens like those of Markdown, and the rest loses its tags.

Every tag that a page has is written here anew, and everything else is text. What an author opens in a block, a
quotation or an emphasis ends with it at the latest, and what was opened elsewhere is not closed there: so the elements
of a page are always in one another as they should be.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from articles.publishing.rendering.body.allowed_html import ENDING_BY_THEMSELVES
from articles.publishing.rendering.body.html_elements import Elements
from articles.publishing.rendering.body.html_syntax import MODULE, OPEN_END
from articles.publishing.rendering.body.positions import Finding, line_of
from articles.publishing.rendering.body.tags import Tag, Unseen, markup, tag_at
from markdown_it.token import Token

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_PARAGRAPH = frozenset({"p"})
_VERBATIM = frozenset({"pre"})
_SPACE = re.compile(r"[ \t\r\f\n]+")


@dataclass(frozen=True, slots=True)
class Html:
    """What HTML in an answer comes to.

    Attributes:
        ids: The ids that authors gave, to which links within the page may lead.
        frames: The addresses of the pages shown in frames.
        findings: What the author should know.
    """

    ids: frozenset[str] = frozenset()
    frames: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def place_html(tokens: list[Token], hosts: Collection[str]) -> Html:
    """Put tokens like those of Markdown in place of HTML.

    Args:
        tokens: The blocks of an answer, which are changed.
        hosts: Those whose pages are shown in frames.

    Raises:
        ArticleError: Elements are too deep in one another.
    """
    elements = Elements(hosts)
    tokens[:] = _blocks(tokens, elements)
    return Html(frozenset(elements.ids), frozenset(elements.frames), tuple(elements.findings))


def _blocks(tokens: Sequence[Token], elements: Elements) -> list[Token]:
    """The tokens of an answer, without HTML."""
    made: list[Token] = []
    last_ends = _last_ends(tokens)
    for index, token in enumerate(tokens):
        if elements.open.skips(token):
            continue
        elements.block = token
        if token.type == "html_block":
            made += _html_block(token, elements)
            skipped = elements.open.skipped
            if skipped and (skipped.name in ENDING_BY_THEMSELVES or last_ends.get(skipped.name, 0) <= index):
                elements.open.skipped = None  # since nothing ends it
        elif token.type == MODULE:
            elements.tell_of_component(token.content.split()[0], 0)
        elif token.type == "inline":
            made += _inline(token, elements)
        else:
            made += [*_followed(token, elements), token]
    return _without_empty_paragraphs([*made, *elements.open.end_all()])


def _last_ends(tokens: Sequence[Token]) -> Mapping[str, int]:
    """For each name, the last block of HTML that has the end of such an element."""
    blocks = ((index, token.content) for index, token in enumerate(tokens) if token.type == "html_block")
    ends = ((index, each) for index, content in blocks for each in markup(content))
    return {each.name.lower(): index for index, each in ends if isinstance(each, Tag) and each.is_closing}


def _followed(token: Token, elements: Elements) -> list[Token]:
    """Enter or leave what a token of Markdown begins or ends, and give what has to end before it."""
    if token.nesting < 0:
        return elements.open.leave()
    ends = elements.open.end_all() if token.type == "footnote_block_open" else []
    if token.nesting > 0:
        elements.open.enter()
    return ends


def _inline(block: Token, elements: Elements) -> list[Token]:
    """A line of text, without HTML."""
    if "<" not in block.content:
        return [block]
    is_open_ended = OPEN_END in block.meta
    if not is_open_ended:
        elements.open.enter()
    elements.out, elements.has_block, elements.last_paragraph_end = [], False, -1
    for token in block.children or []:
        if not elements.open.skips(token):
            _child(token, elements)
    elements.open.skipped = None
    elements.end_link()
    block.children = [*elements.out, *([] if is_open_ended else elements.open.leave())]
    block.meta["has_block"] = elements.has_block
    return [block]


def _child(token: Token, elements: Elements) -> None:
    if token.type == "html_inline":
        if tag := tag_at(token.content, 0):
            elements.tag(tag.moved(token.meta["offset"]))
        return
    if token.type == "image":
        token.children = [each for each in token.children or [] if each.type != "html_inline"]
    elements.out += [*_followed(token, elements), token]


def _html_block(block: Token, elements: Elements) -> Iterator[Token]:
    """A block of HTML: lines of text, and the headings between them."""
    html = block.content
    pieces = list(markup(html))
    elements.out, elements.last_paragraph_end = [], html.lower().rfind("</p")
    begin, position = 0, 0
    for first, last in _headings(pieces):
        opening, closing = pieces[first], pieces[last]
        _run(html, pieces[begin:first], (position, opening.start), elements)
        if not elements.open.skipped:
            elements.out += elements.open.end(_PARAGRAPH)
            yield from _text_block(block, elements)
            yield from _heading(block, pieces[first : last + 1], elements)
            begin, position = last + 1, closing.end
        else:
            begin, position = first, opening.start
    _run(html, pieces[begin:], (position, len(html)), elements)
    yield from _text_block(block, elements)


def _headings(pieces: Sequence[Tag | Unseen]) -> Iterator[tuple[int, int]]:
    """First and last tag of each heading, by their numbers."""
    tags = [
        (number, each) for number, each in enumerate(pieces) if isinstance(each, Tag) and each.name.lower() in _HEADINGS
    ]
    for (first, opening), (last, closing) in pairwise(tags):
        if closing.is_closing and not opening.is_closing and opening.name.lower() == closing.name.lower():
            yield first, last


def _run(html: str, pieces: Sequence[Tag | Unseen], place: tuple[int, int], elements: Elements) -> None:
    """Write what is at a place of a block: text, and tags."""
    position, end = place
    for piece in pieces:
        _text(html[position : piece.start], elements)
        if isinstance(piece, Tag):
            elements.tag(piece)
        position = piece.end
    _text(html[position:end], elements)


def _text(source: str, elements: Elements) -> None:
    if source and not elements.open.skipped:
        text = unescape(source)
        if not elements.open.has(_VERBATIM):
            text = _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", text)
        elements.out.append(Token("text", "", 0, content=text))


def _text_block(block: Token, elements: Elements) -> Iterator[Token]:
    """What was written of a block of HTML, as a line without a paragraph around it."""
    elements.end_link()
    if any(each.content.strip() or each.type not in ("text", "html_inline") for each in elements.out):
        line_end = Token("html_inline", "", 0, content="\n", meta={"text": "\n"})
        yield _line(block, [*elements.out, line_end])
    elements.out = []


def _line(block: Token, children: list[Token]) -> Token:
    meta = {"has_block": True}
    return Token("inline", "", 0, content=block.content, map=block.map, children=children, block=True, meta=meta)


def _heading(block: Token, pieces: Sequence[Tag | Unseen], elements: Elements) -> Iterator[Token]:
    opening, *inner, closing = pieces
    assert isinstance(opening, Tag)  # noqa: S101 - `_headings` gives those that begin with one
    elements.open.enter()
    elements.out = elements.anchor(identifier) if (identifier := opening.attributes().get("id")) else []
    _run(block.content, inner, (opening.end, closing.start), elements)
    children = [*elements.out, *elements.open.leave()]
    elements.out = []
    line = line_of(block, opening.start)
    name = opening.name.lower()
    yield Token("heading_open", name, 1, map=[line - 1, line], block=True)
    yield _line(block, children)
    yield Token("heading_close", name, -1, block=True)


def _without_empty_paragraphs(tokens: list[Token]) -> list[Token]:
    """The tokens without paragraphs of which nothing is left, and with a `div` in place of those that have a block."""
    made: list[Token] = []
    tag = "p"
    for token in tokens:
        if token.type == "inline" and made and made[-1].type == "paragraph_open" and "has_block" in token.meta:
            tag = made[-1].tag = "div" if token.meta["has_block"] else "p"
        if token.type == "paragraph_close":
            token.tag, tag = tag, "p"
            if [each.type for each in made[-2:]] == ["paragraph_open", "inline"] and _is_empty(made[-1]):
                del made[-2:]
                continue
        made.append(token)
    return made


def _is_empty(line: Token) -> bool:
    return "has_block" in line.meta and not any(
        each.content.strip() or each.type not in ("text", "softbreak", "html_inline") for each in line.children or []
    )
