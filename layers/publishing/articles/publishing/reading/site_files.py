"""The own files that site.yaml names: fonts, and the pictures that stand for a site."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.publishing.media.own_files import FOLDER
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_look import names_of
from articles.publishing.reading.site_parts import Fonts
from articles.publishing.reading.yaml_nodes import Mapping, Scalar

# Their hashes stand beside the settings in force, in the same small item.
MAX_FILES = 6


class NamedFile(NamedTuple):
    """An own file that site.yaml names, with the line and column of the value."""

    key: str
    line: int
    column: int


def keys_of(fonts: Fonts, pictures: Iterable[str]) -> tuple[str, ...]:
    """The keys of the own files among fonts and pictures, in order."""
    named = [*names_of(f"{fonts.text},{fonts.interface},{fonts.code}"), *pictures]
    return tuple(sorted({name for name in named if name.startswith(FOLDER)}))


def named_files(keys: tuple[str, ...], fields: Fields) -> tuple[NamedFile, ...]:
    """Where own files are named; if there are too many, that is a problem.

    Args:
        keys: Their keys.
        fields: The keys of site.yaml.
    """
    found = tuple(
        NamedFile(key, scalar.line, scalar.column)
        for scalar in _scalars(fields)
        for key in keys
        if key in names_of(scalar.text)
    )
    if len(keys) > MAX_FILES:
        last = max(found, key=lambda each: (each.line, each.column))
        place = Scalar("", last.line, last.column, last.line, last.column)
        message = f"{len(keys)} files of {FOLDER} are named, and {MAX_FILES} can be; leave out this one, or another."
        fields.report(place, "too-many-items", message)
    return found


def _scalars(fields: Fields) -> Iterator[Scalar]:
    """The values of keys, and of keys below these."""
    for node in fields.mapping.entries.values():
        nodes = node.entries.values() if isinstance(node, Mapping) else [node]
        yield from (each for each in nodes if isinstance(each, Scalar))
