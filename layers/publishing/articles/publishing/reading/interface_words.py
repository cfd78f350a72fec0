"""The words that pages say by themselves: those of the files of `words/`, and those of a site's own."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "words"
FALLBACK = "en"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A text, or one for each plural category that the language has.
Word = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words of a site's own.

    Attributes:
        digest: A short hash of all of them; empty if there are none.
        texts: The words by their keys, by language.
    """

    digest: str = ""
    texts: Mapping[str, Mapping[str, Word]] = field(default_factory=dict, compare=False, repr=False)


NO_WORDS = OwnWords()


@functools.cache
def read_words(language: str) -> dict[str, Word]:
    """Read the file of a language, of those of `LANGUAGES` without `zh`."""
    words: dict[str, Word] = yaml.load((FOLDER / f"{language}.yaml").read_bytes(), _Loader)  # noqa: S506 - it is safe
    return words


def merged(ours: Mapping[str, Word], own: Mapping[str, Word]) -> dict[str, Word]:
    """Our words with those of a site's own in their places; forms that it does not have are ours."""
    return {**ours, **{key: _merged(ours[key], word) for key, word in own.items() if key in ours}}


def _merged(ours: Word, own: Word) -> Word:
    return own if isinstance(ours, str) or isinstance(own, str) else {**ours, **own}
