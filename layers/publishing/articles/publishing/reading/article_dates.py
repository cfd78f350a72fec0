"""The dates of an article: which key has one, when it begins, and when the article last changed."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

from articles.publishing.reading import keys
from articles.publishing.reading.dates import parse_date, parse_moment, parts_of
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.spelling import normal
from articles.publishing.reading.visibility import Moment
from articles.publishing.reading.visibility_keys import moment_of
from articles.publishing.reading.yaml_nodes import Mapping, Node, Scalar

_OF_ELEVENTY = frozenset({"created", "git created", "git last modified", "last modified"})


def read_date(fields: Fields, of_name: dt.date | None, *, future: bool) -> dt.date | None:
    """Read the date. One that cannot be read may be one to come, and is an error.

    Args:
        fields: The keys of the file.
        of_name: The day that the name of the file has.
        future: Whether a date to come is like any other, and one that cannot be read a warning.
    """
    name = _date_key(fields)
    is_lenient = future or _is_of_eleventy(fields, name) or normal(name).startswith("created")
    place, key = _below(fields.lenient() if is_lenient else fields, name, "created")
    date = place.date(key) if name else None
    date, date_format = date or of_name, fields.text("date_format")
    if date is None:
        return None
    _, unknown = parts_of(date_format)
    if unknown:
        message = f"{unknown} cannot be shown; use tokens such as MMM DD, YYYY, and put words in [brackets]."
        fields.lenient().report(fields.scalar("date_format"), "date-token", message)
    return date


def date_moment(fields: Fields, of_name: dt.date | None, time_zone: str) -> Moment | None:
    """When the date begins: at its time, or at midnight if it has none; None if there is no date.

    Of several dates that a file has it is the last, but for when it was created.

    Args:
        fields: The keys of the file.
        of_name: The day that the name of the file has.
        time_zone: IANA name of the zone of times without one.
    """
    zone = ZoneInfo(time_zone)
    found = [moment for name in date_keys(fields) if (moment := _moment_at(fields, name, zone)) is not None]
    if found:
        of_creation = [each for each in found if normal(each.key).startswith("created")]
        return max([each for each in found if each not in of_creation] or of_creation, key=lambda each: each.seconds)
    seconds = moment_of(of_name.isoformat(), zone) if of_name is not None else None
    return Moment(seconds, "The day in the name of the file") if seconds is not None else None


def date_keys(fields: Fields) -> list[str]:
    """The keys of a file that give its date, as it spells them; the one that counts comes first."""
    spelled = {normal(name): name for name in reversed(fields.mapping.entries)}
    return list(dict.fromkeys(spelled[each] for each in map(normal, keys.DATES) if each in spelled))


def _moment_at(fields: Fields, name: str, zone: ZoneInfo) -> Moment | None:
    place, key = _below(fields, name, "created")
    node = place.mapping.entries.get(key)
    if not isinstance(node, Scalar):
        return None
    text = node.text.strip()
    day = parse_date(text)
    seconds = moment_of(text, zone) if day is not None else None
    if seconds is None and day is not None:  # what follows the day is no time of day
        seconds = moment_of(day.isoformat(), zone)
    return Moment(seconds, name, node.line, node.column) if seconds is not None else None


def _date_key(fields: Fields) -> str:
    """The key that has the date; empty if none has."""
    given = [name for name in date_keys(fields) if not fields.has_no_value(name)]
    of_publication = (each for each in keys.DATES_OF_PUBLICATION if _is_moment(fields.mapping.entries.get(each)))
    of_eleventy = [name for name in given if _is_of_eleventy(fields, name)]
    others = [name for name in given if name not in of_eleventy]
    return next(itertools.chain(others, of_publication, of_eleventy), "")


def _is_of_eleventy(fields: Fields, name: str) -> bool:
    """Whether a key is a word by which Eleventy asks git or the disk (https://www.11ty.dev/docs/dates/)."""
    node = fields.mapping.entries.get(name)
    return isinstance(node, Scalar) and node.text.strip().lower() in _OF_ELEVENTY


def read_updated(fields: Fields) -> str:
    """Read when the article last changed, in ISO 8601; empty if the file does not say."""
    name = next((each for each in keys.UPDATES if not fields.is_empty(each) and not _is_flag(fields, each)), "")
    if not name and not isinstance(fields.mapping.entries.get("date"), Mapping):
        return ""
    place, key = _below(fields.lenient(), name or "date", "date" if name else "updated")
    return place.moment(key)


def _below(fields: Fields, name: str, key: str) -> tuple[Fields, str]:
    """Where a day or time stands: at a key, or at another one below that, as MkDocs and Docusaurus have it."""
    node = fields.mapping.entries.get(name)
    return (Fields(node, fields.problems, fields.severity), key) if isinstance(node, Mapping) else (fields, name)


def _is_flag(fields: Fields, name: str) -> bool:
    """Whether a key says yes or no, as Starlight's lastUpdated does."""
    node = fields.mapping.entries.get(name)
    return isinstance(node, Scalar) and node.text.strip().lower() in ("true", "false")


def _is_moment(node: Node | None) -> bool:
    return isinstance(node, Scalar) and bool(parse_moment(node.text.strip()))
