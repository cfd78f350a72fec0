"""Destinations in template code that say where they lead: Hugo's ``ref``, Jekyll's ``link``, ``post_url``, filters."""

import re
from dataclasses import dataclass
from typing import Literal

# How a tool looks up what a destination names.
Lookup = Literal["path", "file", "post", "ref"]

_ARGUMENT = r"""(?:"([^"{}<>%]+)"|'([^'{}<>%]+)'|`([^`{}<>%]+)`|([^\s"'`{}<>%]+))"""
_AFTER = r"([#?]\S*)?"
_REF = re.compile(rf"\{{\{{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?{_ARGUMENT}(?:\s[^{{}}<>%]*)?[>%]\}}\}}{_AFTER}")
_TAG = re.compile(rf"\{{%-?\s*(link|post_url)\s+{_ARGUMENT}\s*-?%\}}{_AFTER}")
_SITE = re.compile(r"(?:\{\{-?\s*site\.(?:github\.)?(?:base_?)?url\s*-?\}\}/?)+")
_FILTERED = re.compile(
    r"""\{\{-?\s*(?:"([^"{}]*)"|'([^'{}]*)')\s*\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:base)?url)"""
    r"""\s*(?:\|\s*(?:prepend:\s*site\.url|absolute_url)\s*)?-?\}\}([^\s{}]*)"""
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What template code stands for as a destination.

    Attributes:
        lookup: How its tool looks it up: as a path of the site, as a file from the root, as a post, or as Hugo does.
        address: What it names, with `#part`.
    """

    lookup: Lookup
    address: str


def meant(destination: str) -> Meant | None:
    """What a destination with template code means; None if only its own tool can know."""
    prefix = _SITE.match(destination)
    rest = destination[prefix.end() :] if prefix else destination
    if prefix and "{" not in rest:
        return Meant("path", f"/{rest.lstrip('/')}")
    if found := _FILTERED.fullmatch(rest):
        address = (found[1] or found[2] or "") + found[3]
        return Meant("path", f"/{address.lstrip('/')}")
    if found := _TAG.fullmatch(rest):
        tag, *argument, part = found.groups()
        return Meant("post" if tag == "post_url" else "file", _first(argument) + (part or ""))
    if found := _REF.fullmatch(rest):
        *argument, part = found.groups()
        return Meant("ref", _first(argument) + (part or ""))
    return None


def _first(groups: list[str | None]) -> str:
    return next(group for group in groups if group).strip()
