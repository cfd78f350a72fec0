"""The kinds of representation that an article has, and their content types."""

from collections.abc import Mapping

HTML = "html"
JSON = "json"
MARKDOWN = "md"
RELATED = "related"

KINDS = (HTML, JSON, MARKDOWN, RELATED)

CONTENT_TYPES: Mapping[str, str] = {
    HTML: "text/html; charset=utf-8",
    JSON: "application/json",
    MARKDOWN: "text/markdown; charset=utf-8",
    RELATED: "application/json",
}
