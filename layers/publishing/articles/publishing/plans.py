"""What each outcome of a sync writes, in one transaction. Pure: given what was read, return what to write."""

from collections.abc import Iterable
from dataclasses import replace

from articles.publishing import alias_plans, departures
from articles.publishing.errors import ConflictError, Problem, Severity
from articles.publishing.planning import Facts, Plan, plan, timestamp
from articles.publishing.reading.article import Article
from articles.publishing.reading.text_links import OF_OTHERS
from articles.publishing.reading.visibility import Visibility
from articles.publishing.rendering.fingerprint import rendered_from
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.storage import writes
from articles.publishing.storage.cards import Card, Cards, came_back, is_live, left
from articles.publishing.storage.linking import Outlook
from articles.publishing.storage.page_links import PageLinks, anchors_digest, replaced, told
from articles.publishing.storage.sources import Claim, NamedAlias, Source, Task
from articles.publishing.storage.uploads import Upload
from articles.publishing.storage.writes import Write

# Seconds by which the clock of a machine may be ahead of another's.
MOST_AHEAD = 300


def publish(  # noqa: PLR0913, PLR0917 - what was read, and what was made of it
    facts: Facts,
    cards: Cards,
    had: PageLinks,
    article: Article,
    outlook: Outlook,
    rendered: Rendered,
) -> Plan:
    """Make the file's page live at its path. If it was live at another path, redirect from there.

    Args:
        facts: What was read.
        cards: The cards of the article's path and its aliases, and of the path where the file is live now.
        had: The links of the page that was at the article's path.
        article: What the file says.
        outlook: Where its links lead.
        rendered: Its representations, which show that.

    Raises:
        ConflictError: The old path no longer belongs to this file: read again.
    """
    source = facts.source
    before = cards[article.path]
    card = Card(
        path=article.path,
        state="live",
        owner=source.key,
        revision=before.revision + 1 if before else 1,
        alias=before.alias if before else None,
        alias_owner=before.alias_owner if before else "",
        redirect=before.redirect if before else None,
        moved_to=came_back(before, cards, source.path),
        rendered=rendered_from(outlook.shown, facts.renderer),
        id=article.id,
        title=article.title,
        subject=article.subject,
        subject_slug=article.subject_slug,
        date=article.date.isoformat() if article.date else "",
        description=article.description,
        modified=rendered.modified,
        unlisted=article.visibility.unlisted,
        json_etag=rendered.json_etag,
        anchors=anchors_digest(rendered.anchors),
        search=rendered.search_digest,
        excerpt=rendered.excerpt_beside(article.description),
        language=article.language,
        edition=article.edition,
        translations=outlook.translations,
    )
    wanted = PageLinks(
        card.path,
        related=outlook.candidates.named,
        text=tuple(each.link for each in outlook.text),
        led_to=outlook.led_to,
        media=outlook.media,
        told=told(rendered.warnings),
        anchors=rendered.anchors,
        edges=outlook.edges,
        neighbours=outlook.candidates.neighbours,
        group=outlook.group,
    )
    links, edges = replaced(wanted, had, before, card.revision)
    card = replace(card, links=links.revision)
    changes = [
        writes.put_card(card, before, facts.now),
        writes.put_article(article, rendered.entry, facts.renderer, rendered.search),
        *writes.put_representations(article, rendered.representations, int(facts.now)),
        *writes.set_links(had, links),
        *writes.set_edges(card.path, edges),
        *writes.set_places(before, card, anew=facts.anew),
    ]
    tasks = departures.settlements(before, card, anew=facts.anew) | departures.indexed(before, card)
    if before is None or before.shown != card.shown:
        tasks |= {Task("referrers", card.path), Task("linked")}
    if not is_live(before):
        tasks |= {Task("claimants", card.path), *departures.told(card), *alias_plans.rivals(card)}
    if outlook.candidates.lack(card.search):  # what comes into the index has them computed
        tasks.add(Task("index", card.path))
    if links.edges or links.unsettled:
        tasks.add(Task("refresh", card.path))
    if source.path is not None and source.path != card.path:
        old = departures.own(source, cards)
        moved = left(old, card)
        changes += departures.leave(old, moved, facts.now)
        tasks |= departures.departure(old, moved)
    taken = alias_plans.taken(article.aliases, source.key, cards)
    after = replace(
        _processed(facts),
        state="published",
        path=card.path,
        live_version=facts.upload.version,
        live_etag=facts.upload.etag,
        uploaded=article.uploaded,
        aliases=alias_plans.named(article.aliases, source, cards, timestamp(facts.now)),
        due=article.visibility.due(facts.decided),
        expires=article.visibility.expires,
        group="" if article.visibility.unlisted else article.group,
        language=article.language,
        problems=tuple(sorted([*article.warnings, *rendered.warnings, *taken])),
    )
    return plan(source, after, changes, tasks, anew=facts.anew)


