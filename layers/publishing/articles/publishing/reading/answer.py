"""The Markdown of an article, and where its characters are in the file."""

import re
from dataclasses import dataclass

from articles.publishing.reading.escapes import decode_newlines
from articles.publishing.reading.front_matter import FrontMatter
from articles.publishing.reading.source_map import SourceMap
from articles.publishing.reading.yaml_nodes import Scalar

MAX_MARKDOWN_BYTES = 256 * 1024

# The editor writes a non-breaking space if there is no body.
_NOTHING = re.compile(r"(?:\s|&nbsp;|&#160;|&#[xX][aA]0;)*")
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")
_TEXT = re.compile(r"[^ \t\n]|\Z")
_ESCAPES = {"'": re.compile("'(')"), '"': re.compile(r"\\(r\\n|x..|u.{4}|U.{8}|.|$)")}


@dataclass(frozen=True, slots=True)
class Answer:
    """The Markdown of an article.

    Attributes:
        markdown: The text, with its newlines decoded.
        source_map: Where its characters are in the file.
    """

    markdown: str
    source_map: SourceMap


def is_nothing(body: str) -> bool:
    """Whether the body is empty, or has only what the editor writes there."""
    return _NOTHING.fullmatch(body) is not None


def is_too_large(markdown: str, encoded_newlines: int = 0) -> bool:
    """Whether a text is too large to be published, even if this many backslash-n in it are encoded newlines."""
    return len(markdown.encode()) - encoded_newlines > MAX_MARKDOWN_BYTES


def from_body(matter: FrontMatter) -> Answer:
    """The body as the Markdown of the article."""
    markdown = _without_blank_lines(matter.body)
    blank = matter.body[: len(matter.body) - len(markdown)]
    return Answer(markdown.rstrip(), SourceMap(answer=(matter.body_line + blank.count("\n"), 1)))


def from_scalar(scalar: Scalar, text: str) -> Answer:
    """The value of `answer` as the Markdown of the article.

    Args:
        scalar: The value, which is more than white space.
        text: The text of the whole file.
    """
    # The line break at the end of a block scalar belongs to YAML. With it, encoded newlines would not be decoded.
    encoded = _without_blank_lines(scalar.text).rstrip()
    if is_too_large(encoded, encoded.count("\\n")):  # it will be refused, so decoding is not worth the time
        return Answer(encoded, SourceMap(answer=(scalar.line, scalar.column)))
    markdown = decode_newlines(encoded)
    anchors = _anchors(encoded, scalar, text.split("\n")[scalar.line - 1 : scalar.end_line])
    offset, line, column = anchors[0]
    is_laid_out_alike = scalar.style == "|" or (len(anchors) == 1 and "\n" not in encoded)
    return Answer(
        markdown,
        SourceMap(
            answer=(line, column - offset),
            encoded=markdown != encoded,
            anchors=() if is_laid_out_alike else tuple(anchors),
        ),
    )


def _without_blank_lines(text: str) -> str:
    return _BLANK_LINES.sub("", text, count=1)


def _anchors(encoded: str, scalar: Scalar, lines: list[str]) -> list[tuple[int, int, int]]:
    """For each line of a scalar in the file, where it begins in the scalar's text: see `SourceMap.anchors`."""
    escape = _ESCAPES.get(scalar.style)
    found = []
    offset = newlines = 0
    for index, line in enumerate(lines):
        start, end = 0, len(line)
        if index == 0:
            start = end if scalar.style in (">", "|") else scalar.column - 1 + (escape is not None)
        if index == len(lines) - 1:
            end = scalar.end_column - 1 - (escape is not None)
        content = line[start:end].strip(" \t")
        if not content:
            continue
        position = next(_TEXT.finditer(encoded, offset)).start()
        newlines += encoded.count("\n", offset, position)
        found.append((position + newlines, scalar.line + index, line.index(content, start) + 1))
        offset = position + len(content if escape is None else escape.sub(_one, content))
        newlines += encoded.count("\n", position, offset)
    return found


def _one(escape: re.Match[str]) -> str:
    """A text as long as what an escape stands for: one character, or nothing for a line break."""
    return escape[1][:1]
