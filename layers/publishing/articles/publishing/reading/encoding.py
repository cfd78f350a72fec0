"""Decode a file's bytes to its text, with a problem for each place that is not text."""

import re
from itertools import islice

from articles.publishing.errors import MAX_PROBLEMS, ArticleError, Problem

MAX_FILE_BYTES = 1024 * 1024

# Characters that YAML, HTML or XML cannot have. Bytes that cannot be decoded are lone surrogates here (PEP 383).
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]+")

_LINE_BREAK = re.compile(r"\r\n?")


def decode(source: bytes) -> tuple[str, list[Problem]]:
    """Decode a file.

    Args:
        source: The bytes of the file: UTF-8, with or without a byte order mark.

    Returns:
        The text, with a line feed at the end of each line, and its problems. What could not be read becomes U+FFFD.

    Raises:
        ArticleError: The file is too large to be read.
    """
    if len(source) > MAX_FILE_BYTES:
        # The length is not known: from the bucket, at most one byte more than the limit is read.
        message = f"The file has more than {MAX_FILE_BYTES:,} bytes; split the article, or move pictures out of it."
        raise ArticleError([Problem(1, 1, "file-too-large", message)])
    text = _text(source)
    problems = [_problem(text, match) for match in islice(UNWRITABLE.finditer(text), MAX_PROBLEMS)]
    return (UNWRITABLE.sub("\ufffd", text) if problems else text), problems


def lines_of(source: bytes) -> tuple[str, ...]:
    """The lines of a file, numbered as in problems, with a lone surrogate for each byte that is not UTF-8."""
    return tuple(_text(source).split("\n"))


def place(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of the character at an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def with_line_feeds(text: str) -> str:
    """The text with a line feed at the end of each line, whatever was there."""
    return _LINE_BREAK.sub("\n", text)


def _text(source: bytes) -> str:
    return with_line_feeds(source.decode("utf-8", "surrogateescape").removeprefix("\ufeff"))


def _problem(text: str, match: re.Match[str]) -> Problem:
    code_point = ord(match[0][0])
    line, column = place(text, match.start())
    if 0xDC80 <= code_point <= 0xDCFF:  # noqa: PLR2004 -- the range of PEP 383
        message = f"Byte 0x{code_point - 0xDC00:02X} is not UTF-8; save the file in UTF-8."
        return Problem(line, column, "encoding", message)
    message = f"The control character U+{code_point:04X} cannot be published; remove it."
    return Problem(line, column, "control-character", message)
