"""Links within the text of an article: what each names, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from articles.publishing.media.facts import MediaFile

# What a target is named by.
Kind = Literal["path", "file", "name", "content", "group"]

# The problems of a text that other files can cause and end.
OF_OTHERS = frozenset(
    {
        "link-ambiguous",
        "link-missing",
        "link-part",
        "media-missing",
        "media-unusable",
        "translation-missing",
        "translation-twice",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What a link may lead to.

    Attributes:
        kind: `path`: a page, by its canonical path; `file`: a file beside the articles, or the page of an article
            file, by its object key; `name`: the same of a file with this name in any folder, as `[[Name]]` has it;
            `content`: files with this content, of which no link leads to one, but its author may be told; `group`: the
            translations of an article.
        name: The path, the key, the name as `storage.uploads.name_of` has it, the ETag of the content, or what the
            translations have in common. Folders may stand before a name, with slashes: then the file is in such
            folders.
    """

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, order=True)
class TextLink:
    """A link within the site, or a picture, as the text of an article has it. Links that mean the same are equal.

    Attributes:
        targets: What it may lead to. The first one that is there counts.
        fragment: The part of the page that it names, decoded, without `#`; empty if it names none.
    """

    targets: tuple[Target, ...]
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Destination:
    """The live page that a link leads to.

    Attributes:
        path: Its canonical path.
        id: Its id; None if it has none.
        title: Its title.
        anchors: The ids of its parts, by what a fragment may say. Empty if nobody asked for a part of it.
        others: Keys of other files of the name by which the link names the page.
    """

    path: str
    id: int | None
    title: str
    anchors: Mapping[str, str]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a link may have led to that leads to nothing now: the key of a deleted file, and of one that is the same."""

    old: str
    new: str


# Where each link of a text leads; None, or `Renamed`, if to nothing that is there.
Destinations = Mapping[TextLink, Destination | MediaFile | Renamed | None]

# That nothing is live where a text links to.
NOWHERE: Destinations = {}
