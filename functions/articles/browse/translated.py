"""What stands above a list, in the language of the list."""

from articles.browse.introductions import Introduction
from articles.browse.library import library
from articles.publishing.rendering.settings import Settings


def introduction_in(path: str, settings: Settings) -> Introduction | None:
    """What introduces the list at a path: the article there, or its translation if the list is in another language."""
    own = in_language(path, settings)
    return library().introduction(own) if own else None


def in_language(path: str, settings: Settings) -> str:
    """Where the article at a path is to be read in the language of the settings; empty if it is not translated."""
    if not settings.edition:
        return path
    there = library().whereabouts(path)
    return next((each.path for each in there.translations if each.language == settings.edition), "") if there else ""
