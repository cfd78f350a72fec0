"""Read the values of site.yaml, with a problem for each that cannot be used."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from articles.publishing.errors import Problem, shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.ignoring import SITE_FILE, matches_any, refusal
from articles.publishing.reading.languages import LANGUAGES, language_tag
from articles.publishing.reading.nearest import nearest
from articles.publishing.reading.page_path import PathRule
from articles.publishing.reading.placeholders import unknown_placeholder
from articles.publishing.reading.site_groups import read_group
from articles.publishing.reading.site_kinds import DATE_FORMATS, MAX_FILL, Related, SiteKey
from articles.publishing.reading.site_scalars import read_number
from articles.publishing.reading.yaml_nodes import Scalar, Sequence

_FLAGS = {"true": True, "yes": True, "false": False, "no": False}

_FILL = "fill"

# The name of a host, without scheme, port and path.
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")

# RFC 9309: a field and its value, a comment, or nothing.
_RULE = re.compile("[A-Za-z][A-Za-z-]* *:.*|#.*|")


def read_time_zone(fields: Fields, key: SiteKey) -> str:
    """Read the IANA name of a time zone; empty if there is none."""
    name = fields.text(key.name)
    if not name or name in _time_zones():
        return name
    message = f"{shortened(name)} is not a time zone; write an IANA name, such as {_zone_like(name) or 'Europe/Berlin'}"
    fields.report(fields.scalar(key.name), "time-zone-unknown", message)
    return ""


def read_language(fields: Fields, key: SiteKey) -> str:
    """Read the tag of a language, in the case of BCP 47; empty if there is none."""
    text, scalar = fields.text(key.name), fields.scalar(key.name)
    return _tag(text, scalar, fields) if text and scalar is not None else ""


def read_languages(fields: Fields, key: SiteKey) -> tuple[str, ...]:
    """Read a list of tags of languages, or text with commas; each once."""
    tags = (_tag(text, scalar, fields) for text, scalar in _items(fields, key, separator=","))
    return tuple(dict.fromkeys(filter(None, tags)))


def _tag(text: str, scalar: Scalar, fields: Fields) -> str:
    """The tag of a language, in the case of BCP 47; empty if the text is not one, which is reported."""
    tag = language_tag(text)
    if not tag:
        meant = _language_like(text) or f"one of {', '.join(LANGUAGES)}"
        message = f"{shortened(text)} is not the tag of a language that a site can have; write {meant}"
        fields.report(scalar, "language-unknown", message)
    return tag


def read_date_format(fields: Fields, key: SiteKey) -> str:
    """Read how long dates are; empty if there is no value."""
    text = fields.text(key.name)
    if not text or text.lower() in DATE_FORMATS:
        return text.lower()
    message = f"{key.name} must be one of {', '.join(DATE_FORMATS)}, not {shortened(text)}"
    fields.report(fields.scalar(key.name), "site-date-format", message)
    return ""


def read_flag(fields: Fields, key: SiteKey) -> bool:
    """Read whether something is so; false if there is no value."""
    scalar = fields.typed(key.name)
    if scalar is None:
        return False
    flag = _FLAGS.get(scalar.text.strip().lower())
    if flag is None:
        fields.report(scalar, "not-a-flag", f"{key.name} must be true or false, not {shortened(scalar.text)}")
    return bool(flag)


def read_words(fields: Fields, key: SiteKey) -> tuple[str, ...]:
    """Read a list of texts, or a text with commas between them; each once."""
    return tuple(text for text, _ in _items(fields, key, separator=","))


def read_patterns(fields: Fields, key: SiteKey) -> tuple[str, ...]:
    """Read a list of patterns of files, or a single one; each once."""
    patterns = []
    for pattern, scalar in _items(fields, key):
        if message := refusal(pattern):
            fields.report(scalar, "ignore-pattern", message)
            continue
        if matches_any(SITE_FILE, [pattern]):
            message = f"{SITE_FILE} is always read, although this pattern matches it; narrow the pattern."
            fields.lenient().report(scalar, "ignore-site", message)
        patterns.append(pattern)
    return tuple(patterns)


def read_paths(fields: Fields, key: SiteKey) -> tuple[PathRule, ...]:
    """Read the patterns of paths, each with its folder."""
    group = fields.group(key.name)
    rules: list[PathRule] = []
    for folder, node in group.mapping.entries.items() if group else ():
        pattern = group.text(folder, key.max_characters) if group else ""
        if not pattern:
            continue
        if len(rules) == key.max_items:
            message = f"{key.name} can have {key.max_items} folders; remove this one and those after it."
            fields.report(node, "too-many-items", message)
            break
        if message := _wrong_pattern(pattern):
            fields.report(node, "path-pattern", message)
        rules.append(PathRule(folder.strip().strip("/"), pattern))
    return tuple(rules)


def _wrong_pattern(pattern: str) -> str:
    """What is wrong with a pattern of paths, and what to write; empty if nothing is."""
    if not pattern.startswith("/"):
        return f"Write the pattern as /{shortened(pattern)}: a path begins with a slash."
    return unknown_placeholder(pattern)


def read_hosts(fields: Fields, key: SiteKey) -> tuple[str, ...] | None:
    """Read a list of hosts, in lower case; None without a value, since an empty list allows no host at all."""
    if fields.is_empty(key.name):
        return None
    hosts = []
    for host, scalar in _items(fields, key, separator=","):
        if _HOST.fullmatch(host) is None:
            fields.report(scalar, "host-name", f"{shortened(host)} is not a host; write it as www.example.org")
        hosts.append(host.lower())
    return tuple(dict.fromkeys(hosts))


def read_lines(fields: Fields, key: SiteKey, text: str) -> str:
    """Read the rules of robots.txt; empty if there are none.

    Args:
        fields: The keys of the file.
        key: The key that has the rules.
        text: The text of the file.
    """
    scalar = fields.typed(key.name)
    if scalar is None:
        return ""
    lines = [line.replace("\t", " ").strip() for line in scalar.text.split("\n")]
    rules = "\n".join(lines).strip("\n")
    if len(rules) > key.max_characters:
        message = f"{key.name} has {len(rules):,} characters; shorten it to at most {key.max_characters:,}."
        fields.report(scalar, "text-too-long", message)
        return ""
    if scalar.style == ">":
        message = "After > all lines become one; write the rules after | instead, each on its line."
        fields.report(scalar, "robots-rule", message)
    for index, line in enumerate(lines):
        if _RULE.fullmatch(line) is None or not line.isprintable():
            message = "A rule is a name, a colon and a value, such as Disallow: /drafts/; write each on a line after |"
            line_number, column = place_in_block(scalar, index, text)
            fields.problems.append(Problem(line_number, column, "robots-rule", message))
    return rules


def read_related_fill(fields: Fields, key: SiteKey) -> Related | None:
    """Read how many related articles a page is to have; None without a value that can be used."""
    group = read_group(fields, key.name, [_FILL])
    if group is None:
        return None
    number = read_number(group, _FILL, 0, MAX_FILL, "related-fill")
    return Related(number) if number is not None else None


def _items(fields: Fields, key: SiteKey, separator: str = "\n") -> list[tuple[str, Scalar]]:
    """The items of a value, each once, with the scalar that has it."""
    items: dict[str, Scalar] = {}
    for scalar in _scalars(fields, key):
        for text in map(str.strip, scalar.text.split(separator)):
            if not text or text in items:
                continue
            if len(text) > key.max_characters:
                message = (
                    f"An item of {key.name} has {len(text):,} characters, and {key.max_characters} fit; shorten it."
                )
                fields.report(scalar, "text-too-long", message)
            elif len(items) == key.max_items:
                message = f"{key.name} can have {key.max_items} items; remove this one and those after it."
                fields.report(scalar, "too-many-items", message)
                return list(items.items())
            else:
                items[text] = scalar
    return list(items.items())


def _scalars(fields: Fields, key: SiteKey) -> Iterator[Scalar]:
    node = fields.mapping.entries.get(key.name)
    if isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                yield item
            elif item is not None:
                fields.report(item, "wrong-type", f"An item of {key.name} must be text; put it in quotes.")
    elif scalar := fields.typed(key.name):
        yield scalar


def place_in_block(scalar: Scalar, index: int, text: str) -> tuple[int, int]:
    """Where a line of a value is in the file: where the value begins, unless it is written as lines after `|`.

    Args:
        scalar: The value.
        index: The line, from 0 on.
        text: The text of the file.
    """
    if scalar.style != "|":
        return scalar.line, scalar.column
    line = text.split("\n")[scalar.line + index]
    return scalar.line + 1 + index, len(line) - len(line.lstrip()) + 1


@cache
def _time_zones() -> frozenset[str]:
    """The names of all time zones: those of the library, since a machine may have other files among its own."""
    return frozenset((files("tzdata") / "zones").read_text("utf-8").split())


def _zone_like(name: str) -> str:
    """The zone that a name, or that of a city, most likely means; empty if none is like it.

    Abbreviations such as CEST, and offsets such as GMT+1, which IANA counts the other way round, are like none.
    """
    wanted = name.replace(" ", "_")
    zones = sorted(zone for zone in _time_zones() if "/" in zone and not zone.startswith("Etc/"))
    by_city = {zone.rpartition("/")[2].lower(): zone for zone in reversed(zones)}
    return by_city.get(wanted.lower()) or (nearest(wanted, zones) if "/" in wanted else "")


def _language_like(text: str) -> str:
    """The tag that a text, such as the name of a language, most likely means; empty if none is like it."""
    by_name = {name: tag for tag, name in LANGUAGES.items()}
    first, hyphen, _ = text.replace("_", "-").partition("-")
    by_tag = language_tag(text.replace("_", "-")) or (language_tag(first) if hyphen else "")
    return by_tag or by_name.get(nearest(text, by_name), "")
