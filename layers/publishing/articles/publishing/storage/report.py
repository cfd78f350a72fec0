"""What an author is told of an uploaded file: the object ``reports/<key>.json`` of the bucket."""

import json
from dataclasses import asdict

from articles.publishing.storage.sources import Source


def author_report(source: Source) -> bytes:
    """The report on a file, as JSON.

    Args:
        source: The file, as the last sync left it.

    Returns:
        Its `state` and `problems`, the `version` they are about, and under `live` the path and version that readers
        see, null if they see none. `revision` counts the syncs, so that a report never replaces a later one.
    """
    live = {"path": source.path, "version": source.live_version or None} if source.path is not None else None
    report = {
        "key": source.key,
        "state": source.state,
        "since": source.since,
        "version": source.version or None,
        "problems": [asdict(problem) for problem in source.problems],
        "live": live,
        "revision": source.revision,
    }
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()
