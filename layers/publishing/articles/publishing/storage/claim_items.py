"""What the items of who wants a path look like: files that wait, aliases; names, contents, translations."""

from collections.abc import Mapping
from typing import Any

from articles.common import keys
from articles.publishing.reading.article import Translation
from articles.publishing.storage.sources import AliasClaim, Claim
from articles.publishing.storage.uploads import name_of

Item = dict[str, Any]


def from_claim(path: str, claim: Claim) -> Item:
    """The item of a file that waits for a path."""
    return {**keys.claim(path, claim.key), "file": claim.key, "since": claim.since, "holder": claim.holder}


def to_claim(item: Mapping[str, Any]) -> Claim:
    """The claim that an item holds."""
    return Claim(item["file"], item["since"], item["holder"])


def from_alias(path: str, claim: AliasClaim) -> Item:
    """The item of a file that has a path as an alias."""
    stored = {"file": claim.key, "since": claim.since, "location": claim.location}
    return {**keys.alias(path, claim.since, claim.key), **stored}


def to_alias(item: Mapping[str, Any]) -> AliasClaim:
    """The claim to an alias that an item holds."""
    return AliasClaim(item["file"], item["since"], item["location"])


def from_name(key: str, path: str | None) -> Item:
    """The item of the name of a file whose page is live at a path, or of one beside the articles, which has no page."""
    return {**keys.name(name_of(key), key), "file": key, **({"path": path} if path is not None else {})}


def from_translation(group: str, translation: Translation) -> Item:
    """The item of a file that is one of these translations, whose page is live."""
    stored = {"file": translation.key, "path": translation.path, "language": translation.language}
    item = {**keys.translation(group, translation.key), **stored}
    return {name: value for name, value in item.items() if value}


def to_translation(item: Mapping[str, Any]) -> Translation:
    """The translation that an item is about."""
    return Translation(item["file"], item["path"], item.get("language", ""))


def from_content(etag: str, key: str) -> Item:
    """The item of a file that came with the content of this ETag, and is live with it."""
    return {**keys.content(etag, key), "file": key}
