"""Make the table agree with one file of the bucket, as the bucket is now.

Events are hints: whatever they say, the bucket is read, and what differs is written in one transaction, guarded by the
revisions that were read. So this one operation handles duplicates, reordering, lost events and a rebuild.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from articles.publishing import alias_plans, plans, withdrawals
from articles.publishing.current import is_current
from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.media_sync import sync_media
from articles.publishing.outbox import drain
from articles.publishing.outcome import Outcome
from articles.publishing.planning import Facts, Plan
from articles.publishing.problems import Reading, reading_of
from articles.publishing.reading.article import Alias, Article
from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.visibility import Visibility, Withheld
from articles.publishing.reading.visibility_keys import published_key
from articles.publishing.rendering.fingerprint import fingerprint
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.text_links import text_links
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.site_sync import sync_site
from articles.publishing.storage.cards import Cards, is_held_by, is_live
from articles.publishing.storage.linking import outlook_of
from articles.publishing.storage.neighbours import Candidates, Neighbours
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE, NotModified, Upload, is_served

_KEY_UNKNOWN = "key-unknown"
_ALIAS_TAKEN = "alias-taken"


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
    if key == SITE_FILE:
        return sync_site(services, force=force)
    if is_served(key):
        return sync_media(key, services, force=force)
    return until_settled(lambda done: _attempt(key, services, done, force=force), services, f"sync of {key}")


def _attempt(key: str, services: Services, done: Outcome | None, *, force: bool) -> tuple[Outcome, bool]:
    source, site = services.table.source_and_site(key)
    renderer = fingerprint(services.settings(site))
    force = force and done is None
    upload = services.bucket.get(key, unless="" if force else _settled_etag(source, site, services, renderer))
    plan = _plan(source, site, upload, services, renderer, force=force)
    if plan is None:
        unchanged = Outcome(key, "unchanged", source.path or source.claim, source.problems)
        return done or unchanged, not source.outbox or _finish(source, services)
    services.table.commit(plan.writes)
    outcome = Outcome.of(plan.source, upload, services.now())
    return outcome, is_current(plan.source, site, services) and _finish(plan.source, services)


def _finish(source: Source, services: Services) -> bool:
    """Carry out what follows a commit; returns whether nothing is left to do.

    Who holds an alias may have changed before the file had its claim there, when nobody could know whom to tell. So the
    paths are looked at once more.
    """
    return drain(source, services) and _knows_holders(source, services)


def _knows_holders(source: Source, services: Services) -> bool:
    if source.state != "published" or not source.aliases:
        return True
    return alias_plans.knows_holders(source, services.table.cards_alone([each.path for each in source.aliases]))


def _settled_etag(source: Source, site: Site, services: Services, renderer: str) -> str:
    """The ETag with which a file needs no sync; empty if it needs one anyway."""
    if source.renderer != renderer or not site.treats_alike(source) or source.is_due(services.now()):
        return ""
    if source.claim is not None and not is_held_by(services.table.card(source.claim), source.holder):
        return ""
    return source.etag if _knows_holders(source, services) else ""


def _plan(  # noqa: PLR0913 - what was read
    source: Source,
    site: Site,
    upload: Upload | NotModified | None,
    services: Services,
    renderer: str,
    *,
    force: bool,
) -> Plan | None:
    """What to write so that the table agrees with what the bucket holds; None if it agrees already."""
    if isinstance(upload, NotModified):
        return None
    if upload is None:
        if source.state == "deleted":
            return None
        return withdrawals.delete(source, _own_card(source, services), renderer, services.now())
    now = services.now()
    decided = plans.decision_time(source, upload, now, force=force)
    anew = force or source.renderer != renderer
    return _plan_of_upload(Facts(source, upload, renderer, site.quiet, now, decided, anew=anew), site, services)


def _plan_of_upload(facts: Facts, site: Site, services: Services) -> Plan:
    source = facts.source
    pattern = next((each for each in site.file.ignore if is_ignored(source.key, (each,))), None)
    if pattern is not None:
        return withdrawals.ignore(facts, _own_card(source, services), pattern)
    reading = reading_of(facts.upload.body, source.key, site.file, services.url, services.bounded)
    article = reading.article
    if article is not None:
        state = article.visibility.state(facts.decided)
        if state != "public":
            return _withheld(facts, article, state, reading, site, services)
        if reading.is_valid:
            return _plan_of_article(facts, article, site, services)
    if _is_same(facts):
        return _explained(facts, reading.problems, (), services)
    cards = _own_card(source, services) if facts.has_expired else {}
    problems = reading.all_problems(site.file.frames, services.bounded)
    return plans.reject(facts, cards, problems, article.visibility if article is not None else Visibility())


def _withheld(  # noqa: PLR0913, PLR0917 - what was read
    facts: Facts, article: Article, state: Withheld, reading: Reading, site: Site, services: Services
) -> Plan:
    """Take the page of a file down that says that it is not public, and tell its author what will become of it."""
    source = facts.source
    cards = services.table.cards({path for path in (source.path, article.path) if path})
    problems = [*reading.all_problems(site.file.frames, services.bounded)]
    problems += filter(None, [article.visibility.reason(facts.decided, site.file.time_zone)])
    if state != "expired":
        problems += plans.path_taken(article, published_key(source.key), cards, "warning")
    return withdrawals.withhold(facts, cards, state, most_important(problems), article.visibility)


def _plan_of_article(facts: Facts, article: Article, site: Site, services: Services) -> Plan:
    source = facts.source
    if _is_same(facts):
        return _explained(facts, article.warnings, article.aliases, services)
    article = replace(article, uploaded=plans.uploaded(source, facts.upload, article.visibility))
    settings = services.settings(site)
    related, aliases = ([each.path for each in named] for named in (article.related, article.aliases))
    wanted = {article.path, *related, *aliases, *([source.path] if source.path else [])}
    try:
        text = services.bounded(text_links, article, settings.url)
        around, had = services.table.around(wanted, text, article.path, services.pool, [article.group])
        candidates = _candidates(source, article, had, site, services)
        around = services.table.with_paths(around, candidates.paths)
        cards = around.cards
        outlook = outlook_of(article, text, around, candidates)
        destinations = services.table.destinations(outlook)
        rendered = services.bounded(represent, article, outlook.related, settings, destinations, outlook.translations)
    except ArticleError as error:
        return plans.reject(facts, _own_card(source, services), error.problems, article.visibility)
    if is_live(cards[article.path]) and not is_held_by(cards[article.path], source.key):
        return plans.wait(facts, cards, article, rendered)
    return plans.publish(facts, cards, had, article, outlook, rendered)


def _candidates(source: Source, article: Article, had: PageLinks, site: Site, services: Services) -> Candidates:
    """What the related articles of a page are taken from: it keeps its neighbours, also where it moves to."""
    neighbours = Neighbours()
    if source.path is not None:
        is_moved = source.path != article.path
        neighbours = services.table.neighbours(source.path) if is_moved else had.neighbours
    named = tuple(link.path for link in article.related)
    return site.candidates(named, neighbours, unlisted=article.visibility.unlisted)


def _is_same(facts: Facts) -> bool:
    """Whether this very version was processed before, so that only what its author is told can be another by now."""
    source = facts.source
    has_same_bytes = source.etag == facts.upload.etag and source.state in ("published", "rejected")
    return has_same_bytes and not facts.anew and not source.is_due(facts.decided)


def _explained(facts: Facts, found: Iterable[Problem], aliases: Collection[Alias], services: Services) -> Plan:
    """Tell the author of the keys that are unknown by now, and of the aliases that others hold if these are live."""
    source = facts.source
    live = aliases if source.state == "published" else ()
    cards = services.table.cards_alone([each.path for each in live])
    kept = [problem for problem in source.problems if problem.code not in (_KEY_UNKNOWN, _ALIAS_TAKEN)]
    unknown = [problem for problem in found if problem.code == _KEY_UNKNOWN]
    problems = most_important([*kept, *unknown, *alias_plans.taken(live, source.key, cards)])
    named = alias_plans.named(live, source, cards, source.since) if live else source.aliases
    return plans.explain(facts, problems, named)


def _own_card(source: Source, services: Services) -> Cards:
    return services.table.cards({source.path} if source.path else set())
