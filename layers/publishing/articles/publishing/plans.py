"""What each outcome of a sync writes, in one transaction. Pure: given what was read, return what to write."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from articles.publishing import alias_plans
from articles.publishing.errors import ConflictError, Problem
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.rendering.fingerprint import rendered_from
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.storage import directories, writes
from articles.publishing.storage.cards import Card, Cards, came_back, is_held_by, is_live, left
from articles.publishing.storage.sources import Claim, NamedAlias, Source, State, Task
from articles.publishing.storage.uploads import SITE_FILE, Upload
from articles.publishing.storage.writes import Write


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sync has read, and when.

    Attributes:
        source: The file as remembered.
        upload: The file as it is.
        renderer: Fingerprint of the code and settings.
        quiet: Hash of the keys that the author is not warned of.
        now: The time, in seconds since the epoch.
        anew: Whether to write the page's places in the directories again, though they should be there already.
    """

    source: Source
    upload: Upload
    renderer: str
    quiet: str
    now: float
    anew: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: the file as it will be remembered, and the whole transaction."""

    source: Source
    writes: tuple[Write, ...]


def publish(
    facts: Facts, cards: Cards, article: Article, rendered: Rendered, related: tuple[RelatedArticle, ...]
) -> Plan:
    """Make the file's page live at its path. If it was live at another path, redirect from there.

    Args:
        facts: What was read.
        cards: The cards of the article's path and its aliases, and of the path where the file is live now.
        article: What the file says.
        rendered: Its representations.
        related: The related articles that the representations show.

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
        links=tuple(link.path for link in article.related),
        rendered=rendered_from(related, facts.renderer),
        id=article.id,
        title=article.title,
        subject=article.subject,
        subject_slug=article.subject_slug,
        date=article.date.isoformat() if article.date else "",
        description=article.description,
        modified=rendered.modified,
    )
    changes = [
        writes.put_card(card),
        writes.put_article(article, rendered.entry, facts.renderer),
        *writes.put_representations(article.path, rendered.representations, int(facts.now)),
        *writes.set_links(article.path, before.links if before else (), card.links),
        *writes.set_places(before, card, anew=facts.anew),
    ]
    tasks = _settlements(before, card, anew=facts.anew)
    if before is None or before.shown != card.shown:
        tasks.add(Task("referrers", card.path))
    if not is_live(before):
        tasks |= {Task("claimants", card.path), *_told(card), *alias_plans.rivals(card)}
    if card.links:
        tasks.add(Task("refresh", card.path))
    if source.path is not None and source.path != card.path:
        old = _own(source, cards)
        moved = left(old, card)
        changes += _leave(old, moved)
        tasks |= _departure(old, moved)
    taken = alias_plans.taken(article.aliases, source.key, cards)
    after = replace(
        _processed(facts),
        state="published",
        path=card.path,
        live_version=facts.upload.version,
        live_etag=facts.upload.etag,
        uploaded=article.uploaded,
        aliases=alias_plans.named(article.aliases, source, cards, timestamp(facts.now)),
        problems=tuple(sorted([*article.warnings, *rendered.warnings, *taken])),
    )
    return _plan(source, after, changes, tasks, anew=facts.anew)


def uploaded(source: Source, upload: Upload) -> int:
    """When these bytes of a file were uploaded, in seconds since the epoch.

    If they are the bytes that are live already, uploading them again is no change, and the first upload counts.
    """
    if source.uploaded is not None and source.live_etag == upload.etag:
        return source.uploaded
    return int(upload.modified.timestamp())


def wait(facts: Facts, article: Article, rendered: Rendered, holder: Card) -> Plan:
    """Let the file wait, because another file's page is live at its path. What it had live stays live."""
    source = facts.source
    problem = Problem(
        line=article.source_map.url[0],
        column=article.source_map.url[1],
        code="path-taken",
        message=f"{holder.owner} is already live at {article.path}; change the url, or remove the other file, and"
        " this one is published by itself.",
    )
    after = replace(
        _processed(facts),
        state="waiting",
        claim=article.path,
        holder=holder.owner,
        problems=tuple(sorted((*article.warnings, *rendered.warnings, problem))),
    )
    if source.claim == article.path:
        after = replace(after, since=source.since)
    claim = Claim(source.key, after.since, holder.owner)
    changes = [writes.check_held(holder.path, holder.owner), writes.put_claim(article.path, claim)]
    return _plan(source, after, changes, _live_page(source), anew=facts.anew)


def reject(facts: Facts, problems: Iterable[Problem]) -> Plan:
    """Tell the author why the file cannot be published. What it had live stays live."""
    after = replace(_processed(facts), state="rejected", problems=tuple(problems))
    return _plan(facts.source, after, [], _live_page(facts.source), anew=facts.anew)


