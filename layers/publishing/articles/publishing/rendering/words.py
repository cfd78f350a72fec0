"""The words of the interface in a language, as pages say them: with values, in forms by number, and as HTML."""

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from articles.publishing.reading.interface_words import FALLBACK, NO_WORDS, OwnWords, merged, read_words
from articles.publishing.reading.languages import base_language, direction
from articles.publishing.rendering.settings import Settings
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from babel.core import Locale


class Words:
    """The words of a language.

    Attributes:
        language: Its tag, as BCP 47 writes it.
        direction: Of its script: `ltr` or `rtl`.
    """

    def __init__(self, language: str, own: OwnWords = NO_WORDS) -> None:
        """Take the words of a language, of those of `languages.LANGUAGES`, with or without a region.

        Args:
            language: The language.
            own: Words of a site's own.
        """
        self.language = language
        self.direction = direction(language)
        self._base = base_language(language) or FALLBACK
        self._words = merged(read_words(FALLBACK) | read_words(self._base), own.texts.get(self._base, {}))

    def __call__(self, key: str, **values: Any) -> Markup:
        """A word as HTML, with its placeholders filled. Values that are no HTML are escaped.

        Args:
            key: The key of the word.
            values: What stands for its placeholders; `count` chooses the form of one that has several.

        Raises:
            KeyError: There is no such word, or a placeholder has no value.
        """
        return escape(self._text(key, values)).format(**values)

    def plain(self, key: str, **values: Any) -> str:
        """The same as plain text."""
        return self._text(key, values).format(**values)

    def listed(self, items: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
        """Items as one text, such as `a, b, and c`, as the language joins them; with `or`, as a choice."""
        from babel.lists import format_list  # noqa: PLC0415 - as below

        return format_list(items, style, self._locale())

    def language_name(self, tag: str) -> str:
        """What a language is called, such as `Austrian German`; its tag if CLDR does not say.

        Args:
            tag: A BCP 47 tag.
        """
        languages = self._locale().languages
        name: str | None = languages.get(tag.replace("-", "_"))
        main = languages.get(tag.partition("-")[0].lower())
        return name or (f"{main} ({tag})" if main else tag)

    def has(self, key: str) -> bool:
        """Whether there is such a word."""
        return key in self._words

    def _text(self, key: str, values: Mapping[str, Any]) -> str:
        word = self._words[key]
        if isinstance(word, str):
            return word
        return word[self._locale().plural_form(values["count"])]

    def _locale(self) -> "Locale":
        from babel.core import Locale  # noqa: PLC0415 - takes 20 ms, and not every page needs it

        return Locale.parse(self._base, sep="-")


@functools.lru_cache(maxsize=128)
def words_in(language: str, own: OwnWords = NO_WORDS) -> Words:
    """The words of a language. What its file does not have is English, and so is a language without a file.

    Args:
        language: A BCP 47 tag.
        own: Words of a site's own.
    """
    return Words(language, own)


def words_of(settings: Settings) -> Words:
    """The words of a site."""
    return words_in(settings.language, settings.words)


def words_of_text(language: str, settings: Settings) -> Words:
    """What is said within a text: in its language, or the site's if there are no words in it, or it names none.

    Args:
        language: A BCP 47 tag; empty if it is that of the site.
        settings: Those of the site.
    """
    return words_in(language if base_language(language) else settings.language, settings.words)


@functools.cache
def language_autonym(tag: str) -> str:
    """What a language calls itself, such as `Français`; its tag if CLDR does not say.

    Args:
        tag: A BCP 47 tag.
    """
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    try:
        name = Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:]
