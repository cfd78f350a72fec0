"""A file's bytes to an `Article`, or to every reason why not."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from publishing.errors import Problem


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A related article as the file names it; whether it is live is the table's to say."""

    path: str
    id: int | None = None
    title: str = ""
    subject: str = ""


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
        answer_encoded: Whether the answer stood on one line with its newlines written as backslash-n.
        date: ISO date, ``YYYY-MM-DD``, or none.
        date_text: The date as `date_format` says, or as ISO where that is missing.
        extra: Keys that the format does not know, as the text and structure that stand there.
        warnings: What the author should know, though the article can be published.
    """

    path: str
    title: str
    question: str
    answer: str
    answer_line: int = 1
    answer_column: int = 1
    answer_encoded: bool = False
    id: int | None = None
    date: datetime.date | None = None
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
    extra: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
