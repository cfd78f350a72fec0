"""The pages that list articles and subjects, each in the form that the client prefers: HTML, JSON or Markdown."""

import os
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from articles.browse import html_pages, json_lists, page_links, query_parameters, responses, texts
from articles.browse.introductions import Introduction
from articles.browse.library import library
from articles.browse.listed_articles import ListedArticle, Selection
from articles.browse.listings import ArticleList, Listing
from articles.browse.paging import Page
from articles.browse.parameter_values import FIELDS
from articles.browse.periods import EVER, Period, year
from articles.browse.problems import ProblemError
from articles.browse.query_parameters import PAGE_SIZE
from articles.browse.settings import in_force, settings_for
from articles.browse.subject_cards import subject_cards
from articles.browse.translated import in_language, introduction_in
from articles.common.http_edge import NOT_FOUND, Request, cache_control, not_acceptable
from articles.common.negotiation import preferred_type
from articles.common.representations import HTML, JSON, KINDS, MARKDOWN, either
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.words import words_of
from aws_lambda_powertools.event_handler import Response

NEWEST = 20

_FORMS = {KINDS[name].media_type: name for name in (HTML, JSON, MARKDOWN)}
_OFFERS = tuple(_FORMS)
_NOT_ACCEPTABLE = not_acceptable(f"This page is available as {either(_OFFERS)}.")
_VARY = {"vary": "Accept"}

# Where the JSON of these lists goes on: there it needs no Accept header.
_API_ARTICLES = "/api/articles"
_API_SUBJECTS = "/api/subjects"
_SEARCH = "/search"


def home(request: Request) -> Response[str]:
    """The site's first page: the article that is live there, unless it only introduces the lists, or else lists.

    Raises:
        ProblemError: The client accepts none of the forms.
    """
    form = _form(request)
    site, settings = in_force().get(), settings_for(request)
    is_introduced = site.file.is_home_introduced
    own = in_language("/", settings)
    written = library().stored_page(own, form) if own and not is_introduced else None
    if written is not None and own != "/":
        return responses.redirect(HTTPStatus.FOUND, own)
    if written is not None:
        kept = {"cache-control": cache_control(os.environ, written.left)}
        return responses.content(written.content, written.content_type, {**written.headers, **_VARY, **kept})
    addresses = {"canonical": page_links.address("/", settings)}
    newest = library(settings.edition).articles(Selection(), None, PAGE_SIZE if form == JSON else NEWEST)
    if form == JSON:
        links = page_links.neighbours(newest, _API_ARTICLES, page_links.of_articles(Selection()), settings)
        return _json(json_lists.article_list(newest.entries, FIELDS, links, settings), _API_ARTICLES, addresses)
    subjects = library(settings.edition).subjects(None, PAGE_SIZE).entries
    if form == MARKDOWN:
        return _answer(form, texts.llms(subjects, newest.entries, settings), addresses, settings)
    introduction = library().introduction(own) if is_introduced and own else None
    listed = [each for each in newest.entries if each.path != own]
    summaries = library().summaries([each.path for each in listed])
    pictures = {path: each.image for path, each in summaries.items() if each and each.image}
    of = Listing(listed, addresses["canonical"], {})
    cards = subject_cards(subjects, settings)
    page = html_pages.home(cards, of, pictures, settings, site, introduction)
    return _answer(form, page, addresses, settings, introduction)


def subject_list(request: Request, settings: Settings) -> Response[str]:
    """A page of the list of subjects.

    Raises:
        ParameterError: A parameter is unknown or wrong.
        ProblemError: The client accepts none of the forms.
    """
    wanted = query_parameters.page_of_site(request.query)
    position = page_links.position(wanted, page_links.SUBJECTS)
    form = _form(request)
    found = library(settings.edition).subjects(position, wanted.limit)
    path = _API_SUBJECTS if form == JSON else request.path
    links = page_links.neighbours(found, path, page_links.SUBJECTS, settings)
    addresses = {"canonical": page_links.address(request.path, settings, wanted.as_sent), **links}
    if form == JSON:
        api = page_links.target(path, {**page_links.of_edition(settings.edition), **wanted.as_sent})
        return _json(json_lists.subject_list(found.entries, links, settings), api, addresses)
    introduction = _introduction(request, found, settings)
    if form == MARKDOWN:
        return _answer(form, texts.subject_list(found.entries, links, settings, introduction), addresses, settings)
    listing = Listing(subject_cards(found.entries, settings), addresses["canonical"], links)
    return _answer(form, html_pages.subject_list(listing, settings, introduction), addresses, settings, introduction)


