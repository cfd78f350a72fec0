"""Articles that say the same in several languages: which language each is in, and what holds them together."""

import posixpath
from collections.abc import Collection

from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.file_names import EXTENSIONS
from articles.publishing.reading.languages import base_language
from articles.publishing.reading.site import SiteFile

_ORIGINAL = "translation_of"
# Hugo's: articles with the same one are translations of each other.
_SHARED = "translationKey"


def folder_language(key: str, languages: Collection[str]) -> str:
    """The language in whose folder a file is, as `site.yaml` writes it; empty if it is in no such folder.

    Args:
        key: Object key of the file.
        languages: Those of the site.
    """
    index = _folder(key, languages)
    return "" if index is None else _by_folder(languages)[key.split("/")[index].lower()]


def edition(language: str, site: SiteFile) -> str:
    """In which lists an article stands: those of one of the site's other languages, or, if empty, the main ones.

    Args:
        language: The article's language; empty if it is the site's.
        site: What site.yaml says.
    """
    others = site.languages[1:]
    if language in others or not language or not others:
        return language if others else ""
    base = base_language(language)
    if not base or base == base_language(site.language):
        return ""
    return next((each for each in others if base_language(each) == base), "")


def read_group(fields: Fields, key: str, site: SiteFile) -> tuple[str, str, tuple[int, int]]:
    """Find out which articles an article is a translation of.

    Args:
        fields: The keys of its front matter.
        key: Object key of its file, without a folder of drafts.
        site: What site.yaml says.

    Returns:
        A name that all of them have in common, empty if the site has one language; the key of the file that the
        article says it is a translation of, empty if it names none; and the line and column where it does.
    """
    original, place = _original(fields, key)
    shared = fields.lenient().text(_SHARED)
    if not site.languages:
        return "", original, place
    if shared and not original:
        return f"{_SHARED}#{shared}", "", place
    return _without_language(original or key, site.languages), original, place


def _original(fields: Fields, key: str) -> tuple[str, tuple[int, int]]:
    """The key of the file that an article says it is a translation of, empty if it names none; and where it does."""
    scalar = fields.lenient().scalar(_ORIGINAL)
    text = fields.lenient().text(_ORIGINAL) if scalar is not None else ""
    if scalar is None or not text:
        return "", (1, 1)
    folder = "" if text.startswith("/") else posixpath.dirname(key)
    named = posixpath.normpath(posixpath.join(folder, text.lstrip("/")))
    if named.lower().endswith(EXTENSIONS) and "://" not in text and not named.startswith("../") and named != key:
        return named, (scalar.line, scalar.column)
    message = f"{shortened(text)} is not another article's file; write it as from this file, such as ../en/name.md"
    fields.lenient().report(scalar, "translation-of", message)
    return "", (1, 1)


def _without_language(key: str, languages: Collection[str]) -> str:
    """A key without the folder of its language, and without its ending: the same for a file and its translations."""
    index = _folder(key, languages)
    parts = key.split("/")
    return posixpath.splitext("/".join([*parts[:index], *parts[index + 1 :]] if index is not None else parts))[0]


def _folder(key: str, languages: Collection[str]) -> int | None:
    """Which of a file's folders is that of a language: the first such one."""
    folders = key.split("/")[:-1]
    return next((index for index, each in enumerate(folders) if each.lower() in _by_folder(languages)), None)


def _by_folder(languages: Collection[str]) -> dict[str, str]:
    """The site's languages by the names of their folders, in lower case."""
    return {each.lower(): each for each in languages}
