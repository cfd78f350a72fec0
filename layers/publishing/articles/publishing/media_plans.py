"""What each outcome of the sync of a file beside the articles writes, in one transaction. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from articles.publishing.errors import Problem
from articles.publishing.media.copies import Copy
from articles.publishing.media.facts import Media, stem_of
from articles.publishing.media.own_files import FOLDER
from articles.publishing.media.widths import widths_worth_trying
from articles.publishing.planning import Facts, Plan, timestamp
from articles.publishing.reading.ignoring import SITE_FILE, is_ignored
from articles.publishing.rendering.fingerprint import media_fingerprint, own_fingerprint
from articles.publishing.storage import writes
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Retired, Source, Task
from articles.publishing.storage.uploads import is_own

# Seconds for which what is no longer shown is still served: for feed readers, caches, and pages that are open.
KEPT = 7 * 24 * 3600

# Seconds after which the run that put something there has ended, whatever became of it.
_RUN = 3600

# Of so many versions the addresses are remembered; older ones are deleted sooner.
MAX_RETIRED = 100

# How many addresses one commit has deleted: each is a task of its outbox.
MAX_REMOVED = 50


def is_processed(source: Source, site: Site) -> bool:
    """Whether the version of a file that is remembered has been processed by this code, and for these settings."""
    is_left_out = is_ignored(source.key, site.file.ignore)
    is_known = source.renderer == renderer_of(source.key) and source.quiet == quiet_of(source.key, site)
    return is_known and is_left_out == (source.state == "ignored")


def renderer_of(key: str) -> str:
    """The fingerprint of the code that reads a file."""
    return own_fingerprint() if is_own(key) else media_fingerprint()


def quiet_of(key: str, site: Site) -> str:
    """A hash of what a file's author is not warned of, by the settings in force."""
    return site.allowed if is_own(key) else ""


def expect(source: Source, media: Media, now: float) -> Plan | None:
    """Have somebody look for what is about to be put there, in case the run that does so ends before its commit.

    Args:
        source: The file as remembered.
        media: What will be served of it.
        now: The time, in seconds since the epoch.

    Returns:
        What to write before; None if that is served already, or somebody will look late enough.
    """
    is_served = source.media is not None and source.media.address == media.address
    is_expected = source.due is not None and source.due >= int(now) + _RUN
    if is_served or is_expected:
        return None
    return _plan(source, replace(source, revision=source.revision + 1, due=int(now) + _RUN), set())


def serve(facts: Facts, copy: Copy) -> Plan:
    """Serve a version of a file.

    Args:
        facts: What was read.
        copy: What is served of it. It has been put there already.
    """
    had, media = facts.source.media, copy.media
    known = had.widths if had is not None and had.address == media.address else None
    is_worth_it = bool(widths_worth_trying(media))
    media = replace(media, widths=known if is_worth_it else ())
    processed = _processed(facts, media)
    after = replace(processed, state="published", live_version=facts.upload.version, problems=copy.problems)
    tasks = {Task("widths")} if is_worth_it and (known is None or facts.anew) else set()
    return _plan(facts.source, after, tasks, anew=facts.anew)


def reject(facts: Facts, problems: Iterable[Problem], *, widen: bool = False) -> Plan:
    """Tell the author why this version cannot be used. What is served of the one before stays.

    Args:
        facts: What was read.
        problems: What is wrong.
        widen: Whether narrower forms have yet to be made of what stays.
    """
    after = replace(_processed(facts, facts.source.media), state="rejected", problems=tuple(problems))
    return _plan(facts.source, after, {Task("widths")} if widen else set(), anew=facts.anew)


def ignore(facts: Facts, pattern: str) -> Plan:
    """No longer show a file that site.yaml says not to publish; `pattern` is what it ignores."""
    message = f"{SITE_FILE} ignores {pattern}, and so this file; to show it, change that line."
    problem = Problem(1, 1, "file-ignored", message, "warning")
    after = replace(_processed(facts, None), state="ignored", live_version="", problems=(problem,))
    return _plan(facts.source, after, set())


