"""What a page says to search engines: schema.org's vocabulary as JSON-LD.

A `QAPage` if the file has a question and an answer, else an `Article`; and a `BreadcrumbList`. For what each must have,
see https://developers.google.com/search/docs/appearance/structured-data (qapage, article, breadcrumb).
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from articles.publishing.reading.article import Article, Author
from articles.publishing.rendering import times
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import image_url, list_url, page_url
from markupsafe import Markup

# Names of several people, who are an organization: `Editors`, `The Physics Team`, `Redaktion`.
_SEVERAL = re.compile(
    r"(?:the )?(?:[\w&'\u2019.-]+ ){0,5}"
    r"(?:authors|contributors|editorial (?:board|staff|team)|editors|maintainers|newsroom|staff writers|team|writers"
    r"|autoren|autoren?team|redaktion|redactie|r[eé]dacteurs|r[eé]daction|redacci[oó]n|redazione|redakcja|reda[cç][aã]o"
    r"|[eé]quipe|equipo|редакция|команда|編集部|编辑部|編輯部|편집부)(?: (?:at|de|der|des|of|von) .+)?",
    re.IGNORECASE,
)

# In a script element, `<` could end the element or open a comment, even inside a JSON string.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def structured_data(article: Article, text: str, breadcrumbs: Sequence[tuple[str, str]], settings: Settings) -> Markup:
    """The content of a page's one `application/ld+json` script element.

    Args:
        article: The article.
        text: Its answer as plain text.
        breadcrumbs: Name and path of the pages above it and of itself, outermost first.
        settings: The site's settings.
    """
    return _script([_main(article, text, settings), _breadcrumbs(breadcrumbs, settings)])


def site_data(settings: Settings, description: str = "") -> Markup:
    """The same of the site's first page: what the site is called and about, and how it is searched."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.url}/search?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    url = list_url("/", settings)
    about = {"name": settings.name, "url": url, "inLanguage": settings.language}
    if description:
        about["description"] = description
    return _script([{"@type": "WebSite", **about, "potentialAction": search}])


def _script(graph: Sequence[Mapping[str, Any]]) -> Markup:
    document = {"@context": "https://schema.org", "@graph": graph}
    serialized = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():  # for long texts, ten times as fast as `translate`
        serialized = serialized.replace(character, escape)
    return Markup(serialized)  # noqa: S704 - the three characters that matter are escaped above


def _main(article: Article, text: str, settings: Settings) -> dict[str, Any]:
    url = page_url(article.path, settings)
    origin = {
        **({"datePublished": article.date.isoformat()} if article.date else {}),
        **({"dateModified": modified} if (modified := times.modified_text(article, settings)) else {}),
        "author": _authors(article, settings),
    }
    optional = {"description": article.description, "keywords": ", ".join(article.keywords)}
    image = {"image": image_url(article.image, settings)} if article.image else {}
    common = {
        "@id": url,
        "url": url,
        "headline": article.title,
        **{name: value for name, value in optional.items() if value},
        **image,
        **origin,
        "publisher": _organization(settings),
        "inLanguage": article.language or settings.language,
    }
    if _is_visible(article.question) and _is_visible(text):
        about = {"about": {"@type": "Thing", "name": article.subject}} if article.subject else {}
        return {"@type": "QAPage", **common, **about, "mainEntity": _question(article.question, text, url, origin)}
    section = {"articleSection": article.subject} if article.subject else {}
    return {"@type": "Article", **common, **section, "mainEntityOfPage": url}


def _question(question: str, answer: str, url: str, origin: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Question",
        "name": question,
        "text": question,
        "answerCount": 1,
        **origin,
        "acceptedAnswer": {"@type": "Answer", "text": answer, "url": url, **origin},
    }


def _is_visible(text: str) -> bool:
    """Whether a text has a character that can be seen."""
    return any(char.isprintable() and not char.isspace() for char in text)


def _authors(article: Article, settings: Settings) -> dict[str, str] | list[dict[str, str]]:
    authors = article.authors or (Author(article.author or settings.author),)
    found = [_author(author, settings) for author in authors]
    return found[0] if len(found) == 1 else found


def _author(author: Author, settings: Settings) -> dict[str, str]:
    if author.name == settings.name:
        return _organization(settings)
    kind = "Organization" if _SEVERAL.fullmatch(author.name) else "Person"
    return {"@type": kind, "name": author.name, **({"url": author.url} if author.url else {})}


def _organization(settings: Settings) -> dict[str, str]:
    return {"@type": "Organization", "name": settings.name, "url": settings.url + "/"}


def _breadcrumbs(breadcrumbs: Sequence[tuple[str, str]], settings: Settings) -> dict[str, Any]:
    *lists, page = breadcrumbs
    items = [*((*each, list_url) for each in lists), (*page, page_url)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address(path, settings)}
            for position, (name, path, address) in enumerate(items, start=1)
        ],
    }
