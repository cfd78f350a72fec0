"""What the items of the links of pages look like."""

from collections.abc import Iterable, Mapping
from typing import Any

from articles.common import keys
from articles.publishing.reading.text_links import Target, TextLink
from articles.publishing.storage.neighbours import Neighbours
from articles.publishing.storage.packing import compressed, uncompressed
from articles.publishing.storage.page_links import PageLinks

Item = dict[str, Any]


def from_links(links: PageLinks) -> Item:
    """The item of the links of a page."""
    item = {
        **keys.links(links.path),
        "revision": links.revision,
        "related": list(links.related),
        "led_to": list(links.led_to),
        "media": _packed([*links.media]),
        "told": links.told,
        "text": _packed([[_pairs(each.targets), each.fragment] for each in links.text]),
        "anchors": _packed([*links.anchors.items()]),
        "edges": _packed(_pairs(links.edges)),
        "unsettled": _packed(_pairs(links.unsettled)),
        "group": links.group,
        "neighbours": list(links.neighbours.paths),
        "neighbours_of": links.neighbours.digest,
        "neighbours_among": links.neighbours.among or None,
    }
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def to_links(path: str, item: Mapping[str, Any] | None) -> PageLinks:
    """The links of the page at a path, as an item has them; none if there is no item."""
    if item is None:
        return PageLinks(path)
    return PageLinks(
        path,
        int(item["revision"]),
        related=tuple(item.get("related", ())),
        text=tuple(TextLink(_targets(targets), fragment) for targets, fragment in _unpacked(item.get("text"))),
        led_to=tuple(item.get("led_to", ())),
        media=to_shown(item),
        told=item.get("told", ""),
        anchors=to_anchors(item),
        edges=_targets(_unpacked(item.get("edges"))),
        unsettled=_targets(_unpacked(item.get("unsettled"))),
        neighbours=_neighbours(item),
        group=item.get("group", ""),
    )


def to_anchors(item: Mapping[str, Any]) -> dict[str, str]:
    """The ids of a page's parts, by what a link to one may say, as the item of its links has them."""
    return dict(_unpacked(item.get("anchors")))


def to_shown(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses of the files that a page shows or offers, as the item of its links has them."""
    return tuple(_unpacked(item.get("media")))


def _neighbours(item: Mapping[str, Any]) -> Neighbours:
    among = int(item.get("neighbours_among", 0))
    return Neighbours(tuple(item.get("neighbours", ())), item.get("neighbours_of", ""), among)


def _pairs(targets: Iterable[Target]) -> list[list[str]]:
    return [[each.kind, each.name] for each in targets]


def _targets(pairs: Iterable[Any]) -> tuple[Target, ...]:
    return tuple(Target(kind, name) for kind, name in pairs)


def _packed(values: list[Any]) -> bytes | None:
    return compressed({"values": values}) if values else None


def _unpacked(stored: object) -> list[Any]:
    return list(uncompressed(stored)["values"]) if stored else []
