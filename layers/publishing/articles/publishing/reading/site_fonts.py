"""Fonts of a site's own: which files site.yaml can name, what these are by their names, and whether they are fonts."""

import re
from dataclasses import dataclass

from articles.publishing.errors import ArticleError, Problem
from articles.publishing.media.own_files import FOLDER

MAX_FONT = 2 * 1024 * 1024

# A file as site.yaml names it, and as a style sheet can.
FONT_FILE = re.compile(rf"{FOLDER}fonts/([A-Za-z0-9][A-Za-z0-9_.-]{{0,58}})\.woff2")

# WOFF File Format 2.0, 4.1: the signature, and after the kind of font the length of the file.
_SIGNATURE, _LENGTH, _HEADER = b"wOF2", slice(8, 12), 48

_BOLD, _VARIABLE = re.compile("(?i)bold"), re.compile("(?i)variable")
_ITALIC = re.compile("(?i)italic|oblique")


@dataclass(frozen=True, slots=True)
class Face:
    """What a file of a family is.

    Attributes:
        weight: As `font-weight` of CSS has it.
        style: As `font-style` has it.
    """

    weight: str
    style: str


def face_of(key: str) -> Face:
    """What the name of a file says of the font: bold, italic, or of any weight."""
    name = key.rpartition("/")[2]
    weight = "100 900" if _VARIABLE.search(name) else "700" if _BOLD.search(name) else "400"
    return Face(weight, "italic" if _ITALIC.search(name) else "normal")


def check_font(key: str, source: bytes) -> None:
    """Refuse what is no font that browsers can load.

    Args:
        key: The key of the file.
        source: Its bytes, or as much of them as is more than `MAX_FONT`.

    Raises:
        ArticleError: The file is not a font that can be used.
    """
    if FONT_FILE.fullmatch(key) is None:
        message = "site.yaml cannot name this file; name it with letters, digits, - and _ alone."
        raise ArticleError([Problem(1, 1, "font-file-name", message)])
    if len(source) > MAX_FONT:
        message = f"The file has more than {MAX_FONT:,} bytes; leave out characters that nobody needs."
        raise ArticleError([Problem(1, 1, "file-too-large", message)])
    if source[:4] != _SIGNATURE:
        message = "The file is no WOFF2, although its name ends so; convert the font, and upload that."
        raise ArticleError([Problem(1, 1, "font-file", message)])
    if len(source) < _HEADER or int.from_bytes(source[_LENGTH], "big") != len(source):
        message = "The font is damaged: it has another length than it says; upload it again."
        raise ArticleError([Problem(1, 1, "font-file", message)])
