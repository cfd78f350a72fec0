"""Where the links within texts lead among the files of a folder, before any of them is uploaded."""

import pickle
import zlib
from collections import ChainMap, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import cast

from articles.local.findings import CheckedFile, live_pages
from articles.local.folder_media import FolderMedia
from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.media.facts import Media, MediaFile
from articles.publishing.reading.article import Article
from articles.publishing.reading.site import Redirect, SiteFile
from articles.publishing.reading.text_links import Destination, Destinations, Renamed, Target, TextLink
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.rendering.body.anchors import target_in
from articles.publishing.rendering.body.site_links import is_of_media
from articles.publishing.rendering.markdown import parse_answer
from articles.publishing.rendering.representations import in_file, rendered_text, represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.site_plans import problems_with_others
from articles.publishing.storage.cards import Card, is_live, unused
from articles.publishing.storage.linking import FilePage, Surroundings, look
from articles.publishing.storage.neighbours import Candidates
from articles.publishing.storage.uploads import SITE_FILE, name_of

# No page of an author has this path: theirs are in lower case.
_ELSEWHERE = "/Elsewhere"
# What is served of a file that may be there.
_SOMETHING = Media("", "picture", "", 0)


@dataclass(frozen=True, slots=True)
class FolderPages:
    """The pages that the files of a folder would have.

    Attributes:
        pages: The files that would be live, by their paths.
        cards: What would be at paths.
        files: The pages of files, by their keys; and the files beside the articles.
        names: The keys of the files of a name, by that name.
    """

    pages: Mapping[str, CheckedFile]
    cards: dict[str, Card | None]
    files: ChainMap[str, FilePage | MediaFile]
    names: Mapping[str, list[str]]

    def to_mend(self, file: CheckedFile) -> Destinations | None:
        """Where the links of a file lead, if its author should know of one of them; None if all is well.

        Args:
            file: A public file of the folder.
        """
        links, parts = _unpacked(file.links)
        outlook = look(file.path, published_key(file.key), Candidates(), links, self._around(file), "")
        anchors = {path: _unpacked(self.pages[path].links)[1] for path in outlook.with_parts}
        destinations = outlook.destinations({**anchors, file.path: parts})
        return None if all(_is_well(link, each) for link, each in destinations.items()) else destinations

    def _around(self, file: CheckedFile) -> Surroundings:
        """What a file can link to: itself, too, while another has its path."""
        cards: ChainMap[str, Card | None] = ChainMap({file.path: _card(file)}, self.cards)
        own: dict[str, FilePage | MediaFile] = {file.key: FilePage(file.key, file.path)}
        return Surroundings(cards, ChainMap(own, *self.files.maps), self.names)


def pages_of(files: Iterable[CheckedFile], redirects: Iterable[Redirect], media: FolderMedia) -> FolderPages:
    """The pages that the files of a folder would have.

    Args:
        files: All files of the folder, the first one that wants a path before the others that do.
        redirects: Those of its site.yaml.
        media: Its files beside the articles, by their keys.
    """
    pages = live_pages(files)
    cards: dict[str, Card | None] = {path: _card(file) for path, file in pages.items()}
    names: dict[str, list[str]] = defaultdict(list)
    for key in (*(file.key for file in pages.values()), *media):
        names[name_of(key)].append(key)
    for file in pages.values():
        for alias in file.aliases:
            cards.setdefault(alias.path, replace(unused(alias.path, file.key), alias=file.path, alias_owner=file.key))
    for each in redirects:
        card = cards.get(each.path) or unused(each.path, SITE_FILE)
        cards[each.path] = card if is_live(card) else replace(card, redirect=each.target)
    places: dict[str, FilePage | MediaFile] = {each.key: FilePage(each.key, path) for path, each in pages.items()}
    # It is only read: each file when a page asks for it.
    everything = ChainMap(places, cast("MutableMapping[str, FilePage | MediaFile]", media))
    return FolderPages(pages, cards, everything, dict(names))


def with_others(file: CheckedFile, site: SiteFile, keys: Collection[str], pages: FolderPages) -> CheckedFile:
    """Say what leads nowhere of `site.yaml`, and which files it names that are not in the folder.

    Args:
        file: The `site.yaml`, checked by itself.
        site: What it says.
        keys: The keys of all files of the folder.
        pages: The pages that these would have.
    """
    found = problems_with_others(site, keys, pages.cards)
    return replace(file, problems=most_important([*file.problems, *found]))


def rendered_alone(article: Article, settings: Settings) -> tuple[tuple[Problem, ...], bytes]:
    """Render an article while nobody knows where its links to others lead. Nothing is said of these.

    Returns:
        What its author should know, and its links and parts, packed.

    Raises:
        ArticleError: It cannot be published.
    """
    assumed = _Assumed(article)
    rendered = represent(replace(article, original=""), (), settings, assumed)  # of that, all files tell
    return rendered.warnings, _packed(tuple(assumed), rendered.anchors)


def problems_with_links(article: Article, settings: Settings, destinations: Destinations) -> tuple[Problem, ...]:
    """What the author of an article should know of its text once it is known where its links lead."""
    try:
        return rendered_text(article, parse_answer(article.answer), settings, destinations)[2]
    except ArticleError as error:
        return in_file(article, error.problems)


def itself(link: TextLink, article: Article) -> Destination | None:
    """The page of an article if a link of its text leads there whatever others there are; None if it does not."""
    if link.targets[0] not in (Target("path", article.path), Target("file", article.key)):
        return None
    return Destination(article.path, article.id, article.title, {})


class _Assumed(Mapping[TextLink, Destination | MediaFile | None]):
    """Destinations that are as good as can be, of all links that rendering asks for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._asked: dict[TextLink, Destination | MediaFile] = {}

    def __getitem__(self, link: TextLink) -> Destination | MediaFile:
        if is_of_media(link):
            return self._asked.setdefault(link, MediaFile("", _SOMETHING))
        there = Destination(_ELSEWHERE, None, "", {link.fragment: link.fragment})
        return self._asked.setdefault(link, itself(link, self._article) or there)

    def __iter__(self) -> Iterator[TextLink]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)


def _card(file: CheckedFile) -> Card:
    return Card(file.path, "live", file.key, 0, title=file.title)


def _is_well(link: TextLink, destination: Destination | MediaFile | Renamed | None) -> bool:
    """Whether a link leads to a page, to a part that this has, or to a file, and nothing else could be meant."""
    if destination is None or isinstance(destination, Renamed) or destination.others:
        return False
    if isinstance(destination, MediaFile):
        return not destination.problem
    return not link.fragment or bool(target_in(destination.anchors, link.fragment))


def _packed(links: tuple[TextLink, ...], anchors: Mapping[str, str]) -> bytes:
    """Links and parts of a page, in a tenth of the memory: a folder may have a hundred thousand files."""
    return zlib.compress(pickle.dumps((links, dict(anchors)), pickle.HIGHEST_PROTOCOL)) if links or anchors else b""


def _unpacked(packed: bytes) -> tuple[tuple[TextLink, ...], dict[str, str]]:
    if not packed:
        return (), {}
    links, anchors = pickle.loads(zlib.decompress(packed))  # noqa: S301 - what `_packed` made
    return links, anchors
