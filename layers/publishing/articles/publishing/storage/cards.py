"""What pages need to know of other paths: the card of a path, and how links resolve through cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeGuard

from articles.publishing.reading.article import RelatedArticle

State = Literal["live", "moved", "gone"]

MAX_HOPS = 10


@dataclass(frozen=True, slots=True)
class Card:
    """What others need to know of a path.

    Attributes:
        path: The canonical path.
        state: Whether a page is live here, has moved to `location`, or is gone.
        owner: Object key of the file that holds the path, or held it last.
        revision: Counts the writes to this path; every writer checks the one that it read.
        location: Where the page moved to. Kept while that page is gone, so that the redirect comes back with it.
        links: The paths under which this path is registered as a referrer, in the order of the page.
        rendered: Digest of what the stored representations were made from besides the article.
        refused: The same digest of what they could not be made from since, so that it is not tried again; empty if
            rendering has not failed.
        modified: When the article last changed, in seconds since the epoch.
    """

    path: str
    state: State
    owner: str
    revision: int
    location: str | None = None
    links: tuple[str, ...] = ()
    rendered: str = ""
    refused: str = ""
    id: int | None = None
    title: str = ""
    subject: str = ""
    subject_slug: str = ""
    date: str = ""
    description: str = ""
    modified: int | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What another page shows of this path; when it changes, the referrers must be rendered again."""
        return (self.state, self.location, self.id, self.title, self.subject)


# Cards by path; None where nothing ever was.
Cards = Mapping[str, Card | None]


def is_live(card: Card | None) -> TypeGuard[Card]:
    """Whether a page is served at the card's path."""
    return card is not None and card.state == "live"


def is_held_by(card: Card | None, owner: str | None) -> TypeGuard[Card]:
    """Whether the page that is served at the card's path is that of this file."""
    return card is not None and card.state == "live" and card.owner == owner


def follow(path: str, cards: Cards) -> tuple[Card | None, str | None]:
    """Follow redirects from a path through the cards at hand.

    Returns:
        The live card at the end, None if it was not reached; and the path whose card is missing from `cards`, None if
        no card is missing.
    """
    for _ in range(MAX_HOPS):
        if path not in cards:
            return None, path
        card = cards[path]
        if card is None or card.state == "live":
            return card, None
        if card.location is None:
            return None, None
        path = card.location
    return None, None


def updated_redirect(card: Card, cards: Cards) -> Card:
    """Return a redirect as it should be: in one hop to where its target is live now, or gone while it is not.

    Args:
        card: A redirect; any other card is returned as it is.
        cards: The cards that its location leads to.
    """
    if card.location is None:
        return card
    target, _ = follow(card.location, cards)
    if target is None:
        return replace(card, state="gone")
    return replace(card, state="moved", location=target.path, links=(target.path,))


def related_articles(path: str, links: Sequence[str], cards: Cards) -> tuple[RelatedArticle, ...]:
    """The live articles that a page's links lead to, each once, in order, without the page itself."""
    found: dict[str, RelatedArticle] = {}
    for link in links:
        card, _ = follow(link, cards)
        if card is not None and card.path != path:
            found.setdefault(card.path, RelatedArticle(card.path, card.id, card.title, card.subject))
    return tuple(found.values())
