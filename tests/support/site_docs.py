"""What is made of the definition of site.yaml's keys: parts of docs/site.md, and docs/site.schema.json for editors."""

import json
import re
from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import Any

from articles.publishing.reading.languages import LANGUAGES
from articles.publishing.reading.site_errors import ERRORS, TEXTS
from articles.publishing.reading.site_fonts import FONT_FILE
from articles.publishing.reading.site_keys import SITE_KEYS
from articles.publishing.reading.site_kinds import (
    DATE_FORMATS,
    HOMES,
    MAX_ADDRESS_BYTES,
    MAX_FILL,
    MAX_SNIPPET,
    MAX_WIDTH,
    MIN_WIDTH,
    Kind,
    Related,
    SiteKey,
)
from articles.publishing.reading.site_look import ROLES, SCHEMES, TOKENS
from articles.publishing.reading.site_sections import SECTIONS

SCALAR = ["string", "number", "boolean", "null"]  # what YAML takes a text for, if it is not in quotes
SPELLINGS = [spelling for word in ("true", "false", "yes", "no") for spelling in (word, word.title(), word.upper())]

PICTURE = {
    "type": ["string", "null"],
    "pattern": r"^\s*(site/[A-Za-z0-9_-][A-Za-z0-9_./-]*|/assets/[^?#]+|[Hh][Tt][Tt][Pp][Ss]://[^/?#@\s]+([/?#]\S*)?)?\s*$",
}

_BASES = "|".join(re.sub(r"[a-z]", lambda m: f"[{m[0]}{m[0].upper()}]", tag.lower()) for tag in LANGUAGES)
_TAG = rf"({_BASES})(-([A-Za-z]{{2}}|[0-9]{{3}}))?"

KINDS: dict[Kind, str] = {
    "text": "text on one line",
    "time zone": "an IANA name",
    "language": "a tag",
    "languages": "a list of tags, or text with commas",
    "date format": ", ".join(f"`{each}`" for each in DATE_FORMATS[:-1]) + f" or `{DATE_FORMATS[-1]}`",
    "flag": "`true` or `false`",
    "words": "a list, or text with commas",
    "patterns": "a list of patterns",
    "paths": "a folder, a colon, and the pattern of its paths, each on a line",
    "hosts": "a list of hosts",
    "related": f"`fill:` and a number from 0 to {MAX_FILL}",
    "redirects": "a path, a colon, and where it leads, each on a line",
    "links": "texts, and links as a text, a colon and a path or an address",
    "colors": "`light:` and `dark:`, and below each the names of colors",
    "fonts": "`text:`, `interface:` and `code:`, and names or files of fonts",
    "width": f"a number from {MIN_WIDTH} to {MAX_WIDTH}",
    "picture": "a file of `site/`, a path below `/assets/`, or an https address",
    "social": "`image:`, `twitter:` and `fediverse:`",
    "head": "`html:` and a block of lines after `\\|`, and `hosts:` and a list of hosts",
    "errors": "`not_found:`, `gone:` and `unavailable:`, and below each a title and a text",
    "home": "`article`, `introduction` or `subjects`",
    "sections": "the name of a section, a colon, and what you call it, each on a line",
    "lines": "a block of lines after `\\|`",
}


def table() -> str:
    """A row for each key."""
    rows = [f"| [`{key.name}`](#{key.name}) | {KINDS[key.kind]}{_limits(key)} | {_default(key)} |" for key in SITE_KEYS]
    return "\n".join(["| key | what it holds | without it |", "|---|---|---|", *rows])


def examples() -> str:
    """All keys in one file."""
    return "\n".join(["```yaml", *(key.example for key in SITE_KEYS), "```"])


