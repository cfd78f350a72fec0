"""Preview a file: the page as it will be, made when it is asked for, from what the bucket has now."""

from dataclasses import dataclass, replace

from articles.publishing.errors import ArticleError, Severity, most_important
from articles.publishing.plans import path_taken
from articles.publishing.problems import Reading, reading_of
from articles.publishing.reading.article import Article
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.visibility import clock_time
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.rendering.preview import Notice, Preview, preview_page, unreadable_page
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.text_links import text_links
from articles.publishing.running.bounded import Bound
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.cards import Cards, is_held_by
from articles.publishing.storage.linking import outlook_of
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.sites import Site
from articles.publishing.storage.table import Table
from articles.publishing.storage.uploads import SITE_FILE, Upload, is_article

# In place of the path of a file whose path cannot be read.
_NOWHERE = "/preview"


@dataclass(frozen=True, slots=True)
class Library:
    """What previews are made of.

    Attributes:
        bucket: The article files.
        table: What is published of them.
        url: The site's address.
        media_host: As in `Settings`.
        bounded: Calls what reads or renders a file, within limits of time and memory.
    """

    bucket: Bucket
    table: Table
    url: str
    bounded: Bound
    words: OwnWordsReader
    media_host: str = ""


def preview(key: str, of: Library, now: float) -> Preview | None:
    """Make the preview of a file.

    Args:
        key: Object key of the file.
        of: What it is made of.
        now: The time, in seconds since the epoch.

    Returns:
        The preview; None if the bucket has no such article file.
    """
    upload = of.bucket.get(key) if is_article(key) else None
    if not isinstance(upload, Upload):
        return None
    site = of.table.site()
    reading = reading_of(upload.body, key, site.file, of.url, of.bounded)
    article, settings = reading.article, site.settings(of.url, of.media_host, of.words.of(site.own))
    cards = of.table.cards_alone([article.path] if article is not None and article.path else [])
    notice = _notice(key, upload, reading, cards, site, now)
    if article is not None:
        article = replace(article, path=article.path or _NOWHERE, uploaded=int(upload.modified.timestamp()))
        try:
            return _page(article, notice, settings, of)
        except ArticleError as error:
            notice = _with_error(notice, error)
    return of.bounded(unreadable_page, notice, settings)


def _page(article: Article, notice: Notice, settings: Settings, of: Library) -> Preview:
    text = of.bounded(text_links, article, settings.url)
    around, _ = of.table.around([link.path for link in article.related], text, groups=[article.group])
    outlook = outlook_of(article, text, around)
    destinations = of.table.destinations(outlook)
    return of.bounded(preview_page, article, outlook.related, notice, settings, destinations, outlook.translations)


def _notice(  # noqa: PLR0913, PLR0917 - what was read
    key: str, upload: Upload, reading: Reading, cards: Cards, site: Site, now: float
) -> Notice:
    """Say what a file is, and what will become of it."""
    uploaded = clock_time(int(upload.modified.timestamp()), site.file.time_zone)
    article = reading.article
    reason = article.visibility.reason(now, site.file.time_zone) if article is not None else None
    state, text = "rejected", "It is not published until its errors are mended."
    severity: Severity = "error" if reason is None else "warning"
    taken = path_taken(article, published_key(key), cards, severity) if article is not None else []
    if is_ignored(key, site.file.ignore):
        state, text = "ignored", f"{SITE_FILE} leaves it out."
    elif reason is not None:
        state, text = reason.code, reason.message
    elif article is not None and reading.is_valid:
        state, text = "public", f"It is published at {article.path}."
        if article.visibility.unlisted:
            state, text = "unlisted", f"It is published at {article.path}, and no list or feed names it."
        if taken:
            state, text = "waiting", f"It is published at {article.path} once that is free."
        elif not is_held_by(cards.get(article.path), key):
            text = f"It is about to be published at {article.path}."
    return Notice(key, state, text, uploaded, most_important([*reading.problems, *taken]))


def _with_error(notice: Notice, error: ArticleError) -> Notice:
    return replace(notice, problems=most_important([*notice.problems, *error.problems]))
