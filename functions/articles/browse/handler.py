"""The routes. Each reads its parameters, queries the library, and writes the result."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from articles.browse import (
    adjacent,
    article_api,
    feeds,
    json_lists,
    list_pages,
    opensearch,
    page_links,
    pictures,
    query_parameters,
    responses,
    site_feeds,
    sitemaps,
    texts,
)
from articles.browse.edge import REFERRERS
from articles.browse.library import library
from articles.browse.listed_articles import Selection
from articles.browse.problems import ProblemError, require_language
from articles.browse.query_parameters import PAGE_SIZE
from articles.browse.routing import SEGMENT, Routes
from articles.browse.settings import in_force, settings_for
from articles.common import http_edge
from articles.common.http_edge import GONE, NOT_FOUND, Request
from articles.common.sam_local import require_local_stack
from articles.publishing.rendering.urls import EVERYTHING
from articles.publishing.running.observability import metrics_of_invocation, traced
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

_FOLDER = Path(__file__).parent

_XML = "application/xml; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_MARKDOWN = "text/markdown; charset=utf-8"

require_local_stack()

logger = Logger()
routes = Routes()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an HTTP request, payload format version 2.0."""
    return routes.answer(event, context)


# Pages


@routes.get("/")
def home() -> Response[str]:
    """The site's first page."""
    return list_pages.home(routes.request())


@routes.get("/learn")
def subject_list() -> Response[str]:
    """The list of subjects."""
    return list_pages.subject_list(*routes.asked())


@routes.get(f"/learn/{SEGMENT}")
def article_list() -> Response[str]:
    """The list of a subject's articles."""
    request, settings = routes.asked()
    return list_pages.article_list(_slug(request), request, settings)


@routes.get(EVERYTHING)
def everything() -> Response[str]:
    """The list of all articles."""
    return list_pages.article_list(None, *routes.asked())


@routes.get(f"/learn/{SEGMENT}/previous")
@routes.get(f"/learn/{SEGMENT}/next")
def adjacent_article() -> Response[str]:
    """Redirect to the article beside another one in the list of a subject."""
    return adjacent.redirect(routes.request())


# API


@routes.get("/api/articles")
def api_articles() -> Response[str]:
    """Articles by path, subject and date."""
    return article_api.article_list(*routes.asked())


@routes.get("/api/subjects")
def api_subjects() -> Response[str]:
    """Subjects."""
    request, settings = routes.asked()
    wanted, language = query_parameters.subjects(request.query)
    require_language(language, settings)
    found = library(settings.edition).subjects(page_links.position(wanted, page_links.SUBJECTS), wanted.limit)
    neighbours = page_links.neighbours(found, request.path, page_links.SUBJECTS, settings, wanted.repeated)
    return _json(json_lists.subject_list(found.entries, neighbours, settings), neighbours)


@routes.get("/api/changes")
def api_changes() -> Response[str]:
    """What changed at paths, for mirrors of the site."""
    request, settings = routes.asked()
    wanted = query_parameters.polling(request.query)
    position = page_links.position(wanted.paging, page_links.CHANGES)
    found = library().changes(position, wanted.since, wanted.paging.limit)
    neighbours = page_links.neighbours(found.page, request.path, page_links.CHANGES, settings, wanted.paging.repeated)
    return _json(json_lists.change_list(found, neighbours["next"], settings), neighbours)


@routes.get(REFERRERS + "/.+")
def api_referrers() -> Response[str]:
    """The articles that link to a page."""
    request, settings = routes.asked()
    wanted = query_parameters.paging(request.query)
    path = request.path.removeprefix(REFERRERS)
    scope = page_links.of_referrers(path)
    position = page_links.position(wanted, scope)
    there = library().whereabouts(path)
    if there is None:
        raise ProblemError(NOT_FOUND)
    if there.state == "moved" and there.location is not None:
        return responses.redirect(HTTPStatus.MOVED_PERMANENTLY, REFERRERS + there.location)
    if there.state != "live":
        raise ProblemError(GONE)
    found = library().referrers(path, there.owner, position, wanted.limit)
    neighbours = page_links.neighbours(found, request.path, scope, settings, wanted.repeated)
    return _json(json_lists.referrer_list(path, found.entries, neighbours, settings), neighbours)


