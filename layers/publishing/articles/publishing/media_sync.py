"""Make what is served of one file beside the articles, or of the site's own, agree with the bucket, as it is now.

A picture is put where readers get it before the commit that names it, so that no page ever shows one that is not there;
and before that, somebody is set to look for it who comes even if there is never a commit.
What is no longer named is deleted a week later, by a sync that `by-time` brings.
"""

from dataclasses import replace

from articles.publishing import media_plans
from articles.publishing.current import is_current
from articles.publishing.errors import ArticleError
from articles.publishing.media.copies import Copy, read_media
from articles.publishing.media.facts import folder_of
from articles.publishing.media.limits import MAX_MEDIA_BYTES
from articles.publishing.outbox import drain
from articles.publishing.outcome import Outcome
from articles.publishing.planning import Facts, Plan
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.site_own_files import read_own_file
from articles.publishing.reading.text_links import Target
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import NotModified, Upload, is_own, name_of


def sync_media(key: str, services: Services, *, force: bool = False) -> Outcome:
    """Make what is served of a file agree with the bucket.

    Args:
        key: Object key.
        services: The services of the site.
        force: Process the file even if it has not changed since the last time.

    Returns:
        What was done; its state is `unchanged` if there was nothing to do.

    Raises:
        ContentionError: Others kept changing the same items; the caller should try again later.
    """
    return until_settled(lambda done: _attempt(key, services, done, force=force), services, f"sync of {key}")


def _attempt(key: str, services: Services, done: Outcome | None, *, force: bool) -> tuple[Outcome, bool]:
    source, site = services.table.source_and_site(key)
    force = force and done is None
    is_same = not force and media_plans.is_processed(source, site)
    upload = services.bucket.get(key, unless=source.etag if is_same else "", limit=MAX_MEDIA_BYTES)
    plan = _plan(source, site, upload, services, force=force)
    if plan is None:
        href = source.media.href if source.media else None
        return done or Outcome(key, "unchanged", href, source.problems), drain(source, services)
    services.table.commit(plan.writes)
    outcome = Outcome.of(plan.source, upload, services.now())
    if not isinstance(upload, Upload) and source.state == plan.source.state:  # only what was served before has gone
        outcome = replace(outcome, state="unchanged")
    return outcome, is_current(plan.source, site, services) and drain(plan.source, services)


def _plan(
    source: Source, site: Site, upload: Upload | NotModified | None, services: Services, *, force: bool
) -> Plan | None:
    """What to write so that the table agrees with what the bucket holds; None if it agrees already."""
    now, renderer = services.now(), media_plans.renderer_of(source.key)
    if upload is None and source.state != "deleted":
        return media_plans.delete(source, renderer, now)
    if not isinstance(upload, Upload):
        return _tidy(source, services, now) if source.is_due(now) else None
    anew = force or source.renderer != renderer
    facts = Facts(source, upload, renderer, media_plans.quiet_of(source.key, site), now, now, anew=anew)
    pattern = next((each for each in site.file.ignore if is_ignored(source.key, (each,))), None)
    if pattern is not None:
        return media_plans.ignore(facts, pattern)
    try:
        copy = _read(source.key, upload.body, site, services)
    except ArticleError as error:
        return media_plans.reject(facts, error.problems, widen=force and _lacks_widths(source, services))
    expected = media_plans.expect(source, copy.media, now)
    if expected is not None:
        services.table.commit(expected.writes)
        facts = replace(facts, source=expected.source)
    services.derived.put(copy.media.address, copy.body, copy.media.media_type, source.key.rpartition("/")[2])
    return media_plans.serve(facts, copy)


def _read(key: str, body: bytes, site: Site, services: Services) -> Copy:
    if is_own(key):
        return services.bounded(read_own_file, key, body, site.file.head.hosts)
    return services.bounded(read_media, key, body)


def _lacks_widths(source: Source, services: Services) -> bool:
    """Whether the narrower forms of a picture that is there have yet to be made, as a comparison finds it."""
    media = source.media
    return media is not None and media.widths is None and services.derived.exists(media.address)


def _tidy(source: Source, services: Services, now: float) -> Plan:
    there = services.derived.listed(folder_of(source.key))
    named = _named(source.key, services) if source.retired else set()
    return media_plans.tidy(source, there, named, now)


def _named(key: str, services: Services) -> set[str]:
    """The addresses of all that is named by stored pages that show a file, or link to it."""
    found: set[str] = set()
    for target in (Target("file", key), Target("name", name_of(key))):
        cursor = None
        while True:
            page = services.table.referrers(target, cursor, services.page)
            found |= services.table.shown_by(page.found)
            cursor = page.cursor
            if cursor is None:
                break
    return found
