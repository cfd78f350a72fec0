"""Slugs: segments of paths that stand for names, such as a subject's.

Names that are read alike have the same slug. It does not depend on case, the number of spaces, Unicode normalization,
punctuation that only separates, invisible characters or the width of ASCII characters. It depends on everything else:
letters and digits stay, and symbols are spelled out, so C, C++ and C# have three slugs.
"""

import re
import unicodedata

from articles.common.paths import INVISIBLE, PUNCTUATION, folded, is_allowed

# Fits into a path between `/learn/` and `/feed.atom`. 200 characters without symbols fit into it.
MAX_SLUG_BYTES = 800

# Symbols that are not spelled out by their Unicode names.
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

# Characters that Unicode counts as punctuation, but that do not separate.
_READ_PUNCTUATION = frozenset("#%&*@\\§¶†‡‰‱′″‴‵‶‷⁗※⁂⁎⁑")  # noqa: RUF001 - they are meant
# Symbols; numbers such as ² and Ⅷ; capitals without a lower case, as in mathematics; enclosing marks; what has no name.
_READ_CATEGORIES = frozenset({"Sm", "Sc", "Sk", "So", "No", "Nl", "Lu", "Lt", "Me", "Co", "Cn"})

_SEPARATORS = frozenset("/" + PUNCTUATION)

# Punctuation that is a part of the names of files.
_KEPT = frozenset("-._~+=@")

# From small and full-width forms, which input methods for Chinese and Japanese write, to the ordinary characters.
_WIDTHS = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFE50, 0xFE6C), *range(0xFF01, 0xFF5F))}

# Apostrophes, and what is typed for them, are removed: they join the letters on both sides.
_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc`\u00b4")

# These are read: a dot that begins a word, as in .NET; hyphens at the end, as in A-; several after a word, as in C--;
# one before a number. Other dots and hyphens separate, also those in `Pre- and Post-War`.
_DOT = re.compile(r"(?<![^\s(\[{\"\u201c])\.(?=\w)")
_HYPHENS = r"\-\u2010\u2011\u2013"
_CLOSING = r'\s)\]}"\u201d.,:;!?/'
_MINUS = re.compile(
    rf"(?<=[^\s{_HYPHENS}])[{_HYPHENS}]+(?=[{_CLOSING}]*\Z)"
    rf"|(?<=[^\s{_HYPHENS}])[{_HYPHENS}]{{2,}}(?=[{_CLOSING}])"
    rf"|(?<![^\s(\[{{])[{_HYPHENS}](?=\d)"
)


def slug(name: str) -> str:
    """Make the slug of a name; empty if the name has no letters, digits or symbols.

    The slug of a slug is itself. It may be longer than `MAX_SLUG_BYTES`, since symbols have long names.
    """
    text = "".join(char for char in name if not _is_invisible(char)).translate(_WIDTHS)
    text = folded(unicodedata.normalize("NFC", text).translate(_APOSTROPHES))
    text = _DOT.sub(" dot ", text)
    text = _MINUS.sub(lambda match: " minus " * len(match[0]), text)
    return "-".join("".join(map(_read, text)).split())


def segment(name: str) -> str:
    """Make a segment of a path of the name of a file or folder.

    What a path may contain stays, but for punctuation that only separates in a name. White space becomes a hyphen, and
    symbols are spelled out.

    Returns:
        The segment; empty if nothing of the name can stand in a path.
    """
    text = "".join(char for char in name if not _is_invisible(char)).translate(_WIDTHS)
    text = folded(unicodedata.normalize("NFC", text).translate(_APOSTROPHES))
    return "-".join("".join(char if char in _KEPT else _read(char) for char in text).split())


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
