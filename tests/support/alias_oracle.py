"""What must be true of aliases, names and contents of files, as the oracle asks.

What is at a path is derived here anew, from the files alone: a page, else the alias of whom has had it longest, else a
redirect of site.yaml, else where pages went from there.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from articles.common import keys
from articles.common.paths import href
from articles.publishing.reading.article import Article
from articles.publishing.storage.cards import Card
from articles.publishing.storage.sources import Source

from tests.support.readers import deliver
from tests.support.world import World

Items = Mapping[tuple[str, str], Mapping[str, Any]]
Sources = Mapping[str, Source]
Cards = Mapping[str, Card]


def check_whole(items: Items, sources: Sources, cards: Cards) -> None:
    """At any time: a path is the alias of the first who claims it; and every file that pages can link to, or
    show, and no other, has its name.

    Raises:
        AssertionError: It is not so.
    """
    claimed: dict[str, list[tuple[str, str, str]]] = {}
    for (pk, sk), item in sorted(items.items()):
        if sk.startswith(keys.ALIAS_PREFIX):
            path = pk.removeprefix(keys.PATH_PREFIX)
            assert sk == keys.alias(path, item["since"], item["file"])["sk"]
            claimed.setdefault(path, []).append((sk, item["file"], item["location"]))
    for path in claimed.keys() | cards.keys():
        _, owner, location = min(claimed.get(path, [("", "", None)]))
        card = cards.get(path)
        assert card is not None, f"{path} is claimed, and nothing is there"
        assert (card.alias, card.alias_owner) == (location, owner), f"{path} is no alias of {owner}"
    named = {
        pair: item.get("path")
        for pair, item in items.items()
        if pair[0].startswith(keys.NAME_PREFIX) and pair[1].startswith(keys.SOURCE_PREFIX)
    }
    live = {_name(source.key): source.path for source in sources.values() if source.path or source.as_media}
    assert named == live, f"files are entered by name as {named}, and live are {live}"
    _check_contents(items, sources)


def _check_contents(items: Items, sources: Sources) -> None:
    """A file that came with what is live of it, and no other, is entered under the ETag of that."""
    entered = {
        pair: item["file"]
        for pair, item in items.items()
        if pair[0].startswith(keys.ETAG_PREFIX) and pair[1].startswith(keys.SOURCE_PREFIX)
    }
    wanted = {_pair(keys.content(each.content, each.key)): each.key for each in sources.values() if each.content}
    assert entered == wanted, f"files are entered by content as {entered}, and should be as {wanted}"
    for source in sources.values():
        assert source.content in ("", source.live_etag), f"{source.key} is live with {source.live_etag}"


def check_named(source: Source, article: Article) -> None:
    """At any time: the aliases of a live file are those of the version that is live.

    Raises:
        AssertionError: They are not.
    """
    named = [alias.path for alias in article.aliases]
    assert [alias.path for alias in source.aliases] == named, f"{source.key} is said to have other aliases than {named}"


def check_settled(items: Items, sources: Sources, uploads: Mapping[str, Article | None], world: World) -> None:
    """When nothing is under way: each path is what the files say, readers are led there, and the authors know.

    Raises:
        AssertionError: It is not so.
    """
    wanted = _wanted(sources)
    claims = {pair: item["location"] for pair, item in items.items() if pair[1].startswith(keys.ALIAS_PREFIX)}
    expected = {
        _pair(keys.alias(path, since, key)): sources[key].path for path, files in wanted.items() for since, key in files
    }
    assert claims == expected, f"claimed: {claims}; named: {expected}"
    live = {source.path: source.key for source in sources.values() if source.path is not None}
    for path, files in wanted.items():
        answer = deliver(path, world, items)
        if path in live:
            assert answer.status == 200, f"a page is live at {path}, and answered {answer.status}"
        else:
            to = sources[min(files)[1]].path or ""
            assert (answer.status, answer.location) == (301, href(to)), f"{path} leads to {answer.location}, not {to}"
            assert unquote(deliver(f"{path}.json", world, items).location or "") == f"{to}.json"
    for key, article in uploads.items():
        if article is not None and sources[key].state == "published":
            told = [(each.line, each.message) for each in sources[key].problems if each.code == "alias-taken"]
            held = [(each.line, _holder(each.path, key, live, wanted)) for each in article.aliases]
            others = [(line, other) for line, other in sorted(held) if other]
            assert [line for line, _ in told] == [line for line, _ in others], f"{key} is told {told}, not of {others}"
            for (_, message), (_, other) in zip(told, others, strict=True):
                assert other in message, f"{key} is told {message}, not of {other}"


def _wanted(sources: Sources) -> dict[str, list[tuple[str, str]]]:
    """Who has each path as an alias, and since when."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for source in sources.values():
        for alias in source.aliases if source.path is not None else ():
            wanted.setdefault(alias.path, []).append((alias.since, source.key))
    return wanted


def _holder(path: str, key: str, live: Mapping[str, str], wanted: Mapping[str, list[tuple[str, str]]]) -> str:
    """The file other than this one that has a path, by its page or as an alias; empty if there is none."""
    holder = live.get(path) or min(wanted[path])[1]
    return "" if holder == key else holder


def _name(key: str) -> tuple[str, str]:
    """The item of the name of a file: that of an article is without its ending."""
    name = key.rpartition("/")[2]
    stem = name.rpartition(".")[0] if name.lower().endswith((".md", ".mdx", ".markdown")) else name
    return _pair(keys.name(unicodedata.normalize("NFC", stem.lower()), key))


def _pair(key: keys.Key) -> tuple[str, str]:
    return key["pk"], key["sk"]
