"""What must be true of the links of pages, and of where pages are registered as those that link, as the oracle asks."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from articles.common import keys
from articles.common.representations import JSON
from articles.publishing.reading.article import Article
from articles.publishing.reading.text_links import Target
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.storage.cards import Card
from articles.publishing.storage.link_items import to_links
from articles.publishing.storage.linking import Outlook
from articles.publishing.storage.page_links import PageLinks, anchors_digest, told
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE

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


def check_settled(items: Items, cards: Mapping[str, Card]) -> None:
    """When nothing is under way: each path is registered where it leads and what its page links to, nowhere else."""
    registered = _registered(items)
    for card in cards.values():
        links = _links(card, items)
        wanted = {*links.edges, *_paths(card.looked_at)}
        found = registered.get(card.path, set())
        assert found == wanted, f"{card.path} is registered at {sorted(found)}, and should be at {sorted(wanted)}"
        assert links.unsettled == (), f"the edges of {card.path} are not settled"
        assert card.state == "live" or links.edges == (), f"{card.path} is gone, and has the edges {links.edges}"


def check_page(card: Card, article: Article, outlook: Outlook, rendered: Rendered, items: Items) -> None:
    """When nothing is under way: what is remembered of a page's links is what its article says, and leads to now."""
    links = _links(card, items)
    wanted = PageLinks(
        card.path,
        card.links,
        related=tuple(link.path for link in article.related),
        text=tuple(each.link for each in outlook.text),
        led_to=outlook.led_to,
        media=outlook.media,
        told=told(rendered.warnings),
        anchors=rendered.anchors,
        edges=outlook.edges,
        neighbours=links.neighbours,  # of these, the search oracle knows more
        group=article.group,
    )
    assert links == wanted, f"the links of {card.path} are {links}, and should be {wanted}"
    assert card.anchors == anchors_digest(rendered.anchors), f"others do not know the parts of {card.path}"


def check_told(source: Source, sources: Mapping[str, Source]) -> None:
    """When nothing is under way: of a file that was renamed, the old one is gone, and the new one is live."""
    found = (re.search(r"; `(.*)` may have been renamed to `(.*)`, ", each.message) for each in source.problems)
    for old, new in (each.groups() for each in found if each):
        assert sources[old].state == "deleted", f"{source.key} is told that {old} was renamed"
        assert sources[new].path is not None, f"{source.key} is told that {old} is {new}, which is not live"


def check_text(
    path: str, shown: Sequence[Any], article: Article, live: Mapping[str, Card], sources: Mapping[str, Source]
) -> None:
    """Readers are led to where the bucket's files are now; what is nowhere is no link.

    Told from the words of histories, not from how links are resolved.
    """
    for each in shown:
        assert each["state"] == ("live" if each["path"] else "missing"), f"{path} has the link {each}"
        shown_title = live[each["path"]].title if each["path"] in live else ""
        assert each["path"] is None or shown_title == each["title"], f"{path} shows an old title: {each}"
    written = re.findall(r"\]\(([a-c]\.md)|\[\[([a-c])", article.answer)
    named = [source.path for file, name in written if (source := sources.get(file or f"{name}.md")) and source.path]
    ends = [each["path"] for each in shown]
    assert all(end in ends for end in named), f"{path} leads to {ends}, and should to {named}"


def linking(article: Article, to: Card, items: Items) -> list[str]:
    """What of an article's page links to another: by its path, its file or the name of that, and not over a redirect.

    Told from what readers see of its text: where it leads to as JSON.
    """
    key = keys.representation(article.path, JSON)
    document = json.loads(gzip.decompress(bytes(items[key["pk"], key["sk"]]["body"])))
    name = to.owner.rpartition("/")[2].rpartition(".")[0].lower()
    places = {Target("path", to.path), Target("file", to.owner), Target("name", name)}
    is_direct = not places.isdisjoint(_registered(items).get(article.path, ()))
    in_text = is_direct and to.path in {each["path"] for each in document["links"]}
    is_related = to.path in {link.path for link in article.related}
    return [*(["related"] if is_related else []), *(["text"] if in_text else [])]


def _links(card: Card, items: Items) -> PageLinks:
    key = keys.links(card.path)
    return to_links(card.path, items.get((key["pk"], key["sk"])))


def _registered(items: Items) -> dict[str, set[Target]]:
    """Where each path is registered; of site.yaml, site_oracle knows."""
    found: dict[str, set[Target]] = defaultdict(set)
    for partition, sort in items:
        if sort.startswith(keys.REFERRER_PREFIX) and sort != keys.REFERRER_PREFIX + SITE_FILE:
            found[sort.removeprefix(keys.REFERRER_PREFIX)].add(_target(partition))
    return found


def _target(partition: str) -> Target:
    kind, _, name = partition.partition("#")
    return Target({"PATH": "path", "SOURCE": "file", "NAME": "name", "ETAG": "content", "GROUP": "group"}[kind], name)  # type: ignore[arg-type]


def _paths(named: Iterable[str]) -> Iterator[Target]:
    return (Target("path", each) for each in named)
