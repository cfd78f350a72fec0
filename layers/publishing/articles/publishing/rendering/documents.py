"""An article as JSON documents: all that is known of it, and its related links alone."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from articles.common.representations import HTML
from articles.publishing.media.facts import MediaFile
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.reading.text_links import Destination
from articles.publishing.rendering import times
from articles.publishing.rendering.absolute_links import with_absolute_links
from articles.publishing.rendering.body.internal_links import Place
from articles.publishing.rendering.body.site_links import is_of_media
from articles.publishing.rendering.excerpt import excerpt, reading_minutes
from articles.publishing.rendering.markdown import Body
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.shown_dates import date_text
from articles.publishing.rendering.translations import Alternate
from articles.publishing.rendering.urls import article_urls, image_url, list_url, neighbours, page_url, subject_path

_MEDIA_FACTS = ("url", "kind", "media_type", "size", "width", "height")


def article_document(  # noqa: PLR0913, PLR0917 - all that is known
    article: Article,
    body: Body,
    markdown: str,
    related: Sequence[RelatedArticle],
    settings: Settings,
    translations: Sequence[Alternate] = (),
) -> dict[str, Any]:
    """All that is known of an article, as docs/article.schema.json describes it.

    Args:
        article: The article.
        body: Its answer, rendered.
        markdown: Its answer as Markdown.
        related: Its related articles that are live.
        settings: The site's.
        translations: It and its translations, if there are any.
    """
    urls = article_urls(article.path, settings)
    return {
        "id": article.id,
        "path": article.path,
        "url": urls[HTML],
        "alternates": urls,
        "title": article.title,
        "question": article.question,
        "seo_title": article.seo_title,
        "article_title": article.article_title,
        "description": article.description,
        "excerpt": excerpt(body.text),
        "keywords": list(article.keywords),
        "author": article.author or settings.author,
        **_optional(article, body, settings),
        "subject": _subject(article, settings),
        **_neighbours(article, settings),
        "date": article.date.isoformat() if article.date else None,
        "modified": times.modified_text(article, settings),
        "date_text": date_text(article, settings),
        "date_format": article.date_format,
        "posted_on": article.posted_on,
        "reading_minutes": reading_minutes(body.text, article.language or settings.language),
        "answer": {"html": with_absolute_links(body.html, urls[HTML]), "markdown": markdown, "text": body.text},
        "headings": [asdict(heading) for heading in body.headings],
        "links": _links(body, settings),
        "related": [_related(each, settings) for each in related],
        **({"translations": [_translation(each) for each in translations if each.is_other]} if translations else {}),
        "file_name": article.file_name,
        "score": article.score,
        "schema": article.schema,
        "extra": article.extra,
    }


def _translation(of: Alternate) -> dict[str, str]:
    return {"language": of.language, "path": of.path, "url": of.url}


def related_document(article: Article, related: Sequence[RelatedArticle], settings: Settings) -> dict[str, Any]:
    """An article's related links alone, as docs/article.schema.json describes them under `$defs/related`."""
    return {
        "path": article.path,
        "url": page_url(article.path, settings),
        "related": [_related(each, settings) for each in related],
    }


def _optional(article: Article, body: Body, settings: Settings) -> dict[str, Any]:
    """What few files say."""
    media = _media(body, settings)
    authors = [asdict(author) for author in article.authors]
    return {
        **({"authors": authors} if len(authors) > 1 or any(author["url"] for author in authors) else {}),
        **({"image": image_url(article.image, settings)} if article.image else {}),
        **({"media": media} if media else {}),
        **({"language": article.language} if article.language else {}),
    }


def _subject(article: Article, settings: Settings) -> dict[str, str | None] | None:
    if not article.subject:
        return None
    url = list_url(subject_path(article.subject_slug), settings) if article.subject_slug else None
    return {"name": article.subject, "slug": article.subject_slug, "url": url}


def _neighbours(article: Article, settings: Settings) -> dict[str, str | None]:
    """What leads to the articles beside it in the list of its subject; null if it is in the list of none."""
    found = neighbours(article.path, article.subject_slug)
    return {name: settings.url + found[name] if found else None for name in ("previous", "next")}


def _links(body: Body, settings: Settings) -> list[dict[str, str | None]]:
    """The links within the site that the text has, each once."""
    return [_text_link(place, settings) for place in _once(body.links) if not is_of_media(place.link)]


def _media(body: Body, settings: Settings) -> list[dict[str, str | int | None]]:
    """The files beside the articles that the text shows or offers, each once."""
    return [_media_file(place, settings) for place in _once(body.links) if is_of_media(place.link)]


def _once(places: Sequence[Place]) -> Iterator[Place]:
    """The first place of each link, in the order of the text."""
    first = {place.link: index for index, place in reversed([*enumerate(places)])}
    return (places[index] for index in sorted(first.values()))


def _media_file(place: Place, settings: Settings) -> dict[str, str | int | None]:
    text = " ".join(place.words.split())
    media = place.destination.media if isinstance(place.destination, MediaFile) else None
    if media is None:
        return dict.fromkeys(_MEDIA_FACTS) | {"state": "missing", "text": text}
    facts = (settings.url + media.href, media.kind, media.media_type, media.size, media.width, media.height)
    return dict(zip(_MEDIA_FACTS, facts, strict=True)) | {"state": "live", "text": text}


def _text_link(place: Place, settings: Settings) -> dict[str, str | None]:
    text = " ".join(place.words.split())
    if not isinstance(place.destination, Destination):
        return {"path": None, "title": None, "url": None, "state": "missing", "text": text}
    path, title = place.destination.path, place.destination.title
    return {"path": path, "title": title, "url": settings.url + place.address, "state": "live", "text": text}


def _related(each: RelatedArticle, settings: Settings) -> dict[str, Any]:
    return {**asdict(each), "url": page_url(each.path, settings)}
