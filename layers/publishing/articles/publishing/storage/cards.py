"""What pages need to know of other paths: the card of a path, and how links resolve through cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeGuard

from articles.common.paths import is_reserved
from articles.publishing.reading.article import RelatedArticle, Translation

State = Literal["live", "moved", "gone"]

# The most paths that are looked at to find out where one leads.
MAX_PASSED = 20

# The most places where pages went from one path that the path remembers.
MAX_MOVES = 5


@dataclass(frozen=True, slots=True)
class Card:
    """What others need to know of a path.

    While no page is live here, it leads where its alias does, else where site.yaml says, else where its pages went.

    Attributes:
        path: The canonical path.
        state: Whether a page is live here, is to be found at another path or address, or is gone.
        owner: Object key of the file that holds the path, or held it last.
        revision: Counts the writes to this path; every writer checks the one that it read.
        location: Where readers are led: the path of the live page at the end of all redirects, or of the last one if
            it leads to no article. None if there is no such page, and if this is the last one itself.
        alias: The page of the file that has this path as an alias; of several files, the one that named it first.
        alias_owner: Object key of that file, empty if there is none.
        redirect: Where site.yaml has this path lead: a path, or an address of another host.
        moved_to: Where pages went from here, the newest first. The first one that leads to a page counts.
        links: The revision with which the links of the page were last written; 0 if it has none.
        looked_at: Each path that was looked at to find out where a redirect leads. It is registered there as one that
            links to it.
        rendered: Digest of what the stored representations were made from besides the article.
        refused: The same digest of what they could not be made from since, so that it is not tried again; empty if
            rendering has not failed.
        modified: When the article last changed, in seconds since the epoch.
        unlisted: Whether no list, feed or sitemap names the page, or the one that a redirect leads to.
        json_etag: ETag of the page's JSON; empty if older code rendered it.
        changed: When what mirrors of the site have of the path changed last, in seconds since the epoch; None if they
            never had anything of it.
        published: Since when lists name a page here; None if they name none.
        anchors: Digest of the parts of the page that can be linked to.
        etag: ETag of the page's file, if that was deleted while the page was live here, and none has been since.
        search: Digest of what search knows of the live page; empty if it must not find one here.
        language: The language of the page; empty if it is the site's main one.
        edition: The language of the lists that name the page; empty if these are the main ones.
        translations: The pages that say the same in other languages.
        excerpt: The beginning of its answer, if it has no description: lists show it in its place.
    """

    path: str
    state: State
    owner: str
    revision: int
    location: str | None = None
    alias: str | None = None
    alias_owner: str = ""
    redirect: str | None = None
    moved_to: tuple[str, ...] = ()
    links: int = 0
    looked_at: tuple[str, ...] = ()
    rendered: str = ""
    refused: str = ""
    id: int | None = None
    title: str = ""
    subject: str = ""
    subject_slug: str = ""
    date: str = ""
    description: str = ""
    modified: int | None = None
    unlisted: bool = False
    json_etag: str = ""
    changed: int | None = None
    published: int | None = None
    anchors: str = ""
    etag: str = ""
    search: str = ""
    excerpt: str = ""
    language: str = ""
    edition: str = ""
    translations: tuple[Translation, ...] = ()

    @property
    def shown(self) -> tuple[object, ...]:
        """What pages show of this path, and redirects to it have to know; when it changes, they must be made again."""
        return (self.state, self.id, self.title, self.subject, self.anchors, self.unlisted)

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The paths that this one leads to while no page is live here; the first of them with a page at its end counts.

        Empty if it leads to no article.
        """
        if self.state == "live":
            return ()
        if self.alias is not None:
            return (self.alias,)
        if self.redirect is None:
            return self.moved_to
        return () if leads_elsewhere(self.redirect) else (self.redirect,)


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


def holder(card: Card | None, key: str) -> str:
    """The file other than this one that holds a path, by its page or as an alias; empty if there is none."""
    if card is None:
        return ""
    owner = card.owner if card.state == "live" else card.alias_owner
    return "" if owner == key else owner


def follow(path: str, cards: Cards) -> tuple[Card | None, tuple[str, ...]]:
    """Follow redirects from a path through the cards at hand.

    Returns:
        The live card at the end, None if there is none; and the paths whose cards are missing from `cards`. While some
        are, the end is None.
    """
    end, passed = _search(path, cards)
    missing = tuple(each for each in passed if each not in cards)
    return (end if is_live(end) and not missing else None), missing


def reached(path: str, cards: Cards) -> Card | None:
    """What readers of a path come to: the live page at the end of redirects, or one that leads to no article.

    None if they come to nothing, or if a card on the way is missing from `cards`.
    """
    end, passed = _search(path, cards)
    return end if cards.keys() >= passed.keys() else None


