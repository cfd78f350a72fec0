"""The routes of the function `search`: what is answered from the search index."""

import time
from collections.abc import Callable
from typing import Any

from articles.browse import feeds, search_json, search_lists, search_pages, search_parameters, search_results
from articles.browse.edge import edge
from articles.browse.index_copy import local_copy
from articles.browse.library import library
from articles.browse.problems import SEARCH_UNAVAILABLE, ProblemError
from articles.browse.search_parameters import Asked
from articles.browse.search_results import Results
from articles.browse.settings import settings_for
from articles.common.http_edge import NOT_FOUND, Request, from_event
from articles.common.sam_local import require_local_stack
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.observability import traced
from articles.publishing.storage.derived import MissingError
from articles.search.engine.searching import Searching
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

Route = Callable[..., Response[Any]]

# As in `browse.handler`.
_SEGMENT = "[^/]+"

# How many of each facet are shown beside results.
_FACETS = 10

require_local_stack()

logger = Logger()
app = APIGatewayHttpResolver()
app.use(middlewares=[edge])


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an HTTP request, payload format version 2.0."""
    return app.resolve(event, context)


def _get(rule: str) -> Callable[[Route], Route]:
    return app.route(rule, method=["GET", "HEAD"])


def _request() -> Request:
    return from_event(app.current_event.raw_event)


@_get("/search")
def search() -> Response[str]:
    """The page of search."""
    request, settings = _asked()
    asked = search_parameters.of_page(request.query)
    return search_pages.results(asked, _found(asked), settings)


@_get("/api/search")
def api_search() -> Response[str]:
    """Results as JSON."""
    request, settings = _asked()
    asked = search_parameters.of_api(request.query)
    began = time.monotonic()
    found = _found(asked)
    return search_json.answer(asked, found, time.monotonic() - began, settings)


@_get("/tags")
def tags() -> Response[str]:
    """All keywords."""
    return search_lists.directory(search_lists.TAGS, _searching(), *_asked())


@_get("/authors")
def authors() -> Response[str]:
    """All authors."""
    return search_lists.directory(search_lists.AUTHORS, _searching(), *_asked())


@_get(f"/tags/{_SEGMENT}")
def tag() -> Response[str]:
    """The articles with a keyword."""
    return search_lists.articles(search_lists.TAGS, _searching(), *_asked())


@_get(f"/authors/{_SEGMENT}")
def author() -> Response[str]:
    """The articles of an author."""
    return search_lists.articles(search_lists.AUTHORS, _searching(), *_asked())


@_get(f"/tags/{_SEGMENT}/feed.atom")
def tag_atom() -> Response[str]:
    """The newest articles with a keyword, in Atom."""
    return search_lists.feed(search_lists.TAGS, _searching(), feeds.atom, feeds.ATOM, *_asked())


@_get(f"/tags/{_SEGMENT}/feed.json")
def tag_json_feed() -> Response[str]:
    """The newest articles with a keyword, in JSON Feed."""
    return search_lists.feed(search_lists.TAGS, _searching(), feeds.json_feed, feeds.JSON_FEED, *_asked())


@_get(f"/authors/{_SEGMENT}/feed.atom")
def author_atom() -> Response[str]:
    """The newest articles of an author, in Atom."""
    return search_lists.feed(search_lists.AUTHORS, _searching(), feeds.atom, feeds.ATOM, *_asked())


@_get(f"/authors/{_SEGMENT}/feed.json")
def author_json_feed() -> Response[str]:
    """The newest articles of an author, in JSON Feed."""
    return search_lists.feed(search_lists.AUTHORS, _searching(), feeds.json_feed, feeds.JSON_FEED, *_asked())


@_get("/archive")
def archive() -> Response[str]:
    """The years and months that articles are of."""
    return search_lists.archive(_searching(), *_asked())


@app.not_found
def nothing_there(_: NotFoundError) -> Response[str]:
    """Respond 404: no route matches."""
    raise ProblemError(NOT_FOUND)


def _asked() -> tuple[Request, Settings]:
    """The request, and the site's settings for it."""
    request = _request()
    return request, settings_for(request)


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
