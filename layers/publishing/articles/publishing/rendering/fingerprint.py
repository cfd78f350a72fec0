"""Hashes of what a page's representations depend on besides its article. Imports nothing that renders."""

import functools
import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from articles.common import paths
from articles.publishing.rendering.settings import Settings

_CHARACTERS = 20

# The libraries that our code calls: their versions change the result, too.
_LIBRARIES = ("babel", "Jinja2", "markdown-it-py", "math-core", "mdit-py-plugins", "nh3", "Pygments")
_PUBLISHING = Path(__file__).parents[1]
_SOURCES = (".css", ".j2", ".py", ".txt", ".yaml")


@functools.cache
def fingerprint(settings: Settings) -> str:
    """A short hash of what decides an article's representations besides the article: code, libraries and settings."""
    return hashlib.sha256(f"{settings!r}{code_fingerprint()}".encode()).hexdigest()[:_CHARACTERS]


@functools.cache
def code_fingerprint() -> str:
    """A short hash of the code that reads and renders, and of its libraries."""
    return _hashed(_LIBRARIES, (_PUBLISHING, Path(paths.__file__).parent))


@functools.cache
def media_fingerprint() -> str:
    """A short hash of the code that decides what is served of files beside articles, and of its library."""
    return _hashed(("pillow",), (_PUBLISHING / "media",))


@functools.cache
def own_fingerprint() -> str:
    """A short hash of the code that reads the own files of a site, and of its library."""
    return _hashed(("tinycss2",), (_PUBLISHING,))


def _hashed(libraries: Iterable[str], packages: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for name in libraries:
        found.update(f"{name}=={metadata.version(name)}\n".encode())
    for package in packages:
        for file in sorted(package.rglob("*"), key=lambda file: file.relative_to(package).as_posix()):
            if file.suffix in _SOURCES:
                found.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:_CHARACTERS]


def rendered_from(shown: tuple[object, ...], renderer: str) -> str:
    """Digest of what a page is made from besides its article.

    Args:
        shown: What it shows of other pages.
        renderer: The `fingerprint`.
    """
    return hashlib.sha256(repr((renderer, shown)).encode()).hexdigest()[:32]
