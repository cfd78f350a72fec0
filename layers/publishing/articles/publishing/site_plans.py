"""What each outcome of a sync of site.yaml writes, in one transaction. Pure: given what was read, return what to write.

Only such a sync writes the settings and the redirects in force, and each checks the revision of site.yaml that it read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from articles.publishing.errors import Problem, most_important
from articles.publishing.planning import Plan, timestamp
from articles.publishing.reading.site import SiteFile, in_force
from articles.publishing.reading.site_parts import OUR_ERRORS
from articles.publishing.reading.text_links import Target
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.storage import writes
from articles.publishing.storage.cards import Card, Cards, is_live, reached, unused, updated_redirect
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Source, Task
from articles.publishing.storage.uploads import SITE_FILE, Upload


@dataclass(frozen=True, slots=True)
class SitePlan(Plan):
    """What to write, and what is in force then, but for the revision."""

    site: Site


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a sync of site.yaml has read, and when.

    Attributes:
        source: The file as remembered.
        site: The settings in force, with the own files in use.
        redirects: The redirects in force: where each path leads.
        own: The own files to use from now on, as `Site` has them; empty until the file is read, which names some.
        code: Fingerprint of the code.
        now: The time, in seconds since the epoch.
    """

    source: Source
    site: Site
    redirects: Mapping[str, str]
    own: tuple[tuple[str, str], ...]
    code: str
    now: float


def publish(facts: SiteFacts, upload: Upload, file: SiteFile, cards: Cards, page: ErrorPage) -> SitePlan:
    """Put a file in force.

    Args:
        facts: What was read.
        upload: The file as it is.
        file: What it says.
        cards: The cards of the paths of its redirects and links, and of those that they lead to.
        page: What tells of errors from now on.
    """
    after = replace(
        _processed(facts, upload),
        state="published",
        live_version=upload.version,
        live_etag=upload.etag,
        problems=most_important([*file.warnings, *problems_with_others(file, dict(facts.own), cards)]),
    )
    return _plan(facts, after, file, page)


def reject(facts: SiteFacts, upload: Upload, problems: Iterable[Problem], page: ErrorPage) -> SitePlan:
    """Tell the author why a file cannot be in force. What it said before stays so; other code may show it otherwise."""
    after = replace(_processed(facts, upload), state="rejected", problems=tuple(problems))
    return _plan(facts, after, None, page)


def delete(facts: SiteFacts, page: ErrorPage) -> SitePlan:
    """Put the defaults in force, because the file was deleted, or never was: a site may have own files alone."""
    source = facts.source
    after = Source(source.key, source.revision + 1, "deleted", renderer=facts.code, since=timestamp(facts.now))
    return _plan(facts, after, SiteFile(), page)


def changes_nothing(facts: SiteFacts, plan: SitePlan) -> bool:
    """Whether a plan would write nothing new: the same version of the file, the same problems and own files."""
    before, after = facts.source, plan.source
    ours = replace(after, revision=before.revision, since=before.since, outbox=before.outbox, version=before.version)
    return replace(ours, live_version=before.live_version) == before and plan.site.own == facts.site.own


def _processed(facts: SiteFacts, upload: Upload) -> Source:
    return replace(
        facts.source,
        revision=facts.source.revision + 1,
        etag=upload.etag,
        version=upload.version,
        renderer=facts.code,
        since=timestamp(facts.now),
    )


def _plan(facts: SiteFacts, after: Source, file: SiteFile | None, page: ErrorPage) -> SitePlan:
    """Add what every outcome needs: the page of errors, settings and redirects if they change, outbox, and the file."""
    before = facts.source
    tasks = {Task("report")} if before.problems or after.problems else set()
    changes: list[writes.Write] = [writes.put_error_page(page)]
    site = replace(facts.site, file=facts.site.file if file is None else in_force(file), own=facts.own)
    if _is_seen(facts.site, site):
        site = replace(site, revision=after.revision)
        tasks.add(Task("rebuild", str(after.revision)))
    if site != facts.site:
        changes += writes.set_edges(SITE_FILE, _edges(facts.site.file, site.file))
        changes.append(writes.put_site(site))
    if file is not None:
        redirects = {each.path: each.target for each in file.redirects}
        if redirects != facts.redirects:
            changes.append(writes.put_redirects(redirects))
            tasks |= {Task("redirect", path) for path in _changed(facts.redirects, redirects)}
    after = replace(after, outbox=tuple(sorted({*_still_due(before.outbox, tasks), *tasks})))
    return SitePlan(after, (writes.put_source(after), *changes), site)


