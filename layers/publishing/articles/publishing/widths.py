"""The narrower forms of a picture, for smaller screens."""

from articles.publishing import media_plans
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.media.facts import Media
from articles.publishing.media.widths import narrowed, widths_worth_trying
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.derived import MissingError
from articles.publishing.storage.messages import Sync

_WHY = "This picture is only offered as wide as it is, since no narrower one could be made; if it is large, shrink it."


def make_widths(key: str, to: Services) -> str | None:
    """Make the narrower forms of a picture, and have the pages follow that show it.

    Args:
        key: Object key of the picture.
        to: The site.

    Returns:
        What was done, in a word; None if there was nothing to do.

    Raises:
        ContentionError: Others kept changing the same items; the caller should try again later.
    """
    return until_settled(lambda done: _attempt(key, to, done), to, f"widths of {key}")


def _attempt(key: str, services: Services, done: str | None) -> tuple[str | None, bool]:
    source = services.table.source(key)
    media = source.media
    if done is None and media is not None and widths_worth_trying(media):
        try:
            made, problems = _made(media, key.rpartition("/")[2], services)
        except MissingError:  # a sync puts it there again, and asks again for this
            services.ingest.send([Sync(key, force=True)])
            return "missing", True
        told = [each for each in source.problems if each.code != "media-widths"]
        plan = media_plans.widen(source, made, [*told, *problems])
        done = "made"
        if (plan.source.media, plan.source.problems) != (media, source.problems):
            services.table.commit(plan.writes)
            source = plan.source
    if source.outbox:  # a sync carries it out: this function may do little
        services.ingest.send([Sync(key)])
    return done, True


def _made(media: Media, name: str, services: Services) -> tuple[list[int], list[Problem]]:
    """Make the narrower forms of a picture: which there are then, and what its author should know."""
    body = services.derived.get(media.address)
    made: list[int] = []
    for width in widths_worth_trying(media):
        try:
            narrower = services.bounded(narrowed, body, width)
        except ArticleError:
            return made, [Problem(1, 1, "media-widths", _WHY, "warning")]
        if narrower is not None:
            services.derived.put(media.narrower(width), narrower, "image/webp", f"{name.rpartition('.')[0]}.webp")
            made.append(width)
    return made, []
