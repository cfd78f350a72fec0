"""The finished representations of an article, as publishing stores them and delivery serves them."""

from collections.abc import Mapping
from dataclasses import dataclass

from articles.common.kinds import CONTENT_TYPES, HTML, JSON, KINDS, MARKDOWN, RELATED

__all__ = ["CONTENT_TYPES", "HTML", "JSON", "KINDS", "MARKDOWN", "RELATED", "Representation"]


@dataclass(frozen=True, slots=True)
class Representation:
    """One finished representation.

    Attributes:
        kind: One of `articles.common.kinds.KINDS`.
        body: The content, gzip.
        content_type: Value of the Content-Type header.
        etag: Opaque validator of the content before compression, without quotes; delivery adds the coding.
        headers: Further headers that depend on the page, such as Link and Content-Security-Policy.
    """

    kind: str
    body: bytes
    content_type: str
    etag: str
    headers: Mapping[str, str]
