"""Where the links of a page lead, by what the table has. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from articles.common.paths import folded
from articles.publishing.media.facts import MediaFile
from articles.publishing.reading.article import Article, RelatedArticle, Translation
from articles.publishing.reading.text_links import Destination, Destinations, Renamed, Target, TextLink
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.storage.cards import Card, Cards, deleted, reached
from articles.publishing.storage.neighbours import Candidates
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import is_media


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


def place_in_site(source: Source) -> FilePage | MediaFile | None:
    """Where links to a file lead: to its page, or to the file itself; None if it has no page, and had none."""
    if is_media(source.key):
        return source.as_media
    path, is_live = source.leads_to
    return FilePage(source.key, path, is_live) if path is not None else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What links may lead to, as the table has it.

    Attributes:
        cards: What is at paths, and at those that they redirect to.
        files: The pages of files, by their keys, of those that have or had one; and the files beside the articles.
        names: The keys of the files that are live under a name, by that name.
        contents: The keys of files that are live with the content with which they came, by its ETag.
        translations: The pages that say the same in several languages, by what they have in common.
    """

    cards: Cards
    files: Mapping[str, FilePage | MediaFile] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    contents: Mapping[str, Sequence[str]] = field(default_factory=dict)
    translations: Mapping[str, Sequence[Translation]] = field(default_factory=dict)

    def with_page(self, article: Article) -> "Surroundings":
        """The same when an article is live: it may link to itself."""
        card = Card(article.path, "live", article.key, 0, id=article.id, title=article.title, subject=article.subject)
        files = {**self.files, article.key: FilePage(article.key, article.path)}
        return replace(self, cards={**self.cards, article.path: card}, files=files)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a link within a text leads.

    Attributes:
        link: The link.
        end: The card of the live page, or of a redirect that leads to no article; or the file that it leads to, or that
            is shown. None if nothing is there.
        others: Keys of other files of the name by which it was found.
        looked_at: What was looked at to find that out. What changes there may change this.
        renamed: If it leads to nothing: the file to which it led, and the one that this may be now.
    """

    link: TextLink
    end: Card | MediaFile | None
    others: tuple[str, ...] = ()
    looked_at: tuple[Target, ...] = ()
    renamed: Renamed | None = None

    @property
    def card(self) -> Card | None:
        """What is at the path that it leads to; None if it leads to no path."""
        return self.end if isinstance(self.end, Card) else None

    @property
    def file(self) -> MediaFile | None:
        """The file that it leads to, or that is shown; None if that is no file."""
        return self.end if isinstance(self.end, MediaFile) else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where all links of a page lead.

    Attributes:
        path: Its path.
        related: Its live related articles, in the order in which it shows them.
        text: The links of its text, in its order.
        edges: Where the page has to be registered, so that it follows whatever changes this.
        candidates: What the related articles were taken from.
        translations: The pages that say the same in other languages, by the keys of their files.
        group: What it has in common with them.
    """

    path: str
    related: tuple[RelatedArticle, ...]
    text: tuple[Resolved, ...]
    edges: tuple[Target, ...]
    candidates: Candidates = field(default_factory=Candidates)
    translations: tuple[Translation, ...] = ()
    group: str = ""

    @property
    def shown(self) -> tuple[object, ...]:
        """What the page shows of others, of which its digest is made."""
        return (*self.related, *(_shown(each, self.path) for each in self.text), *self.translations)

    @property
    def with_parts(self) -> frozenset[str]:
        """The paths of the other pages of which a link names a part."""
        found = (each.card.path for each in self.text if each.card is not None and each.link.fragment)
        return frozenset(found) - {self.path}

    @property
    def led_to(self) -> tuple[str, ...]:
        """The paths of the pages to which links of the text lead, each once."""
        return tuple(dict.fromkeys(each.card.path for each in self.text if each.card is not None))

    @property
    def media(self) -> tuple[str, ...]:
        """The addresses of the files that the text shows or offers, each once."""
        files = [each.file for each in self.text if each.file is not None]
        return tuple(dict.fromkeys(each.media.address for each in files if each.media is not None))

    def destinations(self, anchors: Mapping[str, Mapping[str, str]]) -> Destinations:
        """The same as rendering takes it.

        Args:
            anchors: The ids of the parts of pages, by their paths: of `with_parts`.
        """
        return {each.link: _destination(each, anchors) for each in self.text}


