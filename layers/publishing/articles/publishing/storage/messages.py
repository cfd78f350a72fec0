"""The messages of the two queues, and how each is written and read.

| message | asks for | queue |
|---|---|---|
| any S3 event | a sync of the files that it names | ingest |
| ``{"sync": [<key>, ...]}`` | a sync of these files | ingest |
| the same with ``"force": true`` | a sync of these files, even if they have not changed | ingest |
| ``{"refresh": <path>}`` | a page to be rendered again if its links changed | refresh |
| ``{"referrers": <path>, "cursor": ...}`` | a refresh of every page that links to a path | refresh |
| ``{"claimants": <path>, "cursor": ...}`` | a sync of the files that wait for a path | refresh |
| ``{"place": <path>}`` | a page to be given its places in the directories | refresh |
| ``{"settle": <entry>}`` | an entry of a directory to be made to agree with the pages in it | refresh |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from articles.publishing.storage.directories import Entry
from articles.publishing.storage.uploads import is_article

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sync:
    """Make the table agree with a file; with `force`, even if the file has not changed."""

    key: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class Refresh:
    """Render a page again if its links changed."""

    path: str


@dataclass(frozen=True, slots=True)
class Referrers:
    """Refresh every page that links to a path, from a cursor on."""

    path: str
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Claimants:
    """Sync the files that wait for a path, from a cursor on."""

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


FollowUp = Refresh | Referrers | Claimants | Place | Settle
Request = Sync | FollowUp


def to_message(request: Request) -> Message:
    """The message that makes this request."""
    match request:
        case Sync(key, force):
            return {"sync": [key], "force": True} if force else {"sync": [key]}
        case Refresh(path):
            return {"refresh": path}
        case Referrers(path, cursor):
            return {"referrers": path, "cursor": cursor}
        case Claimants(path, cursor):
            return {"claimants": path, "cursor": cursor}
        case Place(path):
            return {"place": path}
        case Settle(entry):
            return {"settle": str(entry)}


def to_follow_up(message: Message) -> FollowUp:
    """What a message of the refresh queue asks for.

    Raises:
        ValueError: It is not a message of that queue.
    """
    match message:
        case {"refresh": str(path)}:
            return Refresh(path)
        case {"referrers": str(path), "cursor": str() | None as cursor}:
            return Referrers(path, cursor)
        case {"claimants": str(path), "cursor": str() | None as cursor}:
            return Claimants(path, cursor)
        case {"place": str(path)}:
            return Place(path)
        case {"settle": str(entry)}:
            return Settle(Entry.parse(entry))
        case _:
            raise ValueError("not a message for this queue")


def syncs_in(message: Message) -> list[Sync]:
    """The files that a message of the ingest queue names, each once, in order.

    Args:
        message: Any S3 event (S3's test event names no files), or ``{"sync": [key, ...]}``, with or without `force`.

    Returns:
        The article files; other objects of the bucket are left out.
    """
    if "sync" in message:
        wanted = [Sync(key, bool(message.get("force"))) for key in message["sync"]]
    else:
        # S3 encodes keys as HTML forms do: a space becomes a plus sign, and a plus sign %2B.
        wanted = [Sync(unquote_plus(record["s3"]["object"]["key"])) for record in message.get("Records", ())]
    return [each for each in dict.fromkeys(wanted) if is_article(each.key)]
