"""What pages say by themselves in English, to be looked for where they must be in another language."""

import re
from collections.abc import Mapping
from string import Formatter

from articles.publishing.reading.interface_words import Word, read_words

_PLACEHOLDERS = {None: "", "count": "[0-9]+"}


def english_unlike(language: str) -> list[str]:
    """Patterns of what is said in English, and in another language with other words.

    Each matches the whole of what an element or a label says. They are patterns to Python and to JavaScript.
    """
    texts = sorted(_texts(read_words("en")) - _texts(read_words(language)))
    return [pattern for pattern in map(_pattern, texts) if re.search("[A-Za-z]{2}", pattern)]


def _texts(words: Mapping[str, Word]) -> set[str]:
    return {text for word in words.values() for text in ([word] if isinstance(word, str) else word.values())}


def _pattern(text: str) -> str:
    parts = Formatter().parse(text)
    return "".join(re.escape(literal) + _PLACEHOLDERS.get(name, ".+") for literal, name, _, _ in parts)
