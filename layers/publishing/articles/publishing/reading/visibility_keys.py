"""The keys that say whether a file is public, from when on and until when, as other tools have them, too.

Names are read in any case, with hyphens and underscores or without: `publish_date`, `publishDate` and `Publish-Date`
are one key. What cannot be understood is an error, so that nothing is published that was meant to be held back.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.dates import parse_moment
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.publication_status import is_plain_draft, is_plain_status, status_of
from articles.publishing.reading.spelling import EMPTY, NO, YES, normal
from articles.publishing.reading.visibility import Moment, Visibility
from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar, Sequence

# Keys that say yes or no. Hugo, Jekyll, Docusaurus, Obsidian and others have one or more of them.
_NOT_PUBLIC = (
    "draft", "headless", "hidden", "is_draft", "is_hidden", "is_private", "private", "save_as_draft", "unpublished",
    "wip",
)  # fmt: skip
_PUBLIC = (
    "dg-publish", "is_public", "is_published", "is_visible", "public", "publish", "published", "render", "visible",
)  # fmt: skip
_UNLISTED = ("eleventyExcludeFromCollections", "unlisted")
_LISTED = ("listed",)
# Keys that say it in a word.
_STATUS = ("post_status", "publication_status", "publish_status", "status", "visibility")
# Keys that say from when on, and until when.
_FROM = (
    "embargo", "embargo_until", "publish_after", "publish_at", "publish_date", "publish_from", "publish_on",
    "release_date", "scheduled_at", "scheduled_for",
)  # fmt: skip
_UNTIL = (
    "expiration_date", "expires", "expires_at", "expires_on", "expiry", "expiry_date", "publish_until", "unpublish_at",
    "unpublish_date", "unpublish_on",
)  # fmt: skip
# WordPress and others let in those who know a word.
_PASSWORD = ("password", "post_password")
# Hugo's options of a page.
_BUILD = ("build", "_build")

VISIBILITY_KEYS = frozenset(
    {*_NOT_PUBLIC, *_PUBLIC, *_UNLISTED, *_LISTED, *_STATUS, *_FROM, *_UNTIL, *_PASSWORD, *_BUILD}
)

# Jekyll's folder of drafts: what is in it is the next version of the file that has the rest of its key.
_DRAFTS = "_drafts"

# What says that there is no embargo, or no end.
_NEVER = EMPTY | NO - {"0"} | {"never"}
_NOT = "so this file is not public"
_MONTH = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
_REST_OF_DAY = {4: "-01-01", 7: "-01"}
_UTC = ZoneInfo("UTC")


@dataclass
class _Found:
    """What the keys say, in the order of the file."""

    drafts: list[Problem] = field(default_factory=list)
    since: list[Moment] = field(default_factory=list)
    until: list[Moment] = field(default_factory=list)
    waits: Problem | None = None
    unlisted: bool = False


def published_key(key: str) -> str:
    """The key of the file whose next version this one is: without a folder of drafts; the same key outside of one."""
    *folders, name = key.split("/")
    return "/".join([*(each for each in folders if each.lower() != _DRAFTS), name])


def visibility_keys(fields: Fields) -> frozenset[str]:
    """The keys of a file that say whether it is public, as it spells them."""
    entries = fields.mapping.entries
    return frozenset(name for name in entries if normal(name) in _KINDS or _is_no_permalink(name, entries[name]))


def read_visibility(
    fields: Fields, key: str, of_date: Moment | None, time_zone: str, *, future: bool = False
) -> Visibility:
    """Read whether a file is public; report what cannot be understood, and times that contradict each other.

    Args:
        fields: The keys of the file.
        key: Object key of the file.
        of_date: When its date begins, which counts if no other key says from when on; None if it has no date.
        time_zone: IANA name of the zone of times without one.
        future: Whether a date counts only for files that say themselves that they are scheduled.
    """
    found = _Found()
    if published_key(key) != key:
        message = f"This is the next version of {published_key(key)}, so it is not public; move it there to publish it."
        found.drafts.append(Problem(1, 1, "draft", message, "warning"))
    for name, node in fields.mapping.entries.items():
        _read(found, fields, name, node, ZoneInfo(time_zone))
    counts = not future or found.waits is not None
    since = max(found.since, key=lambda each: each.seconds, default=of_date if counts else None)
    if found.waits is not None and since is None:
        found.drafts.append(found.waits)
    until = min(found.until, key=lambda each: each.seconds, default=None)
    _report_nested(fields)
    visibility = Visibility(next(iter(found.drafts), None), since, until, found.unlisted)
    fields.problems.extend(visibility.problems())
    return visibility


def unknown_status(name: str, node: Node | None) -> str | None:
    """What a key says of the status of a file, if that is no word that is known; None if it is, and for other keys."""
    text = " ".join(_texts(node))
    return text if _KINDS.get(normal(name)) == "status" and status_of(text) == "unknown" else None


def speaks_of_being_public(key: str, value: str) -> bool:
    """Whether a line with this key and value, outside of front matter, would say whether the file is public.

    Less counts here than in front matter, since a text may have such a line: *Published: March 3, 2020*.
    """
    word = value.strip().lower()
    match _KINDS.get(normal(key), ""):
        case "draft" | "public" | "unlisted" | "listed":
            return word in YES | NO
        case "status":
            return is_plain_status(word)
        case "from" | "until":
            return key[:1].islower() and moment_of(value.strip(), _UTC) is not None
    return False


def says_it_is_no_page(key: str, value: str, *, by_flag: bool = False) -> bool:
    """Whether a key with this value says in the plainest way that a file is not public; `by_flag`, by yes or no."""
    word = value.strip().lower()
    match _KINDS.get(normal(key), ""):
        case "draft":
            return word in YES
        case "public":
            return word in NO
        case "status" if not by_flag:
            return is_plain_draft(word)
    return False


def moment_of(text: str, time_zone: ZoneInfo) -> int | None:
    """The time that a text names, in seconds since the epoch; None if it names none.

    A day is its midnight, and a month or year that of its first day. Where clocks go forward at midnight, it is the
    moment at which they do.
    """
    iso = parse_moment(text + _REST_OF_DAY[len(text)] if _MONTH.fullmatch(text) else text)
    if not iso:
        return None
    moment = dt.datetime.fromisoformat(iso)
    return int((moment if moment.tzinfo is not None else moment.replace(tzinfo=time_zone)).timestamp())


def _read(found: _Found, fields: Fields, name: str, node: Node | None, zone: ZoneInfo) -> None:
    kind = _KINDS.get(normal(name), "")
    text = node.text.strip() if isinstance(node, Scalar) else None
    match kind:
        case "":
            if _is_no_permalink(name, node):
                message = f"permalink says not to make a page of this file, {_NOT}; remove the key to publish it."
                found.drafts.append(_draft(node, message))
        case "status":
            _read_status(found, fields, name)
        case "build":
            _read_build(found, name, node)
        case "password":
            if text is None or text.lower() not in EMPTY | NO:
                message = f"{name} is set, and the site has no pages with a password, {_NOT}; remove the key."
                found.drafts.append(_draft(node or fields.mapping.keys[name], message))
        case "from" | "until":
            _read_time(found, fields, name, text, kind, zone)
        case _:
            _read_flag(found, fields, name, text, kind, zone)


def _is_no_permalink(name: str, node: Node | None) -> bool:
    """Whether a key says to make no page, as Jekyll and Eleventy have it."""
    if not isinstance(node, Scalar) or node.style:
        return False
    return normal(name) == "permalink" and node.text.strip().lower() in NO


def _read_flag(found: _Found, fields: Fields, name: str, text: str | None, kind: str, zone: ZoneInfo) -> None:  # noqa: PLR0913, PLR0917 - of a key
    node = fields.mapping.entries[name] or fields.mapping.keys[name]
    word = text.lower() if text is not None else None
    moment = moment_of(text, zone) if text and kind == "public" and word not in YES | NO else None
    if moment is not None:
        found.since.append(Moment(moment, name, node.line, node.column))
    elif word is None or word not in YES | NO | EMPTY:
        told = shortened(text) if text is not None else "more than one word"
        fields.report(node, "not-a-flag", f"{name} must be true or false, not {told}")
    elif kind in ("unlisted", "listed"):
        found.unlisted = found.unlisted or word in (YES if kind == "unlisted" else NO)
    elif word in (YES if kind == "draft" else NO):
        cure = "remove the key to publish it." if kind == "draft" else "write true to publish it."
        found.drafts.append(_draft(node, f"{name} says {shortened(word)}, {_NOT}; {cure}"))


def _read_time(found: _Found, fields: Fields, name: str, text: str | None, kind: str, zone: ZoneInfo) -> None:  # noqa: PLR0913, PLR0917 - of a key
    node = fields.mapping.entries[name] or fields.mapping.keys[name]
    moment = moment_of(text, zone) if text else None
    if moment is not None:
        (found.since if kind == "from" else found.until).append(Moment(moment, name, node.line, node.column))
    elif text is None or text.lower() not in (EMPTY if kind == "from" and not _is_embargo(name) else _NEVER):
        told = shortened(text) if text is not None else "more than one word"
        message = f"{name} must be a day or a time such as 2025-02-06 12:30 +01:00, not {told}"
        fields.report(node, "not-a-time", message)


def _is_embargo(name: str) -> bool:
    return normal(name).startswith("embargo")


def _read_status(found: _Found, fields: Fields, name: str) -> None:
    node = fields.mapping.entries[name]
    at = node or fields.mapping.keys[name]
    if isinstance(node, Mapping):
        fields.report(node, "wrong-type", f"{name} must be a word such as draft or published.")
        return
    text = " ".join(_texts(node))
    match status_of(text):
        case "unclear":
            fields.report(at, "not-a-flag", f"{name} must be a word such as draft or published, not {shortened(text)}")
        case "draft":
            found.drafts.append(_draft(at, f"{name} says {shortened(text)}, {_NOT}; change it to publish it."))
        case "scheduled":
            message = f"{name} says {shortened(text)}, and no key says from when on, {_NOT}; add publish_at."
            found.waits = _draft(at, message)
        case "unlisted":
            found.unlisted = True


def _read_build(found: _Found, name: str, node: Node | None) -> None:
    """Hugo's options: whether to render a page, and to list it (https://gohugo.io/content-management/build-options/)."""
    options = {normal(key): value for key, value in node.entries.items()} if isinstance(node, Mapping) else {}
    if isinstance(node, Scalar) and node.text.strip().lower() in {"false", "never"}:
        options = {"render": node}
    said = {option: " ".join(_texts(options.get(option))).lower() for option in ("render", "list")}
    if said["render"] in NO | {"never", "link"}:
        message = f"{name} says to render no page of this file, {_NOT}; remove the key to publish it."
        found.drafts.append(_draft(options["render"], message))
    found.unlisted = found.unlisted or said["list"] in NO | {"never", "local"}


