"""A mirror of a site, kept by nothing but what it says of its changes, and the JSON of its articles."""

import weakref
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from articles.common.representations import JSON, KINDS
from articles.publishing.storage.cards import Card
from boto3.dynamodb.types import TypeDeserializer

from tests.support.asking import ask
from tests.support.readers import answered, browsing
from tests.support.world import World

BEGINNING = "/api/changes?limit=2"


class Mirror:
    """The mirror.

    Attributes:
        pages: The JSON of each page, by its path.
        redirects: Where paths lead, by path.
        is_lost: Whether clocks have differed by more than the site allows for, so that it begins anew each time.
    """

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.is_lost = False
        self._following = BEGINNING

    def poll(self, world: World) -> list[Mapping[str, Any]]:
        """Ask what has changed, and follow; returns what was told."""
        if self.is_lost:
            self._following = BEGINNING
        with world.unwatched(), browsing(world):
            told = [*self._told()]
            for each in told:
                self._follow(each, world)
        return told

    def check(self, cards: Mapping[str, Card], texts: Mapping[str, str]) -> None:
        """The mirror has each listed page as it is, each redirect to one or elsewhere, and nothing else.

        Args:
            cards: What is at each path.
            texts: The JSON of each live page, by its path.

        Raises:
            AssertionError: It has not.
        """
        listed = {path: texts[path] for path, card in cards.items() if card.state == "live" and not card.unlisted}
        assert self.pages == listed, "a mirror has other pages"
        moved = [card for card in cards.values() if card.state == "moved" and not card.unlisted]
        assert self.redirects == {card.path: _target(card) for card in moved}, "a mirror has other redirects"

    def _told(self) -> Iterator[Mapping[str, Any]]:
        more = True
        while more:
            answer = ask(self._following)
            assert answer.status == 200, answer.text
            yield from answer.json["changes"]
            parts = urlsplit(answer.json["next"])
            more, self._following = answer.json["more"], f"{parts.path}?{parts.query}"

    def _follow(self, change: Mapping[str, Any], world: World) -> None:
        path = change["path"]
        if change["change"] in ("published", "changed"):
            answer = answered(KINDS[JSON].at(path), world, lambda key: _read(world, key))
            if answer.status == 200:  # or it has gone since, of which we are going to be told
                self.pages[path] = answer.text
        else:
            self.pages.pop(path, None)
        if change["change"] == "moved":
            self.redirects[path] = unquote(change["location"].removeprefix("http://site"))
        else:
            self.redirects.pop(path, None)


def mirror_of(world: World) -> Mirror:
    """The mirror of a world's site."""
    return _mirrors.setdefault(world, Mirror())


_mirrors: weakref.WeakKeyDictionary[World, Mirror] = weakref.WeakKeyDictionary()


def _target(card: Card) -> str:
    return card.location or card.redirect or ""


def _read(world: World, key: Mapping[str, str]) -> dict[str, Any] | None:
    """An item as deliver reads it, eventually consistent."""
    typed: Any = {name: {"S": value} for name, value in key.items()}
    found = world.reader.get_item(TableName=world.site.table.name, Key=typed).get("Item")
    return {name: TypeDeserializer().deserialize(value) for name, value in found.items()} if found else None
