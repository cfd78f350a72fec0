"""What a sync found and did."""

from dataclasses import dataclass

from articles.publishing.errors import Problem
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import NotModified, Upload


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sync found and did.

    Attributes:
        key: Object key of the file.
        state: `published`, `rejected`, `waiting`, `held`, `ignored`, `deleted`, or `unchanged`.
        path: The path that it waits for, or else the one that it is live at.
        problems: What its author should know.
        delay: Seconds from the upload to the commit; None if nothing was written, or the file was deleted.
    """

    key: str
    state: str
    path: str | None
    problems: tuple[Problem, ...] = ()
    delay: float | None = None

    @classmethod
    def of(cls, source: Source, upload: Upload | NotModified | None, now: float) -> "Outcome":
        """What a commit did.

        Args:
            source: The file as it is remembered now.
            upload: The file as it was read.
            now: The time, in seconds since the epoch.
        """
        delay = now - upload.modified.timestamp() if isinstance(upload, Upload) else None
        return cls(source.key, source.state, source.claim or source.path, source.problems, delay)
