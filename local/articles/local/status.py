"""Show a person in a terminal what the table knows about files."""

import datetime as dt
import sys
from collections.abc import Collection, Iterator

import boto3
from articles.local.output import Output
from articles.local.settled import messages, wait_until_settled
from articles.publishing.clock import OVERDUE
from articles.publishing.reading.visibility import clock_time
from articles.publishing.running.services import Services
from articles.publishing.storage.report import next_state, will_change
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import SITE_FILE

# What a time that is still to come will bring, by the state that the file will be in.
_NEXT = {
    "expired": "expires at",
    "published": "will be published at",
    "rejected": "will be rejected at",
    "waiting": "will wait for its path from",
}


def show_status(
    key: str | None, to: Services, out: Output, *, wait: float | None = None, states: Collection[str] = ()
) -> int:
    """Write what the table knows about a file, or about all files.

    Args:
        key: Object key of the file; None for all files.
        to: The site.
        out: Where to write.
        wait: Wait first until nothing is under way, so many seconds at most; None if not at all.
        states: Show only files in these states; show all if empty.

    Returns:
        The exit status: 1 if a file that is shown is rejected or overdue, if the table does not know the file, or if
        the time was up.
    """
    if wait is not None and (left := wait_until_settled(to, boto3.client("sqs"), wait, out)) is not None:
        Output(sys.stderr).line(
            f"articles: after {wait:g} s, {left}; --timeout waits longer, and 'articles reconcile' finds lost events"
        )
        return 1
    now, time_zone = to.now(), to.table.site().file.time_zone
    if key is not None:
        source = to.table.source(key)
        if not source.revision:
            out.line(f"{key}: the table does not know this file")
            return 1
        _write(source, out, now, time_zone)
        return int(_is_wrong(source, now))
    _write_rebuild(to, out)
    wrong = 0
    for source in _all(to):
        if not states or source.state in states:
            _write(source, out, now, time_zone)
            wrong += _is_wrong(source, now)
    return int(wrong > 0)


def live_paths(to: Services) -> dict[str, str]:
    """The paths at which files are live, by their keys."""
    return {source.key: source.path for source in _all(to) if source.path is not None}


def _all(to: Services) -> Iterator[Source]:
    cursor = None
    while True:
        page = to.table.scan(cursor)
        files = [known.key for known in page.found if known.redirect is None]
        yield from sorted(to.table.sources(files).values(), key=lambda source: source.key)
        cursor = page.cursor
        if cursor is None:
            return


def _is_wrong(source: Source, now: float) -> bool:
    """Whether somebody has to do something about a file."""
    return source.state == "rejected" or source.is_due(now - OVERDUE)


def _write(source: Source, out: Output, now: float, time_zone: str) -> None:
    live = _place(source)
    following = ""
    if source.due is not None and will_change(source):
        overdue = ", overdue" if source.is_due(now - OVERDUE) else ""
        following = f", {_NEXT[next_state(source)]} {clock_time(source.due, time_zone)}{overdue}"
    waiting = f", waits for {source.claim}" if source.claim else ""
    unfinished = ", unfinished" if source.outbox else ""
    since = clock_time(int(dt.datetime.fromisoformat(source.since).timestamp()), time_zone)
    out.line(f"{source.state:<9}  {source.key}  {live}{waiting}{following}{unfinished}  since {since}")
    for each in source.problems:
        out.line(f"           {each.line}:{each.column}: {each.severity}: {each.message}")


def _place(source: Source) -> str:
    """Where readers see a file; of site.yaml, which version is in force."""
    if source.key != SITE_FILE:
        return f"live at {source.path}" if source.path else "not live"
    if source.state == "published":
        return "in force"
    return "its last good version is in force" if source.live_version else "the defaults are in force"


def _write_rebuild(to: Services, out: Output) -> None:
    """Say how far the pages have followed the settings, if they have yet to."""
    wanted, progress = to.table.site().revision, to.table.rebuild()
    if progress is None or progress.revision < wanted:
        if wanted:
            out.line("rebuild    will begin: the settings have changed")
    elif not progress.done:
        out.line(f"rebuild    files asked for so far: {progress.asked:,}")
    elif waiting := messages(to.ingest.url, boto3.client("sqs")):
        out.line(f"rebuild    files asked for: {progress.asked:,}, which is all; still waiting: about {waiting:,}")
