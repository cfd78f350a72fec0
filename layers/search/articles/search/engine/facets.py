"""How many results there are of each subject, tag, author, language and month."""

from dataclasses import dataclass
from typing import Any

from articles.search.engine import schema
from tantivy import Occur, Query, Searcher

# The most that there can be of each. tantivy's own limit is 65,000 in all.
ALL = 15_000

# Of each: the field that results are narrowed by, and the one that has the names, too.
_FIELDS = {
    "subjects": (schema.SUBJECT, schema.SUBJECT_NAME),
    "tags": (schema.TAG, schema.TAG_NAME),
    "authors": (schema.AUTHOR, schema.AUTHOR_NAME),
    "languages": (schema.LANGUAGE, schema.LANGUAGE),
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
    # More than are wanted: one may be spelled in several ways, each of which is counted by itself.
    size = min(ALL, 2 * most + 10)
    asked = {kind: _counted(names, size) for kind, (_, names) in _FIELDS.items()} | {
        "months": _counted(schema.MONTH, ALL)
    }
    counted = searcher.aggregate(query, asked)
    months = sorted(((int(each["key"]), each["doc_count"]) for each in counted["months"]["buckets"]), reverse=True)
    kinds = {kind: _named(_by_slug(counted[kind]), kind, query, searcher)[:most] for kind in _FIELDS}
    return Facets(**kinds, months=tuple(months))


def _counted(field: str, size: int) -> dict[str, Any]:
    # By itself, tantivy has each segment leave out what is rare there, and the sums are too small.
    return {"terms": {"field": field, "size": size, "segment_size": ALL}}


def _by_slug(counted: dict[str, Any]) -> dict[str, dict[str, int]]:
    """How many results there are of each way to spell what has a slug."""
    found: dict[str, dict[str, int]] = {}
    for bucket in counted["buckets"]:
        found.setdefault(bucket["key"].partition("\n")[0], {})[bucket["key"]] = bucket["doc_count"]
    return found


def _named(found: dict[str, dict[str, int]], kind: str, query: Query, searcher: Searcher) -> tuple[Facet, ...]:
    several = [key for key, spelled in found.items() if len(spelled) > 1]
    newest = _newest(several, kind, query, searcher) if several else {}
    named = [
        Facet(key, max(spelled, key=lambda each: newest.get(each, 0)).rpartition("\n")[2], sum(spelled.values()))
        for key, spelled in found.items()
    ]
    return tuple(sorted(named, key=lambda each: (-each.count, each.slug)))


def _newest(several: list[str], kind: str, query: Query, searcher: Searcher) -> dict[str, float]:
    """The order of the newest result of each way to spell what has one of these slugs."""
    field, names = _FIELDS[kind]
    of_these = Query.term_set_query(schema.SCHEMA, field, several)
    both = Query.boolean_query([(Occur.Must, query), (Occur.Must, of_these)])
    latest = {"newest": {"max": {"field": schema.ORDER}}}
    found = searcher.aggregate(both, {"names": _counted(names, ALL) | {"aggs": latest}})
    return {each["key"]: each["newest"]["value"] or 0 for each in found["names"]["buckets"]}