def _is_seen(before: Site, after: Site) -> bool:
    """Whether what files or pages depend on has changed; robots.txt and lists are made when they are asked for."""
    return before.own != after.own or _without_lists(before.file) != _without_lists(after.file)


def _without_lists(file: SiteFile) -> SiteFile:
    """A file without what only lists, errors and robots.txt show."""
    sections = file.sections.of_pages()
    return replace(file, robots="", tagline="", description="", home="", errors=OUR_ERRORS, sections=sections)


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    return (path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _still_due(before: Iterable[Task], now: Iterable[Task]) -> Iterator[Task]:
    """The tasks of an unfinished commit, without a rebuild that a newer one replaces."""
    is_rebuilt = any(task.action == "rebuild" for task in now)
    return (task for task in before if not (is_rebuilt and task.action == "rebuild"))


def problems_with_others(file: SiteFile, served: Collection[str], cards: Cards) -> Iterator[Problem]:
    """What the author should know of redirects, links and names of files, by what else there is.

    Args:
        file: What site.yaml says.
        served: The keys of own files of which something is served.
        cards: The cards of the paths of its redirects and links, and of those that they lead to.
    """
    yield from _unused(file, cards)
    yield from _nowhere(file, cards)
    yield from _not_there(file, served)


def _edges(before: SiteFile, after: SiteFile) -> dict[Target, bool]:
    """Where site.yaml is registered as one that links from now on, and where no longer."""
    old, new = ({each.path for each in file.links if each.path} for file in (before, after))
    return {Target("path", path): path in new for path in sorted(old ^ new)}


def _redirected(file: SiteFile, cards: Cards) -> dict[str, Card]:
    """What is at the paths of a file's redirects once these are in use."""
    return {
        each.path: replace(cards.get(each.path) or unused(each.path, SITE_FILE), redirect=each.target)
        for each in file.redirects
    }


def _nowhere(file: SiteFile, cards: Cards) -> Iterator[Problem]:
    """What the author should know of links that lead nowhere."""
    there = {**cards, **_redirected(file, cards)}
    for each in file.links:
        if each.path and reached(each.path, there) is None:
            message = f"No page is live at {each.path}; correct the path, or publish the article."
            yield Problem(each.line, each.column, "site-link-nowhere", message, "warning")


def _not_there(file: SiteFile, served: Collection[str]) -> Iterator[Problem]:
    """What the author should know of files that are named, and of which nothing is served."""
    for each in file.files:
        if each.key not in served:
            message = f"Nothing is served of {each.key}; upload it, or mend it, as `articles status {each.key}` says."
            yield Problem(each.line, each.column, "site-file-missing", message, "warning")


def _unused(file: SiteFile, cards: Cards) -> Iterator[Problem]:
    """What the author should know of redirects that lead nowhere, or that no reader follows."""
    planned = _redirected(file, cards)
    there = {**cards, **planned}
    for each in file.redirects:
        card = planned[each.path]
        if is_live(card):
            message = f"{card.owner} is live at {each.path}; this redirect is used as soon as that page is gone."
            yield Problem(each.line, each.column, "redirect-unused", message, "warning")
        elif card.alias is not None:
            message = f"{each.path} is an alias of {card.alias_owner}; this redirect is used as soon as that is gone."
            yield Problem(each.line, each.column, "redirect-unused", message, "warning")
        elif updated_redirect(card, there).state == "gone":
            message = f"No page is live at {each.target}; until there is one, {each.path} is answered 410 Gone."
            yield Problem(each.line, each.column, "redirect-nowhere", message, "warning")
