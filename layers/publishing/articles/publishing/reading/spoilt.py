"""Find front matter that a file has but not as its front matter, so that it would become a public text."""

import re
import unicodedata
from collections.abc import Iterator

from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.fences import outside_fences
from articles.publishing.reading.keys import KNOWN_KEYS
from articles.publishing.reading.visibility_keys import says_it_is_no_page, speaks_of_being_public

# In so many lines a file says whether it is public.
_LINES = 30
_LINES_OF_KEYS = 200

_INDENTED = re.compile(r"(?: {4}|\t)")
_OPENING = re.compile(r"-{3}|\+{3}")
# What editors make of hyphens, what is left of them, and other lines that somebody took for an opening.
_LIKE_AN_OPENING = re.compile(
    r"(?:[-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]+|[+\uff0b]{2,}|={3,}|~{3}|\*{3,}|_{3,})$"
)
_CLOSING = re.compile(r"(?:-{3,}|\.{3}|\+{3,}|[\u2013\u2014]+-?)$")
# A line as front matter has it: a key, perhaps in quotes or after the comment's beginning, and its value.
_QUOTE = "[\"'\u201c\u201d\u2018\u2019]?"
_KEY_LINE = re.compile(
    rf"(?:<!--[ \t]*|[{{,][ \t]*|[-+#>][ \t]+|\.\.[ \t]+)?{_QUOTE}([A-Za-z_][\w.-]*){_QUOTE}[ \t]*[:=](.*)"
)
# A line that says yes or no, or one word, and nothing else.
_FLAG_LINE = re.compile(rf"{_QUOTE}([A-Za-z_][\w.-]*){_QUOTE}[ \t]*[:=][ \t]*{_QUOTE}([\w-]+){_QUOTE},?(?:[ \t]+#.*)?")
_EXPORTED = re.compile(r"export[ \t].*?\b([A-Za-z_]+)[\"']?[ \t]*:[ \t]*[\"']?(true|false)\b")
_VALUE_OR_COMMENT = re.compile(r"[ \t]+\S|#|- |-$|[\]})]")
_AROUND_VALUE = " \t\"'\u201c\u201d\u2018\u2019,;}>-"


def spoilt_front_matter(body: str, first_line: int) -> Problem | None:
    """Find what looks like front matter in a text that has none.

    Args:
        body: The text, with a line feed at the end of each line.
        first_line: 1-based line of the file where it begins.

    Returns:
        The problem; None if nothing looks like front matter.
    """
    lines = [_visible(line) for line in body.split("\n", _LINES)[:_LINES]]
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    opening = lines[first].strip()
    if _OPENING.match(opening):
        message = (
            f"Front matter begins with a line --- or +++ alone, and not with {shortened(opening)}; correct this line."
        )
        return Problem(first_line + first, 1, "front-matter-opening", message)
    for number, line in _outside_code(lines):
        key = _EXPORTED.match(line.strip()) or _KEY_LINE.match(line.strip())
        if key is not None and speaks_of_being_public(key[1], key[2].strip(_AROUND_VALUE)):
            message = (
                f"{key[1]} is not in front matter here, so nobody can tell whether this file is public; put a line --- "
                "before its keys, at the beginning of the file, and another one after them, or remove this line."
            )
            return Problem(first_line + number, 1, "front-matter-opening", message)
    start = _block_of_keys(lines)
    if start is None:
        return None
    message = "Keys begin here, but the file does not begin with a line --- above them; write it as the first line."
    return Problem(first_line + start, 1, "front-matter-opening", message)


def stray_key(body: str, first_line: int) -> Problem | None:
    """Find a key right below the keys that says that the file is not public: nobody meant it for readers.

    Args:
        body: The text below the keys, with a line feed at the end of each line.
        first_line: 1-based line of the file where it begins.
    """
    for number, line in enumerate(map(_visible, body.split("\n", _LINES)[:_LINES])):
        key = _FLAG_LINE.fullmatch(line.rstrip())
        if key is not None and says_it_is_no_page(key[1], key[2], by_flag=True):
            message = (
                f"{key[1]} is not among the keys here, so nobody can tell whether this file is public; move this line"
                " up to them, or remove it."
            )
            return Problem(first_line + number, 1, "front-matter-opening", message)
        if line.strip() and not _LIKE_AN_OPENING.match(line.strip()) and not _KEY_LINE.match(line):
            return None  # the text has begun, and it may speak of keys
    return None


def draft_line(text: str) -> Problem | None:
    """Find the line of front matter by which a file is a draft, though its keys cannot be read.

    Args:
        text: The text of the file.
    """
    lines = text.split("\n", _LINES_OF_KEYS)[:_LINES_OF_KEYS]
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not _OPENING.match(lines[first]):
        return None
    for number, line in enumerate(lines[first + 1 :], first + 2):
        if _CLOSING.match(line.rstrip()):
            return None
        key = _FLAG_LINE.fullmatch(_visible(line).rstrip())
        if key is not None and says_it_is_no_page(key[1], key[2]):
            message = f"{key[1]} says {shortened(key[2])}, so this file is not public; remove the key to publish it."
            return Problem(number, 1, "draft", message, "warning")
    return None


def _visible(line: str) -> str:
    """A line without what is drawn as nothing, and with spaces for all that is drawn as one."""
    if line.isascii():
        return line
    categories = ((char, unicodedata.category(char)) for char in line)
    return "".join(" " if kind == "Zs" else char for char, kind in categories if kind != "Cf")


def _outside_code(lines: list[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in outside_fences(lines) if not _INDENTED.match(line))


def _block_of_keys(lines: list[str]) -> int | None:
    """The number of the line where keys begin that a line such as --- ends; None if there are none.

    The first of these lines is the text's first, or comes after one that was meant to open front matter; and one of the
    keys is known.
    """
    outside = dict(_outside_code(lines))
    starts = [number for number in outside if _is_start(lines, number)]
    for start in starts:
        known = False
        for number in range(start, len(lines)):
            line = lines[number]
            key = _KEY_LINE.match(line)
            if key is not None:
                known = known or key[1] in KNOWN_KEYS
            elif known and (_CLOSING.match(line.rstrip()) or _LIKE_AN_OPENING.match(line.rstrip())):
                return start
            elif line.strip() and not _VALUE_OR_COMMENT.match(line):
                break
    return None


def _is_start(lines: list[str], number: int) -> bool:
    key = _KEY_LINE.match(lines[number])
    if key is None:
        return False
    before = [line.strip() for line in lines[:number] if line.strip()]
    return not before or _LIKE_AN_OPENING.match(before[-1]) is not None
