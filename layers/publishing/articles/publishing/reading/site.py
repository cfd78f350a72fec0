"""Read the bytes of site.yaml: the result is a `SiteFile`, or every reason why it cannot be used."""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from dataclasses import is_dataclass, replace
from typing import Any

from articles.publishing.errors import MAX_PROBLEMS, ArticleError, Problem, most_important, shortened
from articles.publishing.reading import yaml_nodes
from articles.publishing.reading.encoding import decode
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.nearest import nearest
from articles.publishing.reading.page_path import PathRule
from articles.publishing.reading.site_errors import ERRORS, read_errors
from articles.publishing.reading.site_file import SiteFile
from articles.publishing.reading.site_files import named_files
from articles.publishing.reading.site_head import read_head
from articles.publishing.reading.site_keys import SITE_KEYS
from articles.publishing.reading.site_kinds import Kind, Related, SiteKey
from articles.publishing.reading.site_links import Link, read_links
from articles.publishing.reading.site_look import SCHEMES, read_colors, read_fonts, read_width
from articles.publishing.reading.site_parts import (
    Colors,
    Errors,
    ErrorText,
    Fonts,
    Head,
    Palette,
    Sections,
    Social,
)
from articles.publishing.reading.site_pictures import read_picture, read_social
from articles.publishing.reading.site_redirects import Redirect, read_redirects
from articles.publishing.reading.site_sections import read_home, read_sections
from articles.publishing.reading.site_values import (
    read_date_format,
    read_flag,
    read_hosts,
    read_language,
    read_languages,
    read_lines,
    read_paths,
    read_patterns,
    read_related_fill,
    read_time_zone,
    read_words,
)
from articles.publishing.reading.yaml_nodes import Scalar, read_yaml

__all__ = ["MAX_PACKED", "MAX_SITE", "Redirect", "SiteFile", "packed", "parse_site", "unpacked"]

MAX_SITE = 64 * 1024

# What a packed site may take: it is in one small item, which every sync reads.
MAX_PACKED = 3_500

_ADDRESS = "url"
_NOT_PACKED = frozenset({"files", "redirects", "warnings"})


def parse_site(source: bytes) -> SiteFile:
    """Read site.yaml.

    Args:
        source: The bytes of the file. An empty one means the defaults.

    Returns:
        What it says, with what its author should know as warnings.

    Raises:
        ArticleError: It cannot be used. The error has all of its problems, but at most `MAX_PROBLEMS`.
    """
    if len(source) > MAX_SITE:
        message = f"The file has more than {MAX_SITE:,} bytes; shorten it."
        raise ArticleError([Problem(1, 1, "file-too-large", message)])
    text, problems = decode(source)
    mapping, of_yaml = read_yaml(text, 1)
    problems.extend(of_yaml if mapping is None else _without_comments(of_yaml, mapping))
    if mapping is not None:
        fields = Fields(mapping, problems)
        _report_unknown(fields)
        site = _read(fields, text)
        site = replace(site, files=named_files(site.own_keys, fields))
        _check_size(site, fields)
        if all(problem.severity == "warning" for problem in problems):
            return replace(site, warnings=most_important(problems))
    raise ArticleError(most_important(problems))


def packed(site: SiteFile) -> bytes:
    """What a site says as compressed JSON, without its redirects and warnings, and where it names files."""
    return zlib.compress(_as_json({name: getattr(site, name) for name in _packed_names()}), level=9)


def unpacked(stored: bytes) -> SiteFile:
    """What was packed, by this or another version: what that did not know has its default, what this does not, goes."""
    values = json.loads(zlib.decompress(stored))
    known = {name: values[name] for name in _packed_names() if name in values}
    settings: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in known.items()}
    made = {name: make(known[name]) for name, make in _MADE.items() if name in known}
    return SiteFile(**settings | made)


def in_force(site: SiteFile) -> SiteFile:
    """What is kept of a file that is put in force: what is packed."""
    return replace(site, files=(), redirects=(), warnings=())


def _links(values: list[dict[str, Any]]) -> tuple[Link, ...]:
    return tuple(Link(each["text"], each.get("target", ""), _links(each.get("links", []))) for each in values)


