"""Where the links of a page lead, by what the table has. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from articles.common.paths import folded
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.reading.text_links import Destination, Destinations, Target, TextLink
from articles.publishing.storage.cards import Card, Cards, reached, related_articles
from articles.publishing.storage.sources import Source


@dataclass(frozen=True, slots=True)
class FilePage:
    """The page of a file.

    Attributes:
        key: Object key of the file.
        path: Where it is live, or was when the file was deleted.
        is_live: Which of these it is.
    """

    key: str
    path: str
    is_live: bool = True


def page_of(source: Source) -> FilePage | None:
    """The page of a file; None if it has none, and left none when it was deleted."""
    path, is_live = source.leads_to
    return FilePage(source.key, path, is_live) if path is not None else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What links may lead to, as the table has it.

    Attributes:
        cards: What is at paths, and at those that they redirect to.
        files: The pages of files, by their keys, of those that have or had one.
        names: The pages of the files that are live under a name, by that name.
    """

    cards: Cards
    files: Mapping[str, FilePage] = field(default_factory=dict)
    names: Mapping[str, Sequence[FilePage]] = field(default_factory=dict)

    def with_page(self, article: Article) -> "Surroundings":
        """The same when an article is live: it may link to itself."""
        card = Card(article.path, "live", article.key, 0, id=article.id, title=article.title, subject=article.subject)
        files = {**self.files, article.key: FilePage(article.key, article.path)}
        return Surroundings({**self.cards, article.path: card}, files, self.names)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a link within a text leads.

    Attributes:
        link: The link.
        card: The card of the live page, or of a redirect that leads to no article; None if it leads to neither.
        others: Keys of other files of the name by which the page was found.
        looked_at: What was looked at to find that out. What changes there may change this.
    """

    link: TextLink
    card: Card | None
    others: tuple[str, ...] = ()
    looked_at: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where all links of a page lead.

    Attributes:
        path: Its path.
        related: Its live related articles, in the order in which it shows them.
        text: The links of its text, in its order.
        edges: Where the page has to be registered, so that it follows whatever changes this.
    """

    path: str
    related: tuple[RelatedArticle, ...]
    text: tuple[Resolved, ...]
    edges: tuple[Target, ...]

    @property
    def shown(self) -> tuple[object, ...]:
        """What the page shows of others, of which its digest is made."""
        return (*self.related, *(_shown(each, self.path) for each in self.text))

    @property
    def with_parts(self) -> frozenset[str]:
        """The paths of the other pages of which a link names a part."""
        found = (each.card.path for each in self.text if each.card is not None and each.link.fragment)
        return frozenset(found) - {self.path}

    @property
    def led_to(self) -> tuple[str, ...]:
        """The paths of the pages to which links of the text lead, each once."""
        return tuple(dict.fromkeys(each.card.path for each in self.text if each.card is not None))

    def destinations(self, anchors: Mapping[str, Mapping[str, str]]) -> Destinations:
        """The same as rendering takes it.

        Args:
            anchors: The ids of the parts of pages, by their paths: of `with_parts`.
        """
        return {each.link: _destination(each, anchors) for each in self.text}


def outlook_of(article: Article, text: Iterable[TextLink], around: Surroundings) -> Outlook:
    """Where the links of an article lead once it is live; arguments as those of `look`."""
    related = [link.path for link in article.related]
    return look(article.path, article.key, related, text, around.with_page(article))


def look(path: str, key: str, related: Sequence[str], text: Iterable[TextLink], around: Surroundings) -> Outlook:
    """Find out where the links of a page lead.

    Args:
        path: Its path.
        key: Object key of its file, without a folder of drafts.
        related: The paths of its related links.
        text: The links of its text.
        around: What they may lead to.
    """
    found = tuple(_resolved(link, key, around) for link in text)
    edges = {Target("path", each) for each in related}.union(*(each.looked_at for each in found))
    own = {Target("path", path), Target("file", key)}
    return Outlook(path, related_articles(path, related, around.cards), found, tuple(sorted(edges - own)))


def names_to_look_for(text: Iterable[TextLink], around: Surroundings) -> set[str]:
    """The names to which links of a text may lead, as far as nothing before them leads to a page."""
    names: set[str] = set()
    for link in text:
        for target in link.targets:
            if target.kind == "name":
                names.add(place_of(target).name)
            elif any(reached(page.path, around.cards) is not None for page in _pages(target, "", around)):
                break
    return names


def _resolved(link: TextLink, key: str, around: Surroundings) -> Resolved:
    looked_at: list[Target] = []
    for target in link.targets:
        pages = [*_pages(target, key, around)]
        looked_at += _places(target, pages)
        for page in pages:
            card = reached(page.path, around.cards)
            if card is not None:
                others = tuple(each.key for each in pages if each != page)
                return Resolved(link, card, others, tuple(looked_at))
    return Resolved(link, None, (), tuple(looked_at))


def _pages(target: Target, key: str, around: Surroundings) -> Iterator[FilePage]:
    """The pages that a target may mean, the best first."""
    match target.kind:
        case "path":
            yield FilePage("", target.name)
        case "file":
            if target.name in around.files:
                yield around.files[target.name]
        case "name":
            folder, _, name = target.name.rpartition("/")
            found = [each for each in around.names.get(name, ()) if _is_below(each.key, folder)]
            yield from sorted(found, key=lambda page: (_distance(page.key, key), len(page.key), page.key))


def _places(target: Target, pages: Iterable[FilePage]) -> Iterator[Target]:
    """Where a page has to be registered to learn what becomes of a target."""
    yield place_of(target)
    if target.kind == "file":
        yield from (Target("path", page.path) for page in pages if not page.is_live)


def place_of(target: Target) -> Target:
    """A target without what stands before a name: all that link to a name are registered there."""
    return Target("name", target.name.rpartition("/")[2]) if target.kind == "name" else target


def _is_below(key: str, folder: str) -> bool:
    """Whether a file is in a folder, of which the last part may be all that is written."""
    return not folder or folded(f"/{key.rpartition('/')[0]}").endswith(f"/{folder}")


def _distance(one: str, other: str) -> int:
    """How many folders are between two files, up and down."""
    here, there = one.split("/")[:-1], other.split("/")[:-1]
    common = next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    return len(here) + len(there) - 2 * common


def _shown(link: Resolved, own_path: str) -> tuple[object, ...]:
    card = link.card
    if card is None:
        return (link.link, None)
    parts = card.anchors if link.link.fragment and card.path != own_path else ""
    return (link.link, card.path, card.id, card.title, parts, link.others)


def _destination(link: Resolved, anchors: Mapping[str, Mapping[str, str]]) -> Destination | None:
    card = link.card
    if card is None:
        return None
    return Destination(card.path, card.id, card.title, anchors.get(card.path, {}), link.others)
