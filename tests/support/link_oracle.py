"""What must be true of the links of pages, and of where pages are registered as those that link, as the oracle asks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from articles.common import keys
from articles.publishing.reading.article import Article
from articles.publishing.reading.text_links import Target
from articles.publishing.storage.cards import Card
from articles.publishing.storage.link_items import to_links
from articles.publishing.storage.page_links import PageLinks

Items = Mapping[tuple[str, str], Mapping[str, Any]]


def check_whole(items: Items, cards: Mapping[str, Card]) -> None:
    """At any time: a card and the links of its page are of one version, and registered is what they say.

    What is being settled may be registered or not.
    """
    registered = _registered(items)
    assert registered.keys() <= cards.keys(), f"registered, and nothing: {sorted(registered.keys() - cards.keys())}"
    with_links = {pk.removeprefix(keys.PATH_PREFIX) for pk, sk in items if sk == keys.links("")["sk"]}
    known = {card.path for card in cards.values() if card.links}
    assert with_links == known, f"{sorted(with_links ^ known)} have links and their cards do not know, or the reverse"
    for card in cards.values():
        links = _links(card, items)
        assert links.revision == card.links, f"{card.path} has links of {links.revision}, its card of {card.links}"
        assert card.state != "live" or not card.looked_at, f"{card.path} is live, and looks where it leads"
        certain = {*_paths(card.looked_at)}
        if card.state == "live":
            certain |= {*links.edges} - {*links.unsettled}
        possible = certain | {*links.edges, *links.unsettled}
        found = registered.get(card.path, set())
        assert certain <= found, f"{card.path} is not registered at {sorted(certain - found)}"
        assert found <= possible, f"{card.path} is registered at {sorted(found - possible)}"


def check_settled(items: Items, cards: Mapping[str, Card], articles: Mapping[str, Article]) -> None:
    """When nothing is under way: each path is registered where it leads and what its page links to, nowhere else."""
    registered = _registered(items)
    for card in cards.values():
        links = _links(card, items)
        article = articles.get(card.path)
        related = tuple(link.path for link in article.related) if article is not None else ()
        if article is not None:
            assert links.related == related, f"{card.path} has the related links {links.related}"
        wanted = {*_paths(related), *_paths(card.looked_at)}
        found = registered.get(card.path, set())
        assert found == wanted, f"{card.path} is registered at {sorted(found)}, and should be at {sorted(wanted)}"
        assert {*links.edges} == {*_paths(related)}, f"the edges of {card.path} are {links.edges}"
        assert links.unsettled == (), f"the edges of {card.path} are not settled"


def _links(card: Card, items: Items) -> PageLinks:
    key = keys.links(card.path)
    return to_links(card.path, items.get((key["pk"], key["sk"])))


def _registered(items: Items) -> dict[str, set[Target]]:
    """Where each path is registered."""
    found: dict[str, set[Target]] = defaultdict(set)
    for partition, sort in items:
        if sort.startswith(keys.REFERRER_PREFIX):
            found[sort.removeprefix(keys.REFERRER_PREFIX)].add(_target(partition))
    return found


def _target(partition: str) -> Target:
    kind, _, name = partition.partition("#")
    return Target({"PATH": "path", "SOURCE": "file", "NAME": "name"}[kind], name)  # type: ignore[arg-type]


def _paths(named: Iterable[str]) -> Iterator[Target]:
    return (Target("path", each) for each in named)