def schema() -> str:
    """The JSON Schema, as a file."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "site.yaml",
        "description": "The settings of a site: docs/site.md describes them.",
        "type": ["object", "null"],
        "properties": {key.name: _property(key) for key in SITE_KEYS},
        "additionalProperties": False,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _limits(key: SiteKey) -> str:
    items = f", at most {key.max_items}" if key.max_items else ""
    characters = f", {'each ' if items else 'at most '}{key.max_characters:,} characters" if key.max_characters else ""
    return items + characters


def _default(key: SiteKey) -> str:
    if key.kind == "flag":
        return f"`{json.dumps(key.default)}`"
    if isinstance(key.default, Related):
        return f"`fill: {key.default.fill}`"
    if is_dataclass(key.default):
        return "ours"
    values = key.default if isinstance(key.default, tuple) else (key.default,)
    return ", ".join(f"`{each}`" for each in values if each) or "nothing"


def _property(key: SiteKey) -> dict[str, Any]:
    default = list(key.default) if isinstance(key.default, tuple) else key.default
    default = key.default._asdict() if isinstance(key.default, Related) else default
    default = None if is_dataclass(default) else default
    described = {"description": re.sub(r"`", "", key.about)}
    return described | _value(key) | ({"default": default} if default or key.kind == "flag" else {})


def _group(names: Iterable[str], value: dict[str, Any]) -> dict[str, Any]:
    """Keys below a key."""
    return {"type": ["object", "null"], "properties": dict.fromkeys(names, value), "additionalProperties": False}


def _hosts(key: SiteKey) -> dict[str, Any]:
    """A list of hosts, or a text with commas between them."""
    name = r"^\s*([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]\s*$"
    host = {"type": SCALAR, "maxLength": key.max_characters, "pattern": name}
    hosts = {"type": ["string", "null"], "maxLength": key.max_characters * key.max_items}
    return {"anyOf": [{"type": "array", "items": host, "maxItems": key.max_items}, hosts]}


def _value(key: SiteKey) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912 - one for each kind
    item = {"type": SCALAR, "maxLength": key.max_characters}
    match key.kind:
        case "text":
            return item
        case "time zone":
            return {"type": ["string", "null"], "pattern": r"^\s*([A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*\s*)?$"}
        case "language":
            return {"type": ["string", "null"], "pattern": rf"^\s*({_TAG}\s*)?$"}
        case "languages":
            tag = {"type": ["string", "null"], "pattern": rf"^\s*({_TAG}\s*)?$"}
            tags = {"type": ["string", "null"], "pattern": rf"^[\s,]*({_TAG}[\s,]*)*$"}
            return {"anyOf": [{"type": "array", "items": tag, "maxItems": key.max_items}, tags]}
        case "date format":
            spellings = [spelling for word in DATE_FORMATS for spelling in (word, word.title(), word.upper())]
            return {"enum": [*spellings, None]}
        case "flag":
            return {"enum": [True, False, None, *SPELLINGS]}
        case "lines":
            rule = r"[ \t]*([A-Za-z][A-Za-z-]*[ \t]*:[^\n]*|#[^\n]*)?"
            return {"type": ["string", "null"], "maxLength": key.max_characters, "pattern": rf"^({rule}\n)*{rule}$"}
        case "words":
            items = {"type": "array", "items": item, "maxItems": key.max_items}
            return {"anyOf": [items, {"type": SCALAR}]}
        case "patterns":
            pattern = item | {"pattern": r"^(?![!#])(?!.*//)(?!/$)[^\[\\]*$"}
            return {"anyOf": [{"type": "array", "items": pattern, "maxItems": key.max_items}, pattern]}
        case "paths":
            pattern = {"type": SCALAR, "maxLength": key.max_characters, "pattern": r"^/"}
            return {"type": ["object", "null"], "maxProperties": key.max_items, "additionalProperties": pattern}
        case "hosts":
            return _hosts(key)
        case "head":
            html = {"type": ["string", "null"], "maxLength": MAX_SNIPPET + 200}
            below = {"html": html, "hosts": _hosts(key)}
            return {"type": ["object", "null"], "properties": below, "additionalProperties": False}
        case "related":
            number = {"enum": [*range(MAX_FILL + 1), *map(str, range(MAX_FILL + 1)), None]}
            return {"type": ["object", "null"], "properties": {"fill": number}, "additionalProperties": False}
        case "picture":
            return PICTURE
        case "social":
            return {
                "type": ["object", "null"],
                "properties": {
                    "image": PICTURE,
                    "twitter": {"type": ["string", "null"], "pattern": r"^\s*(@?[A-Za-z0-9_]{1,15}\s*)?$"},
                    "fediverse": {
                        "type": ["string", "null"],
                        "pattern": r"^\s*(@?[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+\s*)?$",
                    },
                },
                "additionalProperties": False,
            }
        case "errors":
            return _group(ERRORS, _group(TEXTS, item))
        case "home":
            return {"enum": [*HOMES, None]}
        case "sections":
            return _group(SECTIONS, item)
        case "colors":
            color = {"type": ["string", "integer"], "pattern": "^\\s*#?([0-9A-Fa-f]{3}){1,2}\\s*$"}
            return _group(SCHEMES, _group(TOKENS, color))
        case "fonts":
            file = FONT_FILE.pattern
            name = f"([A-Za-z0-9]([A-Za-z0-9 _-]{{0,48}}[A-Za-z0-9])?|{file})"
            return _group(ROLES, {"type": ["string", "null"], "pattern": rf"^\s*({name}\s*(,\s*{name}\s*){{0,4}})?$"})
        case "width":
            return {"enum": [*range(MIN_WIDTH, MAX_WIDTH + 1), *map(str, range(MIN_WIDTH, MAX_WIDTH + 1)), None]}
        case "links":
            target = {
                "type": "string",
                "pattern": r"^\s*(/([^/].*)?|[Hh][Tt][Tt][Pp][Ss]?://\S+|mailto:\S+|tel:\S+)\s*$",
            }
            named = {"maxLength": key.max_characters}
            link = {"type": "object", "propertyNames": named, "additionalProperties": target}
            links = {"anyOf": [{"type": "array", "items": {"anyOf": [item, link]}}, link]}
            entry = {
                "type": "object",
                "propertyNames": named,
                "additionalProperties": {"anyOf": [target, *links["anyOf"]]},
            }
            entries = {"type": "array", "items": {"anyOf": [item, entry]}, "maxItems": key.max_items}
            return {"anyOf": [entries, entry, item]}
        case "redirects":
            address = r"^(/([^/?#\s][^?#\s]*)?|[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+([/?#]\S*)?)$"
            return {
                "type": ["object", "null"],
                "propertyNames": {"pattern": r"^/[^/?#\s][^?#\s]*[^/?#\s]$|^/[^/?#\s]$"},
                "additionalProperties": {"type": "string", "maxLength": MAX_ADDRESS_BYTES, "pattern": address},
            }
