"""Carry out what must follow a commit. The commit itself wrote it down, so if this run dies, the next one does it.

Any step may be carried out twice, and by an older run after a newer one.
"""

from collections.abc import Collection

from articles.publishing.aliases import settle_aliases
from articles.publishing.clock import send_due
from articles.publishing.media.facts import stem_of
from articles.publishing.reading.text_links import Target
from articles.publishing.refresh import refresh, tell_linked, tell_referrers
from articles.publishing.running.services import Services
from articles.publishing.settle import settle
from articles.publishing.storage.directories import Entry
from articles.publishing.storage.messages import Claimants, Index, Rebuild, Redirects, Rivals, Sync, Widths
from articles.publishing.storage.report import author_report
from articles.publishing.storage.sources import Source, Task
from articles.publishing.storage.uploads import SITE_FILE, is_reportable

# How many redirects one message is about.
REDIRECTS = 50


def drain(source: Source, services: Services) -> bool:
    """Carry out what follows a file's last commit, then forget it.

    Returns:
        False if a newer commit has taken the outbox over. Then try again: the run that made that commit may have died,
        and if it had the same message, nobody else will be asked to finish.
    """
    if not source.outbox:
        return True
    joined, left = _entries("joined", source), _entries("left", source)
    if joined or left:
        settle(joined, left, services)
    redirects = [task.path for task in source.outbox if task.action == "redirect"]
    parts = range(0, len(redirects), REDIRECTS)
    services.refresh.send(Redirects(tuple(redirects[start : start + REDIRECTS])) for start in parts)
    for task in source.outbox:
        _carry_out(task, source, services)
    _remove([task.path for task in source.outbox if task.action == "remove"], source.key, services)
    settle_aliases(source, services)  # afterwards, so that new ones are not refreshed as referrers of their page
    return services.table.clear_outbox(source)


def _carry_out(task: Task, source: Source, services: Services) -> None:
    match task.action:
        case "referrers":
            tell_referrers(Target("path", task.path), services)
        case "linked":
            tell_linked(source.key, services)
        case "content" | "group" as kind:
            tell_referrers(Target(kind, task.path), services)
        case "refresh":
            refresh(task.path, services)
        case "widths":
            services.derive.send([Widths(source.key)])
        case "report":
            if is_reportable(source.key):
                _report(source, services)
        case _:
            _send(task, source, services)


def _send(task: Task, source: Source, services: Services) -> None:
    match task.action:
        case "claimants":
            if services.table.claims(task.path, limit=1).found:
                services.refresh.send([Claimants(task.path)])
        case "rivals":
            services.refresh.send([Rivals(task.path)])
        case "site":
            services.ingest.send([Sync(SITE_FILE)])
        case "rebuild":
            services.refresh.send([Rebuild(int(task.path))], delay=services.rebuild_delay)
        case "index":
            services.derive.send([Index((task.path,))])
        case "due":
            if source.due is not None:  # else a later commit has taken that back
                send_due([(source.due, source.key)], services.ingest, services.now())


def _remove(addresses: Collection[str], key: str, services: Services) -> None:
    """Delete what was made of versions of a file that is no longer in use.

    A version may come back meanwhile: it is put there before its commit, and may be deleted here after that. So look
    at the file once more afterwards, and if that is so, have it put there again.
    """
    if not addresses:
        return

    def in_use() -> list[str]:
        media = services.table.source(key).media
        return [each for each in addresses if media is not None and stem_of(each) == media.stem]

    kept = in_use()
    services.derived.delete(each for each in addresses if each not in kept)
    if in_use() != kept:
        services.ingest.send([Sync(key, force=True)])


def _entries(action: str, source: Source) -> list[Entry]:
    return [Entry.parse(task.path) for task in source.outbox if task.action == action]


def _report(source: Source, services: Services) -> None:
    """Write the author's report, unless the bucket has one of this commit or a later one."""
    body = author_report(source)
    while True:
        there = services.bucket.report(source.key)
        if there is not None and there.revision >= source.revision:
            return
        if services.bucket.put_report(source.key, body, replacing=there):
            return