def article_list(slug: str | None, request: Request, settings: Settings) -> Response[str]:
    """A page of the list of a subject's articles, or of all articles.

    Args:
        slug: The subject's; None for all articles.
        request: The request.
        settings: The site's.

    Raises:
        ParameterError: A parameter is wrong.
        ProblemError: There is no such subject, nor an introduction of it, or the client accepts none of the forms.
    """
    wanted, period = query_parameters.page_of_articles(request.query)
    selection = Selection(slug, period.dates.get("from"), period.dates.get("to"))
    scope = page_links.of_articles(selection)
    found = library(settings.edition).articles(selection, page_links.position(wanted, scope), wanted.limit)
    introduction = _introduction(request, found, settings)
    name = _name(slug, settings) or (introduction.title if introduction else None)
    if name is None:
        raise ProblemError(NOT_FOUND)
    form = _form(request)
    for_api = {**page_links.of_edition(settings.edition), **({} if slug is None else {"subject": slug}), **period.dates}
    path, parameters = (_API_ARTICLES, for_api) if form == JSON else (request.path, period.as_sent)
    links = page_links.neighbours(found, path, scope, settings, parameters)
    canonical = page_links.address(request.path, settings, {**period.as_sent, **wanted.as_sent})
    addresses = {"canonical": canonical, **links}
    if form == JSON:
        api = page_links.target(path, {**parameters, **wanted.as_sent})
        return _json(json_lists.article_list(found.entries, FIELDS, links, settings), api, addresses)
    shown = introduction if period == EVER else None
    years = {
        each: page_links.address(request.path, settings, year(each).as_sent)
        for each in _years(slug, found, period, settings)
    }
    of = ArticleList(
        name=name,
        period=period,
        years=years,
        path=request.path,
        is_of_subject=slug is not None,
        api=page_links.target(_API_ARTICLES, for_api),
        search=page_links.target(_SEARCH, for_api),
        listing=Listing(found.entries, canonical, links),
    )
    if form == MARKDOWN:
        return _answer(form, texts.article_list(of, settings, shown), addresses, settings)
    return _answer(form, html_pages.article_list(of, settings, shown), addresses, settings, shown)


def _name(slug: str | None, settings: Settings) -> str | None:
    """The name of a list of articles; None if the subject has none."""
    if slug is None:
        return words_of(settings).plain("all_articles")
    subject = library(settings.edition).subject(slug)
    return subject.name if subject else None


def _years(slug: str | None, found: Page[ListedArticle], period: Period, settings: Settings) -> Sequence[str]:
    """The years at which a list can be entered; none if there is but one. A list of one page says itself which."""
    if period == EVER and found.previous is None and found.following is None:
        years = [*dict.fromkeys(each.date[:4] for each in found.entries if each.date)]
    else:
        years = [*library(settings.edition).years(slug)]
    return years if len(years) > 1 or period != EVER else ()


def _form(request: Request) -> str:
    """The name of the form that a client prefers."""
    preferred = preferred_type(request.headers.get("accept"), _OFFERS)
    if preferred is None:
        raise ProblemError(_NOT_ACCEPTABLE)
    return _FORMS[preferred]


def _introduction(request: Request, found: Page[Any], settings: Settings) -> Introduction | None:
    """What introduces the list at the path of a request; None on pages after its first."""
    return introduction_in(request.path, settings) if found.previous is None else None


def _json(document: str, api: str, addresses: Mapping[str, str]) -> Response[str]:
    """The JSON of a list, which the API has at an address of its own."""
    headers = {**_VARY, "content-location": api, **page_links.header(addresses)}
    return responses.content(document, KINDS[JSON].content_type, headers)


def _answer(
    form: str,
    content: str,
    addresses: Mapping[str, str],
    settings: Settings,
    introduction: Introduction | None = None,
) -> Response[str]:
    headers = {**_VARY, **page_links.header(addresses)}
    if form == HTML:
        headers["content-security-policy"] = html_pages.content_security_policy(settings, introduction)
    if introduction is not None:
        headers["cache-control"] = cache_control(os.environ, introduction.left)
    return responses.content(content, KINDS[form].content_type, headers)