def _known(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values that this version knows attributes for."""
    return {each.name: values[each.name] for each in fields_of(kind) if each.name in values}


# How what JSON has no type for is made of what was packed.
_MADE: Mapping[str, Callable[[Any], Any]] = {
    "paths": lambda values: tuple(PathRule(*each) for each in values),
    "related": lambda values: Related(*values),
    "colors": lambda values: Colors(*(Palette(**_known(Palette, values.get(each, {}))) for each in SCHEMES)),
    "fonts": lambda values: Fonts(**_known(Fonts, values)),
    "social": lambda values: Social(**_known(Social, values)),
    "head": lambda values: Head(values.get("html", ""), tuple(values.get("hosts", ()))),
    "errors": lambda values: Errors(*(ErrorText(**_known(ErrorText, values.get(each, {}))) for each in ERRORS)),
    "sections": lambda values: Sections(**_known(Sections, values)),
    "navigation": _links,
    "footer": _links,
}


def _packed_names() -> list[str]:
    return [each.name for each in fields_of(SiteFile) if each.name not in _NOT_PACKED]


def _as_json(value: Any) -> bytes:
    return json.dumps(value, default=_of_dataclass, ensure_ascii=False, separators=(",", ":")).encode()


def _of_dataclass(value: Any) -> dict[str, Any]:
    """The attributes of a value that are kept and not empty."""
    if not is_dataclass(value):
        raise TypeError(value)
    return {each.name: found for each in fields_of(value) if each.compare and (found := getattr(value, each.name))}


def _read(fields: Fields, text: str) -> SiteFile:
    """Read the file as far as possible; what has no value, or none that can be used, has its default.

    An empty list is a value.
    """
    values = {key.name: _value(fields, key, text) for key in SITE_KEYS}
    values |= _languages(values["language"], values["languages"])
    return SiteFile(**{name: value for name, value in values.items() if value or value == ()})


def _languages(language: str, languages: tuple[str, ...]) -> dict[str, Any]:
    """The language of a site, and all of its languages: none are named if there is but one."""
    language = language or next(iter(languages), "")
    others = tuple(each for each in languages if each != language)
    return {"language": language, "languages": (language or SiteFile().language, *others) if others else ()}


_READERS: Mapping[Kind, Callable[[Fields, SiteKey], Any]] = {
    "text": lambda fields, key: fields.text(key.name, key.max_characters),
    "time zone": read_time_zone,
    "language": read_language,
    "languages": read_languages,
    "date format": read_date_format,
    "flag": read_flag,
    "words": read_words,
    "patterns": read_patterns,
    "paths": read_paths,
    "hosts": read_hosts,
    "redirects": read_redirects,
    "related": read_related_fill,
    "links": read_links,
    "picture": read_picture,
    "social": read_social,
    "errors": read_errors,
    "home": read_home,
    "sections": read_sections,
    "colors": read_colors,
    "fonts": read_fonts,
    "width": read_width,
}


def _value(fields: Fields, key: SiteKey, text: str) -> Any:
    match key.kind:
        case "lines":
            return read_lines(fields, key, text)
        case "head":
            return read_head(fields, key, text)
    return _READERS[key.kind](fields, key)


def _report_unknown(fields: Fields) -> None:
    known = [key.name for key in SITE_KEYS]
    unknown = [key for key in fields.mapping.keys if key not in known]
    for key in unknown[:MAX_PROBLEMS]:
        near = nearest(key, known)
        cure = f"did you mean {near}?" if near else "remove it."
        message = f"The key {shortened(key)} is not known, so it changes nothing; {cure}"
        if key == _ADDRESS:
            message = "The address of the site is not set here but by the deployment, as SiteUrl; remove url."
        fields.lenient().report(fields.mapping.keys[key], "site-key-unknown", message)


def _check_size(site: SiteFile, fields: Fields) -> None:
    """Report settings that are too large to be kept, at the largest one."""
    size = len(packed(site))
    if size > MAX_PACKED:
        largest = max(_packed_names(), key=lambda name: len(_as_json(getattr(site, name))))
        message = f"Without redirects, the settings take {size:,} bytes, and {MAX_PACKED:,} fit; shorten {largest}."
        fields.report(fields.mapping.keys[largest], "site-too-large", message)


def _without_comments(problems: list[Problem], mapping: yaml_nodes.Mapping) -> list[Problem]:
    """Leave out that # begins a comment where it cannot be meant otherwise: only text is likely to have a #."""
    nodes = [mapping.entries.get(key.name) for key in SITE_KEYS if key.kind == "text"]
    lines = {node.end_line for node in nodes if isinstance(node, Scalar) and not node.style}
    return [problem for problem in problems if problem.code != "yaml-comment" or problem.line in lines]
