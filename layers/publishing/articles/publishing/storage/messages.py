"""The messages of the three queues, and how each is written and read.

| message | asks for | queue |
|---|---|---|
| any S3 event | a sync of the files that it names | ingest |
| ``{"sync": [<key>, ...]}`` | a sync of these files | ingest |
| the same with ``"force": true`` | a sync of these files, even if they have not changed | ingest |
| ``{"refresh": <path>}`` | a page to be rendered again if its links changed | refresh |
| ``{"referrers": <path>, "cursor": ...}`` | a refresh of every page that links to a path | refresh |
| the same with ``"of": "file"`` or ``"name"`` | the same of a file, by its key, or of a name of files | refresh |
| the same with ``"of": "group"`` | a refresh of every page that leads to these translations | refresh |
| the same with ``"of": "content"`` | a refresh of every page that links to a deleted file of this ETag | refresh |
| any of these with ``"passed": true`` | the same, on behalf of a redirect, which nobody passes on | refresh |
| ``{"claimants": <path>, "cursor": ...}`` | a sync of the files that wait for a path | refresh |
| ``{"rivals": <path>, "cursor": ...}`` | a sync of the files that have a path as an alias | refresh |
| ``{"place": <path>}`` | a page to be given its places in the directories | refresh |
| ``{"settle": <entry>}`` | an entry of a directory to be made to agree with the pages in it | refresh |
| ``{"redirects": [<path>, ...]}`` | these paths to lead where site.yaml says | refresh |
| ``{"rebuild": <revision>, "cursor": ..., "asked": <number>}`` | a sync of every file, for these settings | refresh |
| ``{"related": <path>, "to": [<path>, ...], ...}`` | a page to have these neighbours | refresh |
| ``{"widths": <key>}`` | the narrower forms of a picture | derive |
| ``{"index": [<path>, ...]}`` | the search index to know what is at these paths now | derive |
| ``{"anew": <generation>, "cursor": ...}`` | the search index to be built anew | derive |
| ``{"pass": <number>}`` | the neighbours of all pages that the index has got since the last pass | derive |
| ``{"relate": [<path>, ...]}`` | the neighbours of these pages, if they have none yet | derive |
| the same with ``"force": true`` | the neighbours of these pages | derive |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from articles.publishing.reading.text_links import Target
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.neighbours import Neighbours
from articles.publishing.storage.uploads import is_synced

Message = Mapping[str, Any]

_FOREIGN = "not a message for this queue"


@dataclass(frozen=True, slots=True)
class Sync:
    """Make the table agree with a file; with `force`, even if the file has not changed."""

    key: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class Refresh:
    """Render a page again if its links changed; `passed`, if that was asked for on behalf of a redirect to it."""

    path: str
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Referrers:
    """Refresh every page that links to something, from a cursor on; `passed`, as in `Refresh`."""

    to: Target
    cursor: str | None = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Claimants:
    """Sync the files that wait for a path, from a cursor on."""

    path: str
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Rivals:
    """Sync the files that have a path as an alias, from a cursor on."""

    path: str
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Give a page its places in the directories."""

    path: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Make an entry of a directory agree with the pages in it."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Redirects:
    """Have these paths lead where site.yaml says."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Sync every file of the bucket for the settings of this revision, from a cursor on.

    Attributes:
        asked: How many files have been asked for before the cursor.
    """

    revision: int
    cursor: str | None = None
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Widths:
    """Make the narrower forms of a picture."""

    key: str


@dataclass(frozen=True, slots=True)
class Index:
    """Have the search index know what is at these paths."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexAnew:
    """Build this generation of the search index from a cursor on; a new one if none is named."""

    generation: int | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """Ask for the neighbours of all pages in segments that no pass has seen, if this is the number of the newest."""

    number: int


@dataclass(frozen=True, slots=True)
class Relate:
    """Compute the neighbours of these pages, as far as nobody has; with `force`, of all of them."""

    paths: tuple[str, ...]
    force: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Have a page fill its related articles up with these neighbours."""

    path: str
    neighbours: Neighbours


FollowUp = Redirects | Rebuild | Refresh | Referrers | Claimants | Rivals | Place | Settle | Related
DeriveRequest = Widths | Index | IndexAnew | Pass | Relate
Request = Sync | FollowUp | DeriveRequest


def to_message(request: Request) -> Message:
    """The message that makes this request."""
    match request:
        case Sync(key, force):
            return {"sync": [key], "force": True} if force else {"sync": [key]}
        case Widths() | Index() | IndexAnew() | Pass() | Relate():
            return _of_derive(request)
        case _:
            return _follow_up(request)


