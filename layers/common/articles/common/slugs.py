"""Slugs: what stands for a name, such as a subject's, in a path.

Names that are read alike have one slug. Case, spaces, the normal form of accents, punctuation that only separates,
characters that are drawn as nothing and the width of ASCII's characters make no difference. Whatever else a name has
makes one: letters and digits stay, and symbols are spelled out, so that C, C++ and C# are three.
"""

import re
import unicodedata

from articles.common.paths import INVISIBLE, PUNCTUATION, folded, is_allowed

# What fits into a path between `/learn/` and `/feed.atom`, and 200 characters take without symbols.
MAX_SLUG_BYTES = 800

# Symbols that are not read by their Unicode names.
_WORDS = {
    "#": "sharp",
    "$": "dollar",
    "%": "percent",
    "&": "and",
    "*": "star",
    "+": "plus",
    "=": "equals",
    "@": "at",
    "\\": "backslash",
    "\u2212": "minus",
}

# What Unicode counts as punctuation, and separates nothing.
_READ_PUNCTUATION = frozenset("#%&*@\\§¶†‡‰‱′″‴‵‶‷⁗※⁂⁎⁑")  # noqa: RUF001 - they are meant
# Symbols; numbers such as ² and Ⅷ; letters without case, as mathematics has; enclosing marks; what has no name.
_READ_CATEGORIES = frozenset({"Sm", "Sc", "Sk", "So", "No", "Nl", "Lu", "Lt", "Me", "Co", "Cn"})

_SEPARATORS = frozenset("/" + PUNCTUATION)

# Small and full-width forms, which input methods for Chinese and Japanese write, as what they are forms of.
_WIDTHS = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFE50, 0xFE6C), *range(0xFF01, 0xFF5F))}

# Apostrophes, and what is typed for them, join what they stand between.
_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc`\u00b4")

# A dot that begins a word, as in .NET; a minus behind a mark, as in A- and C--, or before a number. Other dots and
# hyphens separate, also that of `Pre- and Post-War`.
_DOT = re.compile(r"(?<![^\s(\[{\"\u201c])\.(?=\w)")
_HYPHENS = r"\-\u2010\u2011\u2013"
_CLOSING = r'\s)\]}"\u201d.,:;!?/'
_MINUS = re.compile(
    rf"(?<=[^\s{_HYPHENS}])[{_HYPHENS}]+(?=[{_CLOSING}]*\Z)"
    rf"|(?<=[^\s{_HYPHENS}])[{_HYPHENS}]{{2,}}(?=[{_CLOSING}])"
    rf"|(?<![^\s(\[{{])[{_HYPHENS}](?=\d)"
)


def slug(name: str) -> str:
    """The segment of a path that stands for a name; empty if the name has nothing that is read.

    The slug of a slug is itself. It may be longer than `MAX_SLUG_BYTES`, as names of symbols are long.
    """
    text = "".join(char for char in name if not _is_invisible(char)).translate(_WIDTHS)
    text = folded(unicodedata.normalize("NFC", text).translate(_APOSTROPHES))
    text = _DOT.sub(" dot ", text)
    text = _MINUS.sub(lambda match: " minus " * len(match[0]), text)
    return "-".join("".join(map(_read, text)).split())


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char in INVISIBLE


def _read(char: str) -> str:
    """A character as it is read: itself, words with spaces around them, or a space if it separates."""
    if char not in _SEPARATORS and is_allowed(char):
        return char
    if char in _READ_PUNCTUATION or unicodedata.category(char) in _READ_CATEGORIES:
        words = _WORDS.get(char) or unicodedata.name(char, "") or f"u-{ord(char):04x}"
        return f" {words.lower()} "
    return " "
