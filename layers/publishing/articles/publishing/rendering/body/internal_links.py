"""The links of one text that stay within the site: where each leads now, and what their author should know."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from articles.common.paths import href
from articles.publishing.errors import shortened
from articles.publishing.media.facts import MediaFile
from articles.publishing.reading.text_links import Destination, Destinations, Renamed, Target, TextLink
from articles.publishing.rendering.body.addresses import LONGEST_QUOTE, quoted, sources
from articles.publishing.rendering.body.anchors import Anchors, target_in
from articles.publishing.rendering.body.plain_text import plain_text
from articles.publishing.rendering.body.positions import Finding
from articles.publishing.rendering.body.site_links import (
    Base,
    SiteLink,
    is_of_media,
    is_other_file,
    is_within_site,
    name_link,
    site_link,
)
from articles.publishing.rendering.body.wiki_links import WIKI
from markdown_it.token import Token

# How many others, besides parts of them, a page can link to.
MAX_LINKS = 200

# What Obsidian has before the name of a block, and browsers before words to look for. No page has ids like these.
BLOCK_SIGN = "^"
_NO_IDS = (BLOCK_SIGN, ":~:")
_FRAGMENT_SAFE = "/:~=,@!+-._"

# The type of the tokens of players, of what they play, and of the sources of pictures.
PLAYER = "player"

_MISSING = {
    "path": ("No page is live at `{}`", "one is"),
    "file": ("No page of `{}` is live", "it is"),
    "name": ("No page of a file called `{}` is live", "one is"),
}
_APPEARS = "{}; this link appears by itself as soon as {}."
_RENAMED = "{}; `{}` may have been renamed to `{}`, which has the same content: link to that."
_NO_FILE = "There is no file `{}`; this link appears by itself as soon as it is uploaded."
_UNUSABLE = "`{}` cannot be opened: {}"
_OLDER_USED = "This link leads to an older version of `{}`: {}"
_NOT_SERVED = "Files such as `{}` are only served from the folder assets; put it there, and link to it as `/assets/…`."
_NO_PART = "{} has no part called `#{}`; link to one that it has."
_AMBIGUOUS = "This link leads to {}, but {} has the same name; write a folder before the name to say which you mean."
_TOO_MANY = f"A page can link to {MAX_LINKS} others, so this link and those after it are shown as words; remove some."


@dataclass(frozen=True, slots=True)
class Place:
    """A link within the site, and where it is written.

    Attributes:
        block: The block that has it.
        token: Its token; `meta["offset"]` is its place in the text of the block, if that is known.
        link: What it names.
        destination: The live page or the file that it leads to, or that is shown; None if it is not there, so that only
            its words are.
        address: Its address below that of the site; empty if there is no destination.
        href: What it leads to on the page; like `address`, but without the path for a part of the page itself.
        words: Its words.
    """

    block: Token
    token: Token
    link: TextLink
    destination: Destination | MediaFile | None
    address: str = ""
    href: str = ""
    words: str = ""


class InternalLinks:
    """Decides of each link of a text whether it stays within the site, and where it leads.

    Attributes:
        places: The links that stay within the site and are shown, as links or as words, in the order of their ends; and
            the files that are shown.
        pictures: How many pictures have been shown.
    """

    def __init__(self, base: Base, destinations: Destinations, only: Collection[TextLink] | None = None) -> None:
        """Begin a text.

        Args:
            base: What its links start from.
            destinations: Where they lead.
            only: Those that count, if not all do. The others stay as they are written.
        """
        self.places: list[Place] = []
        self.pictures = 0
        self._base = base
        self._destinations = destinations
        self._only = only
        self._limit = Limit()
        self._open: list[Place | None] = []

    def open(self, block: Token, token: Token, anchors: Anchors) -> list[Finding] | None:
        """Write where a link leads into its token, or take its destination out. `close` has to follow at its end.

        Args:
            block: The block that has it.
            token: Its beginning.
            anchors: The places within the page.

        Returns:
            What its author should know; None if the link does not stay within the site, and is not changed.
        """
        found = link_of(str(token.attrs["href"]), token, self._base)
        if found is None or not self.counts(found.link):
            self._open.append(None)
            return None
        place, findings = self._placed(block, token, found, anchors)
        self._open.append(place)
        if place.destination:
            token.attrSet("href", place.href)
        else:
            del token.attrs["href"]
        return findings

    def close(self, tokens: Sequence[Token], *, is_kept: bool) -> None:
        """End the link that was opened last.

        Args:
            tokens: What it consists of.
            is_kept: Whether the page has it as a link.
        """
        place = self._open.pop()
        if place and (is_kept or not place.destination):
            self.places.append(replace(place, words=plain_text(tokens)))

    def names(self, address: str, token: Token) -> TextLink | None:
        """What an address of a picture, or of what a player plays, names within the site; arguments as of `link_of`."""
        found = link_of(address, token, self._base)
        return found.link if found else None

    def is_within_site(self, destination: str) -> bool:
        """Whether an address is one of the site, below which it serves what authors write."""
        return is_within_site(destination, self._base)

    def counts(self, link: TextLink) -> bool:
        """Whether a link is to lead where it leads now; else it stays as it is written."""
        return self._only is None or link in self._only

    def leads_to(self, link: TextLink) -> Destination | MediaFile | Renamed | None:
        """Where a link leads; None, or how it is called now, if what it names is not there."""
        return self._destinations.get(link)

    def is_beyond_limit(self, block: Token, token: Token, link: TextLink) -> list[Finding] | None:
        """What the author of a link should know if the page has too many; None if it has not."""
        was_exceeded = self._limit.is_exceeded
        if self._limit.takes(link):
            return None
        return [] if was_exceeded else [Finding(block, token, "link-too-many", _TOO_MANY)]

    def _placed(self, block: Token, token: Token, found: SiteLink, anchors: Anchors) -> tuple[Place, list[Finding]]:
        """Where a link leads, and what its author should know."""
        link = found.link
        beyond = self.is_beyond_limit(block, token, link)
        if beyond is not None:
            return Place(block, token, link, None), beyond
        destination = self.leads_to(link)
        if isinstance(destination, MediaFile):
            return _to_file(block, token, link, destination)
        if destination is None or isinstance(destination, Renamed):
            message = _missing(link, str(token.attrs["href"]), destination)
            return Place(block, token, link, None), [Finding(block, token, "link-missing", message)]
        is_here = destination.path == self._base.path
        part, is_there = _part(link.fragment, anchors.targets if is_here else destination.anchors)
        address = href(destination.path, found.query) + part
        place = Place(block, token, link, destination, address, part if is_here and part else address)
        findings = [*_ambiguous(block, token, destination.path, destination.others)]
        if not is_there:
            message = _NO_PART.format(destination.path, shortened(link.fragment))
            findings.append(Finding(block, token, "link-part", message))
        return place, findings


def _ambiguous(block: Token, token: Token, where: str, others: Collection[str]) -> Iterator[Finding]:
    """That other files have the name by which one was found.

    Args:
        block: The block that names it.
        token: What names it there.
        where: What was found.
        others: The keys of the other files.
    """
    if others:
        message = _AMBIGUOUS.format(where, shortened(", ".join(others)))
        yield Finding(block, token, "link-ambiguous", message)


class Limit:
    """Counts what the links of a text lead to.

    Attributes:
        is_exceeded: Whether there was a link too many.
    """

    def __init__(self) -> None:
        self.is_exceeded = False
        self._taken: set[tuple[Target, ...]] = set()

    def takes(self, link: TextLink) -> bool:
        """Whether a link is one of those that a page can have."""
        if len(self._taken) < MAX_LINKS:
            self._taken.add(link.targets)
        is_taken = link.targets in self._taken
        self.is_exceeded = self.is_exceeded or not is_taken
        return is_taken


def findings_of(file: MediaFile, block: Token, token: Token, message: str) -> list[Finding]:
    """What whoever names a file beside the articles should know of it.

    Args:
        file: The file.
        block: The block that names it.
        token: What names it there.
        message: What is said if its newest version cannot be used.
    """
    unusable = [Finding(block, token, "media-unusable", message)] if file.problem else []
    return [*_ambiguous(block, token, file.key, file.others), *unusable]


def _to_file(block: Token, token: Token, link: TextLink, file: MediaFile) -> tuple[Place, list[Finding]]:
    """A link to a file beside the articles, and what its author should know."""
    message = (_OLDER_USED if file.media else _UNUSABLE).format(file.key, file.problem)
    findings = findings_of(file, block, token, message)
    if file.media is None:
        return Place(block, token, link, None), findings
    return Place(block, token, link, file, file.media.href, file.media.href), findings


def link_of(destination: str, token: Token, base: Base) -> SiteLink | None:
    """What a destination names within the site; None if it leads elsewhere, or to a part of its own page.

    Args:
        destination: One that the token has.
        token: The beginning of a link, a picture or a player, as it was parsed.
        base: What links of the text start from.
    """
    return name_link(destination, base) if token.info == WIKI else site_link(destination, base)


def links_in(tokens: list[Token], base: Base) -> Iterator[TextLink]:
    """The links within the site that a page can have, of the blocks of a text, pictures among them."""
    limit = Limit()
    for block in tokens:
        for token in block.children or () if block.type == "inline" else ():
            for link in _named(token, base):
                if limit.takes(link):
                    yield link


def _named(token: Token, base: Base) -> Iterator[TextLink]:
    """The links of a token, in the order in which they are placed."""
    if token.type == "link_open" and (found := link_of(str(token.attrs["href"]), token, base)):
        yield found.link
    for address in _media_addresses(token):
        named = link_of(address, token, base)
        if named and is_of_media(named.link):
            yield named.link


def _media_addresses(token: Token) -> Iterator[str]:
    """The addresses that a picture or a player has, in the order in which they are placed."""
    if token.type in ("image", PLAYER):
        yield from (str(token.attrs[name]) for name in ("poster", "src") if name in token.attrs)
        yield from (address for address, _ in sources(str(token.attrs.get("srcset", ""))))


def _part(fragment: str, targets: Mapping[str, str]) -> tuple[str, bool]:
    """The end of an address that names a part of a page, and whether the page has that part."""
    identifier = target_in(targets, fragment) if fragment else ""
    if identifier:
        return f"#{quote(identifier)}", True
    part = f"#{quote(fragment, safe=_FRAGMENT_SAFE)}" if fragment else ""
    return part, not fragment or fragment.startswith(_NO_IDS)


def _missing(link: TextLink, written: str, renamed: Renamed | None) -> str:
    shown = quoted(written)
    if is_of_media(link):
        return _NO_FILE.format(shown)
    if is_other_file(link.targets[0].name) and link.targets[0].kind == "path":
        return _NOT_SERVED.format(shown)
    missing, is_there = _MISSING[link.targets[0].kind]
    if renamed is None:
        return _APPEARS.format(missing.format(shown), is_there)
    old, new = (shortened(each, LONGEST_QUOTE) for each in (renamed.old, renamed.new))
    return _RENAMED.format(missing.format(shown), old, new)