def delete(source: Source, renderer: str, now: float) -> Plan:
    """No longer show a file that was deleted."""
    retired = _retired(source, None, now)
    after = Source(
        source.key,
        source.revision + 1,
        "deleted",
        renderer=renderer,
        since=timestamp(now),
        retired=retired,
        due=_due(source, retired, None, now),
    )
    return _plan(source, after, set())


def tidy(source: Source, there: Collection[str], named: Collection[str], now: float) -> Plan:
    """Delete what was made of versions that have not been in use for long.

    Args:
        source: The file as remembered.
        there: The addresses of all that was made of it.
        named: The addresses that stored pages name.
        now: The time, in seconds since the epoch.
    """
    known = {stem_of(each) for each in named}
    recent = [each for each in source.retired if each.since + KEPT > now]
    still_named = [replace(each, since=int(now)) for each in source.retired if stem_of(each.address) in known]
    in_use = {source.media.stem} if source.media else set()
    kept = in_use | {stem_of(each.address) for each in (*recent, *still_named)}
    doomed = [each for each in sorted(there) if stem_of(each) not in kept]
    removed, left = doomed[:MAX_REMOVED], doomed[MAX_REMOVED:]
    over = [each for each in source.retired if stem_of(each.address) in {stem_of(other) for other in left}]
    retired = {each.address: each for each in (*over, *recent, *still_named)}
    due = min((each.since + KEPT for each in retired.values()), default=int(now) if left else None)
    after = replace(source, revision=source.revision + 1, retired=tuple(sorted(retired.values())), due=due)
    return _plan(source, after, {Task("remove", each) for each in removed})


def widen(source: Source, widths: Collection[int], problems: Iterable[Problem]) -> Plan:
    """Offer a picture in narrower widths.

    Args:
        source: The picture as remembered.
        widths: Those that there are.
        problems: What its author should know.
    """
    media = replace(source.media, widths=tuple(sorted(widths))) if source.media else None
    after = replace(source, revision=source.revision + 1, media=media, problems=tuple(problems))
    return _plan(source, after, set())


def _processed(facts: Facts, media: Media | None) -> Source:
    """The file as it will be remembered: the part that is the same whatever becomes of this version."""
    source = facts.source
    retired = _retired(source, media, facts.now)
    return replace(
        source,
        revision=source.revision + 1,
        etag=facts.upload.etag,
        version=facts.upload.version,
        renderer=facts.renderer,
        quiet=facts.quiet,
        since=timestamp(facts.now),
        media=media,
        retired=retired,
        due=_due(source, retired, media, facts.now),
    )


def _retired(source: Source, media: Media | None, now: float) -> tuple[Retired, ...]:
    """What is no longer served of a file, once this is."""
    had = [Retired(source.media.address, int(now))] if source.media else []
    left = [each for each in (*source.retired, *had) if media is None or stem_of(each.address) != media.stem]
    return tuple(sorted({*left}, key=lambda each: (each.since, each.address))[-MAX_RETIRED:])


def _due(source: Source, retired: Collection[Retired], media: Media | None, now: float) -> int | None:
    """When to look for what is no longer in use.

    That may also be what was put there by a run that ended before its commit, or came too late for it: see `expect`.
    """
    had, has = (each.address if each is not None else None for each in (source.media, media))
    if had == has and tuple(retired) == source.retired:
        return source.due
    return min((each.since for each in retired), default=int(now)) + KEPT


def _address(source: Source) -> str:
    return source.media.address if source.media is not None else ""


def _plan(before: Source, after: Source, tasks: set[Task], *, anew: bool = False) -> Plan:
    """Add what every outcome needs: name, pages that show it or the site that has it, report, outbox."""
    if not is_own(after.key) and (anew or after.as_media != before.as_media):
        tasks = tasks | {Task("linked")}
    if after.key.startswith(FOLDER) and (anew or _address(after) != _address(before)):
        tasks = tasks | {Task("site")}
    if before.problems or after.problems:
        tasks = tasks | {Task("report")}
    names = []
    if after.as_media is None and before.as_media is not None:
        names = [writes.delete_name(before.key)]
    elif after.as_media is not None and (anew or before.as_media is None):
        names = [writes.put_name(after.key, None)]
    after = replace(after, outbox=tuple(sorted({*before.outbox, *tasks})))
    return Plan(after, (writes.put_source(after), *names))
