"""What must be true of pages that say the same in several languages, as the oracle asks.

Who belongs together is derived here anew, from what the live files say.
"""

import re
from collections.abc import Mapping
from typing import Any

from articles.common import keys
from articles.publishing.reading.article import Article, Translation
from articles.publishing.reading.site import SiteFile
from articles.publishing.storage.cards import Card
from articles.publishing.storage.sources import Source

Items = Mapping[tuple[str, str], Mapping[str, Any]]


def groups_of(articles: Mapping[str, Article], cards: Mapping[str, Card]) -> dict[str, list[Translation]]:
    """The listed pages that have something in common with their translations, by that.

    Args:
        articles: The live articles, by their paths.
        cards: The cards of these.
    """
    groups: dict[str, list[Translation]] = {}
    for path, article in articles.items():
        if article.group and not article.visibility.unlisted:
            translation = Translation(cards[path].owner, path, article.language)
            groups.setdefault(article.group, []).append(translation)
    return {name: sorted(members) for name, members in groups.items()}


def check_whole(items: Items, sources: Mapping[str, Source]) -> None:
    """At any time: every live file that may have translations, and no other, is entered among them."""
    entered = {
        pair: (item["file"], item["path"], item.get("language", ""))
        for pair, item in items.items()
        if pair[0].startswith(keys.GROUP_PREFIX) and pair[1].startswith(keys.SOURCE_PREFIX)
    }
    wanted = {
        _pair(keys.translation(each.group, each.key)): (each.key, each.path, each.language)
        for each in sources.values()
        if each.path is not None and each.group
    }
    assert entered == wanted, f"translations are entered as {entered}, and should be as {wanted}"


def check_page(
    card: Card, article: Article, html: str, groups: Mapping[str, list[Translation]], site: SiteFile
) -> None:
    """When nothing is under way: a page leads to each language in which there is a page that says the same."""
    others = [each for each in groups.get(article.group, []) if each.path != card.path]
    assert list(card.translations) == others, f"{card.path} knows the translations {card.translations}"
    main = site.languages[0] if site.languages else site.language
    expected = {article.language or main: card.path}
    for each in others:
        expected.setdefault(each.language or main, each.path)
    shown = dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="https?://[^/]*([^"]*)"', html))
    if len(expected) == 1:
        assert shown == {}, f"{card.path} has translations in vain: {shown}"
        return
    if main in expected:
        expected["x-default"] = expected[main]
    assert shown == expected, f"{card.path} leads to {shown}, and should lead to {expected}"


def _pair(key: keys.Key) -> tuple[str, str]:
    return key["pk"], key["sk"]
