"""What a request's path asks for: a page, and which of its representations."""

from articles.common.paths import MAX_PATH_BYTES, canonical_path
from articles.common.representations import KINDS

# A prefix or suffix selects a representation. Prefixes are tried first: after one, a suffix belongs to the page's path.
_NAMED = sorted(
    ((kind.prefix, kind.suffix, kind.name) for kind in KINDS.values() if kind.prefix or kind.suffix), reverse=True
)

# The most bytes of a page's path with its prefix and suffix.
_LONGEST = MAX_PATH_BYTES + max(len(prefix) + len(suffix) for prefix, suffix, _ in _NAMED)


class Target:
    """A page, and the representation of it that a path asks for.

    Attributes:
        path: Canonical path of the page.
        kind: The kind of representation; None if the Accept header chooses.
    """

    __slots__ = ("kind", "path")

    def __init__(self, path: str, kind: str | None) -> None:
        self.path = path
        self.kind = kind

    @property
    def request_path(self) -> str:
        """The path that asks for this, decoded."""
        return self.at(self.path)

    def at(self, path: str) -> str:
        """The path that asks for the same representation of the page at `path`, decoded."""
        return path if self.kind is None else KINDS[self.kind].at(path)


def find_target(request_path: str) -> Target | None:
    """Find what a path asks for once it is in canonical form; None if no page can have such a path.

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
    """Split a path into the kind that it selects, if any, and the page's path, which may not be canonical yet."""
    for prefix, suffix, kind in _NAMED:
        if whole.startswith(f"{prefix}/") and whole.endswith(suffix):
            return kind, whole.removeprefix(prefix).removesuffix(suffix)
    return None, whole
