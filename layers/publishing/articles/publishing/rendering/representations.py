"""The finished representations of an article: one of each kind that there is, compressed."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from articles.common.compression import gzipped
from articles.common.paths import is_list
from articles.common.representations import HTML, JSON, KINDS, MARKDOWN, RELATED, Kind
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.article import Article, RelatedArticle, Translation
from articles.publishing.reading.text_links import NOWHERE, Destinations
from articles.publishing.rendering import page, times
from articles.publishing.rendering import translations as translation_pages
from articles.publishing.rendering.article_image import article_image
from articles.publishing.rendering.body.internal_links import InternalLinks
from articles.publishing.rendering.body.site_links import Base
from articles.publishing.rendering.body.template_scan import without_comments
from articles.publishing.rendering.body.titles import without_title
from articles.publishing.rendering.documents import article_document, related_document
from articles.publishing.rendering.dollars import with_dollars
from articles.publishing.rendering.feed_entry import feed_entry
from articles.publishing.rendering.markdown import Body, Parsed, parse_answer, render_parsed, with_tex
from articles.publishing.rendering.markdown_file import markdown_file
from articles.publishing.rendering.markdown_links import with_site_links
from articles.publishing.rendering.rendered import Rendered, Representation
from articles.publishing.rendering.search_document import search_document
from articles.publishing.rendering.settings import NOINDEX, Settings
from articles.publishing.rendering.translations import Alternate
from articles.publishing.rendering.urls import article_urls
from articles.publishing.rendering.words import words_of_text

# An item of the table is at most 400 KB (DynamoDB); the rest is for its other attributes.
MAX_BODY_BYTES = 350 * 1024

_ETAG_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Material:
    """What representations are made of.

    Attributes:
        article: The article.
        body: Its answer, rendered.
        markdown: Its answer as Markdown.
        related: Its related articles that are live, in the order in which to show them.
        settings: The site's, for pages in its language.
        alternates: The article and its translations, if there are any.
    """

    article: Article
    body: Body
    markdown: str
    related: Sequence[RelatedArticle]
    settings: Settings
    alternates: Sequence[Alternate] = ()


def _page(of: Material) -> str:
    return page.render_page(of.article, of.body, of.related, of.settings, of.alternates)


def _document(of: Material) -> str:
    return _json(article_document(of.article, of.body, of.markdown, of.related, of.settings, of.alternates))


def _markdown_file(of: Material) -> str:
    return markdown_file(of.article, of.markdown, of.related, of.settings, of.alternates)


def _related_document(of: Material) -> str:
    return _json(related_document(of.article, of.related, of.settings))


# What writes each kind.
WRITERS: Mapping[str, Callable[[Material], str]] = {
    HTML: _page,
    JSON: _document,
    MARKDOWN: _markdown_file,
    RELATED: _related_document,
}


def problems_of_text(article: Article, hosts: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with the text of an article that is not published. Nothing is said of links within the site.

    Args:
        article: The article, as far as it could be read.
        hosts: Those whose pages may be shown in frames.
    """
    try:
        return in_file(article, render_parsed(parse_answer(article.answer), hosts, article.title).problems)
    except ArticleError as error:
        return in_file(article, error.problems)


def rendered_text(
    article: Article, parsed: Parsed, settings: Settings, destinations: Destinations
) -> tuple[Body, Article, tuple[Problem, ...]]:
    """Render the text of an article with what it shows and links to, and find the picture that stands for the article.

    Args:
        article: The article.
        parsed: Its answer, parsed.
        settings: The site's.
        destinations: Where the links of its text lead.

    Returns:
        The text; the article with the address of the picture; and what its author should know.

    Raises:
        ArticleError: The text becomes too much HTML, or has elements that are too deep in one another.
    """
    base = Base(article.key, article.path, settings.url)
    words = words_of_text(article.language, settings)
    body = render_parsed(parsed, settings.frames, article.title, InternalLinks(base, destinations), words)
    image, of_image = article_image(article, body.links, base, destinations)
    return body, replace(article, image=image), tuple(sorted([*in_file(article, body.problems), *of_image]))


