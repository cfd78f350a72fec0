"""What decides a page's representations besides its article, without what makes them."""

import functools
import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from articles.common import paths
from articles.publishing.reading.article import RelatedArticle
from articles.publishing.rendering.settings import Settings

_CHARACTERS = 20

# What changes the result besides our own code: the libraries that it calls.
_LIBRARIES = ("Jinja2", "markdown-it-py", "math-core", "mdit-py-plugins", "nh3", "Pygments")
_SOURCES = (".css", ".j2", ".py")


@functools.cache
def fingerprint(settings: Settings) -> str:
    """What besides the article decides its representations, as a short hash: the code, its libraries, the settings."""
    found = hashlib.sha256(repr(settings).encode())
    for name in _LIBRARIES:
        found.update(f"{name}=={metadata.version(name)}\n".encode())
    for package in (Path(__file__).parents[1], Path(paths.__file__).parent):
        for file in sorted(package.rglob("*"), key=lambda file: file.relative_to(package).as_posix()):
            if file.suffix in _SOURCES:
                found.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:_CHARACTERS]


def rendered_from(related: Iterable[RelatedArticle], renderer: str) -> str:
    """Digest of what a page is made from besides its article.

    Args:
        related: Those of its related articles that are live, in the order in which it shows them.
        renderer: The `fingerprint`.
    """
    return hashlib.sha256(repr((renderer, tuple(related))).encode()).hexdigest()[:32]
