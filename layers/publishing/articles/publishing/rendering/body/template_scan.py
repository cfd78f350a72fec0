r"""Find the template code of other tools in a Markdown text: ``{% if %}``, ``{{ x }}``, ``{{< x >}}``, ``{# x #}``.

What stands in code, behind a backslash or in the braces of a LaTeX command is not taken for template code. A text is
searched once from its beginning to its end. What was not found from one place on is not searched for again from a later
one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class Use(Enum):
    """What becomes of a piece of template code."""

    TAG = "tag"  # it is not shown
    VALUE = "value"  # it is not shown; it stands among words
    COMMENT = "comment"  # it is not shown, in no representation of the article
    RAW = "raw"  # it surrounds what is shown as it is, and is not shown itself
    BLOCK = "block"  # it stands for a block: code, a picture, a video
    ESCAPED = "escaped"  # it is shown as template code


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of template code, `text[start:end]`, and what becomes of it."""

    start: int
    end: int
    use: Use


# Without one of these, a text has no template code.
_SIGNS = ("{{", "{%", "{#", "{::comment}")
_TOKEN = re.compile(
    r"""
    \\[a-zA-Z]+\{* | \\. | [\^_]\{{2,}                      # LaTeX, or escaped
    | ^[ \t>]*(?>(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)*)(?P<fence> `{3,}(?=[^`\n]*$) | ~{3,} )
    | (?P<ticks> `+ )
    | (?P<opener> \{\{/\* | \{\{[<%] | \{\{\{? | \{% | \{\#(?=[\s-]) | \{::comment\} )
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_CLOSERS = {
    "{{/*": "*/}}",
    "{#": "#}",
    "{::comment}": "{:/",
    "{{<": ">}}",
    "{{%": "%}}",
    "{%": "%}",
    "{{": "}}",
    "{{{": "}}}",
}
_COMMENTS = {"{{/*", "{#", "{::comment}"}
_VALUES = {"{{", "{{{"}
_LONGEST_VALUE = 2_000
_NAME = re.compile(r"[-~+]?\s*((?:/\s*)?[a-zA-Z_][\w/.-]*)")
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")

# What surrounds something, and what becomes of both: by the name of the tag, and by that of the shortcode.
_PAIRS_OF_TAGS = {"raw": Use.RAW, "verbatim": Use.RAW, "comment": Use.COMMENT, "highlight": Use.BLOCK}
_PAIRS_OF_SHORTCODES = {
    "comment": Use.COMMENT,
    "highlight": Use.BLOCK,
    "code": Use.BLOCK,
    "code-toggle": Use.BLOCK,
}
_ENDS = {f"{{%{name}": re.compile(rf"\{{%[-~+]?\s*end{name}\b[^%\n]*%\}}") for name in _PAIRS_OF_TAGS} | {
    f"{{{{{name}": re.compile(rf"\{{\{{[<%]\s*/\s*{name}\s*[%>]\}}\}}") for name in _PAIRS_OF_SHORTCODES
}
_BLOCKS = {"figure", "img", "image", "youtube", "vimeo"}
_VIDEO = re.compile(r"\s*(?:youtube|vimeo)\s*\(")


def has_signs(text: str) -> bool:
    """Whether a text may have template code."""
    return any(sign in text for sign in _SIGNS)


def scan(text: str) -> list[Piece]:
    """Find all template code of a text, in its order."""
    if not has_signs(text):
        return []
    ends = _Ends(text)
    pieces: list[Piece] = []
    position = 0
    while token := _TOKEN.search(text, position):
        position = token.end()
        if token["fence"]:
            position = ends.of_fence(token["fence"], position)
        elif token["ticks"]:
            position = ends.of_code_span(len(token["ticks"]), position)
        elif token["opener"]:
            found = list(_pieces(text, token, ends))
            pieces += found
            position = found[-1].end if found else position
    return pieces


def without_comments(text: str) -> str:
    """A Markdown text without the comments in template code, for no reader is meant to see them."""
    parts: list[str] = []
    end = 0
    for piece in scan(text):
        if piece.use is Use.COMMENT:
            start, after = piece.start, piece.end
            line = text.rfind("\n", 0, start) + 1
            is_alone = not text[line:start].strip() and text[after : after + 1] in ("", "\n") and line >= end
            parts.append(text[end : line if is_alone else start])
            end = after + 1 if is_alone else after
    return "".join([*parts, text[end:]])


@dataclass(slots=True)
class _Ends:
    """Where in a text something ends. A search that failed is remembered."""

    text: str
    closers: dict[str, int] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    ticks: dict[int, list[int]] = field(default_factory=dict)
    blank_line: int = -1

    def of_fence(self, marker: str, position: int) -> int:
        """The end of a fence of code; that of the text if it is not closed."""
        closer = re.compile(rf"^[ \t>]*{marker[0]}{{{len(marker)},}}[ \t]*$", re.MULTILINE)
        found = closer.search(self.text, position)
        return found.end() if found else len(self.text)

    def of_code_span(self, length: int, position: int) -> int:
        """The end of a code span that begins with so many backticks; the position itself if it is not closed."""
        if not self.ticks:
            for run in re.finditer("`+", self.text):
                self.ticks.setdefault(len(run[0]), []).append(run.start())
        if self.blank_line < position:
            blank = _BLANK_LINE.search(self.text, position)
            self.blank_line = blank.start() if blank else len(self.text)
        places = self.ticks.get(length, [])
        index = bisect_left(places, position)
        return places[index] + length if index < len(places) and places[index] < self.blank_line else position

    def of_piece(self, closer: str, position: int) -> int:
        """Where the next closer begins; -1 if there is none."""
        known = self.closers.get(closer, 0)
        if 0 <= known < position:
            known = self.closers[closer] = self.text.find(closer, position)
        return known

    def of_pair(self, name: str, position: int) -> re.Match[str] | None:
        """The tag that ends what another begins."""
        found = None if name in self.missing else _ENDS[name].search(self.text, position)
        if found is None:
            self.missing.add(name)
        return found


def _pieces(text: str, token: re.Match[str], ends: _Ends) -> Iterator[Piece]:
    """The template code that an opener begins: a piece, or a pair of them; none if it begins something else."""
    opener = token["opener"]
    start, begin = token.span("opener")
    close = ends.of_piece(_CLOSERS[opener], begin)
    if close < 0:
        return
    end = close + len(_CLOSERS[opener])
    if opener in _COMMENTS:
        end = ends.of_piece("}", end - 1) + 1
        if end:
            yield Piece(start, end, Use.COMMENT)
    elif opener in _VALUES:
        if close - begin <= _LONGEST_VALUE and _is_value(content := text[begin:close]):
            yield Piece(start, end, Use.BLOCK if _VIDEO.match(content) else Use.VALUE)
    elif opener != "{%" and text.startswith("/*", begin):
        yield Piece(start, end, Use.ESCAPED)
    elif (name := _NAME.match(text, begin, close)) and text.find(opener[:2], begin, close) < 0:
        yield from _tag(opener[:2], name[1], Piece(start, end, Use.TAG), ends)


def _is_value(content: str) -> bool:
    """Whether this can be an expression, rather than braces of another kind in one another."""
    plain = _QUOTED.sub("", content) if "{" in content or "}" in content else content
    return bool(content.strip()) and "{" not in plain and "}" not in plain and not _BLANK_LINE.search(content)


def _tag(opener: str, name: str, piece: Piece, ends: _Ends) -> Iterator[Piece]:
    pairs = _PAIRS_OF_TAGS if opener == "{%" else _PAIRS_OF_SHORTCODES
    use = pairs.get(name)
    last = ends.of_pair(opener + name, piece.end) if use else None
    if use is Use.COMMENT and last:
        yield Piece(piece.start, last.end(), use)
    elif use and last:
        yield Piece(piece.start, piece.end, use)
        yield Piece(last.start(), last.end(), use)
    else:
        yield Piece(piece.start, piece.end, Use.BLOCK if name in _BLOCKS else Use.TAG)