def _texts(node: Node | None) -> Iterator[str]:
    match node:
        case Scalar():
            yield node.text.strip()
        case Sequence():
            yield from (each.text.strip() for each in node.items if isinstance(each, Scalar))


def _report_nested(fields: Fields) -> None:
    """Warn of what would make a draft of the file if it did not stand below another key."""
    for name, node in fields.mapping.entries.items():
        if not isinstance(node, Mapping) or normal(name) in _KINDS:
            continue
        for key, value in node.entries.items():
            if isinstance(value, Scalar) and says_it_is_no_page(key, value.text):
                message = f"{key} stands below {shortened(name)}, where it does not count; write it at the top level."
                fields.lenient().report(value, "key-nested", message)


def _draft(node: Node | None, message: str) -> Problem:
    line, column = (node.line, node.column) if node is not None else (1, 1)
    return Problem(line, column, "draft", message, "warning")


_KINDS = {
    normal(name): kind
    for kind, names in (
        ("draft", _NOT_PUBLIC),
        ("public", _PUBLIC),
        ("unlisted", _UNLISTED),
        ("listed", _LISTED),
        ("status", _STATUS),
        ("from", _FROM),
        ("until", _UNTIL),
        ("password", _PASSWORD),
        ("build", _BUILD),
    )
    for name in names
}
