"""Which representations an article has, and all that both sides know of each: this table is the one place.

Publishing renders, stores and links what stands here; delivery serves it by its path, or by what Accept asks for. What
can import nothing, such as the function of CloudFront in template.yaml, is held to the table by tests.
"""

from __future__ import annotations

TYPE_CHECKING = False  # the typing module would be a part of delivery's start-up
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Kind:
    """A kind of representation.

    Attributes:
        name: What keys of the table, documents and commands call it.
        label: What people call it.
        content_type: Value of the Content-Type header.
        media_type: The same without its parameters.
        prefix: What stands before the page's path in its own.
        suffix: What stands after it.
        is_negotiated: Whether Accept can ask for it at the page's path; it is then linked as an alternate of the page.
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

# By name. Those that are negotiated come in the order of preference where the client has none.
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
    """The words as a choice: `a`, `a or b`, `a, b or c`."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
