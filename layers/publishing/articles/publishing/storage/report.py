"""What an author is told of an uploaded file: the object ``reports/<key>.json`` of the bucket."""

import datetime as dt
import json
import shlex
from dataclasses import asdict

from articles.publishing.storage.sources import Source, State
from articles.publishing.storage.uploads import is_article, is_served


def author_report(source: Source) -> bytes:
    """The report on a file, as JSON.

    Args:
        source: The file, as the last sync left it.

    Returns:
        Its `state` and `problems`, the `version` they are about, and under `live` the path and version that readers
        see, null if they see none. `since` says since when it has been in this state, `until` when it ends to be
        public, and `next` what will become of it by itself, and when; null if nothing will. `preview` is the command
        that makes a link to what it will look like, null if that is public. `revision` counts the syncs, so that a
        report never replaces a later one.
    """
    path = source.media.href if source.media is not None else source.path
    live = {"path": path, "version": source.live_version or None} if path is not None else None
    report = {
        "key": source.key,
        "state": source.state,
        "since": source.since,
        "until": _time(source.expires),
        "next": {"state": next_state(source), "at": _time(source.due)} if will_change(source) else None,
        "version": source.version or None,
        "problems": [asdict(problem) for problem in source.problems],
        "live": live,
        "preview": f"articles preview {shlex.quote(source.key)}" if _has_preview(source) else None,
        "revision": source.revision,
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()


def will_change(source: Source) -> bool:
    """Whether something will become of a file by itself that its author should know."""
    return source.due is not None and not is_served(source.key)


def _has_preview(source: Source) -> bool:
    """Whether there is something to see that readers do not see yet."""
    return is_article(source.key) and source.state not in ("published", "deleted", "ignored")


def next_state(source: Source) -> State:
    """What will become of a file when it is due, if nothing else happens until then."""
    if source.state != "scheduled" or source.due == source.expires:
        return "expired"
    if any(problem.severity == "error" for problem in source.problems):
        return "rejected"
    return "waiting" if any(problem.code == "path-taken" for problem in source.problems) else "published"


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