def deleted(path: str, cards: Cards) -> Card | None:
    """Where readers of a path came to before the file there was deleted: the first such card on the way, if any."""
    passed = (cards.get(each) for each in _search(path, cards)[1])
    return next((card for card in passed if card is not None and card.etag), None)


def _search(path: str, cards: Cards) -> tuple[Card | None, dict[str, str]]:
    """Look for what a path leads to, the best way first.

    Returns:
        The live card at the end, or the redirect that leads to no article; None if neither is there. And each path that
        was looked at, with the one before it on the way.
    """
    passed: dict[str, str] = {}
    ahead = [(path, "")]
    while ahead and len(passed) < MAX_PASSED:
        at, before = ahead.pop()
        if at in passed:
            continue
        passed[at] = before
        card = cards.get(at)
        if card is None:
            continue
        if is_live(card) or _is_elsewhere(card):
            return card, passed
        ahead += [(to, at) for to in reversed(card.leads_to)]
    return None, passed


def unused(path: str, owner: str) -> Card:
    """What a redirect or an alias of a file finds at a path where nothing ever was."""
    return Card(path, "gone", owner, 0)


def left(old: Card, page: Card | None = None) -> Card:
    """What is at the path of a page that was taken down, or has moved; unless it is live, `refresh` finds out more.

    Args:
        old: The page.
        page: The same page where it is from now on.
    """
    moved_to = old.moved_to if page is None else (page.path, *old.moved_to)
    card = Card(
        old.path,
        "gone",
        old.owner,
        old.revision + 1,
        alias=old.alias,
        alias_owner=old.alias_owner,
        redirect=old.redirect,
        moved_to=_newest(moved_to, old.path),
        links=old.links,
    )
    return updated_redirect(card, {} if page is None else {page.path: page})


def came_back(before: Card | None, cards: Cards, origin: str | None) -> tuple[str, ...]:
    """Where pages went from a path to which one comes, without those where this one was: it did not stay there.

    Args:
        before: What is at the path.
        cards: What is at the paths that this leads to.
        origin: Where the page that comes has been until now; None if nowhere.
    """
    if before is None:
        return ()
    return tuple(each for each in before.moved_to if origin is None or origin not in _search(each, cards)[1])


def updated_redirect(card: Card, cards: Cards) -> Card:
    """Return a redirect as it should be: in one hop to where its target is live now, or gone while it is not.

    Where a page went is followed for good as far as other pages went on from there. A path with an alias or a redirect
    of site.yaml on the way stays what it is, since these may change.

    Args:
        card: A redirect; a live page is returned as it is.
        cards: The cards that it leads to.
    """
    if is_live(card):
        return card
    end, passed = _search(card.path, {**cards, card.path: card})
    looked_at = tuple(each for each in passed if each != card.path)
    if end is None:
        return replace(card, state="gone", location=None, unlisted=False, looked_at=looked_at)
    moved_to = card.moved_to
    if end.path != card.path and card.leads_to == moved_to:
        way = _way(end.path, passed)
        stop = next((path for path in way if _is_replaced(cards.get(path))), end.path)
        moved_to = _newest((stop if each == way[0] else each for each in moved_to), card.path)
    location = end.path if end.path != card.path else None
    unlisted = location is not None and end.unlisted
    return replace(card, state="moved", location=location, moved_to=moved_to, unlisted=unlisted, looked_at=looked_at)


def _way(end: str, passed: Mapping[str, str]) -> list[str]:
    """The paths from the first that a search went to, to its end."""
    way = [end]
    while passed[passed[way[0]]]:
        way.insert(0, passed[way[0]])
    return way


def _newest(paths: Iterable[str], own: str) -> tuple[str, ...]:
    """The first places of these, each once, without the path itself."""
    return tuple(each for each in dict.fromkeys(paths) if each != own)[:MAX_MOVES]


def _is_replaced(card: Card | None) -> bool:
    """Whether an alias or a redirect of site.yaml stands in for where the page of a path went."""
    return card is not None and card.state != "live" and (card.alias is not None or card.redirect is not None)


def _is_elsewhere(card: Card) -> bool:
    """Whether a path leads to another host, or to a page of the site itself."""
    is_redirect = card.state != "live" and card.alias is None and card.redirect is not None
    return is_redirect and not card.leads_to


def related_articles(path: str, links: Sequence[str], cards: Cards) -> tuple[RelatedArticle, ...]:
    """The live articles that a page's links lead to, each once, in order, without the page itself."""
    found: dict[str, RelatedArticle] = {}
    for link in links:
        card, _ = follow(link, cards)
        if card is not None and card.path != path:
            found.setdefault(card.path, RelatedArticle(card.path, card.id, card.title, card.subject))
    return tuple(found.values())
