"""The related articles that a file names."""

import re
from dataclasses import dataclass
from typing import Any

from articles.publishing.reading.fields import Fields

MAX_RELATED = 20

_KEY = re.compile(r"related_article([0-9]{1,6})")
_KEYS = frozenset({"id", "title", "subject", "url"})


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A related article as the file names it. Whether it is live, only the table knows."""

    path: str
    id: int | None = None
    title: str = ""
    subject: str = ""


def related_keys(fields: Fields) -> list[str]:
    """The keys `related_article1`, `related_article2`, ... of a file, in numeric order."""
    numbered = [(int(match[1]), key) for key in fields.mapping.entries if (match := _KEY.fullmatch(key))]
    return [key for _, key in sorted(numbered)]


def read_related(fields: Fields, own_path: str | None) -> tuple[tuple[RelatedLink, ...], dict[str, Any]]:
    """Read the related articles.

    Args:
        fields: The keys of the file, with the severity for entries that cannot be linked.
        own_path: Canonical path of the article.

    Returns:
        The links, in order, each path once, and never the article's own. And the keys that the format does not know,
        by the key that they are below.
    """
    links: dict[str, RelatedLink] = {}
    others: dict[str, Any] = {}
    for key in related_keys(fields):
        group = fields.group(key)
        if group is None:
            continue
        others[key] = group.others(_KEYS)
        link = _read_link(group, key)
        if link is None or link.path == own_path or link.path in links:
            continue
        if len(links) == MAX_RELATED:
            message = f"At most {MAX_RELATED} related articles are linked; remove this one and those after it."
            group.report(None, "related-too-many", message)
            break
        links[link.path] = link
    return tuple(links.values()), {key: unknown for key, unknown in others.items() if unknown}


def _read_link(group: Fields, key: str) -> RelatedLink | None:
    path = group.path("url")
    link = RelatedLink(path or "", group.integer("id"), group.text("title"), group.text("subject"))
    if group.is_empty("url") and link != RelatedLink(""):
        group.report(None, "related-url", f"{key} is not linked, since it has no url; add the url.")
    return link if path else None
