"""The addresses of a list's pages: the cursors in them, and the links from page to page."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from articles.browse import cursors
from articles.browse.listed_articles import Selection
from articles.browse.paging import Page, Position
from articles.browse.query_parameters import Paging, ParameterError
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import LANGUAGE, page_url

SUBJECTS = "subjects"
CHANGES = "changes"


def of_articles(selection: Selection) -> str:
    """The scope of cursors into a list of articles."""
    named = "" if selection.paths is None else f" {' '.join(selection.paths)}"
    return f"articles {selection.subject or ''} {selection.first or ''} {selection.last or ''}{named}"


def of_referrers(path: str) -> str:
    """The scope of cursors into the list of the articles that link to a path."""
    return f"referrers {path}"


def position(wanted: Paging, scope: str) -> Position | None:
    """Read the position of the wanted page from its cursor; None for the first page.

    Raises:
        ParameterError: The cursor is not from this list.
    """
    if wanted.cursor is None:
        return None
    try:
        return cursors.decode(wanted.cursor, scope, _secret())
    except cursors.CursorError:
        raise ParameterError({"cursor": "is not from this list; start again without it"}) from None


def neighbours(
    page: Page[Any], path: str, scope: str, settings: Settings, parameters: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Make the addresses of the pages before (`prev`) and after (`next`) a page, if there are any.

    Args:
        page: The page.
        path: Path of the list.
        scope: Scope of its cursors.
        settings: The site's settings.
        parameters: The parameters of the addresses besides the cursor.
    """
    positions = {"prev": page.previous, "next": page.following}
    return {
        relation: address(path, settings, {**(parameters or {}), "cursor": cursors.encode(beside, scope, _secret())})
        for relation, beside in positions.items()
        if beside is not None
    }


def address(path: str, settings: Settings, parameters: Mapping[str, str] | None = None) -> str:
    """Make an absolute URL of a list, in the language of the settings, from its path and parameters."""
    return page_url(path, settings) + _query({**of_edition(settings.edition), **(parameters or {})})


def of_edition(edition: str) -> dict[str, str]:
    """The parameters that the address of a list has in one of the site's languages; empty for the main one."""
    return {LANGUAGE: edition} if edition else {}


def target(path: str, parameters: Mapping[str, str] | None = None) -> str:
    """Make what is after the host of such a URL, of a path that is ASCII."""
    return path + _query(parameters)


def _query(parameters: Mapping[str, str] | None) -> str:
    query = urlencode(parameters or {}, safe=",/")
    return f"?{query}" if query else ""


def header(links: Mapping[str, str]) -> dict[str, str]:
    """Make the Link header of addresses by relation (RFC 8288); empty if there are none."""
    return {"link": ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links.items())} if links else {}


def _secret() -> str:
    return os.environ["CURSOR_SECRET"]
