"""What pages need to know of other paths: the card of a path, and how links resolve through cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeGuard

from articles.common.paths import is_reserved
from articles.publishing.reading.article import RelatedArticle
from articles.publishing.storage.uploads import SITE_FILE

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
        location: The path where the page is now. Kept while that page is gone, so that the redirect comes back with
            it; but for a redirect of site.yaml, None while it leads to no page of an article.
        redirect: Where site.yaml has this path lead while no page is live at it: a path, or an address of another host.
        moved_to: Where the page moved to, while a redirect of site.yaml takes precedence.
        links: The paths under which this path is registered as a referrer: the links of a page, in its order; or each
            path that a redirect leads over, and its end.
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
    redirect: str | None = None
    moved_to: str | None = None
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
        return (self.state, self.leads_to, self.id, self.title, self.subject)

    @property
    def leads_to(self) -> str | None:
        """The path that this one leads to while no page is live here; None if it leads to no page of an article."""
        if self.state == "live":
            return None
        if self.redirect is None:
            return self.location
        return None if leads_elsewhere(self.redirect) else self.redirect


# Cards by path; None where nothing ever was.
Cards = Mapping[str, Card | None]


def is_live(card: Card | None) -> TypeGuard[Card]:
    """Whether a page is served at the card's path."""
    return card is not None and card.state == "live"


def is_held_by(card: Card | None, owner: str | None) -> TypeGuard[Card]:
    """Whether the page that is served at the card's path is that of this file."""
    return card is not None and card.state == "live" and card.owner == owner


def leads_elsewhere(redirect: str) -> bool:
    """Whether a redirect of site.yaml leads to no article: to another host, or to a page of the site itself."""
    return not redirect.startswith("/") or is_reserved(redirect)


def follow(path: str, cards: Cards) -> tuple[Card | None, str | None]:
    """Follow redirects from a path through the cards at hand.

    Returns:
        The live card at the end, None if it was not reached; and the path whose card is missing from `cards`, None if
        no card is missing.
    """
    end, passed = _way(path, cards)
    return (end, None) if passed[-1] in cards else (None, passed[-1])


def _way(path: str, cards: Cards) -> tuple[Card | None, tuple[str, ...]]:
    """The live card that redirects from a path lead to, None if it was not reached; and the paths on the way."""
    passed = [path]
    while len(passed) < MAX_HOPS:
        card = cards.get(passed[-1])
        if card is None or card.leads_to is None:
            return card if is_live(card) else None, tuple(passed)
        if card.leads_to in passed:
            break
        passed.append(card.leads_to)
    return None, tuple(passed)


def with_redirect(card: Card, redirect: str | None) -> Card:
    """Have a path lead where site.yaml says, as soon as no page is live there.

    Args:
        card: What is at the path.
        redirect: A path, or an address of another host; None if site.yaml does not say.

    Returns:
        The card, for `updated_redirect` to find out where it leads now.
    """
    if card.state == "live":
        return replace(card, redirect=redirect)
    moved_to = card.location if card.redirect is None else card.moved_to
    if redirect is None:
        return replace(card, state="gone", redirect=None, moved_to=None, location=moved_to, links=_one(moved_to))
    wanted = replace(card, state="gone", redirect=redirect, moved_to=moved_to, location=None)
    return replace(wanted, links=_one(wanted.leads_to))


def unused(path: str) -> Card:
    """What a redirect of site.yaml finds at a path where nothing ever was."""
    return Card(path, "gone", SITE_FILE, 0)


def left(old: Card, location: str | None = None) -> Card:
    """What is at the path of a page that was taken down, or that has moved; `refresh` finds out where it leads.

    Args:
        old: The page.
        location: Where it is from now on.
    """
    state: State = "moved" if location is not None else "gone"
    card = Card(old.path, state, old.owner, old.revision + 1, location=location, links=_one(location))
    return updated_redirect(with_redirect(card, old.redirect), {}) if old.redirect is not None else card


def updated_redirect(card: Card, cards: Cards) -> Card:
    """Return a redirect as it should be: in one hop to where its target is live now, or gone while it is not.

    A page that has moved leads no farther than to a path for which site.yaml has a redirect, which may change.

    Args:
        card: A redirect; any other card is returned as it is.
        cards: The cards that it leads to.
    """
    if card.redirect is not None and card.state != "live" and card.leads_to is None:
        return replace(card, state="moved", location=None, links=())
    if card.leads_to is None:
        return card
    end, passed = _way(card.leads_to, cards)
    if end is not None and end.path == card.path:
        end = None
    last = cards.get(passed[-1])
    reached = end.path if end is not None else passed[-1] if last is not None and _is_elsewhere(last) else None
    if card.redirect is not None:
        state: State = "gone" if reached is None else "moved"
        return replace(card, state=state, location=reached, links=_others(passed, card.path))
    if reached is None:
        return replace(card, state="gone", links=_others(passed, card.path))
    stop = next((path for path in passed if _is_redirected(cards.get(path))), reached)
    return replace(card, state="moved", location=stop, links=_others(passed[passed.index(stop) :], card.path))


def _is_redirected(card: Card | None) -> bool:
    return card is not None and card.state != "live" and card.redirect is not None


def _is_elsewhere(card: Card) -> bool:
    return _is_redirected(card) and card.leads_to is None


def _one(path: str | None) -> tuple[str, ...]:
    return () if path is None else (path,)


def _others(paths: Sequence[str], own: str) -> tuple[str, ...]:
    return tuple(path for path in paths if path != own)


def related_articles(path: str, links: Sequence[str], cards: Cards) -> tuple[RelatedArticle, ...]:
    """The live articles that a page's links lead to, each once, in order, without the page itself."""
    found: dict[str, RelatedArticle] = {}
    for link in links:
        card, _ = follow(link, cards)
        if card is not None and card.path != path:
            found.setdefault(card.path, RelatedArticle(card.path, card.id, card.title, card.subject))
    return tuple(found.values())
