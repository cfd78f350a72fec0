"""The finished representations of an article: HTML page, JSON, Markdown and related links, compressed."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from articles.common import representations as kinds
from articles.common.representations import Representation
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.rendering import page, times
from articles.publishing.rendering.documents import article_document, related_document
from articles.publishing.rendering.dollars import with_dollars
from articles.publishing.rendering.feed_entry import FeedEntry, feed_entry
from articles.publishing.rendering.markdown import parse_answer, render_tokens, with_tex
from articles.publishing.rendering.markdown_file import markdown_file
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import article_urls

# An item of the table is at most 400 KB (DynamoDB); the rest is for its other attributes.
MAX_BODY_BYTES = 350 * 1024

_GZIP = 31  # zlib's wbits for a gzip stream, which it writes without time and name
_ETAG_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article, rendered.

    Attributes:
        representations: One of each of `articles.common.representations.KINDS`, in that order.
        warnings: What the author should know of the answer, with line and column of the file.
        entry: The article's entry in feeds.
        modified: When it last changed, in seconds since the epoch.
    """

    representations: tuple[Representation, ...]
    warnings: tuple[Problem, ...]
    entry: FeedEntry
    modified: int | None


def represent(article: Article, related: Sequence[RelatedArticle], settings: Settings) -> Rendered:
    """Render all representations of an article; the same input gives the same bytes.

    Args:
        article: The article.
        related: Those of its related articles that are live, in the order in which to show them.
        settings: The site's.

    Raises:
        ArticleError: The article is too large to serve, or its Markdown cannot be rendered.
    """
    try:
        tokens = parse_answer(article.answer)
        markdown = with_dollars(article.answer, tokens)
        body = render_tokens(tokens, article.answer)
    except ArticleError as error:
        raise ArticleError(_in_file(article, error.problems)) from error
    texts = {
        kinds.HTML: page.render_page(article, body, related, settings),
        kinds.JSON: _json(article_document(article, body, markdown, related, settings)),
        kinds.MARKDOWN: markdown_file(article, markdown, related, settings),
        kinds.RELATED: _json(related_document(article, related, settings)),
    }
    headers = {kinds.HTML: {"Content-Security-Policy": page.content_security_policy(body)}}
    representations = tuple(
        _representation(kind, texts[kind], {"Link": _link(article, kind, settings), **headers.get(kind, {})})
        for kind in kinds.KINDS
    )
    return Rendered(
        representations,
        _in_file(article, body.problems),
        feed_entry(article, with_tex(body), body.text, settings),
        times.modified(article, settings),
    )


def _representation(kind: str, text: str, headers: Mapping[str, str]) -> Representation:
    content = text.encode()
    compressor = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    body = compressor.compress(content) + compressor.flush()
    if len(body) > MAX_BODY_BYTES:
        message = (
            f"The article's {kind} representation has {len(body):,} bytes when compressed; at most {MAX_BODY_BYTES:,} "
            "can be served. Split it into several articles."
        )
        raise ArticleError([Problem(1, 1, "article-too-large", message)])
    etag = hashlib.sha256(content).hexdigest()[:_ETAG_CHARACTERS]
    return Representation(kind, body, kinds.CONTENT_TYPES[kind], etag, headers)


def _link(article: Article, kind: str, settings: Settings) -> str:
    """The Link header of a representation: its canonical page, and the other representations (RFC 8288)."""
    links = article_urls(article.path, settings)
    alternates = [
        f'<{links[other]}>; rel="alternate"; type="{kinds.CONTENT_TYPES[other].partition(";")[0]}"'
        for other in (kinds.HTML, kinds.JSON, kinds.MARKDOWN)
        if other != kind
    ]
    return ", ".join([f'<{links[kinds.HTML]}>; rel="canonical"', *alternates])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _in_file(article: Article, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems in the answer as problems in its file."""
    locate = partial(article.source_map.locate, article.answer)
    located = ((problem, locate(problem.line, problem.column)) for problem in problems)
    return tuple(replace(problem, line=line, column=column) for problem, (line, column) in located)