def _of_derive(request: DeriveRequest) -> Message:
    match request:
        case Widths(key):
            return {"widths": key}
        case Index(paths):
            return {"index": [*paths]}
        case IndexAnew(generation, cursor):
            return {"anew": generation, "cursor": cursor}
        case Pass(number):
            return {"pass": number}
        case Relate(paths, force):
            return {"relate": [*paths], "force": True} if force else {"relate": [*paths]}


def _follow_up(request: FollowUp) -> Message:
    message: Message
    match request:
        case Refresh(path, passed):
            message = {"refresh": path, **_passed(passed=passed)}
        case Referrers(to, cursor, passed):
            kind = {} if to.kind == "path" else {"of": to.kind}
            message = {"referrers": to.name, "cursor": cursor, **kind, **_passed(passed=passed)}
        case Claimants(path, cursor) | Rivals(path, cursor):
            message = {"claimants" if isinstance(request, Claimants) else "rivals": path, "cursor": cursor}
        case Place(path):
            message = {"place": path}
        case Settle(entry):
            message = {"settle": str(entry)}
        case Redirects(paths):
            message = {"redirects": [*paths]}
        case Rebuild(revision, cursor, asked):
            message = {"rebuild": revision, "cursor": cursor, "asked": asked}
        case Related(path, Neighbours(paths, digest, among)):
            message = {"related": path, "to": [*paths], "digest": digest, "among": among}
    return message


def to_follow_up(message: Message) -> FollowUp:  # noqa: C901 - one case for each
    """What a message of the refresh queue asks for.

    Raises:
        ValueError: It is not a message of that queue.
    """
    request: FollowUp
    match message:
        case {"related": str(path), "to": [*paths], "digest": str(digest), "among": int(among)}:
            request = Related(path, Neighbours(tuple(map(str, paths)), digest, among))
        case {"refresh": str(path)}:
            request = Refresh(path, message.get("passed") is True)
        case {
            "referrers": str(name),
            "cursor": str() | None as cursor,
            "of": "file" | "name" | "content" | "group" as kind,
        }:
            request = Referrers(Target(kind, name), cursor, message.get("passed") is True)
        case {"referrers": str(path), "cursor": str() | None as cursor}:
            request = Referrers(Target("path", path), cursor, message.get("passed") is True)
        case {"claimants": str(path), "cursor": str() | None as cursor}:
            request = Claimants(path, cursor)
        case {"rivals": str(path), "cursor": str() | None as cursor}:
            request = Rivals(path, cursor)
        case {"place": str(path)}:
            request = Place(path)
        case {"settle": str(entry)}:
            request = Settle(Entry.parse(entry))
        case {"redirects": [*paths]} if all(isinstance(path, str) for path in paths):
            request = Redirects(tuple(paths))
        case {"rebuild": int(revision), "cursor": str() | None as cursor, "asked": int(asked)}:
            request = Rebuild(revision, cursor, asked)
        case _:
            raise ValueError(_FOREIGN)
    return request


def to_derive_request(message: Message) -> DeriveRequest:
    """What a message of the derive queue asks for.

    Raises:
        ValueError: It is not a message of that queue.
    """
    match message:
        case {"widths": str(key)}:
            return Widths(key)
        case {"index": [*paths]} if all(isinstance(path, str) for path in paths):
            return Index(tuple(paths))
        case {"anew": int() | None as generation, "cursor": str() | None as cursor}:
            return IndexAnew(generation, cursor)
        case {"pass": int(number)}:
            return Pass(number)
        case {"relate": [*paths]} if all(isinstance(path, str) for path in paths):
            return Relate(tuple(paths), message.get("force") is True)
        case _:
            raise ValueError(_FOREIGN)


def syncs_in(message: Message) -> list[Sync]:
    """The files that a message of the ingest queue names, each once, in order.

    Args:
        message: Any S3 event (S3's test event names no files), or ``{"sync": [key, ...]}``, with or without `force`.

    Returns:
        The article files, and that of the settings; other objects of the bucket are left out.
    """
    if "sync" in message:
        wanted = [Sync(key, bool(message.get("force"))) for key in message["sync"]]
    else:
        # S3 encodes keys as HTML forms do: a space becomes a plus sign, and a plus sign %2B.
        wanted = [Sync(unquote_plus(record["s3"]["object"]["key"])) for record in message.get("Records", ())]
    return [each for each in dict.fromkeys(wanted) if is_synced(each.key)]


def _passed(*, passed: bool) -> Message:
    return {"passed": True} if passed else {}
