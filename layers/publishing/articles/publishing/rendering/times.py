"""When an article was published and last changed, as feeds, sitemaps and programs read it (RFC 3339)."""

import datetime as dt
from zoneinfo import ZoneInfo

from articles.publishing.reading.article import Article
from articles.publishing.rendering.settings import Settings


def published(article: Article, settings: Settings) -> str | None:
    """When the article was published: the start of its date in the site's time zone, RFC 3339; None without a date."""
    if article.date is None:
        return None
    start = dt.datetime.combine(article.date, dt.time(), ZoneInfo(settings.time_zone))
    offset = start.utcoffset() or dt.timedelta()
    # Before there were time zones, places had local times with seconds in the offset, which RFC 3339 cannot write.
    return start.isoformat() if not offset.seconds % 60 else f"{article.date.isoformat()}T00:00:00Z"


def modified(article: Article, settings: Settings) -> int | None:
    """When the article last changed, in seconds since the epoch.

    That is what its file says under `updated`, in the site's time zone unless it names one. Without `updated`, it is
    when these bytes of the file were first uploaded; None if they were not.
    """
    if not article.updated:
        return article.uploaded
    moment = dt.datetime.fromisoformat(article.updated)
    zone = None if moment.tzinfo else ZoneInfo(settings.time_zone)
    return int((moment.replace(tzinfo=zone) if zone else moment).timestamp())


def modified_text(article: Article, settings: Settings) -> str | None:
    """When the article last changed, in RFC 3339; None if that is not known."""
    seconds = modified(article, settings)
    return None if seconds is None else rfc3339(seconds)


def rfc3339(seconds: int) -> str:
    """A time, given in seconds since the epoch, in RFC 3339 and UTC."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat().replace("+00:00", "Z")