def represent(
    article: Article,
    related: Sequence[RelatedArticle],
    settings: Settings,
    destinations: Destinations = NOWHERE,
    translations: Sequence[Translation] = (),
) -> Rendered:
    """Render all representations of an article; the same input gives the same bytes.

    Args:
        article: The article.
        related: Those of its related articles that are live, in the order in which to show them.
        settings: The site's.
        destinations: Where the links of its text lead. Those that are missing lead to nothing that is live.
        translations: The live pages that say the same in other languages, by the keys of their files.

    Raises:
        ArticleError: The article is too large to serve, or its Markdown cannot be rendered.
    """
    settings = settings.in_edition(article.edition)
    if article.visibility.unlisted:
        article = replace(article, subject_slug="")  # the list of its subject may be empty, and so not be there
    try:
        parsed = parse_answer(article.answer)
        tokens = parsed.tokens if parsed.readable == parsed.text else parse_answer(parsed.readable).tokens
        with_title = with_dollars(parsed.readable, tokens)
        markdown = without_comments(without_title(with_title, tokens, article.title))
        body, article, problems = rendered_text(article, parsed, settings, destinations)
        if body.links or "[[#" in markdown:
            base = Base(article.key, article.path, settings.url)
            markdown = with_site_links(markdown, body, base, destinations)
    except ArticleError as error:
        raise ArticleError(in_file(article, error.problems)) from error
    of_translations = translation_pages.problems(article, translations, settings)
    problems = tuple(sorted([*problems, *of_translations]))
    alternates = translation_pages.alternates(article.language, article.path, translations, settings)
    material = Material(article, body, markdown, related, settings, alternates)
    return Rendered(
        tuple(_representation(kind, material) for kind in KINDS.values()),
        problems,
        feed_entry(article, with_tex(body), body.text, settings),
        times.modified(article, settings),
        body.anchors.targets,
        search_document(article, body, settings),
    )


def _representation(kind: Kind, material: Material) -> Representation:
    content = WRITERS[kind.name](material).encode()
    body = gzipped(content, 9)
    if len(body) > MAX_BODY_BYTES:
        message = (
            f"The article's {kind.name} representation has {len(body):,} bytes when compressed; at most "
            f"{MAX_BODY_BYTES:,} can be served. Split it into several articles."
        )
        raise ArticleError([Problem(1, 1, "article-too-large", message)])
    etag = hashlib.sha256(content).hexdigest()[:_ETAG_CHARACTERS]
    headers = {"Link": _link(kind, material), **(NOINDEX if _is_hidden(material) else {})}
    if kind.name == HTML:
        headers["Content-Security-Policy"] = page.content_security_policy(material.body, material.settings)
    return Representation(kind.name, body, kind.content_type, etag, headers)


def _is_hidden(material: Material) -> bool:
    """Whether search engines are asked to leave the article out."""
    return material.settings.noindex or material.article.visibility.unlisted


def _link(kind: Kind, material: Material) -> str:
    """The Link header of a representation: its canonical page, and the other representations (RFC 8288)."""
    urls = article_urls(material.article.path, material.settings)
    alternates = [
        f'<{urls[other.name]}>; rel="alternate"; type="{other.media_type}"'
        for other in KINDS.values()
        if other.is_negotiated and other is not kind and not is_list(material.article.path)
    ]
    return ", ".join([f'<{urls[HTML]}>; rel="canonical"', *alternates])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def in_file(article: Article, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems in the answer as problems in its file."""
    locate = partial(article.source_map.locate, article.answer)
    located = ((problem, locate(problem.line, problem.column)) for problem in problems)
    return tuple(replace(problem, line=line, column=column) for problem, (line, column) in located)
