"""The pages that link to another, as the table has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.browse.listed_articles import ListedArticle, to_listed_article
from articles.browse.table import Item
from articles.common import keys
from articles.publishing.storage.items import to_card
from articles.publishing.storage.link_items import to_links
from articles.publishing.storage.page_links import Linking, links_of_older

# What is read of cards, besides what lists show, and of the items of links.
ATTRIBUTES = ("pk", "sk", "state", "owner", "revision", "links", "looked_at", "related", "text", "led_to")


@dataclass(frozen=True, slots=True)
class Referrer:
    """A live page that links to another.

    Attributes:
        entry: The page.
        linked_from: What of it links there.
    """

    entry: ListedArticle
    linked_from: tuple[Linking, ...]

    @property
    def sort(self) -> str:
        """The sort key: referrers are listed by path."""
        return self.entry.path


def to_referrer(path: str, found: Mapping[tuple[str, str], Item], to: str) -> Referrer | None:
    """Make a referrer of what is at a path, which is registered as one.

    Args:
        path: The path.
        found: Items by their pk and sk, with the card of the path and the links of its page, as far as they are there.
        to: The path of another page.

    Returns:
        The referrer; None if no page is live and listed at the path, or if it does not link to the other.
    """
    card, links = (found.get((key["pk"], key["sk"])) for key in (keys.card(path), keys.links(path)))
    if card is None or "month_sk" not in card or path == to:
        return None
    known = links_of_older(to_card(card), path) if links is None else to_links(path, links)
    linked_from = known.linking_to(to)
    return Referrer(to_listed_article(card), linked_from) if linked_from else None
