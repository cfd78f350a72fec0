"""The two queues: files to sync, and paths whose pages may have to be rendered again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_BATCH = 10

Message = Mapping[str, Any]


class UndeliveredError(Exception):
    """The queue did not take a message: try again later."""


class Queue:
    """An SQS queue of JSON messages."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """Use the queue at this URL through an SQS client."""
        self._client = client
        self.url = url

    def send(self, messages: Iterable[Message]) -> int:
        """Send messages, ten in a request.

        Returns:
            How many were sent.

        Raises:
            UndeliveredError: The queue refused some of them; those before may have been sent.
        """
        bodies = (json.dumps(message, ensure_ascii=False, separators=(",", ":")) for message in messages)
        sent = 0
        while batch := list(islice(bodies, MAX_BATCH)):
            entries: Any = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(batch)]
            response = self._client.send_message_batch(QueueUrl=self.url, Entries=entries)
            if failed := response.get("Failed"):
                raise UndeliveredError(f"{len(failed)} messages: {failed[0].get('Message', failed[0]['Code'])}")
            sent += len(batch)
        return sent


def sync(keys: Sequence[str], *, force: bool = False) -> Message:
    """Ask for a sync of some files; `force` renders them though they have not changed."""
    return {"sync": list(keys), "force": True} if force else {"sync": list(keys)}


def is_sync(message: Message) -> bool:
    """Whether a message asks for a sync, and so belongs into the queue of files."""
    return "sync" in message


def settle(entry: str) -> Message:
    """Ask for an entry of a directory to be made to agree with the pages in it."""
    return {"settle": entry}


def place(path: str) -> Message:
    """Ask for a page to be given its places in the directories."""
    return {"place": path}


def refresh(path: str) -> Message:
    """Ask for a page to be rendered again if its related links changed."""
    return {"refresh": path}


def referrers(path: str, cursor: str | None = None) -> Message:
    """Ask for a refresh of every page that links to a path, from a cursor on."""
    return {"referrers": path, "cursor": cursor}


def claimants(path: str, cursor: str | None = None) -> Message:
    """Ask for a sync of the files that wait for a path, from a cursor on."""
    return {"claimants": path, "cursor": cursor}
