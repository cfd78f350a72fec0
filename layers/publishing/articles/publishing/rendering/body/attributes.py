"""Attributes in braces, as kramdown, Python-Markdown, Pandoc and markdown-it-attrs have them: they are not shown.

``{: .note #id}`` stands anywhere; ``{.note}``, ``{#id}`` and ``{width=300}`` only behind a picture, a link, code or
emphasis, at the end of a block, or on a line of their own. Other braces are text. An id becomes a place to link to.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.publishing.rendering.body.contents import request
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

ANCHOR = "anchor"
# kramdown's word for the list of contents: `{:toc}`.
CONTENTS = "toc"

_LINE = "attributes"  # the token of a line of attributes, until it is known what they belong to
_BRACES = re.compile(r"\{[^{}\n]{1,500}\}")
_SPAN = re.compile(r"\[([^\[\]\n]+)\](\{[^{}\n]{1,500}\})")
_ITEM = re.compile(
    r"""
    \s* (?: \.(?P<class>-?[A-Za-z_][^\s.\#="'<>`]*) | \#(?P<id>\w[^\s\#="'<>`]*)
    | (?P<key>[\w:-]+)=(?P<value>"[^"]*"|'[^']*'|[^\s"'=<>`]+) | (?P<word>[\w-]+) ) (?=[\s.\#]|\Z)
    """,
    re.VERBOSE,
)
_KEYS = frozenset(
    {
        *("align", "alt", "class", "decoding", "dir", "height", "hreflang", "id", "lang", "loading", "name", "rel"),
        *("role", "sizes", "srcset", "start", "style", "tabindex", "target", "title", "type", "value", "width"),
    }
)
_OWN_KEYS = ("data-", "aria-")
# kramdown's definitions of attributes for a name, and its options, each on a line.
_DEFINITION = re.compile(r"^[ \t>]*\{:([\w-]+):[^{}\n]*\}[ \t]*$", re.MULTILINE)
_EXTENSION = re.compile(r"\{:(?::[^{}\n]*|/[a-z]*)\}|\{:[\w-]+:[^{}\n]*\}")

_TAKES = frozenset({"image", "code_inline", *(f"{kind}_close" for kind in ("link", "em", "strong", "s", "mark"))})


@dataclass(frozen=True, slots=True)
class _Attributes:
    """What braces say that is of use here."""

    identifier: str
    words: tuple[str, ...]


def attributes_plugin(md: MarkdownIt) -> None:
    """Make a parser leave out attributes. Headings get their ids as `meta["id"]`; others have an anchor."""
    md.core.ruler.after("inline", "attributes", _place_attributes)


def _read(braces: str, names: Container[str]) -> _Attributes | None:
    """Read braces; None if they are text. Names are what may stand alone behind a colon."""
    has_colon = braces.startswith("{:")
    inner = braces[1 + has_colon : -1].strip()
    identifier, words, position = "", list[str](), 0
    while position < len(inner):
        item = _ITEM.match(inner, position)
        if not item:
            return None
        key, word = item["key"], item["word"]
        if (word and not (has_colon and word in names)) or (key and not (has_colon or _is_key(key))):
            return None
        identifier = item["id"] or (item["value"].strip("\"'") if key == "id" else identifier)
        words += [word] if word else []
        position = item.end()
    return _Attributes(identifier, tuple(words)) if inner else None


def _is_key(key: str) -> bool:
    return key in _KEYS or key.startswith(_OWN_KEYS)


def _names(env: EnvType, text: str) -> set[str]:
    """The names that stand for attributes in a text, found once."""
    if "attribute_names" not in env:
        env["attribute_names"] = {CONTENTS, "no_toc", *(_DEFINITION.findall(text) if "{:" in text else ())}
    names: set[str] = env["attribute_names"]
    return names


def line_of_attributes(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001 - as all rules
    """Parse a line of attributes."""
    begin = state.bMarks[start] + state.tShift[start]
    line = state.src[begin : state.eMarks[start]].rstrip()
    is_extension = _EXTENSION.fullmatch(line)
    found = _read(line, _names(state.env, state.src)) if _BRACES.fullmatch(line) and not is_extension else None
    if not is_extension and not found:
        return False
    if not silent:
        token = state.push(_LINE, "", 0)
        token.map = [start, start + 1]
        token.meta["attributes"] = found
        state.env["has_lines_of_attributes"] = True
        state.line = start + 1
    return True


def _place_attributes(state: StateCore) -> None:
    if "{" not in state.src:
        return
    if "has_lines_of_attributes" in state.env:
        state.tokens[:] = _without_lines(state.tokens)
    names = _names(state.env, state.src)
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and "{" in token.content and _has_braces(token.children or ()):
            heading = state.tokens[index - 1] if state.tokens[index - 1].type == "heading_open" else None
            token.children = list(_without_braces(token.children or [], names, heading))


def _without_lines(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without lines of attributes, with what these say of the block before them."""
    result: list[Token] = []
    opening = -1  # where the block begins that the last tokens end
    for token in tokens:
        found: _Attributes | None = token.meta.get("attributes")
        if token.type != _LINE:
            result.append(token)
            opening = -1
        elif found and (found.identifier or found.words):
            opening = opening if opening >= 0 else _opening(result)
            block = result[opening] if result else None
            if block is None or token.map is None or not block.map or block.map[1] < token.map[0]:
                result += _of_next(found)  # it stands by itself, before what it is about
            elif CONTENTS in found.words:
                if block.type.endswith("_list_open"):
                    del result[opening:]
                result.append(request(token.map))
            elif block.type == "heading_open":
                block.meta.setdefault("id", found.identifier)
            elif found.identifier:
                result.insert(opening, anchor(found.identifier))
                opening += 1
    return result


def _of_next(found: _Attributes) -> list[Token]:
    contents = [request()] if CONTENTS in found.words else []
    return contents + ([anchor(found.identifier)] if found.identifier else [])


def _opening(tokens: Sequence[Token]) -> int:
    """Where the block begins that ends with the last of these tokens."""
    depth = 0
    for index in range(len(tokens) - 1, -1, -1):
        depth -= tokens[index].nesting
        if depth <= 0:
            return index
    return 0


def _has_braces(tokens: Iterable[Token]) -> bool:
    """Whether braces are in the words of a text, not only in its code and formulae."""
    return any(token.type == "text" and "{" in token.content for token in tokens)


def _without_braces(tokens: Sequence[Token], names: Container[str], heading: Token | None) -> Iterator[Token]:
    """The tokens of a text without attributes, with an anchor for each id; those of a heading go to its token."""
    before = ""
    for token in tokens:
        if token.type != "text" or "{" not in token.content:
            yield token
        else:
            place = (before in _TAKES, token is tokens[0], token is tokens[-1])
            token.content, found = _cut(token.content, names, *place)
            for braces, identifier in found:
                if heading:
                    token.content = _without_closing_marks(token.content)
                    heading.meta["cut"] = heading.meta.get("cut", "") + braces
                    heading.meta.setdefault("id", identifier)
                elif identifier:
                    yield anchor(identifier)
            if token.content:
                yield token
        before = token.type


def _cut(
    text: str, names: Container[str], takes: bool, is_first: bool, is_last: bool
) -> tuple[str, list[tuple[str, str]]]:
    """A text without its attributes; and these, each with the id in it.

    Args:
        text: The text between two other things.
        names: What may stand alone behind a colon.
        takes: Whether it follows something that attributes belong to.
        is_first: Whether the block begins with it.
        is_last: Whether the block ends with it.
    """
    ids: list[tuple[str, str]] = []

    def cut(braces: str, words: str = "") -> str:
        found = _read(braces, names)
        if found:
            ids.append((braces, found.identifier))
            return words
        return f"[{words}]{braces}" if words else braces

    while takes and (match := _BRACES.match(text)) and not cut(match[0]):
        text = text[match.end() :]
    if "{:" in text:
        text = _BRACES.sub(lambda match: cut(match[0]) if match[0].startswith("{:") else match[0], text)
    if "]{" in text:
        text = _SPAN.sub(lambda match: cut(match[2], match[1]), text)
    stripped = text.rstrip() if is_last else ""
    start = stripped.rfind("{") if stripped.endswith("}") else -1
    if start >= 0 and not cut(stripped[start:]):
        text = stripped[:start]
    if ids and is_first:
        text = text.lstrip()
    return text.rstrip() if ids and is_last else text, ids


def _without_closing_marks(text: str) -> str:
    """The text of a heading without the number signs that close it, which the attributes hid from the parser."""
    shorn = text.rstrip("#")
    return shorn.rstrip() if shorn.endswith(" ") else text


def anchor(identifier: str) -> Token:
    """The token of a place to link to."""
    return Token(ANCHOR, "", 0, content=identifier)
