"""Texts to words, in any language: where they begin and end, and how they are spelled for comparison.

A word is a run of letters and digits. Some signs belong to it: those of C++, C#, A* and .NET, the dot of 3.14, and an
English `'s`, which is dropped. Scripts that are written without spaces, such as Chinese or Thai, have no words to be
seen; a run of such a script counts as one, of which every two neighbours are a term.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Longer ones are no words. They are cut, so that a term always fits into the index.
MAX_CHARACTERS = 40

# Chinese, Japanese, Korean; Thai, Lao, Tibetan, Burmese, Khmer.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003134f\u1100-\u11ff\uac00-\ud7af"
    "\u0e00-\u0e3a\u0e40-\u0e4e\u0e80-\u0ece\u0f40-\u0fbc\u1000-\u1049\u1780-\u17d3"
)
# What stands within words and is no letter for Python: accents, vowel signs, invisible characters.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u0711\u0730-\u074a\u0900-\u0963\u0981-\u09e3\u0a01-\u0de0\u135d-\u135f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200c\u200d\u2060"
)
_LETTER = rf"[^\W_{_UNSPACED}]"
# Atomic: there is one way to match it, and trying others would take forever.
_RUN = rf"(?>{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*)"
_TOKEN = re.compile(
    rf"""
      (?P<unspaced> [{_UNSPACED}]+ )
    | (?=[\d.]) (?: \d+ (?: [.,]\d+ ){{1,8}} (?!\w) | (?<![\w.)\]]) \. (?=[^\W\d_]) {_RUN} (?![.\w]) )  # 3.14, .NET
    | {_RUN} (?:
          \+\+ (?=\d*(?![\w+]))                            # C++, also in C++17
        | (?<!{_LETTER}{{3}}) [+\#*] (?![\w+\#*])            # C#, A*
        | ['\u2019]s (?!\w)
      )?
    """,
    re.VERBOSE,
)
# Between parts of a word that others write as one: non-linear and nonlinear, read_file.
_JOINTS = frozenset("-_\u2010\u2011")

_INVISIBLE = dict.fromkeys(
    [0xAD, 0x640, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
# Those that are combined with Latin, Greek and Cyrillic letters; Hebrew points; Arabic vowel signs.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]+"
)
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ħ": "h"}
)


class Word(NamedTuple):
    """A word in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: It in lower case, with its accents.
        unspaced: Whether it is a run of a script without spaces.
        joined: It together with the words before it, if only hyphens or underscores are between them; or empty.
    """

    start: int
    end: int
    text: str
    unspaced: bool = False
    joined: str = ""


def words(text: str, start: int = 0, stop: int = sys.maxsize) -> Iterator[Word]:
    """The words of a text, in order.

    Args:
        text: The text.
        start: Where to begin, which is between words.
        stop: Where to end.
    """
    end, together = -1, ""
    for match in _TOKEN.finditer(text, start, stop):
        begin, last = match.span()
        lowered = _lowered(match[0])
        if not lowered:
            continue
        unspaced = match.lastgroup is not None
        continues = not unspaced and together and begin == end + 1 and text[end] in _JOINTS
        together = "" if unspaced else f"{together}{lowered}"[:MAX_CHARACTERS] if continues else lowered
        end = last
        yield Word(begin, last, lowered, unspaced, together if continues else "")


def valid(text: str) -> str:
    """A text that can be written as UTF-8, as tantivy needs it: question marks in place of halves of characters."""
    return text.encode(errors="replace").decode()


def pairs(run: str) -> list[str]:
    """The terms of a run of a script without spaces: every two neighbours, and the last character."""
    return [run[place : place + 2] for place in range(len(run))]


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """A word in lower case as it is compared: without accents, and with letters of ASCII where others write them."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)[:MAX_CHARACTERS]


@lru_cache(maxsize=1 << 16)
def _lowered(written: str) -> str:
    """A word as it is written, in lower case; empty if nothing of it can be compared."""
    text = written[:-2] if written[-2:] in ("'s", "\u2019s") else written
    # White space ends a term in the index, and a few letters are compatible with several words.
    text = "".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).split())
    text = unicodedata.normalize("NFC", text.lower()) if text[:1] != "\u0130" else text.casefold()
    return text[:MAX_CHARACTERS] if folded(text) else ""
