"""What rendering makes of an article: what is stored of it, and what its author is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from articles.common.representations import JSON
from articles.publishing.errors import Problem
from articles.publishing.rendering.feed_entry import FeedEntry
from articles.publishing.rendering.search_document import SearchDocument


@dataclass(frozen=True, slots=True)
class Representation:
    """One finished representation.

    Attributes:
        kind: One of `articles.common.representations.KINDS`.
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article, rendered.

    Attributes:
        representations: One of each of `articles.common.representations.KINDS`, in that order.
        warnings: What the author should know of the answer, with line and column of the file.
        entry: The article's entry in feeds.
        modified: When it last changed, in seconds since the epoch.
        anchors: The ids of its page's parts, by what a link to one may say.
        search: What search is to know of it; None if search must not find it.
    """

    representations: tuple[Representation, ...]
    warnings: tuple[Problem, ...]
    entry: FeedEntry
    modified: int | None
    anchors: Mapping[str, str] = field(default_factory=dict)
    search: SearchDocument | None = None

    @property
    def json_etag(self) -> str:
        """ETag of the JSON, which has all that an article shows of itself and of others."""
        return next(each.etag for each in self.representations if each.kind == JSON)

    @property
    def search_digest(self) -> str:
        """Digest of what search is to know of it; empty if search must not find it."""
        return self.search.digest if self.search is not None else ""

    def excerpt_beside(self, description: str) -> str:
        """The beginning of the answer, for lists; empty if there is a description, which they show instead."""
        return "" if description else self.entry.excerpt


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The page of all errors of a site.

    Attributes:
        html: The page, with what `error_page.TITLE` and `TEXT` are in place of these.
        policy: Its Content-Security-Policy.
        texts: Title and text, as HTML, by status: the site's own, or those of its language.
    """

    html: str
    policy: str
    texts: Mapping[int, tuple[str, str]]
