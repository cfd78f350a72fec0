"""What a link can lead to within a page: GitHub's ids of headings, those that authors give, and those of old."""

import re
import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

# The ids that the page around a text has: templates/base.html.j2, templates/article.html.j2, footnotes.
PAGE_IDS = frozenset({"main", "contents", "keywords", "related"})
_FOOTNOTE = re.compile(r"fn(?:ref)?-\d+(?:-\d+)?")

_OLD_PREFIX = "h-"
_NO_WORD = re.compile(r"[^\w]+")
_NOT_IN_ASCII_SLUG = re.compile(r"[^\w -]", re.ASCII)
# What github-slugger keeps besides hyphen and space: letters, marks, digits, numerals that are letters, connectors.
_KEPT_CATEGORIES = ("L", "M", "Nd", "Nl", "Pc")
_UNNAMED = "section"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the ids of a heading are made of.

    Attributes:
        name: Its text as GitHub names it: without pictures, emoji by their names.
        old_name: Its text as pages once had it.
        explicit: The id that its author gave it; empty if none.
    """

    name: str
    old_name: str
    explicit: str = ""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The ids of a text, none of them twice and none of the page around it.

    Attributes:
        ids: That of each heading.
        old: The id that each heading also answers to, as pages once had it; empty if that is taken.
        others: Those of other places.
        targets: By what a link may say, the id that it leads to.
    """

    ids: tuple[str, ...]
    old: tuple[str, ...]
    others: tuple[str, ...]
    targets: Mapping[str, str]

    def target(self, name: str) -> str:
        """The id that a link to a name leads to; empty if there is no such place."""
        return target_in(self.targets, name)


def target_in(targets: Mapping[str, str], name: str) -> str:
    """The id that a link to a name leads to; empty if there is no such place.

    Args:
        targets: The ids of a page, by what a link may say.
        name: What the link says.
    """
    return targets.get(name) or targets.get(github_slug(name)) or targets.get(old_slug(name)) or ""


def place_anchors(headings: Sequence[Wanted], others: Sequence[str] = (), present: Collection[str] = ()) -> Anchors:
    """Give each heading and each other place its ids.

    What an author wrote comes before the ids of old, so that links from elsewhere hold, and these before GitHub's.

    Args:
        headings: Of a text, in its order.
        others: Ids that authors gave to other places. Of those that are taken, none is given again.
        present: Ids that HTML in the text has.
    """
    taken = {*PAGE_IDS, *present}
    targets = {each: each for each in present}
    explicit = _explicit_ids(headings, taken, targets)
    elsewhere = [each for each in dict.fromkeys(others) if each not in taken and not _FOOTNOTE.fullmatch(each)]
    taken.update(elsewhere)
    old = ["" if each in taken else each for each in _old_ids([each.old_name for each in headings])]
    taken.update(old)
    ids = _github_ids(headings, explicit, taken)
    for identifier in (*ids, *elsewhere):
        targets.setdefault(identifier, identifier)
    for identifier, former in zip(ids, old, strict=True):
        targets.setdefault(former, identifier)
    targets.pop("", None)
    return Anchors(tuple(ids), tuple(old), tuple(elsewhere), targets)


def github_slug(text: str) -> str:
    """The id of a heading with this text on GitHub, regardless of other headings."""
    lower = text.lower()
    if lower.isascii():
        return _NOT_IN_ASCII_SLUG.sub("", lower).replace(" ", "-")
    return "".join("-" if char in " -" else char for char in lower if char in " -" or _is_kept(char))


def old_slug(text: str) -> str:
    """The id that a heading with this text once had, regardless of other headings."""
    words = _NO_WORD.sub("-", unicodedata.normalize("NFC", text).lower()).strip("-")
    return _OLD_PREFIX + (words or _UNNAMED)


def _is_kept(char: str) -> bool:
    return unicodedata.category(char).startswith(_KEPT_CATEGORIES)


def _explicit_ids(headings: Iterable[Wanted], taken: set[str], targets: dict[str, str]) -> list[str]:
    """The ids that authors gave; with a number if that is taken. A link leads to the first that asked for a name."""
    found = []
    count: dict[str, int] = {}
    for heading in headings:
        identifier = heading.explicit and _free(heading.explicit, taken, count)
        if identifier:
            taken.add(identifier)
            targets.setdefault(heading.explicit, identifier)
        found.append(identifier)
    return found


def _old_ids(texts: Iterable[str]) -> list[str]:
    """An id for each text: its old slug, with a number if an earlier text has that slug."""
    taken: set[str] = set()
    count: dict[str, int] = {}
    ids = []
    for text in texts:
        base = candidate = old_slug(text)
        while candidate in taken:
            count[base] = count.get(base, 1) + 1
            candidate = f"{base}-{count[base]}"
        taken.add(candidate)
        ids.append(candidate)
    return ids


def _github_ids(headings: Iterable[Wanted], explicit: Iterable[str], taken: set[str]) -> list[str]:
    """An id for each heading: the explicit one, or that of GitHub."""
    count: dict[str, int] = {}
    ids = []
    for heading, given in zip(headings, explicit, strict=True):
        identifier = given or _free(github_slug(heading.name) or _UNNAMED, taken, count)
        taken.add(identifier)
        ids.append(identifier)
    return ids


def _free(base: str, taken: Container[str], count: dict[str, int]) -> str:
    """An id that is not taken: the base, or the base with the next number, which GitHub counts from 1.

    Args:
        base: The id to begin with.
        taken: The ids that are not free.
        count: For each base, the number that was given last; updated here.
    """
    candidate = base
    while candidate in taken or _FOOTNOTE.fullmatch(candidate):
        if _FOOTNOTE.fullmatch(candidate):
            candidate = base = f"{_UNNAMED}-{base}"  # with another number it would be a footnote's, too
        else:
            count[base] = count.get(base, 0) + 1
            candidate = f"{base}-{count[base]}"
    return candidate
