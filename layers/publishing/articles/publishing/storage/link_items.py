"""What the items of the links of pages look like."""

from collections.abc import Iterable, Mapping
from typing import Any

from articles.common import keys
from articles.publishing.reading.text_links import Target
from articles.publishing.storage.packing import compressed, uncompressed
from articles.publishing.storage.page_links import PageLinks

Item = dict[str, Any]


def from_links(links: PageLinks) -> Item:
    """The item of the links of a page."""
    item = {
        **keys.links(links.path),
        "revision": links.revision,
        "related": list(links.related),
        "edges": _packed(links.edges),
        "unsettled": _packed(links.unsettled),
    }
    return {name: value for name, value in item.items() if value not in (None, [])}


def to_links(path: str, item: Mapping[str, Any] | None) -> PageLinks:
    """The links of the page at a path, as an item has them; none if there is no item."""
    if item is None:
        return PageLinks(path)
    return PageLinks(
        path,
        int(item["revision"]),
        related=tuple(item.get("related", ())),
        edges=_unpacked(item.get("edges")),
        unsettled=_unpacked(item.get("unsettled")),
    )


def _packed(targets: Iterable[Target]) -> bytes | None:
    found = [[each.kind, each.name] for each in targets]
    return compressed({"targets": found}) if found else None


def _unpacked(stored: object) -> tuple[Target, ...]:
    return tuple(Target(kind, name) for kind, name in uncompressed(stored)["targets"]) if stored else ()
