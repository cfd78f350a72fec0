"""What a request's path asks for: a page, and which of its representations."""

from articles.common.kinds import JSON, MARKDOWN, RELATED
from articles.common.paths import MAX_PATH_BYTES, canonical_path

_RELATED = "/api/related"
_SUFFIXES = ((".json", JSON), (".md", MARKDOWN))

# The longest path of a page, and what may stand around it.
_LONGEST = MAX_PATH_BYTES + len(_RELATED)


class Target:
    """A page, and what of it is wanted.

    Attributes:
        path: Canonical path of the page.
        kind: The representation that the request's path names; None where the Accept header chooses.
        prefix: What stands before the page's path in the request's.
        suffix: What stands after it.
    """

    __slots__ = ("kind", "path", "prefix", "suffix")

    def __init__(self, path: str, kind: str | None, prefix: str = "", suffix: str = "") -> None:
        self.path = path
        self.kind = kind
        self.prefix = prefix
        self.suffix = suffix

    @property
    def request_path(self) -> str:
        """The path to ask for it by, decoded."""
        return self.at(self.path)

    def at(self, path: str) -> str:
        """The path to ask for the same representation of another page by, decoded."""
        return f"{self.prefix}{path}{self.suffix}"


def find_target(request_path: str) -> Target | None:
    """What a path asks for, once its form is mended; None if it can name no page.

    Args:
        request_path: The path of a request, percent-decoded once.
    """
    whole = canonical_path(request_path, _LONGEST)
    if whole is None:
        return None
    kind, prefix, suffix, rest = _parts(whole)
    path = canonical_path(rest)
    return None if path is None else Target(path, kind, prefix, suffix)


def _parts(whole: str) -> tuple[str | None, str, str, str]:
    """The representation that a canonical path names, its prefix and suffix, and what is left."""
    if whole.startswith(f"{_RELATED}/"):
        return RELATED, _RELATED, "", whole.removeprefix(_RELATED)
    for suffix, kind in _SUFFIXES:
        if whole.endswith(suffix):
            return kind, "", suffix, whole.removesuffix(suffix)
    return None, "", "", whole
