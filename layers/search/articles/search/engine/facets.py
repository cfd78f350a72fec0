"""How many results there are of each subject, tag, author, language and month."""

from dataclasses import dataclass
from typing import Any

from articles.search.engine import schema
from tantivy import Query, Searcher

# The most that one answer can have; tantivy's own limit is a little higher.
ALL = 65_000

_FIELDS = {
    "subjects": schema.SUBJECT_NAME,
    "tags": schema.TAG_NAME,
    "authors": schema.AUTHOR_NAME,
    "languages": schema.LANGUAGE,
}


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that results can be narrowed to.

    Attributes:
        slug: What they are narrowed by.
        name: What it is called by the newest of them.
        count: How many of them have it.
    """

    slug: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What results can be narrowed to, each the most frequent first.

    Attributes:
        subjects: Their subjects.
        tags: Their keywords.
        authors: Who wrote them.
        languages: The tags of their languages.
        months: How many are of each month, as 202611, the latest first.
    """

    subjects: tuple[Facet, ...] = ()
    tags: tuple[Facet, ...] = ()
    authors: tuple[Facet, ...] = ()
    languages: tuple[Facet, ...] = ()
    months: tuple[tuple[int, int], ...] = ()


def facets_of(searcher: Searcher, query: Query, most: int) -> Facets:
    """The facets of what a query finds.

    Args:
        searcher: The index.
        query: The query.
        most: How many of each there may be, months aside.
    """
    latest = {"newest": {"max": {"field": schema.ORDER}}}
    wanted: dict[str, Any] = {
        # More than are shown: one may be spelled in several ways, each of which is counted by itself.
        name: {"terms": {"field": field, "size": min(ALL, 2 * most + 10)}, "aggs": latest}
        for name, field in _FIELDS.items()
    }
    wanted["months"] = {"terms": {"field": schema.MONTH, "size": ALL}}
    found = searcher.aggregate(query, wanted)
    months = sorted(((int(each["key"]), each["doc_count"]) for each in found["months"]["buckets"]), reverse=True)
    return Facets(**{name: _named(found[name]["buckets"])[:most] for name in _FIELDS}, months=tuple(months))


def _named(buckets: list[dict[str, Any]]) -> tuple[Facet, ...]:
    by_slug: dict[str, list[dict[str, Any]]] = {}
    for bucket in buckets:
        by_slug.setdefault(bucket["key"].partition("\n")[0], []).append(bucket)
    named = [
        Facet(
            slug,
            max(same, key=lambda each: each["newest"]["value"])["key"].rpartition("\n")[2],
            sum(each["doc_count"] for each in same),
        )
        for slug, same in by_slug.items()
    ]
    return tuple(sorted(named, key=lambda each: (-each.count, each.slug)))