def delete(source: Source, cards: Cards, renderer: str, now: float) -> Plan:
    """Take down the page of a file that was deleted.

    Raises:
        ConflictError: The path no longer belongs to this file: read again.
    """
    after = Source(source.key, source.revision + 1, "deleted", renderer=renderer, since=timestamp(now))
    return _plan(source, after, *_take_down(source, cards))


def ignore(facts: Facts, cards: Cards, pattern: str) -> Plan:
    """Take down the page of a file that site.yaml says not to publish.

    Args:
        facts: What was read.
        cards: The card of the path where the file is live now.
        pattern: What site.yaml ignores.

    Raises:
        ConflictError: The path no longer belongs to this file: read again.
    """
    message = f"{SITE_FILE} ignores {pattern}, and so this file; to publish it, change that line."
    problem = Problem(1, 1, "file-ignored", message, "warning")
    return _plan(facts.source, _left_out(facts, "ignored", (problem,)), *_take_down(facts.source, cards))


def hold(facts: Facts, cards: Cards, problems: Iterable[Problem]) -> Plan:
    """Take down the page of a file that says that it is not public: `problems` has where. Otherwise as `ignore`."""
    return _plan(facts.source, _left_out(facts, "held", tuple(problems)), *_take_down(facts.source, cards))


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
    return _plan(source, after, [], set())


def _left_out(facts: Facts, state: State, problems: tuple[Problem, ...]) -> Source:
    """The file as it will be remembered if nothing of it is public."""
    return Source(
        facts.source.key,
        facts.source.revision + 1,
        state,
        etag=facts.upload.etag,
        version=facts.upload.version,
        problems=problems,
        renderer=facts.renderer,
        quiet=facts.quiet,
        since=timestamp(facts.now),
    )


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
    )


def _plan(before: Source, after: Source, changes: Iterable[Write], tasks: set[Task], *, anew: bool = False) -> Plan:
    """Add what every outcome needs: name, aliases, giving up an old claim, the report, the outbox, and the file."""
    others = alias_plans.set_name(before, after, anew=anew)
    tasks = tasks | alias_plans.settlements(before, after, anew=anew)
    if before.claim is not None and before.claim != after.claim:
        others.append(writes.delete_claim(before.claim, before.key))
        tasks = tasks | {Task("claimants", before.claim)}
    if before.problems or after.problems:
        tasks = tasks | {Task("report")}
    after = replace(after, outbox=tuple(sorted({*before.outbox, *tasks})))
    return Plan(after, (writes.put_source(after), *changes, *others))


def _own(source: Source, cards: Cards) -> Card:
    card = cards[source.path] if source.path is not None else None
    if not is_held_by(card, source.key):
        raise ConflictError(f"{source.path} is not held by {source.key}")
    return card


def _take_down(source: Source, cards: Cards) -> tuple[list[Write], set[Task]]:
    """What to write, and what must follow, so that the page of a file is gone."""
    if source.path is None:
        return [], set()
    old = _own(source, cards)
    gone = left(old)
    return _leave(old, gone), _departure(old, gone)


def _departure(old: Card, new: Card) -> set[Task]:
    """What must follow when a page has left its path."""
    tasks = {Task("referrers", old.path), Task("claimants", old.path), *_settlements(old, new), *_told(old)}
    tasks |= alias_plans.rivals(old)
    return tasks | {Task("refresh", old.path)} if new.leads_to and new.state == "gone" else tasks


def _told(card: Card) -> set[Task]:
    """A task to tell the author of site.yaml whether its redirect from this path is in use."""
    return {Task("site")} if card.redirect is not None else set()


def _leave(old: Card, new: Card) -> list[Write]:
    return [
        writes.put_card(new),
        *writes.delete_page(old.path),
        *writes.set_links(old.path, old.links, new.links),
        *writes.set_places(old, new),
    ]


def _settlements(before: Card | None, after: Card, *, anew: bool = False) -> set[Task]:
    """Tasks for the entries of the directories that a page joins and leaves."""
    old, new = directories.entries(before), directories.entries(after)
    joined = new if anew else new - old
    return {Task("joined", str(entry)) for entry in joined} | {Task("left", str(entry)) for entry in old - new}


def _live_page(source: Source) -> set[Task]:
    """A task to refresh the version that stays live: the code that renders it may have changed since."""
    return {Task("refresh", source.path)} if source.path is not None else set()


def timestamp(now: float) -> str:
    """A time, given in seconds since the epoch, as sources have it."""
    return dt.datetime.fromtimestamp(now, dt.UTC).isoformat(timespec="milliseconds")
