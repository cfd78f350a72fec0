"""The excerpt and the reading time of a plain text, in any script."""

import re
import unicodedata

_EXCERPT_CHARACTERS = 280

# How many words are read in a minute, by language, and in others the mean of 17 languages: of IReST's texts,
# https://doi.org/10.1167/iovs.11-8284, but for English, which is that of silent reading.
_WORDS_PER_MINUTE = {
    "ar": 138,
    "de": 179,
    "en": 230,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}
_WORDS_IN_OTHER_LANGUAGES = 184
# Chinese and Japanese, as Medium counts: https://help.medium.com/hc/en-us/articles/214991667-Read-time
_IDEOGRAPHS_PER_MINUTE = 500
# 68 ms a character, in 14 languages with alphabets: https://doi.org/10.1167/iovs.11-8284
_LETTERS_PER_MINUTE = 880

# Scripts without spaces between words. In Han, kana, Bopomofo, Yi and related scripts, a character is a word or a
# syllable.
_HAN_AND_KANA = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uf900-\ufaff\uff66-\uff9d\U00017000-\U00018d08\U0001b000-\U0001b2fb"
    "\U00020000-\U0003ffff"
)
# Thai, Lao, Tibetan, Myanmar, Khmer and the scripts of their neighbours, the classes SA and AK of Unicode's line
# breaking (UAX #14): these have letters with marks.
_LETTERS = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\ua980-\ua9ff\uaa60-\uaadf"
    "\U00011700-\U0001174f"
)
# The punctuation of the first group, which does not count as words.
_PUNCTUATION = "\u3000-\u3004\u3008-\u3020\u3030\u303d\ufe30-\ufe4f\uff01-\uff65"

_IDEOGRAPHS = re.compile(f"[{_HAN_AND_KANA}]+")
_LETTERS_WITH_MARKS = re.compile(f"[{_LETTERS}]+")
_UNSPACED = re.compile(f"[{_HAN_AND_KANA}{_LETTERS}{_PUNCTUATION}]+")

# Characters that an excerpt must not end with: separators, and opening brackets.
_LOOSE_ENDS = " ,;:-、，；：(（「『《〈【"  # noqa: RUF001 - they are meant

# Characters, besides marks, that belong to the character before: the zero width joiner, skin tones, tags, the vowels
# and final consonants of Hangul, and the vowels that Thai and Lao write after their consonant.
_TRAILING = re.compile(
    "[\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3]"
)
# Characters that belong to the character after: joiners of emoji and of stacked consonants, vowels that are written
# before their consonant.
_LEADING = re.compile("[\u200d\u1039\u17d2\u0e40-\u0e44\u0ec0-\u0ec4]")
# Two of these are a flag.
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def excerpt(text: str, limit: int = _EXCERPT_CHARACTERS) -> str:
    """Return the beginning of a text on one line, cut between words, with an ellipsis if something is cut off.

    Scripts without spaces, and words that are too long, are cut between characters. A character stays together with
    its marks.

    Args:
        text: Plain text.
        limit: The most characters to return, ellipsis included.
    """
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[: _end(flat, limit - 1)].rstrip(_LOOSE_ENDS) + "…"


def reading_minutes(text: str, language: str = "en") -> int:
    """How many minutes a text takes to read, at least one: by words, and by characters in scripts without spaces.

    Args:
        text: Plain text.
        language: Its language, a BCP 47 tag.
    """
    minutes = 0.0
    if not text.isascii():
        minutes += sum(map(len, _IDEOGRAPHS.findall(text))) / _IDEOGRAPHS_PER_MINUTE
        letters = "".join(_LETTERS_WITH_MARKS.findall(text))
        minutes += sum(map(str.isalpha, letters)) / _LETTERS_PER_MINUTE
        text = _UNSPACED.sub(" ", text)
    words = _WORDS_PER_MINUTE.get(language.partition("-")[0].lower(), _WORDS_IN_OTHER_LANGUAGES)
    return max(1, round(minutes + len(text.split()) / words))


def _end(text: str, last: int) -> int:
    """Where to cut a text, at this place or before it."""
    for place in range(last, 0, -1):
        if text[place] == " " or (_UNSPACED.match(text, place - 1, place + 1) and _is_between_characters(text, place)):
            return place
    return next((place for place in range(last, 0, -1) if _is_between_characters(text, place)), last)


def _is_between_characters(text: str, place: int) -> bool:
    """Whether a cut here leaves characters whole: the clusters of UAX #29, as far as real text needs them."""
    after = text[place]
    if unicodedata.category(after).startswith("M") or _TRAILING.match(after) or _LEADING.match(text, place - 1):
        return False
    through = text[: place + 1]
    regional = len(through) - len(through.rstrip(_REGIONAL))
    return regional == 0 or regional % 2 == 1
