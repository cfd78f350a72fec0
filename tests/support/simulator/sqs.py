"""SQS: standard queues in memory.

A message is always visible, as if every visibility timeout were over at once: it may be given again while it is being
worked on. Any handle that a message was received with deletes it.
"""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.simulator.requests import Client, Told, must, refusal, request

MAX_BATCH = 10
# It was this much until 2025, and still is for who has set it.
MAX_BYTES = 256 * 1024


@dataclass
class Queues:
    """The bodies of the messages, oldest first, by their queue's URL and their ids."""

    messages: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: int = 0

    def add(self, url: str, body: str) -> str:
        """Put a message at the end of a queue; returns its id."""
        self.sent += 1
        identifier = f"message-{self.sent}"
        self.messages[url, identifier] = body
        return identifier


class SQS(Client):
    """A client."""

    def __init__(self, queues: Queues, told: Told) -> None:
        super().__init__(told)
        self._queues = queues

    @request
    def send_message(self, *, QueueUrl: str, MessageBody: str) -> dict[str, Any]:
        """Send a message."""
        _check_size("SendMessage", [MessageBody])
        return {"MessageId": self._queues.add(QueueUrl, MessageBody)}

    @request
    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Send messages, ten at most."""
        identifiers = [entry["Id"] for entry in Entries]
        if not identifiers:
            raise refusal("SendMessageBatch", "AWS.SimpleQueueService.EmptyBatchRequest", "There should be an entry.")
        if len(identifiers) > MAX_BATCH:
            message = f"Maximum number of entries per request are {MAX_BATCH}. You have sent {len(identifiers)}."
            raise refusal("SendMessageBatch", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", message)
        if len(set(identifiers)) < len(identifiers):
            raise refusal("SendMessageBatch", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Ids are repeated.")
        _check_size("SendMessageBatch", [entry["MessageBody"] for entry in Entries])
        sent = [(entry["Id"], self._queues.add(QueueUrl, entry["MessageBody"])) for entry in Entries]
        return {"Successful": [{"Id": entry, "MessageId": message} for entry, message in sent]}

    @request
    def receive_message(self, *, QueueUrl: str, MaxNumberOfMessages: int = 1) -> dict[str, Any]:
        """Receive the oldest messages."""
        must(1 <= MaxNumberOfMessages <= MAX_BATCH, "so many messages")
        there = ((identifier, body) for (url, identifier), body in self._queues.messages.items() if url == QueueUrl)
        found = itertools.islice(there, MaxNumberOfMessages)
        messages = [
            {
                "MessageId": identifier,
                "ReceiptHandle": identifier,
                "Body": body,
                "MD5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
            }
            for identifier, body in found
        ]
        return {"Messages": messages} if messages else {}

    @request
    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:
        """Delete a message; it is no error if it has been deleted."""
        self._queues.messages.pop((QueueUrl, ReceiptHandle), None)
        return {}

    @request
    def delete_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Delete messages, ten at most."""
        must(1 <= len(Entries) <= MAX_BATCH, "so many entries")
        for entry in Entries:
            self._queues.messages.pop((QueueUrl, entry["ReceiptHandle"]), None)
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}


def _check_size(operation: str, bodies: Sequence[str]) -> None:
    size = sum(len(body.encode()) for body in bodies)
    if size > MAX_BYTES:
        code = "AWS.SimpleQueueService.BatchRequestTooLong"
        raise refusal(operation, code, f"Batch requests cannot be longer than {MAX_BYTES} bytes. You have sent {size}.")
