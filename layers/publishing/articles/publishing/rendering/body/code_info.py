"""What stands behind a fence of code: its language, a title, lines to mark. Tools write it in many ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_NAME = re.compile(r"[^\s,{}\[:=]+")
_IN_BRACES = re.compile(r"\{\s*(?:\.?(?P<name>[A-Za-z][\w#+-]*))?")
_TITLE = re.compile(r"\b(?:title|filename|file)\s*=\s*(?:\"(?P<a>[^\"]*)\"?|'(?P<b>[^']*)'?|(?P<c>[^\s\"'}]+))")
_MARKED = re.compile(
    r"\bhl_lines\s*=\s*(?:\"(?P<a>[\d\s,-]*)\"|'(?P<b>[\d\s,-]*)'|\[(?P<c>[^\]]*)\]|(?P<d>[\d,-]+))"
    r"|(?:^|[\s}a-z+#=])\{(?P<e>[\d\s,-]+)\}"
)
# Some patterns look for the end of what they find again and again.
_LONGEST = 1_000
_MOST_RANGES = 100
_RANGE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """What an author says of a block of code.

    Attributes:
        language: The name of its language, in lower case; empty if it has none.
        title: What to show above it; empty if nothing.
        marked: First and last of each group of lines to mark, counted from 1.
    """

    language: str
    title: str
    marked: tuple[tuple[int, int], ...]

    def marks(self, count: int) -> set[int]:
        """The lines to mark, of so many."""
        return {line for first, last in self.marked for line in range(first, min(last, count) + 1)}


def read_info(info: str) -> CodeInfo:
    """Read what stands behind a fence: ``js title="a.js" {1,3-4}``, ``{.python}``, ``rust,ignore``, ``diff-js``."""
    text = info[:_LONGEST].strip()
    name = (_IN_BRACES if text.startswith("{") else _NAME).match(text)
    language = (name[name.re.groups] or "").lower() if name else ""
    rest = text[name.end() :] if name else text
    if rest.lstrip().startswith("="):
        language, rest = "", text
    title = _TITLE.search(rest)
    return CodeInfo(
        language=language.partition("-")[0] if language.startswith("diff-") else language,
        title=next((group.strip() for group in title.groups() if group), "") if title else "",
        marked=tuple(islice(_ranges(rest), _MOST_RANGES)),
    )


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for marked in _MARKED.finditer(text):
        for first, last in _RANGE.findall(next(group for group in marked.groups() if group is not None)):
            yield int(first), int(last or first)
