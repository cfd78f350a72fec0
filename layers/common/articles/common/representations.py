"""The representations of an article: this table is the one place that lists them.

Publishing renders, stores and links them. Delivery serves each at its path, or as Accept chooses. Tests compare what
cannot import the table, such as CloudFront's function in template.yaml.
"""

from __future__ import annotations

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Kind:
    """A kind of representation.

    Attributes:
        name: Its name in keys of the table, documents and commands.
        label: Its name for people.
        content_type: Value of the Content-Type header.
        media_type: The same without its parameters.
        prefix: What its path has before the page's path.
        suffix: What its path has after the page's path.
        is_negotiated: Whether Accept can choose it at the page's path. If so, the page links to it as an alternate.
    """

    __slots__ = ("content_type", "is_negotiated", "label", "media_type", "name", "prefix", "suffix")

    def __init__(  # noqa: PLR0913 - a row of the table
        self,
        name: str,
        label: str,
        content_type: str,
        *,
        prefix: str = "",
        suffix: str = "",
        is_negotiated: bool = True,
    ) -> None:
        self.name = name
        self.label = label
        self.content_type = content_type
        self.media_type = content_type.partition(";")[0]
        self.prefix = prefix
        self.suffix = suffix
        self.is_negotiated = is_negotiated

    def at(self, path: str) -> str:
        """The path of this representation of the page at a path, decoded."""
        return f"{self.prefix}{path}{self.suffix}"


HTML = "html"
JSON = "json"
MARKDOWN = "md"
RELATED = "related"

# By name. Those that are negotiated are in our order of preference.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(HTML, "HTML", "text/html; charset=utf-8"),
        Kind(JSON, "JSON", "application/json", suffix=".json"),
        Kind(MARKDOWN, "Markdown", "text/markdown; charset=utf-8", suffix=".md"),
        Kind(RELATED, "Related links", "application/json", prefix="/api/related", is_negotiated=False),
    )
}


def either(words: Sequence[str]) -> str:
    """Join words into a choice: `a`, `a or b`, `a, b or c`."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
