"""An article's Markdown representation: front matter that any YAML parser can read, and the answer."""

import json
import re
from collections.abc import Sequence

from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.rendering.markdown_text import as_markdown
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.translations import Alternate
from articles.publishing.rendering.urls import page_url

# JSON strings are YAML scalars (YAML 1.2, section 1.2), except for characters that YAML counts as not printable or as
# line breaks.
_NOT_PLAIN = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def markdown_file(
    article: Article,
    markdown: str,
    related: Sequence[RelatedArticle],
    settings: Settings,
    translations: Sequence[Alternate] = (),
) -> str:
    """Write the article as a Markdown file.

    Args:
        article: The article.
        markdown: Its answer.
        related: Its live related articles.
        settings: The site's settings.
        translations: It and its translations, if there are any.
    """
    question = "" if article.question == article.title else article.question
    fields = {
        "title": article.title,
        "question": question,
        "url": page_url(article.path, settings),
        "author": article.author or settings.author,
        "subject": article.subject,
        "description": article.description,
    }
    lines = [f"{name}: {_quoted(value)}" for name, value in fields.items() if value]
    if article.id is not None:
        lines.insert(0, f"id: {article.id}")
    if article.date:
        lines.append(f"date: {article.date.isoformat()}")
    if article.keywords:
        lines += ["keywords:", *(f"  - {_quoted(keyword)}" for keyword in article.keywords)]
    if related:
        lines.append("related:")
    for each in related:
        lines += [f"  - title: {_quoted(each.title)}", f"    url: {_quoted(page_url(each.path, settings))}"]
    if translations:
        lines.append("translations:")
    for other in translations:
        if other.is_other:
            lines += [f"  - lang: {_quoted(other.language)}", f"    url: {_quoted(other.url)}"]
    heading = f"# {as_markdown(article.title)}"
    return "\n".join(["---", *lines, "---", "", heading, "", markdown.strip("\n"), ""])


def _quoted(text: str) -> str:
    """A text as a double-quoted YAML scalar on one line."""
    return _NOT_PLAIN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
