"""The own files of a site, in the folder `site/` beside site.yaml: which there are, by their keys."""

import re

from articles.publishing.media.formats import Format

FOLDER = "site/"
STYLE = f"{FOLDER}style.css"

_CSS = Format("style", "text/css; charset=utf-8", "CSS")
# They are served as JSON.
_WORDS = Format("words", "application/json", "YAML")

_WOFF2 = Format("font", "font/woff2", "WOFF2")

_OF_FONTS = re.compile(rf"{FOLDER}fonts/[^/]+\.woff2")
_OF_WORDS = re.compile(rf"{FOLDER}words/([^/]+)\.yaml")


def own_format_of(key: str) -> Format | None:
    """What an own file of a site is, by its key; None for any other file."""
    if key == STYLE:
        return _CSS
    if _OF_FONTS.fullmatch(key):
        return _WOFF2
    return _WORDS if _OF_WORDS.fullmatch(key) else None


def is_used(key: str) -> bool:
    """Whether a file is in use because it is there, and not because site.yaml names it."""
    return key == STYLE or bool(language_of(key))


def language_of(key: str) -> str:
    """The language that the name of a file of words has; empty if it is no such file."""
    match = _OF_WORDS.fullmatch(key)
    return match[1] if match is not None else ""


def words_key(language: str) -> str:
    """The key of the file of words of a language."""
    return f"{FOLDER}words/{language}.yaml"
