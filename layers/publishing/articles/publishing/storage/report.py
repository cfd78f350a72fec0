"""What an author is told of an uploaded file: the object ``reports/<key>.json`` of the bucket."""

import datetime as dt
import json
from dataclasses import asdict

from articles.publishing.storage.sources import Source, State


def author_report(source: Source) -> bytes:
    """The report on a file, as JSON.

    Args:
        source: The file, as the last sync left it.

    Returns:
        Its `state` and `problems`, the `version` they are about, and under `live` the path and version that readers
        see, null if they see none. `since` says since when it has been in this state, `until` when it ends to be
        public, and `next` what will become of it by itself, and when; null if nothing will. `revision` counts the
        syncs, so that a report never replaces a later one.
    """
    live = {"path": source.path, "version": source.live_version or None} if source.path is not None else None
    report = {
        "key": source.key,
        "state": source.state,
        "since": source.since,
        "until": _time(source.expires),
        "next": {"state": next_state(source), "at": _time(source.due)} if source.due is not None else None,
        "version": source.version or None,
        "problems": [asdict(problem) for problem in source.problems],
        "live": live,
        "revision": source.revision,
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()


def next_state(source: Source) -> State:
    """What will become of a file when it is due, if nothing else happens until then."""
    if source.state != "scheduled" or source.due == source.expires:
        return "expired"
    if any(problem.severity == "error" for problem in source.problems):
        return "rejected"
    return "waiting" if any(problem.code == "path-taken" for problem in source.problems) else "published"


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
