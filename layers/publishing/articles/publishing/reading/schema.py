"""The keys of the format: their names, which are required, and how to read those that need more than a type."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from articles.common.slugs import MAX_SLUG_BYTES, slug
from articles.publishing.errors import MAX_PROBLEMS, Problem, shortened
from articles.publishing.reading.answer import (
    MAX_MARKDOWN_BYTES,
    Answer,
    from_body,
    from_scalar,
    is_nothing,
    is_too_large,
)
from articles.publishing.reading.dates import format_date
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.front_matter import FrontMatter
from articles.publishing.reading.nearest import nearest

SCHEMAS = frozenset({"default"})

MAX_SUBJECT = 200

KEYS = frozenset(
    {
        "_schema",
        "aliases",
        "answer",
        "article_title",
        "author",
        "date",
        "date_format",
        "file_name",
        "id",
        "post_on_text",
        "question",
        "redirect_from",
        "score",
        "seo",
        "subject",
        "title",
        "updated",
        "url",
    }
)

# Keys of other tools that only say how these sort, lay out or edit a page, so that no reader misses anything. One that
# hides or dates a page there (draft, expiryDate) is a warning: it does nothing here.
QUIET_KEYS = frozenset(
    {
        "cssclasses",
        "editUrl",
        "hide_table_of_contents",
        "hide_title",
        "layout",
        "linkTitle",
        "menu",
        "nav_exclude",
        "nav_order",
        "outputs",
        "pagination_next",
        "pagination_prev",
        "parent",
        "sidebar",
        "sidebar_class_name",
        "sidebar_label",
        "sidebar_position",
        "template",
        "toc",
        "toc_max_heading_level",
        "toc_min_heading_level",
        "type",
        "uuid",
        "weight",
    }
)

_SEO_KEYS = frozenset({"title", "page_description", "page_keywords"})


@dataclass(frozen=True, slots=True)
class Seo:
    """What a file says to search engines.

    Attributes:
        title: A title for the window.
        description: What the page is about.
        keywords: The keywords, without duplicates.
        extra: Other keys, with the text and structure of their values.
    """

    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def check_required(fields: Fields, matter: FrontMatter) -> None:
    """Report what an article cannot do without."""
    if fields.is_empty("article_title", "title", "question"):
        fields.report(None, "title-missing", "The article has no title; add the key title, or question.")
    if fields.is_empty("url"):
        message = "The article has no url; add the key url with the path of its page, such as /learn/subject/name."
        fields.report(None, "url-missing", message)
    if fields.is_empty("answer") and is_nothing(matter.body):
        message = "The article has no text; add the key answer, or write the text after the second line ---."
        fields.report(None, "answer-missing", message)


def report_unknown(fields: Fields, known: Collection[str], quiet: Collection[str]) -> None:
    """Warn of keys that mean nothing here, and name the one that was most likely meant.

    Args:
        fields: The keys of the file.
        known: The keys that the format knows.
        quiet: Keys that the site's authors use on purpose.
    """
    unknown = [key for key in fields.mapping.keys if not (key in known or key in quiet or key in QUIET_KEYS)]
    names = [*KEYS, "related_article1"]
    for key in unknown[:MAX_PROBLEMS]:  # a file can have thousands, and more are not reported
        near = nearest(key, names)
        cure = f"did you mean {near}?" if near else "remove it, or name it under extra_keys in site.yaml."
        message = f"The key {shortened(key)} is not known, so no page shows it; {cure}"
        fields.lenient().report(fields.mapping.keys[key], "key-unknown", message)


def read_schema(fields: Fields) -> str:
    """Read the editor's schema, and report one that is not known."""
    schema = fields.text("_schema") or "default"
    if schema not in SCHEMAS:
        message = f"The schema {shortened(schema)} is not known; remove the key _schema, or write default."
        fields.report(fields.scalar("_schema"), "schema-unknown", message)
    return schema


def read_answer(fields: Fields, matter: FrontMatter, text: str) -> Answer:
    """Read the Markdown of the article: the value of `answer`, or the body if that has no value.

    Args:
        fields: The keys of the file.
        matter: The parts of the file.
        text: The text of the whole file.
    """
    scalar = fields.scalar("answer")
    body = from_body(matter)
    if scalar and not is_nothing(matter.body):
        message = "This text is not shown, since the key answer has the text of the article; remove one of them."
        line, column = body.source_map.answer
        fields.problems.append(Problem(line, column, "body-ignored", message, "warning"))
    answer = from_scalar(scalar, text) if scalar else body
    if is_too_large(answer.markdown):
        message = f"The text of an article has at most {MAX_MARKDOWN_BYTES:,} bytes; split this one into several."
        line, column = answer.source_map.answer
        fields.problems.append(Problem(line, column, "markdown-size", message))
    return answer


def read_subject(fields: Fields, path: str | None) -> tuple[str, str]:
    """Read the subject, and make its slug. The url names the slug, too: /learn/<subject>/questions/<name>."""
    subject = fields.text("subject", MAX_SUBJECT)
    segment = slug(subject)
    place = fields.mapping.entries.get("subject")
    root, of_url, *_ = [*(path or "").split("/")[1:], "", ""]
    if (size := len(segment.encode())) > MAX_SLUG_BYTES:
        message = f"The subject takes {size:,} bytes in a url, with symbols spelled out; at most {MAX_SLUG_BYTES} fit."
        fields.report(place, "text-too-long", message)
    elif subject and not segment:
        message = "The subject has no letter, digit or symbol, so no subject page lists the article; change it."
        fields.lenient().report(place, "subject-unusable", message)
    elif subject and root == "learn" and of_url != segment:
        message = f"The subject is {segment} in a url, but the url says {shortened(of_url)}; make them agree."
        fields.lenient().report(place, "subject-url-mismatch", message)
    return subject, segment


def read_date(fields: Fields) -> tuple[dt.date | None, str]:
    """Read the date; returns it, and the text that shows it."""
    date, date_format = fields.date("date"), fields.text("date_format")
    if date is None:
        return None, ""
    shown, unknown = format_date(date, date_format)
    if unknown:
        message = f"{unknown} cannot be shown; use tokens such as MMM DD, YYYY, and put words in [brackets]."
        fields.lenient().report(fields.scalar("date_format"), "date-token", message)
    return date, shown or date.isoformat()


def read_seo(fields: Fields) -> Seo:
    """Read the keys below `seo`."""
    group = fields.group("seo")
    if group is None:
        return Seo()
    return Seo(
        title=group.text("title"),
        description=group.text("page_description"),
        keywords=group.words("page_keywords"),
        extra=group.others(_SEO_KEYS),
    )
