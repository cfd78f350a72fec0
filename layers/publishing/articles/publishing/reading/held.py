"""What a file says of being public: it is held back if it says that it is not, not yet or no longer so."""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.dates import parse_moment
from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar

# Keys that say yes or no. Hugo, Jekyll, Docusaurus, Obsidian and others have one or more of them.
_NOT_PUBLIC = frozenset({"_draft", "draft", "headless", "hidden", "isDraft", "is_draft", "private", "unlisted", "wip"})
_PUBLIC = frozenset({"dg-publish", "isPublished", "is_published", "publish", "published", "render"})
# Keys that say it in a word.
_STATUS = frozenset({"post_status", "publish_status", "status", "visibility"})
# Keys that say from when on, and until when.
_FROM = frozenset(
    {"embargo", "publishAt", "publishDate", "publish_at", "publish_date", "publish_on", "publishdate", "release_date"}
)
_UNTIL = frozenset(
    {
        "expires", "expires_at", "expiresAt", "expiry", "expiryDate", "expiry_date", "expirydate", "unpublishDate",
        "unpublish_at", "unpublish_date", "unpublishdate",
    }
)  # fmt: skip

HELD_KEYS = _NOT_PUBLIC | _PUBLIC | _STATUS | _FROM | _UNTIL

# Jekyll's folder of drafts.
_DRAFTS = "_drafts"

_YES = frozenset({"1", "on", "t", "true", "y", "yes"})
_NO = frozenset({"", "0", "~", "f", "false", "n", "no", "none", "null", "off"})
_EMPTY = frozenset({"", "~", "never", "none", "null"})
_NOT = "so this file is not public"
_STATUS_NOT_PUBLIC = frozenset(
    {
        "draft", "drafting", "drafts", "embargo", "embargoed", "future", "hidden", "inactive", "internal", "offline",
        "pending", "private", "progress", "review", "scheduled", "todo", "trash", "unfinished", "unlisted",
        "unpublished", "wip",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z]+")


def reason_to_hold(mapping: Mapping, key: str, now: float, time_zone: str) -> Problem | None:
    """Why a file is held back, as a warning at the key that says so.

    What is said in a way that cannot be understood holds the file back, too.

    Args:
        mapping: The keys of the file.
        key: Object key of the file.
        now: The time, in seconds since the epoch.
        time_zone: IANA name of the zone of times without one.

    Returns:
        The first reason; None if the file is public.
    """
    if _DRAFTS in key.split("/")[:-1]:
        return _held(None, f"Files in a folder {_DRAFTS} are drafts; to publish this one, move it out of there.")
    return next(_reasons(mapping, dt.datetime.fromtimestamp(now, ZoneInfo(time_zone))), None)


def speaks_of_being_public(key: str, value: str) -> bool:
    """Whether a key with this value, in front matter, would say whether the file is public."""
    return key in HELD_KEYS and (key not in _STATUS or _is_not_public(value))


def _reasons(mapping: Mapping, now: dt.datetime) -> Iterator[Problem]:
    for name, node in mapping.entries.items():
        if name not in HELD_KEYS:
            continue
        why = _why(name, node, now)
        if why:
            yield _held(node or mapping.keys[name], why)
    permalink = mapping.entries.get("permalink")
    if isinstance(permalink, Scalar) and not permalink.style and permalink.text.strip().lower() == "false":
        yield _held(permalink, "permalink says not to make a page of this file; to publish it, remove the key.")


def _why(name: str, node: Node | None, now: dt.datetime) -> str:
    """Why a file with this key is not public; empty if the key does not say so."""
    text = node.text.strip() if isinstance(node, Scalar) else None
    if name in _STATUS:
        return f"{name} says {shortened(text)}, {_NOT}." if text is not None and _is_not_public(text) else ""
    if text is None:
        return f"{name} has more than one word, {_NOT}; correct it."
    if name in _NOT_PUBLIC:
        return "" if text.lower() in _NO else f"{name} says {shortened(text)}, {_NOT}; remove the key to publish it."
    moment = _moment(text, now)
    if name in _PUBLIC and moment is None:
        is_public = text.lower() in _YES | _EMPTY
        return "" if is_public else f"{name} says {shortened(text)}, {_NOT}; write true to publish it."
    return "" if text.lower() in _EMPTY | _NO - {"0", "1"} else _why_by_time(name, text, moment, now)


def _why_by_time(name: str, text: str, moment: dt.datetime | None, now: dt.datetime) -> str:
    if moment is None:
        return f"{name} says {shortened(text)}, which is not a date, {_NOT}; write one such as 2025-02-06"
    if name in _UNTIL:
        return f"{name} has passed, {_NOT} any longer; change it to publish the file." if moment <= now else ""
    return f"{name} is still to come, {_NOT} yet; upload it again then." if moment > now else ""


def _is_not_public(status: str) -> bool:
    return not _STATUS_NOT_PUBLIC.isdisjoint(_WORD.findall(status.lower()))


def _moment(text: str, now: dt.datetime) -> dt.datetime | None:
    iso = parse_moment(text)
    if not iso:
        return None
    moment = dt.datetime.fromisoformat(iso)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)


def _held(node: Node | None, message: str) -> Problem:
    line, column = (node.line, node.column) if node is not None else (1, 1)
    return Problem(line, column, "held", message, "warning")
