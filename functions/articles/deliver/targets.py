"""What a request's path asks for: a page, and which of its representations."""

from articles.common.paths import MAX_PATH_BYTES, canonical_path
from articles.common.representations import KINDS

# What stands around a page's path names a representation. Prefixes come first: behind one, a suffix is the page's own.
_NAMED = sorted(
    ((kind.prefix, kind.suffix, kind.name) for kind in KINDS.values() if kind.prefix or kind.suffix), reverse=True
)

# The longest path of a page, and what may stand around it.
_LONGEST = MAX_PATH_BYTES + max(len(prefix) + len(suffix) for prefix, suffix, _ in _NAMED)


class Target:
    """A page, and what of it is wanted.

    Attributes:
        path: Canonical path of the page.
        kind: The representation that the request's path names; None where the Accept header chooses.
    """

    __slots__ = ("kind", "path")

    def __init__(self, path: str, kind: str | None) -> None:
        self.path = path
        self.kind = kind

    @property
    def request_path(self) -> str:
        """The path to ask for it by, decoded."""
        return self.at(self.path)

    def at(self, path: str) -> str:
        """The path to ask for the same representation of another page by, decoded."""
        return path if self.kind is None else KINDS[self.kind].at(path)


def find_target(request_path: str) -> Target | None:
    """What a path asks for, once its form is mended; None if it can name no page.

    Args:
        request_path: The path of a request, percent-decoded once.
    """
    whole = canonical_path(request_path, _LONGEST)
    if whole is None:
        return None
    kind, rest = _parts(whole)
    path = canonical_path(rest)
    return None if path is None else Target(path, kind)


def _parts(whole: str) -> tuple[str | None, str]:
    """The representation that a canonical path names, and what is left: the page's path, or nearly."""
    for prefix, suffix, kind in _NAMED:
        if whole.startswith(f"{prefix}/") and whole.endswith(suffix):
            return kind, whole.removeprefix(prefix).removesuffix(suffix)
    return None, whole
