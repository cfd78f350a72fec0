"""Read a file's bytes: the result is an `Article`, or every reason why it cannot be published."""

import datetime as dt
from collections import abc
from dataclasses import dataclass, field, replace
from typing import Any

from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.reading import schema
from articles.publishing.reading.aliases import Alias, read_aliases
from articles.publishing.reading.encoding import decode
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.front_matter import FrontMatter, read_front_matter
from articles.publishing.reading.related import RelatedLink, read_related, related_keys
from articles.publishing.reading.source_map import SourceMap

__all__ = ["Alias", "Article", "RelatedArticle", "RelatedLink", "parse_article"]


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """A live related article, as the table knows it now."""

    path: str
    id: int | None
    title: str
    subject: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as its author meant it.

    Attributes:
        path: Canonical path of its page.
        title: The title of the page: the first of `article_title`, `title` and `question` that the file has.
        answer: Markdown, with its newlines decoded; the body if the file has no key `answer`.
        date: Its date; None if it has none.
        date_text: The date in the form that `date_format` asks for, or in ISO form, ``YYYY-MM-DD``, without one.
        aliases: Other paths of its page.
        updated: When the article last changed, as its author says: an ISO 8601 date or date and time, or empty.
        uploaded: When these bytes were first uploaded, in seconds since the epoch; None if they were not.
        source_map: Where its parts are in the file.
        extra: Keys that the format does not know, with the text and structure that the file has there; and a `title`
            that is not the title of the page.
        warnings: What the author should know, although the article can be published.
    """

    path: str
    title: str
    question: str
    answer: str
    id: int | None = None
    date: dt.date | None = None
    date_format: str = ""
    date_text: str = ""
    posted_on: str = ""
    author: str = ""
    subject: str = ""
    subject_slug: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    seo_title: str = ""
    article_title: str = ""
    file_name: str = ""
    score: float | None = None
    schema: str = "default"
    related: tuple[RelatedLink, ...] = ()
    extra: abc.Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    source_map: SourceMap = field(default_factory=SourceMap)
    updated: str = ""
    uploaded: int | None = None
    aliases: tuple[Alias, ...] = ()


def parse_article(source: bytes, key: str, extra_keys: abc.Collection[str] = (), url: str = "") -> Article:
    """Read a file.

    Args:
        source: The bytes of the file.
        key: Object key of the file. Its last part is the file's name if the file does not give one.
        extra_keys: Keys that the format does not know, but that nobody is warned of.
        url: The site's address, by which an alias may name it; empty if it is not known.

    Returns:
        The article, with what its author should know as warnings.

    Raises:
        ArticleError: It cannot be published. The error has all of its problems, but at most `MAX_PROBLEMS`.
    """
    text, problems = decode(source)
    matter = read_front_matter(text)
    problems.extend(matter.problems)
    if matter.mapping is not None:
        fields = Fields(matter.mapping, problems)
        known = schema.KEYS.union(related_keys(fields))
        schema.report_unknown(fields, known, extra_keys)
        article = _read(fields, matter, text, key, known)
        article = replace(article, aliases=read_aliases(fields.lenient(), article.path or None, url))
        if all(problem.severity == "warning" for problem in problems):
            return replace(article, warnings=most_important(problems))
    raise ArticleError(most_important(problems))


def _read(fields: Fields, matter: FrontMatter, text: str, key: str, known: frozenset[str]) -> Article:
    """Read the article as far as possible; what cannot be read is added to the problems of `fields`."""
    schema.check_required(fields, matter)
    path, url = fields.path("url"), fields.mapping.entries.get("url")
    question, title, article_title = fields.text("question"), fields.text("title"), fields.text("article_title")
    called = article_title or title or question
    answer = schema.read_answer(fields, matter, text)
    date, date_text = schema.read_date(fields)
    subject, subject_slug = schema.read_subject(fields, path)
    seo = schema.read_seo(fields)
    related, related_extra = read_related(fields.lenient(), path)
    return Article(
        path=path or "",
        title=called,
        question=question,
        answer=answer.markdown,
        id=fields.integer("id"),
        date=date,
        date_format=fields.text("date_format"),
        date_text=date_text,
        posted_on=fields.text("post_on_text"),
        author=fields.text("author"),
        subject=subject,
        subject_slug=subject_slug,
        description=seo.description,
        keywords=seo.keywords,
        seo_title=seo.title,
        article_title=article_title,
        source_map=replace(answer.source_map, url=(url.line, url.column)) if url else answer.source_map,
        updated=fields.lenient().moment("updated"),
        file_name=fields.text("file_name") or key.rsplit("/", 1)[-1],
        score=fields.lenient().number("score"),
        schema=schema.read_schema(fields),
        related=related,
        extra={
            **fields.others(known),
            **({"title": title} if title not in ("", called) else {}),
            **({"seo": seo.extra} if seo.extra else {}),
            **related_extra,
        },
    )
