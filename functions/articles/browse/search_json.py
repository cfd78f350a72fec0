"""Results of a search as JSON."""

from collections.abc import Iterable
from typing import Any

from articles.browse import json_lists, page_links, responses
from articles.browse.search_parameters import Asked
from articles.browse.search_results import Result, Results
from articles.common.http_edge import SOON
from articles.publishing.rendering.settings import Settings
from articles.search.engine.facets import Facet
from articles.search.engine.snippets import Marked
from aws_lambda_powertools.event_handler import Response

SEARCH = "/api/search"


def answer(asked: Asked, found: Results, took: float, settings: Settings) -> Response[str]:
    """Answer with the results. Caches keep them for seconds, since they change so often.

    Args:
        asked: What was asked.
        found: What was found.
        took: How long that took, in seconds. Whoever has the same results has them still, however long they took now.
        settings: The site's.
    """
    document = _document(asked, found, settings)
    headers = {"cache-control": SOON, "etag": responses.weak_etag(json_lists.to_json(document))}
    text = json_lists.to_json({**document, "took": round(took * 1000, 1)})
    return responses.content(text, json_lists.JSON, headers)


def _document(asked: Asked, found: Results, settings: Settings) -> dict[str, Any]:
    following = found.following
    return {
        "query": asked.text.strip(),
        "sort": "newest" if found.newest else "relevance",
        "total": found.total,
        "about": found.is_about,
        "results": [_result(each, settings) for each in found.results],
        "facets": {
            "subjects": _facets(asked, "subject", found.facets.subjects, settings),
            "tags": _facets(asked, "tag", found.facets.tags, settings),
            "authors": _facets(asked, "author", found.facets.authors, settings),
            "languages": _facets(asked, "lang", found.facets.languages, settings),
        },
        "next": None if following is None else page_links.address(SEARCH, settings, asked.following(following)),
    }


def _result(result: Result, settings: Settings) -> dict[str, Any]:
    listed = json_lists.listed(result.entry, settings)
    return {**listed, "title_marked": _marked(result.shown.title), "snippet": _marked(result.shown.fragment)}


def _marked(text: Marked) -> dict[str, Any]:
    return {"text": text.text, "ranges": [[*each] for each in text.ranges], "html": text.html}


def _facets(asked: Asked, name: str, facets: Iterable[Facet], settings: Settings) -> list[dict[str, Any]]:
    """What results can be narrowed to, each with the address of what is left then."""
    return [
        {
            "slug": each.slug,
            "name": each.name,
            "count": each.count,
            "url": page_links.address(SEARCH, settings, asked.narrowed(name, each.slug)),
        }
        for each in facets
    ]
