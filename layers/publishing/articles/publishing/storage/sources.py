"""What the table remembers of an uploaded file."""

from dataclasses import dataclass
from typing import Literal, get_args

from articles.publishing.errors import Problem
from articles.publishing.media.facts import Media, MediaFile
from articles.publishing.reading.article import Translation
from articles.publishing.storage.uploads import is_media

State = Literal[
    "published", "rejected", "waiting", "draft", "scheduled", "expired", "ignored", "deleted"
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
Action = Literal[
    "referrers",
    "claimants",
    "refresh",
    "report",
    "joined",
    "left",
    "site",
    "redirect",
    "rebuild",
    "alias",
    "rivals",
    "due",
    "linked",
    "content",
    "group",
    "widths",
    "remove",
    "index",
]


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """What must follow a commit, written in it and carried out after it.

    Attributes:
        action: `referrers`: render the pages that link to the path again; `claimants`: wake the files that wait for
            it; `refresh`: render the path again if its links changed; `report`: tell the author; `joined` and `left`:
            settle the entry of a directory that a page was added to or taken from; `site`: tell the author of
            site.yaml whether a page is live where it has a redirect; `redirect`: make the path lead where site.yaml
            says; `rebuild`: sync every file; `alias`: make the path agree with what the file says of it as an alias;
            `rivals`: sync the files that have it as an alias, so that their authors know who holds it; `due`: sync the
            file again when it is due, which is so soon that the clock may miss it; `linked`: render the pages that
            link to the file or to its name, or show it, again; `content`: those that link to a deleted file with this
            content; `group`: those that lead to these translations; `widths`: make the picture in the widths in which
            it is to be offered; `remove`: delete something that was made of the file; `index`: have the search index
            know of the path what it is to know now.
        path: The canonical path that it is about, the entry, the address, or the revision of the settings to rebuild
            for; empty for a report, for `site`, for `due`, for `linked` and for `widths`. For `alias`, the time since
            when it has been one, a space, and the path. For `content`, an ETag; for `group`, what the
            translations have in common.
    """

    action: Action
    path: str = ""


@dataclass(frozen=True, slots=True, order=True)
class NamedAlias:
    """An alias that the version of a file that is live names.

    Attributes:
        path: The canonical path.
        since: When a sync found it there first: ISO 8601, UTC.
        holder: Key of the file that holds the path, as the author was told last; empty if the alias is in force.
    """

    path: str
    since: str
    holder: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Retired:
    """What is no longer served of a file, but for those who have a page that is not the newest.

    Attributes:
        address: Its address.
        since: When it was last known to be in use, in seconds since the epoch.
    """

    address: str
    since: int


@dataclass(frozen=True, slots=True)
class Source:
    """One uploaded file, as the last sync left it.

    Attributes:
        key: Object key.
        revision: Counts the syncs that wrote; each checks the one that it read. 0 if there is no item yet.
        state: What became of the newest version of the file.
        etag: ETag of that version, empty when deleted.
        version: Version id of it, empty in an unversioned bucket.
        path: The path at which this file, or an older version of it, is live.
        live_version: Version id of the version that is live.
        live_etag: ETag of that version.
        aliases: The aliases that the version that is live names.
        uploaded: When the bytes that are live were first uploaded, in seconds since the epoch.
        claim: The path that it waits for.
        holder: Key of the file that holds that path.
        problems: What its author should know.
        renderer: Fingerprint of the code and settings that processed it.
        quiet: Hash of what its author was not warned of: keys of an article, or hosts of an own file.
        outbox: What must still follow the last commit.
        since: When a sync last decided the state, or when the file began to wait for its path: ISO 8601, UTC.
        decided: The time for which the state of this version was decided, in seconds since the epoch. It does not
            go back, so that two machines whose clocks differ do not undo each other's work; but a forced sync does not
            believe a clock that was ahead by minutes.
        due: When the state must be decided again, because a time comes that the file names: in seconds since the epoch.
        expires: When the version that is live, or is scheduled to be, expires: in seconds since the epoch.
        left: The path at which the file was live last, if it is not live.
        content: ETag of the version that is live, if it is the one with which the file came to be live. A file that was
            renamed is found by this.
        group: What the page that is live has in common with its translations; empty if it is not to be among them.
        language: The language of that page; empty if it is the site's main one.
        media: What is served of a file beside the articles: of the last version that could be used.
        retired: What was served of it before, until it is deleted.
    """

    key: str
    revision: int = 0
    state: State = "deleted"
    etag: str = ""
    version: str = ""
    path: str | None = None
    live_version: str = ""
    live_etag: str = ""
    aliases: tuple[NamedAlias, ...] = ()
    uploaded: int | None = None
    claim: str | None = None
    holder: str | None = None
    problems: tuple[Problem, ...] = ()
    renderer: str = ""
    quiet: str = ""
    outbox: tuple[Task, ...] = ()
    since: str = ""
    decided: float = 0.0
    due: int | None = None
    expires: int | None = None
    left: str | None = None
    content: str = ""
    group: str = ""
    language: str = ""
    media: Media | None = None
    retired: tuple[Retired, ...] = ()

    @property
    def as_media(self) -> MediaFile | None:
        """A file beside the articles as pages show it; None if it is gone, ignored, or no such file."""
        if not is_media(self.key) or self.state not in ("published", "rejected"):
            return None
        errors = (each.message for each in self.problems if each.severity == "error")
        return MediaFile(self.key, self.media, next(errors, ""))

    @property
    def leads_to(self) -> tuple[str | None, bool]:
        """Where links to the file lead, and whether it is live there: else it was, before it was deleted."""
        if self.path is not None:
            return self.path, True
        return (self.left if self.state == "deleted" else None), False

    @property
    def translation(self) -> Translation | None:
        """The page of the file as its translations lead to it; None if they do not."""
        if self.path is None or not self.group:
            return None
        return Translation(self.key, self.path, self.language)

    def is_due(self, now: float) -> bool:
        """Whether the state must be decided again at this time, or had to be before."""
        return self.due is not None and self.due <= now


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that waits for a path: since when, and whom it knows as the path's holder."""

    key: str
    since: str
    holder: str


@dataclass(frozen=True, slots=True)
class AliasClaim:
    """A file that has a path as an alias: since when, and where its page is."""

    key: str
    since: str
    location: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the table knows by a file's key: the file itself, or a redirect that it left at a path."""

    key: str
    redirect: str | None = None