def decision_time(source: Source, upload: Upload, now: float, *, force: bool) -> float:
    """The time for which to decide what is public: now, or that for which this version was decided, if that is later.

    A forced sync does not believe a clock that was ahead by more than clocks are.
    """
    is_same_version = source.etag == upload.etag
    is_believed = not force or source.decided < now + MOST_AHEAD
    return max(now, source.decided) if is_same_version and is_believed else now


def uploaded(source: Source, upload: Upload, visibility: Visibility) -> int:
    """When these bytes of a file were uploaded, or published if that was later, in seconds since the epoch.

    If they are the bytes that are live already, uploading them again is no change, and the first upload counts.
    """
    if source.uploaded is not None and source.live_etag == upload.etag:
        return source.uploaded
    return max(int(upload.modified.timestamp()), visibility.since.seconds if visibility.since else 0)


def wait(facts: Facts, cards: Cards, article: Article, rendered: Rendered) -> Plan:
    """Let the file wait, because another file's page is live at its path. What it had live stays live.

    Args:
        facts: What was read.
        cards: The cards of the article's path, and of the path where the file is live now.
        article: What the file says.
        rendered: Its representations, of which only the warnings matter.

    Raises:
        ConflictError: A path no longer belongs to the file that it belonged to: read again.
    """
    source = facts.source
    holder = cards[article.path]
    if holder is None:
        raise ConflictError(f"nothing is at {article.path}")
    # Nobody tells its author of what other pages do until it is live.
    of_text = [each for each in rendered.warnings if each.code not in OF_OTHERS]
    after = replace(
        _processed(facts),
        state="waiting",
        claim=article.path,
        holder=holder.owner,
        problems=tuple(sorted([*article.warnings, *of_text, *path_taken(article, source.key, cards)])),
    )
    if source.claim == article.path:
        after = replace(after, since=source.since)
    claim = Claim(source.key, after.since, holder.owner)
    changes = [writes.check_held(holder.path, holder.owner), writes.put_claim(article.path, claim)]
    return _keep(facts, cards, after, article.visibility, changes)


def path_taken(article: Article, key: str, cards: Cards, severity: Severity = "error") -> list[Problem]:
    """What the author should know if another file's page is live at the path of an article.

    Args:
        article: The article.
        key: Object key of its file.
        cards: The card of its path.
        severity: An error if the file waits for the path, a warning if it may have to.
    """
    holder = cards.get(article.path)
    if not is_live(holder) or holder.owner == key:
        return []
    line, column = article.source_map.url
    effect = "and this one is published by itself" if severity == "error" else "or this one will have to wait for it"
    message = f"{holder.owner} is already live at {article.path}; change the url, or remove the other file, {effect}."
    return [Problem(line, column, "path-taken", message, severity)]


def reject(facts: Facts, cards: Cards, problems: Iterable[Problem], visibility: Visibility) -> Plan:
    """Tell the author why the file cannot be published. What it had live stays live, until that expires.

    Args:
        facts: What was read.
        cards: The card of the path where the file is live now.
        problems: What is wrong.
        visibility: What the file says of being public, as far as it could be read.

    Raises:
        ConflictError: The path no longer belongs to this file: read again.
    """
    after = replace(_processed(facts), state="rejected", problems=tuple(problems))
    return _keep(facts, cards, after, visibility, [])


def _keep(facts: Facts, cards: Cards, after: Source, visibility: Visibility, changes: list[Write]) -> Plan:
    """Keep what is live, unless that has expired; a newer version is not published now."""
    source = facts.source
    tasks = _live_page(source)
    if facts.has_expired:
        taken, tasks = departures.take_down(source, cards, facts.now)
        changes = [*changes, *taken]
        after = replace(after, path=None, live_version="", live_etag="", uploaded=None, aliases=())
    after = replace(after, expires=source.expires if after.path is not None else None)
    times = [time for time in (after.expires, visibility.due(facts.decided)) if time is not None]
    after = replace(after, due=min(times, default=None))
    return plan(source, after, changes, tasks, anew=facts.anew)


def explain(facts: Facts, problems: Iterable[Problem], aliases: tuple[NamedAlias, ...]) -> Plan:
    """Tell the author other problems of the same version. What is live, and what it waits for, stays as it is.

    Args:
        facts: What was read.
        problems: All that the author should know now.
        aliases: The aliases that are live, and whom the author knows as their holders now.
    """
    source = facts.source
    revision = source.revision + 1
    after = replace(source, revision=revision, quiet=facts.quiet, problems=tuple(problems), aliases=aliases)
    return plan(source, after, [], set())


def _processed(facts: Facts) -> Source:
    """The file as it will be remembered: the part that is the same whether it is published, waits or is rejected."""
    return replace(
        facts.source,
        revision=facts.source.revision + 1,
        etag=facts.upload.etag,
        version=facts.upload.version,
        renderer=facts.renderer,
        quiet=facts.quiet,
        claim=None,
        holder=None,
        since=timestamp(facts.now),
        decided=facts.decided,
    )


def _live_page(source: Source) -> set[Task]:
    """A task to refresh the version that stays live: the code that renders it may have changed since."""
    return {Task("refresh", source.path)} if source.path is not None else set()
