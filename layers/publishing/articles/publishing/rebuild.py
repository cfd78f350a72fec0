"""Sync every file, because the settings have changed: one page of the bucket's listing a message."""

from articles.publishing.running.services import Services
from articles.publishing.storage.messages import Rebuild, Sync
from articles.publishing.storage.sites import RebuildProgress
from articles.publishing.storage.uploads import is_content


def rebuild(asked: Rebuild, services: Services) -> int:
    """Ask for a sync of the next page of files, and send the message that goes on.

    Nothing is done for settings that are no longer in force: those that replaced them have a rebuild of their own.

    Returns:
        How many files were asked for.
    """
    if services.table.site().revision != asked.revision:
        return 0
    objects, cursor = services.bucket.page(asked.cursor or "")
    sent = services.ingest.send(Sync(key) for key, _ in objects if is_content(key))
    so_far = asked.asked + sent
    if cursor is not None:
        services.refresh.send([Rebuild(asked.revision, cursor, so_far)])
    services.table.save_rebuild(RebuildProgress(asked.revision, so_far, done=cursor is None))
    return sent