def outlook_of(
    article: Article, text: Iterable[TextLink], around: Surroundings, candidates: Candidates | None = None
) -> Outlook:
    """Where the links of an article lead once it is live; arguments as those of `look`.

    Without candidates, its related articles are those that it names.
    """
    candidates = candidates or Candidates(tuple(link.path for link in article.related))
    return look(article.path, article.key, candidates, text, around.with_page(article), article.group)


def look(  # noqa: PLR0913, PLR0917 - what a page looks at, and what is there
    path: str, key: str, candidates: Candidates, text: Iterable[TextLink], around: Surroundings, group: str
) -> Outlook:
    """Find out where the links of a page lead.

    Args:
        path: Its path.
        key: Object key of its file, without a folder of drafts.
        candidates: What its related articles are taken from.
        text: The links of its text.
        around: What they may lead to.
        group: What it has in common with its translations; empty if it can have none.
    """
    found = tuple(_resolved(link, key, around) for link in text)
    related, looked_at = candidates.chosen(path, around.cards)
    edges = {Target("path", each) for each in looked_at}.union(*(each.looked_at for each in found))
    own = {Target("path", path), Target("file", key)}
    edges = edges - own | ({Target("group", group)} if group else set())
    others = sorted(each for each in around.translations.get(group, ()) if each.path != path)
    return Outlook(path, related, found, tuple(sorted(edges)), candidates, tuple(others), group)


def names_to_look_for(text: Iterable[TextLink], around: Surroundings) -> set[str]:
    """The names to which links of a text may lead, as far as nothing before them leads to a page."""
    names: set[str] = set()
    for link in text:
        for target in link.targets:
            if target.kind == "name":
                names.add(place_of(target).name)
            elif any(_end(each, around) is not None for each in _found(target, "", around)):
                break
    return names


def contents_to_look_for(text: Iterable[TextLink], around: Surroundings) -> set[str]:
    """The ETags of the deleted files to which links of a text led that lead to nothing now."""
    looked_at = (target for link in text for target in _resolved(link, "", around).looked_at)
    return {target.name for target in looked_at if target.kind == "content"}


def _resolved(link: TextLink, key: str, around: Surroundings) -> Resolved:
    looked_at: list[Target] = []
    lost: dict[str, str] = {}
    for target in link.targets:
        found = [*_found(target, key, around)]
        looked_at += _places(target, found)
        for each in found:
            end = _end(each, around)
            if end is not None:
                others = tuple(other.key for other in found if other != each)
                return Resolved(link, end, others, tuple(looked_at))
        pages = (each for each in found if isinstance(each, FilePage))
        gone = ((page, deleted(page.path, around.cards)) for page in pages)
        lost |= {card.etag: card.owner for page, card in gone if card is not None and page.key in ("", card.owner)}
    looked_at += (Target("content", etag) for etag in lost)
    renamed = (
        Renamed(old, new)
        for etag, old in lost.items()
        for new in around.contents.get(etag, ())
        if published_key(new) != key
    )
    return Resolved(link, None, (), tuple(looked_at), next(renamed, None))


def _end(found: FilePage | MediaFile, around: Surroundings) -> Card | MediaFile | None:
    """What readers come to: a file, or what is at the path of a page."""
    return found if isinstance(found, MediaFile) else reached(found.path, around.cards)


def _found(target: Target, key: str, around: Surroundings) -> Iterator[FilePage | MediaFile]:
    """What a target may mean, the best first."""
    match target.kind:
        case "path":
            yield FilePage("", target.name)
        case "file":
            if target.name in around.files:
                yield around.files[target.name]
        case "name":
            folder, _, name = target.name.rpartition("/")
            keys = [each for each in around.names.get(name, ()) if _is_below(each, folder)]
            nearest = sorted(keys, key=lambda each: (_distance(each, key), len(each), each))
            yield from (around.files[each] for each in nearest if each in around.files)


def _places(target: Target, found: Iterable[FilePage | MediaFile]) -> Iterator[Target]:
    """Where a page has to be registered to learn what becomes of a target."""
    yield place_of(target)
    if target.kind == "file":
        yield from (Target("path", each.path) for each in found if isinstance(each, FilePage) and not each.is_live)


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
        return (link.link, link.file, link.others, link.renamed)
    parts = card.anchors if link.link.fragment and card.path != own_path else ""
    return (link.link, card.path, card.id, card.title, parts, link.others)


def _destination(link: Resolved, anchors: Mapping[str, Mapping[str, str]]) -> Destination | MediaFile | Renamed | None:
    card, file = link.card, link.file
    if file is not None:
        return replace(file, others=link.others)
    if card is None:
        return link.renamed
    return Destination(card.path, card.id, card.title, anchors.get(card.path, {}), link.others)
