"""Read the aliases of an article: other paths of its page, which lead to it while no page is live there."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from articles.common.paths import PathError, parse_path
from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.yaml_nodes import Scalar, Sequence

MAX_ALIASES = 20

# The keys that name them, and whether a path without a slash at its beginning is below the folder of the page: Hugo
# reads its key so, and Jekyll's redirects are below the root of the site.
_KEYS = {"aliases": True, "redirect_from": False}

_ADDRESS = re.compile(r"(?:https?:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alias:
    """Another path of a page.

    Attributes:
        path: The canonical path.
        line: 1-based line of the file where it stands.
        column: 1-based column in that line.
    """

    path: str
    line: int = 1
    column: int = 1


def read_aliases(fields: Fields, own_path: str | None, url: str) -> tuple[Alias, ...]:
    """Read the aliases, in the order of the file, each path once.

    Args:
        fields: The keys of the file, with the severity for aliases that cannot be used.
        own_path: Canonical path of the article.
        url: The site's address; empty if it is not known, as to `articles check`. Then no address is an alias.
    """
    folder = posixpath.dirname(own_path or "/")
    found: dict[str, Alias] = {}
    for scalar, base in _written(fields, folder):
        path = _path(fields, scalar, base, url)
        if path is None or path in found:
            continue
        if path == own_path:
            message = f"The page itself is at {shortened(path)}; remove this alias."
            fields.report(scalar, "alias-own-path", message)
        elif len(found) == MAX_ALIASES:
            message = f"At most {MAX_ALIASES} aliases lead to a page; remove this one and those after it."
            fields.report(scalar, "alias-too-many", message)
            break
        else:
            found[path] = Alias(path, scalar.line, scalar.column)
    return tuple(found.values())


def _written(fields: Fields, folder: str) -> Iterator[tuple[Scalar, str]]:
    """Each alias as the file has it, and the folder that it is below if it has no slash at its beginning."""
    for key, is_below_folder in _KEYS.items():
        node = fields.mapping.entries.get(key)
        for each in node.items if isinstance(node, Sequence) else [node]:
            if isinstance(each, Scalar):
                if each.text.strip():
                    yield each, folder if is_below_folder else "/"
            elif each is not None:
                message = f"{key} holds paths; write each on a line of its own, after a hyphen."
                fields.report(each, "wrong-type", message)


def _path(fields: Fields, scalar: Scalar, base: str, url: str) -> str | None:
    """The canonical path of an alias; None if it has none, which is reported."""
    text = "-".join(scalar.text.split())
    if _ADDRESS.match(text):
        host, text = _host_and_path(text)
        if not url:
            return None
        if host != _host_and_path(url)[0]:
            message = (
                f"{shortened(host)} is another site, so that nothing here can redirect from it; remove this alias."
            )
            fields.report(scalar, "alias-elsewhere", message)
            return None
    whole = posixpath.normpath(posixpath.join(base, text))
    try:
        return parse_path(unicodedata.normalize("NFC", whole))
    except PathError as error:
        fields.report(scalar, error.code, error.message)
        return None


def _host_and_path(address: str) -> tuple[str, str]:
    """The host of an address, in lower case, and what follows it."""
    without_scheme = address.partition("//")[2]
    host, slash, rest = without_scheme.partition("/")
    return host.lower(), slash + rest or "/"
