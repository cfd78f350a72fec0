"""Hashes of the code that writes the index: of the shape of its files, and of all that decides what is in them."""

import functools
import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from articles.publishing.rendering import search_document

_CHARACTERS = 12
_ENGINE = Path(__file__).parent


@functools.cache
def schema() -> str:
    """A short hash of what decides whether segments can be opened together."""
    return _hashed([_ENGINE / "schema.py"])


@functools.cache
def form() -> str:
    """A short hash of what decides what is in the index: with another one, it is built anew."""
    return _hashed([*sorted(_ENGINE.rglob("*.py")), Path(search_document.__file__)])


def _hashed(files: Iterable[Path]) -> str:
    found = hashlib.sha256(metadata.version("tantivy").encode())
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:_CHARACTERS]
