"""HTTP requests for what is in the library: lists, sitemaps and feeds."""

import json
import os
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError
from catalog import origin, paths
from publishing.settings import Settings
from publishing.urls import page_url, subject_path

from browse import cursors, feeds, pages, parameters, responses, sitemaps, texts
from browse.library import BusyError, Entry, Selection, library
from browse.paging import Page, Position
from browse.parameters import Paging
from browse.problems import PROBLEM_JSON, Problem, ProblemError, bad_parameters, not_found, to_json

JSON = "application/json"
XML = "application/xml"
TEXT = "text/plain; charset=utf-8"

_FEED_POSTS = 50
_HOME_ARTICLES = 20
_HOME_SUBJECTS = 100


def _finished(body: Any) -> Any:
    """Bodies are bytes, whatever their type: nothing is left to serialise."""
    return body


app = APIGatewayHttpResolver(serializer=_finished)
logger = Logger()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a request, payload 2.0."""
    result: dict[str, Any] = app.resolve(event, context)
    return result


def _get(rule: str) -> Callable[[Callable[..., Response[str]]], Callable[..., Any]]:
    """A route for GET and HEAD; whatever goes wrong in it becomes a problem, in the form that the client reads."""

    def decorate(answer: Callable[..., Response[str]]) -> Callable[..., Any]:
        def answered(**arguments: str) -> Response[bytes]:
            headers = app.current_event.headers
            return responses.finish(_answer_or_problem(lambda: answer(**arguments)), headers)

        return app.route(rule, method=["GET", "HEAD"])(answered)

    return decorate


def _answer_or_problem(answer: Callable[[], Response[str]]) -> Response[str]:
    if not origin.is_admitted(app.current_event.headers, os.environ.get("ORIGIN_SECRET", "")):
        return _problem(Problem(HTTPStatus.FORBIDDEN, "The site is not read at this address."))
    try:
        return answer()
    except ProblemError as error:
        return _problem(error.problem)
    except parameters.ParameterError as error:
        return _problem(bad_parameters(error.faults).problem)
    except (BotoCoreError, ClientError, BusyError):
        logger.exception("the table does not answer")
        headers = {"Retry-After": "1"}
        return _problem(Problem(HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a moment.", headers=headers))


@app.not_found
def _not_found(_: Exception) -> Response[bytes]:
    """What is no route; OPTIONS asks what may be asked."""
    event = app.current_event
    if event.http_method == "OPTIONS":
        response = responses.preflight()
        return Response(response.status_code, None, b"", headers=response.headers)
    if event.http_method in ("GET", "HEAD"):
        problem = not_found(event.path).problem
    else:
        detail = f"{event.http_method} is not possible here."
        problem = Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": responses.METHODS})
    return responses.finish(_problem(problem), event.headers)


@_get("/")
def _home() -> Response[str]:
    parameters.page_of_site(_query())
    settings = _settings()
    subjects = library().subjects(None, _HOME_SUBJECTS)
    newest = library().articles(Selection(), None, _HOME_ARTICLES)
    return _page(pages.home(subjects, newest, page_url("/", settings), settings))


@_get("/learn")
def _subjects() -> Response[str]:
    wanted = parameters.page_of_site(_query())
    found = library().subjects(_position(wanted, "/learn"), wanted.limit)
    settings = _settings()
    links = _links(found, "/learn", "/learn")
    return _page(pages.subjects(found, links, page_url("/learn", settings), settings), links)


@_get("/learn/<slug>")
def _subject(slug: str) -> Response[str]:
    wanted = parameters.page_of_site(_query())
    canonical = paths.slug(slug)
    if not canonical:
        raise not_found(f"/learn/{slug}")
    path = subject_path(canonical)
    if canonical != slug:
        return responses.redirect(paths.href(path), HTTPStatus.PERMANENT_REDIRECT)
    subject = library().subject(slug)
    found = library().articles(Selection(slug), _position(wanted, path), wanted.limit)
    if subject is None or not (found.entries or wanted.cursor):
        raise not_found(path)
    settings = _settings()
    links = _links(found, path, paths.href(path))
    return _page(pages.subject(subject.name, found, links, page_url(path, settings), settings), links)


@_get("/learn/<slug>/feed.atom")
def _subject_atom(slug: str) -> Response[str]:
    return _feed(slug, feeds.ATOM, feeds.atom)


@_get("/learn/<slug>/feed.json")
def _subject_json(slug: str) -> Response[str]:
    return _feed(slug, feeds.JSON_FEED, feeds.json_feed)


@_get("/feed.atom")
def _atom() -> Response[str]:
    return _feed(None, feeds.ATOM, feeds.atom)


@_get("/feed.json")
def _json_feed() -> Response[str]:
    return _feed(None, feeds.JSON_FEED, feeds.json_feed)


@_get("/api/articles")
def _articles() -> Response[str]:
    wanted = parameters.listing(_query())
    scope = f"articles {wanted.selection}"
    found = library().articles(wanted.selection, _position(wanted.paging, scope), wanted.paging.limit)
    entries = [{name: _field(each, name) for name in wanted.fields} for each in found.entries]
    return _json({"articles": entries, **_cursors(found, scope)})


@_get("/api/subjects")
def _api_subjects() -> Response[str]:
    wanted = parameters.paging(_query())
    found = library().subjects(_position(wanted, "subjects"), wanted.limit)
    entries = [
        {"slug": each.slug, "name": each.name, "url": page_url(subject_path(each.slug), _settings())}
        for each in found.entries
    ]
    return _json({"subjects": entries, **_cursors(found, "subjects")})


@_get("/api/referrers/.+")
def _referrers() -> Response[str]:
    path = app.current_event.path.removeprefix("/api/referrers")
    wanted = parameters.paging(_query())
    canonical = paths.canonical_path(path)
    if canonical is None or library().whereabouts(canonical) is None:
        raise not_found(path)
    scope = f"referrers {canonical}"
    found = library().referrers(canonical, _position(wanted, scope), wanted.limit)
    entries = [{name: _field(each, name) for name in parameters.FIELDS} for each in found.entries]
    return _json({"path": canonical, "referrers": entries, **_cursors(found, scope)})


@_get("/sitemap.xml")
def _sitemap_index() -> Response[str]:
    parameters.nothing(_query())
    return responses.content(sitemaps.index(library().sitemap_starts(), _settings()), XML)


@_get("/sitemaps/<name>")
def _sitemap(name: str) -> Response[str]:
    parameters.nothing(_query())
    month = sitemaps.month(name)
    between = sitemaps.bounds(name, library().sitemap_starts_in(month)) if month else None
    if between is None:
        raise not_found(f"/sitemaps/{name}")
    entries = library().articles_between(*between)
    return responses.content(sitemaps.sitemap(entries, _settings(), responses.MAX_CONTENT), XML)


@_get("/robots.txt")
def _robots() -> Response[str]:
    return responses.content(texts.robots(_settings()), TEXT)


@_get("/llms.txt")
def _llms() -> Response[str]:
    subjects = library().subjects(None, _HOME_SUBJECTS).entries
    newest = library().articles(Selection(), None, _FEED_POSTS).entries
    return responses.content(texts.llms(subjects, newest, _settings()), TEXT)


@_get("/favicon.svg")
def _favicon() -> Response[str]:
    return responses.content(_favicon_svg(), "image/svg+xml", cache_control=responses.STATIC_CACHE_CONTROL)


@_get("/favicon.ico")
def _favicon_ico() -> Response[str]:
    return responses.redirect("/favicon.svg", HTTPStatus.PERMANENT_REDIRECT)


def _feed(slug: str | None, content_type: str, write: Callable[[feeds.Feed, str, Settings], str]) -> Response[str]:
    parameters.nothing(_query())
    settings = _settings()
    subject = library().subject(slug) if slug else None
    if slug and subject is None:
        raise not_found(app.current_event.path)
    entries = library().articles(Selection(slug), None, _FEED_POSTS).entries
    posts = feeds.posts(entries, library().article_items(each.path for each in entries), settings)
    title = f"{subject.name} | {settings.name}" if subject else settings.name
    url = page_url(subject_path(subject.slug) if subject else "/", settings)
    text = write(feeds.Feed(title, url, posts), page_url(app.current_event.path, settings), settings)
    return responses.content(text, content_type)


def _page(html: str, links: dict[str, str] | None = None) -> Response[str]:
    headers = {"Content-Security-Policy": pages.content_security_policy()}
    if links:
        headers["Link"] = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links.items())
    return responses.content(html, pages.HTML, headers=headers)


def _json(value: Any) -> Response[str]:
    return responses.content(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", JSON)


def _problem(problem: Problem) -> Response[str]:
    """A problem as a page for browsers, as problem details for the others."""
    headers = {**problem.headers, "Vary": "Accept, Accept-Encoding"}
    caching = "no-store" if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else responses.ERROR_CACHE_CONTROL
    kind, text = PROBLEM_JSON, to_json(problem)
    if "text/html" in app.current_event.headers.get("accept", ""):
        kind, text = pages.HTML, pages.error(problem, _settings())
        headers["Content-Security-Policy"] = pages.content_security_policy()
    return responses.content(text, kind, headers=headers, status=problem.status, cache_control=caching)


def _query() -> str:
    query: str = app.current_event.raw_event.get("rawQueryString", "")
    return query


def _settings() -> Settings:
    return Settings(
        name=os.environ["SITE_NAME"],
        url=origin.site_url(app.current_event.raw_event, os.environ["SITE_URL"]),
        time_zone=os.environ["SITE_TIME_ZONE"],
        author=os.environ["SITE_AUTHOR"],
    )


def _position(wanted: Paging, scope: str) -> Position | None:
    if wanted.cursor is None:
        return None
    try:
        return cursors.decode(wanted.cursor, scope, os.environ["CURSOR_SECRET"])
    except cursors.CursorError:
        raise bad_parameters({"cursor": "is not a cursor that this list gave out"}) from None


def _cursors(found: Page[Any], scope: str) -> dict[str, str | None]:
    positions = {"previous": found.previous, "next": found.following}
    secret = os.environ["CURSOR_SECRET"]
    return {name: position and cursors.encode(position, scope, secret) for name, position in positions.items()}


def _links(found: Page[Any], scope: str, address: str) -> dict[str, str]:
    relations = {"prev": "previous", "next": "next"}
    given = _cursors(found, scope)
    return {relation: f"{address}?cursor={given[name]}" for relation, name in relations.items() if given[name]}


def _field(entry: Entry, name: str) -> object:
    if name == "url":
        return page_url(entry.path, _settings())
    value: object = getattr(entry, name)
    return value


@cache
def _favicon_svg() -> str:
    return (Path(__file__).parent / "favicon.svg").read_text(encoding="utf-8")
