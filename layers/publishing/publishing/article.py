"""A file's bytes to an `Article`, or to every reason why not."""

import datetime as dt
from bisect import bisect_right
from collections import abc
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.paths import slug

from publishing.answer import MAX_MARKDOWN_BYTES, Answer, from_body, from_scalar, is_nothing, is_too_large
from publishing.dates import format_date
from publishing.encoding import decode
from publishing.errors import ArticleError, Problem, most_important, shortened
from publishing.fields import Fields
from publishing.front_matter import FrontMatter, read_front_matter
from publishing.related import RelatedLink, read_related, related_keys
from publishing.yaml_nodes import Mapping

__all__ = ["Article", "RelatedArticle", "RelatedLink", "locate", "parse_article"]

SCHEMAS = frozenset({"default"})

# A slug of it is part of item keys.
MAX_SUBJECT = 200

_KEYS = frozenset(
    {
        "_schema",
        "answer",
        "article_title",
        "author",
        "date",
        "date_format",
        "file_name",
        "id",
        "post_on_text",
        "question",
        "score",
        "seo",
        "subject",
        "title",
        "url",
    }
)
_SEO_KEYS = frozenset({"title", "page_description", "page_keywords"})


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """A related article that is live, as the table knows it now."""

    path: str
    id: int | None
    title: str
    subject: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as its author meant it.

    Attributes:
        path: Canonical path of its page.
        title: What the page is called: `article_title`, `title` or `question`, the first that is there.
        answer: Markdown, its newlines decoded; the body where the file has no answer.
        answer_line: 1-based line of the file where the answer's text begins.
        answer_column: 1-based column in that line.
        answer_encoded: Whether the answer's newlines were written as backslash-n.
        answer_anchors: Where the file does not lay the answer out as its text does, such as in a folded scalar: for
            each of its lines in the file the offset of its first character in the answer, a newline counted as two
            characters, and the line and column of the file where that stands.
        date: ISO date, ``YYYY-MM-DD``, or none.
        date_text: The date as `date_format` says, or as ISO where that is missing.
        url_line: 1-based line of the file where the url stands.
        url_column: 1-based column in that line.
        extra: Keys that the format does not know, as the text and structure that stand there; and a `title` that
            is not what the page is called.
        warnings: What the author should know, though the article can be published.
    """

    path: str
    title: str
    question: str
    answer: str
    answer_line: int = 1
    answer_column: int = 1
    answer_encoded: bool = False
    answer_anchors: tuple[tuple[int, int, int], ...] = ()
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
    url_line: int = 1
    url_column: int = 1


def parse_article(source: bytes, key: str) -> Article:
    """Read a file.

    Args:
        source: The bytes of the file.
        key: Object key of the file: its last part is the file's name where the file does not give one.

    Returns:
        The article, with what its author should know as warnings.

    Raises:
        ArticleError: It cannot be published; all that is wrong is in it, up to a bound.
    """
    text, problems = decode(source)
    matter = read_front_matter(text)
    problems.extend(matter.problems)
    if matter.mapping is not None:
        article = _read(Fields(matter.mapping, problems), matter, text, key)
        if all(problem.severity == "warning" for problem in problems):
            return replace(article, warnings=most_important(problems))
    raise ArticleError(most_important(problems))


def locate(article: Article, line: int, column: int) -> tuple[int, int]:
    """The line and column of the file for those of the article's answer; all are 1-based.

    Exact but for the column in quotes after an escape other than a newline's, which counts as one character.
    """
    if not (article.answer_encoded or article.answer_anchors):
        return article.answer_line + line - 1, article.answer_column + column - 1
    before = article.answer.split("\n")[: line - 1]
    offset = sum(len(text) + 2 for text in before) + column - 1
    anchors = article.answer_anchors or ((0, article.answer_line, article.answer_column),)
    start, file_line, file_column = anchors[max(0, bisect_right(anchors, offset, key=lambda anchor: anchor[0]) - 1)]
    return file_line, file_column + offset - start


def _read(fields: Fields, matter: FrontMatter, text: str, key: str) -> Article:
    """The article as far as it can be read; what cannot be is in the problems of `fields`."""
    lenient = Fields(fields.mapping, fields.problems, "warning")
    _check_required(fields, matter)
    path, url = fields.path("url"), fields.mapping.entries.get("url")
    question, title, article_title = fields.text("question"), fields.text("title"), fields.text("article_title")
    answer = _read_answer(fields, matter, text)
    subject = fields.text("subject", MAX_SUBJECT)
    _check_subject(lenient, subject, path)
    date, date_format = fields.date("date"), fields.text("date_format")
    seo = fields.group("seo") or Fields(Mapping(1, 1), fields.problems)
    related, related_extra = read_related(lenient, path)
    seo_extra = seo.others(_SEO_KEYS)
    return Article(
        path=path or "",
        title=article_title or title or question,
        question=question,
        answer=answer.markdown,
        answer_line=answer.line,
        answer_column=answer.column,
        answer_encoded=answer.encoded,
        answer_anchors=answer.anchors,
        id=fields.integer("id"),
        date=date,
        date_format=date_format,
        date_text=_show_date(lenient, date, date_format),
        posted_on=fields.text("post_on_text"),
        author=fields.text("author"),
        subject=subject,
        subject_slug=slug(subject),
        description=seo.text("page_description"),
        keywords=seo.words("page_keywords"),
        seo_title=seo.text("title"),
        article_title=article_title,
        url_line=url.line if url else 1,
        url_column=url.column if url else 1,
        file_name=fields.text("file_name") or key.rsplit("/", 1)[-1],
        score=lenient.number("score"),
        schema=_read_schema(fields),
        related=related,
        extra={
            **fields.others(_KEYS.union(related_keys(fields))),
            **({"title": title} if title and article_title not in ("", title) else {}),
            **({"seo": seo_extra} if seo_extra else {}),
            **related_extra,
        },
    )


def _check_required(fields: Fields, matter: FrontMatter) -> None:
    if fields.is_empty("article_title", "title", "question"):
        fields.report(None, "title-missing", "The article has no title; add the key title, or question.")
    if fields.is_empty("url"):
        message = "The article has no url; add the key url with the path of its page, such as /learn/subject/name."
        fields.report(None, "url-missing", message)
    if fields.is_empty("answer") and is_nothing(matter.body):
        message = "The article has no text; add the key answer, or write the text after the second line ---."
        fields.report(None, "answer-missing", message)


def _read_schema(fields: Fields) -> str:
    schema = fields.text("_schema") or "default"
    if schema not in SCHEMAS:
        message = f"The schema {shortened(schema)} is not known; remove the key _schema, or write default."
        fields.report(fields.scalar("_schema"), "schema-unknown", message)
    return schema


def _read_answer(fields: Fields, matter: FrontMatter, text: str) -> Answer:
    scalar = fields.scalar("answer")
    body = from_body(matter)
    if scalar and not is_nothing(matter.body):
        message = "This text is not shown, since the key answer has the text of the article; remove one of them."
        fields.problems.append(Problem(body.line, body.column, "body-ignored", message, "warning"))
    answer = from_scalar(scalar, text) if scalar else body
    if is_too_large(answer.markdown):
        message = f"The text of an article has at most {MAX_MARKDOWN_BYTES:,} bytes; split this one into several."
        fields.problems.append(Problem(answer.line, answer.column, "markdown-size", message))
    return answer


def _check_subject(fields: Fields, subject: str, path: str | None) -> None:
    """Compare the subject with the url, which is /learn/<subject>/questions/<name> for most articles."""
    segment = slug(subject)
    root, _, of_url = (path or "").removeprefix("/").partition("/")
    of_url = of_url.partition("/")[0]
    place = fields.mapping.entries.get("subject")
    if subject and not segment:
        message = "The subject has no letter or digit, so that no subject page lists the article; change it."
        fields.report(place, "subject-unusable", message)
    elif subject and root == "learn" and of_url != segment:
        message = f"The subject is {segment} in a url, but the url says {shortened(of_url)}; make them agree."
        fields.report(place, "subject-url-mismatch", message)


def _show_date(fields: Fields, date: dt.date | None, date_format: str) -> str:
    if date is None:
        return ""
    shown, unknown = format_date(date, date_format)
    if unknown:
        message = f"{unknown} is no token that can be shown; use those such as MMM DD, YYYY, and [brackets] for words."
        fields.report(fields.scalar("date_format"), "date-token", message)
    return shown or date.isoformat()
