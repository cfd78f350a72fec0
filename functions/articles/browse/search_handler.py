"""The routes of the function `search`: what is answered from the search index."""

import time
from typing import Any

from articles.browse import feeds, search_json, search_lists, search_pages, search_parameters, search_results
from articles.browse.index_copy import local_copy
from articles.browse.library import library
from articles.browse.problems import SEARCH_UNAVAILABLE, ProblemError
from articles.browse.routing import SEGMENT, Routes
from articles.browse.search_parameters import Asked
from articles.browse.search_results import Results
from articles.common.sam_local import require_local_stack
from articles.publishing.running.observability import traced
from articles.publishing.storage.derived import MissingError
from articles.search.engine.searching import Searching
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

# How many of each facet are shown beside results.
_FACETS = 10

require_local_stack()

logger = Logger()
routes = Routes()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an HTTP request, payload format version 2.0."""
    return routes.answer(event, context)


@routes.get("/search")
def search() -> Response[str]:
    """The page of search."""
    request, settings = routes.asked()
    asked = search_parameters.of_page(request.query)
    return search_pages.results(asked, _found(asked), settings)


@routes.get("/api/search")
def api_search() -> Response[str]:
    """Results as JSON."""
    request, settings = routes.asked()
    asked = search_parameters.of_api(request.query)
    began = time.monotonic()
    found = _found(asked)
    return search_json.answer(asked, found, time.monotonic() - began, settings)


@routes.get("/tags")
def tags() -> Response[str]:
    """All keywords."""
    return search_lists.directory(search_lists.TAGS, _searching(), *routes.asked())


@routes.get("/authors")
def authors() -> Response[str]:
    """All authors."""
    return search_lists.directory(search_lists.AUTHORS, _searching(), *routes.asked())


@routes.get(f"/tags/{SEGMENT}")
def tag() -> Response[str]:
    """The articles with a keyword."""
    return search_lists.articles(search_lists.TAGS, _searching(), *routes.asked())


@routes.get(f"/authors/{SEGMENT}")
def author() -> Response[str]:
    """The articles of an author."""
    return search_lists.articles(search_lists.AUTHORS, _searching(), *routes.asked())


@routes.get(f"/tags/{SEGMENT}/feed.atom")
def tag_atom() -> Response[str]:
    """The newest articles with a keyword, in Atom."""
    return search_lists.feed(search_lists.TAGS, _searching(), feeds.atom, feeds.ATOM, *routes.asked())


@routes.get(f"/tags/{SEGMENT}/feed.json")
def tag_json_feed() -> Response[str]:
    """The newest articles with a keyword, in JSON Feed."""
    return search_lists.feed(search_lists.TAGS, _searching(), feeds.json_feed, feeds.JSON_FEED, *routes.asked())


@routes.get(f"/authors/{SEGMENT}/feed.atom")
def author_atom() -> Response[str]:
    """The newest articles of an author, in Atom."""
    return search_lists.feed(search_lists.AUTHORS, _searching(), feeds.atom, feeds.ATOM, *routes.asked())


@routes.get(f"/authors/{SEGMENT}/feed.json")
def author_json_feed() -> Response[str]:
    """The newest articles of an author, in JSON Feed."""
    return search_lists.feed(search_lists.AUTHORS, _searching(), feeds.json_feed, feeds.JSON_FEED, *routes.asked())


@routes.get("/archive")
def archive() -> Response[str]:
    """The years and months that articles are of."""
    return search_lists.archive(_searching(), *routes.asked())


def _searching() -> Searching | None:
    """The index; None if nothing is in it.

    Raises:
        ProblemError: It cannot be read, or a part of it is lost.
    """
    try:
        return local_copy().searching()
    except (BotoCoreError, ClientError, MissingError) as error:
        logger.exception("the search index cannot be read")
        raise ProblemError(SEARCH_UNAVAILABLE) from error


def _found(asked: Asked) -> Results:
    """Find pages, and log what nobody found anything for, without saying who asked."""
    found = search_results.find(asked.question, _searching(), library(), _FACETS)
    if not found.results and asked.text and asked.cursor is None:
        logger.info("search found nothing", asked=dict(asked.parameters))
    return found
