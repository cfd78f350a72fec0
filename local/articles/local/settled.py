"""Wait until nothing is under way: each uploaded file has been published or refused, and all that follows is done.

SQS counts messages only approximately, and S3 may tell of an upload seconds later. So the queues are asked, and then
bucket and table are compared, which is exact; and all of it must be so several times in a row. Code and settings play
no part in this, since those of this machine may not be those that a deployed stack publishes with.
"""

from typing import TYPE_CHECKING

from articles.local.output import Output
from articles.publishing.running.services import Services
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import is_synced
from rich.progress import Progress, SpinnerColumn, TextColumn

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

# How many looks in a row must find nothing, and the seconds between two looks.
LOOKS = 3
PAUSE = 1.0

# A message waits, or is being worked on.
_COUNTS: "tuple[QueueAttributeNameType, ...]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
)
_DELAYED: "QueueAttributeNameType" = "ApproximateNumberOfMessagesDelayed"


def wait_until_settled(to: Services, sqs: "SQSClient", timeout: float, out: Output) -> str | None:
    """Wait until nothing is under way.

    Args:
        to: The site.
        sqs: A client for its queues.
        timeout: Seconds to wait at most.
        out: Where to show what is waited for, if it is a terminal.

    Returns:
        What is still under way when the time is up; None if nothing is under way.
    """
    deadline = to.now() + timeout
    quiet = 0
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=out.console, transient=True) as bar:
        task = bar.add_task("waiting")
        while True:
            found = under_way(to, sqs)
            quiet = quiet + 1 if found is None else 0
            if quiet == LOOKS:
                return None
            if found is not None and to.now() >= deadline:
                return found
            bar.update(task, description="waiting" if found is None else "waiting: files are under way")
            to.sleep(PAUSE)


def under_way(to: Services, sqs: "SQSClient") -> str | None:
    """Say in words what is under way on a site; None if nothing is."""
    now = sum(messages(queue.url, sqs) for queue in (to.ingest, to.derive))
    if count := now + messages(to.refresh.url, sqs, delayed=True):
        return "1 message is in the queues" if count == 1 else f"{count:,} messages are in the queues"
    return _unpublished(to)


def messages(url: str, sqs: "SQSClient", *, delayed: bool = False) -> int:
    """About how many messages a queue has, those that are being worked on among them.

    Args:
        url: The queue.
        sqs: A client for it.
        delayed: Whether those count that are delayed. In the queue of syncs they wait for the time of a file, and in
            that of what is derived for the search index to be at rest.
    """
    counts = (*_COUNTS, _DELAYED) if delayed else _COUNTS
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[*counts])["Attributes"]
    return sum(int(attributes[name]) for name in counts)


def _unpublished(to: Services) -> str | None:
    """Find a file whose newest version the table does not know, or whose last commit left something to do."""
    keys: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        objects, cursor = to.bucket.page(cursor)
        etags = {key: etag for key, etag in objects if is_synced(key)}
        sources = to.table.sources(etags)
        for key, etag in etags.items():
            source = sources.get(key, Source(key))
            if source.outbox:
                return f"{key} is unfinished"
            if source.state == "deleted" or source.etag != etag:
                return f"the newest version of {key} has not been processed"
        keys |= etags.keys()
    return _undeleted(keys, to)


def _undeleted(keys: set[str], to: Services) -> str | None:
    """Find a file that is not in the bucket any more, and that the table still has or has not done with."""
    cursor = None
    while True:
        page = to.table.scan(cursor)
        gone = [known.key for known in page.found if known.redirect is None and known.key not in keys]
        for source in to.table.sources(gone).values():
            if source.outbox or source.state != "deleted":
                return f"the deletion of {source.key} has not been processed"
        cursor = page.cursor
        if cursor is None:
            return None
