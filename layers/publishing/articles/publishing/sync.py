"""Make the table agree with one file of the bucket, as the bucket is now.

Events are hints: whatever they say, the bucket is read, and what differs is written in one transaction, guarded by the
revisions that were read. So this one operation handles duplicates, reordering, lost events and a rebuild.
"""

from dataclasses import dataclass, replace

from articles.publishing import plans
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.outbox import drain
from articles.publishing.plans import Facts, Plan
from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.fingerprint import fingerprint
from articles.publishing.rendering.representations import represent
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.cards import is_held_by, is_live, related_articles
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import NotModified, Upload


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sync found and did.

    Attributes:
        key: Object key of the file.
        state: `published`, `rejected`, `waiting`, `deleted`, or `unchanged`.
        path: The path that it waits for, or else the one that it is live at.
        problems: What its author should know.
        delay: Seconds from the upload to the commit; None if nothing was written, or the file was deleted.
    """

    key: str
    state: str
    path: str | None
    problems: tuple[Problem, ...] = ()
    delay: float | None = None


def sync(key: str, services: Services, *, force: bool = False) -> Outcome:
    """Make the table agree with one file of the bucket.

    Args:
        key: Object key.
        services: The services of the site to publish to.
        force: Process the file even if it has not changed since the last time.

    Returns:
        What was done; its state is `unchanged` if there was nothing to do.

    Raises:
        ContentionError: Others kept changing the same items; the caller should try again later.
    """
    return until_settled(lambda done: _attempt(key, services, done, force=force), services, f"sync of {key}")


def _attempt(key: str, services: Services, done: Outcome | None, *, force: bool) -> tuple[Outcome, bool]:
    source = services.table.source(key)
    renderer = fingerprint(services.settings)
    force = force and done is None
    upload = services.bucket.get(key, unless="" if force else _settled_etag(source, services, renderer))
    plan = _plan(source, upload, services, renderer, force=force)
    if plan is None:
        unchanged = Outcome(key, "unchanged", source.path or source.claim, source.problems)
        return done or unchanged, drain(source, services)
    services.table.commit(plan.writes)
    outcome = _outcome(plan.source, upload, services)
    return outcome, _is_current(plan.source, services) and drain(plan.source, services)


def _settled_etag(source: Source, services: Services, renderer: str) -> str:
    """The ETag with which a file needs no sync; empty if it needs one anyway."""
    if source.renderer != renderer:
        return ""
    if source.claim is not None and not is_held_by(services.table.card(source.claim), source.holder):
        return ""
    return source.etag


def _plan(
    source: Source, upload: Upload | NotModified | None, services: Services, renderer: str, *, force: bool
) -> Plan | None:
    """What to write so that the table agrees with what the bucket holds; None if it agrees already."""
    if isinstance(upload, NotModified):
        return None
    if upload is None:
        if source.state == "deleted":
            return None
        cards = services.table.cards({source.path} if source.path else set())
        return plans.delete(source, cards, renderer, services.now())
    facts = Facts(source, upload, renderer, services.now(), anew=force or source.renderer != renderer)
    try:
        article = services.bounded(parse_article, upload.body, source.key)
        article = replace(article, uploaded=plans.uploaded(source, upload))
        links = [link.path for link in article.related]
        cards = services.table.cards({article.path, *links, *([source.path] if source.path else [])})
        related = related_articles(article.path, links, cards)
        rendered = services.bounded(represent, article, related, services.settings)
    except ArticleError as error:
        return plans.reject(facts, error.problems)
    holder = cards[article.path]
    if is_live(holder) and holder.owner != source.key:
        return plans.wait(facts, article, rendered, holder)
    return plans.publish(facts, cards, article, rendered, related)


def _is_current(source: Source, services: Services) -> bool:
    """Whether the bucket still holds what was committed.

    If a file is changed and changed back, another run may read the restored version just before this commit, find that
    the table agrees with it, and write nothing. So the last run to write looks once more.
    """
    upload = services.bucket.get(source.key, unless=source.etag)
    return upload is None if source.state == "deleted" else isinstance(upload, NotModified)


def _outcome(source: Source, upload: Upload | NotModified | None, services: Services) -> Outcome:
    delay = services.now() - upload.modified.timestamp() if isinstance(upload, Upload) else None
    path = source.claim or source.path
    return Outcome(source.key, source.state, path, source.problems, delay)
