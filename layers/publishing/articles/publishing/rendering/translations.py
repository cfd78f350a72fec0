"""The pages that say the same in other languages, as a page leads to them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.publishing.errors import Problem
from articles.publishing.reading.article import Article, Translation
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import list_href, list_url, page_url
from articles.publishing.rendering.words import language_autonym

__all__ = ["Alternate", "Translation", "alternates", "editions", "problems"]


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in one of several languages.

    Attributes:
        language: Its language, a BCP 47 tag.
        name: What the language calls itself.
        path: The canonical path of the page; of a list, its address without scheme and host.
        url: Its absolute address.
        is_other: Whether it is another page than the one that leads there.
    """

    language: str
    name: str
    path: str
    url: str
    is_other: bool


def alternates(
    language: str, path: str, translations: Iterable[Translation], settings: Settings
) -> tuple[Alternate, ...]:
    """An article and its translations, one page for each language, by language; nothing if there are none.

    Args:
        language: The language of the article; empty if it is the site's main one.
        path: Its path.
        translations: The pages that say the same, by the keys of their files. Of several in one language, the first
            counts.
        settings: The site's settings.
    """
    own = _language(language, settings)
    paths = {own: path}
    for each in translations:
        paths.setdefault(_language(each.language, settings), each.path)
    if len(paths) == 1:
        return ()
    return tuple(
        Alternate(tag, language_autonym(tag), where, page_url(where, settings), tag != own)
        for tag, where in sorted(paths.items())
    )


def editions(path: str, settings: Settings) -> tuple[Alternate, ...]:
    """A list in each language of the site, by language; nothing if the site has but one.

    Args:
        path: The path of the list.
        settings: The site's settings, for pages in one of its languages.
    """
    found = (settings.in_edition(each if number else "") for number, each in enumerate(settings.languages))
    return tuple(
        Alternate(
            each.language,
            language_autonym(each.language),
            list_href(path, each.edition),
            list_url(path, each),
            each.edition != settings.edition,
        )
        for each in found
    )


def problems(article: Article, translations: Sequence[Translation], settings: Settings) -> Iterator[Problem]:
    """What the author of an article should know of its translations.

    Args:
        article: The article.
        translations: As those of `alternates`.
        settings: The site's settings.
    """
    line, column = article.source_map.original
    if article.original and settings.languages and article.original not in {each.key for each in translations}:
        message = (
            f"No page of {article.original} is live and listed as an original; the two lead to each other as soon as "
            "one is. If it is a translation itself, name what that is a translation of."
        )
        yield Problem(line, column, "translation-missing", message, "warning")
    own = _language(article.language, settings)
    first = next((each.key for each in translations if _language(each.language, settings) == own), article.key)
    if first < article.key:
        message = (
            f"{first} says the same in {own}, so readers of other languages are led there; give one of the two another "
            "lang, or remove it."
        )
        yield Problem(line, column, "translation-twice", message, "warning")


def _language(tag: str, settings: Settings) -> str:
    """The tag of a language, also of the site's main one."""
    return tag or next(iter(settings.languages), settings.language)
