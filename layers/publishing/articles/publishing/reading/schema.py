"""The keys of the format: their names, which are required, and how to read those that need more than a type."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from articles.publishing.errors import MAX_PROBLEMS, Problem, shortened
from articles.publishing.reading import keys
from articles.publishing.reading.answer import (
    MAX_MARKDOWN_BYTES,
    Answer,
    from_body,
    from_scalar,
    is_nothing,
    is_too_large,
)
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.front_matter import FrontMatter
from articles.publishing.reading.nearest import nearest
from articles.publishing.reading.visibility_keys import VISIBILITY_KEYS, unknown_status

SCHEMAS = frozenset({"default"})

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


def check_text(fields: Fields, matter: FrontMatter) -> None:
    """Report that a file has no text."""
    if fields.is_empty("answer") and is_nothing(matter.body):
        message = "The article has no text; write it below the keys, or add the key answer."
        fields.report(None, "answer-missing", message)


def report_unknown(fields: Fields, known: Collection[str], quiet: Collection[str]) -> None:
    """Warn of keys that mean nothing here, and name the one that was most likely meant.

    Args:
        fields: The keys of the file.
        known: The keys that the format knows.
        quiet: Keys that the site's authors use on purpose.
    """
    unknown = [key for key in fields.mapping.keys if not (key in known or key in quiet or key in keys.QUIET_KEYS)]
    names = [*keys.KNOWN_KEYS, "related_article1"]
    for key in unknown[:MAX_PROBLEMS]:  # a file can have thousands, and more are not reported
        near = nearest(key, names)
        cure = f"did you mean {near}?" if near else "remove it, or name it under extra_keys in site.yaml."
        effect = "it does not hold the file back" if near in VISIBILITY_KEYS else "no page shows it"
        message = f"The key {shortened(key)} is not known, so {effect}; {cure}"
        fields.lenient().report(fields.mapping.keys[key], "key-unknown", message)
    for key, node in fields.mapping.entries.items():
        if key not in quiet and (status := unknown_status(key, node)) is not None:
            message = f"{shortened(key)} says {shortened(status)}, which is not known and does not hold the file back;"
            cure = f"write draft if it should, or name {shortened(key)} under extra_keys in site.yaml."
            fields.lenient().report(node, "key-unknown", f"{message} {cure}")


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


def read_id(fields: Fields) -> tuple[int | None, dict[str, Any]]:
    """Read the number of the article. Any other `id` belongs to another tool, and is kept for the JSON."""
    scalar = fields.typed("id")
    if scalar is None:
        return None, {}
    if re.fullmatch(r"[-+]?[0-9.]+", scalar.text.strip()):
        return fields.integer("id"), {}
    return None, {"id": scalar.text}


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