@routes.get("/api/openapi.json")
def api_description() -> Response[str]:
    """The site's OpenAPI description: docs/openapi.yaml as JSON."""
    query_parameters.nothing(routes.request().query)
    return responses.content(_file("openapi.json"), json_lists.JSON)


# Sitemaps and feeds


@routes.get("/sitemap.xml")
def sitemap_index() -> Response[str]:
    """The index of sitemaps."""
    request, settings = routes.asked()
    starts = {edition: library(edition).sitemap_starts() for edition in ("", *settings.languages[1:])}
    return _sitemap(sitemaps.index(starts, settings), request)


@routes.get(f"/sitemaps/{SEGMENT}")
def sitemap() -> Response[str]:
    """One sitemap."""
    request, settings = routes.asked()
    name = request.path.removeprefix("/sitemaps/")
    beginning = sitemaps.beginning(name)
    bounds = sitemaps.bounds(name, library(settings.edition).sitemap_starts_in(beginning)) if beginning else None
    if bounds is None:
        raise ProblemError(NOT_FOUND)
    entries = [*library(settings.edition).articles_between(*bounds)]
    return _sitemap(sitemaps.sitemap(entries, settings, http_edge.MAX_CONTENT), request)


@routes.get("/feed.atom")
def atom() -> Response[str]:
    """The newest articles, in Atom."""
    return site_feeds.answer(feeds.atom, feeds.ATOM, None, *routes.asked())


@routes.get("/feed.json")
def json_feed() -> Response[str]:
    """The newest articles, in JSON Feed."""
    return site_feeds.answer(feeds.json_feed, feeds.JSON_FEED, None, *routes.asked())


@routes.get(f"/learn/{SEGMENT}/feed.atom")
def subject_atom() -> Response[str]:
    """The newest articles of a subject, in Atom."""
    return site_feeds.answer(feeds.atom, feeds.ATOM, _slug(routes.request()), *routes.asked())


@routes.get(f"/learn/{SEGMENT}/feed.json")
def subject_json_feed() -> Response[str]:
    """The newest articles of a subject, in JSON Feed."""
    return site_feeds.answer(feeds.json_feed, feeds.JSON_FEED, _slug(routes.request()), *routes.asked())


# Files


@routes.get("/robots.txt")
def robots() -> Response[str]:
    """What crawlers may read."""
    settings = settings_for(routes.request())
    return responses.content(texts.robots(in_force().get().file.robots, settings), _TEXT)


@routes.get("/llms.txt")
def llms() -> Response[str]:
    """What language models read first."""
    settings = settings_for(routes.request())
    subjects = library(settings.edition).subjects(None, PAGE_SIZE).entries
    newest = library(settings.edition).articles(Selection(), None, site_feeds.SIZE).entries
    return responses.content(texts.llms(subjects, newest, settings), _MARKDOWN)


@routes.get("/opensearch.xml")
def search_description() -> Response[str]:
    """What browsers need to search the site from their own field."""
    return responses.content(opensearch.description(settings_for(routes.request())), opensearch.MEDIA_TYPE)


@routes.get("/favicon.svg")
def favicon() -> Response[str]:
    """The site's icon."""
    return responses.content(_file("favicon.svg"), "image/svg+xml", {"cache-control": http_edge.DAY})


@routes.get("/favicon.ico")
def favicon_ico() -> Response[str]:
    """Redirect to the icon. Browsers ask here when no page names one."""
    return responses.redirect(HTTPStatus.PERMANENT_REDIRECT, "/favicon.svg")


@routes.get("/pictures/.+")
def picture() -> Response[bytes]:
    """A picture, a recording or a document beside articles."""
    return pictures.answer(routes.request())


def _slug(request: Request) -> str:
    """The slug in the path of a subject's page, or of one of its feeds."""
    return request.path.split("/")[2]


def _json(document: str, addresses: Mapping[str, str]) -> Response[str]:
    return responses.content(document, json_lists.JSON, page_links.header(addresses))


def _sitemap(document: sitemaps.Document, request: Request) -> Response[str]:
    """Make the response with a sitemap or the index. If it is incomplete, log and count that for the operator."""
    if not document.is_complete:
        logger.error("sitemap is incomplete", path=request.path)
        with metrics_of_invocation() as metrics:
            metrics.add_metric("SitemapIncomplete", MetricUnit.Count, 1)
    return responses.content(document.xml, _XML)


def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
