"""What is served of files beside articles, within the items of these files."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from articles.publishing.media.facts import Media

Item = dict[str, Any]


def from_media(media: Media) -> Item:
    """What is served of a file, within the item of that."""
    stored = {name: value for name, value in asdict(media).items() if value is not None}
    return stored if media.widths is None else {**stored, "widths": [*media.widths]}


def to_media(stored: Mapping[str, Any]) -> Media:
    """What is served of a file, as the item of that has it."""
    widths = stored.get("widths")
    return Media(
        address=stored["address"],
        kind=stored["kind"],
        media_type=stored["media_type"],
        size=int(stored["size"]),
        width=int(stored["width"]) if "width" in stored else None,
        height=int(stored["height"]) if "height" in stored else None,
        widths=None if widths is None else tuple(int(width) for width in widths),
        is_animated=bool(stored.get("is_animated")),
    )
