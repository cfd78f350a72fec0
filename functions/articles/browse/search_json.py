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


def document(asked: Asked, found: Results, took: float, settings: Settings) -> str:
    """Write the results.

    Args:
        asked: What was asked.
        found: What was found.
        took: How long that took, in seconds.
        settings: The site's.
    """
    following = found.following
    return json_lists.to_json(
        {
            "query": asked.text,
            "total": found.total,
            "about": found.is_about,
            "took": round(took * 1000, 1),
            "sort": "newest" if found.newest else "relevance",
            "results": [_result(each, settings) for each in found.results],
            "facets": {
                "subjects": _facets(asked, "subject", found.facets.subjects, settings),
                "tags": _facets(asked, "tag", found.facets.tags, settings),
                "authors": _facets(asked, "author", found.facets.authors, settings),
                "languages": _facets(asked, "lang", found.facets.languages, settings),
            },
            "next": None if following is None else page_links.address(SEARCH, settings, asked.following(following)),
        }
    )


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


def answer(asked: Asked, found: Results, took: float, settings: Settings) -> Response[str]:
    """Answer with the results; arguments as of `document`. Caches keep them for seconds, since they change so often."""
    return responses.content(document(asked, found, took, settings), json_lists.JSON, {"cache-control": SOON})
