"""The page of search, and how pages of the index are answered."""

import os
from collections.abc import Mapping
from dataclasses import replace

from articles.browse import html_pages, page_links, responses
from articles.browse.introductions import Introduction
from articles.browse.search_parameters import Asked
from articles.browse.search_results import Results
from articles.browse.translated import introduction_in
from articles.common.http_edge import PAGE_TYPE, SOON, cache_control
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.words import words_of
from articles.search.engine.snippets import Snippet
from aws_lambda_powertools.event_handler import Response
from markupsafe import Markup

SEARCH = "/search"

# Results change with every publication, so caches keep them for seconds. No search engine is to list them.
_HEADERS = {"cache-control": SOON, "x-robots-tag": "noindex"}


def results(asked: Asked, found: Results, settings: Settings) -> Response[str]:
    """The page with what was found.

    Args:
        asked: What was asked.
        found: What was found.
        settings: The site's.
    """
    introduction = introduction_in(SEARCH, settings) if not asked.as_sent else None
    return page(written(asked, found, settings, introduction), _HEADERS, settings, introduction)


def written(asked: Asked, found: Results, settings: Settings, introduction: Introduction | None) -> str:
    """The HTML of the page; arguments as of `results`, and what stands above them, if anything does."""
    return html_pages.render(
        "search.html.j2",
        settings,
        asked=asked,
        found=_with_names_of_languages(found, settings),
        url=page_links.address(SEARCH, settings, asked.as_sent),
        narrowed=lambda name, value: page_links.target(SEARCH, asked.narrowed(name, value)),
        following=None if found.following is None else page_links.target(SEARCH, asked.following(found.following)),
        results=[(each.entry, *_shown(each.shown), each.document.language) for each in found.results],
        **html_pages.introduced(introduction, words_of(settings).plain("search"), settings),
    )


def _with_names_of_languages(found: Results, settings: Settings) -> Results:
    """What was found, with the languages that it can be narrowed to by their names in that of the site."""
    words = words_of(settings)
    named = tuple(replace(each, name=words.language_name(each.slug)) for each in found.facets.languages)
    return replace(found, facets=replace(found.facets, languages=named))


def _shown(snippet: Snippet) -> tuple[Markup, Markup]:
    """The title and a part of the text of what was found."""
    return Markup(snippet.title.html), Markup(snippet.fragment.html)  # noqa: S704 - it is escaped


def page(html: str, headers: Mapping[str, str], settings: Settings, introduction: Introduction | None) -> Response[str]:
    """Answer with a page.

    Args:
        html: The page.
        headers: Its own headers, their names in lower case.
        settings: The site's.
        introduction: What stands in it, if anything does.
    """
    policy = html_pages.content_security_policy(settings, introduction)
    kept = cache_control(os.environ, introduction.left if introduction else None)
    return responses.content(html, PAGE_TYPE, {"content-security-policy": policy, "cache-control": kept, **headers})
