"""SQS: standard queues in memory.

A message is always visible, as if every visibility timeout were over at once: it may be given again while it is being
worked on. Then only who received it last can delete it: "if you don't provide the most recent receipt handle, the
request succeeds, but the message might not be deleted", as the reference of DeleteMessage has it.
"""

import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.simulator.requests import Client, Told, must, refusal, request

MAX_BATCH = 10
MAX_DELAY = 900
# It was this much until 2025, and still is for who has set it.
MAX_BYTES = 256 * 1024


@dataclass
class Queues:
    """The messages.

    Attributes:
        now: The time in seconds, which never goes back.
        as_moto: Whether any handle deletes a message that was received with it.
        messages: Their bodies, oldest first, by their queue's URL and their ids.
        received: How often each of them has been received.
        ready: When each that was delayed may be received.
    """

    now: Callable[[], float]
    as_moto: bool = False
    messages: dict[tuple[str, str], str] = field(default_factory=dict)
    received: dict[tuple[str, str], int] = field(default_factory=dict)
    ready: dict[tuple[str, str], float] = field(default_factory=dict)
    sent: int = 0

    def add(self, url: str, body: str, delay: int = 0) -> str:
        """Put a message at the end of a queue, to be received after some seconds; returns its id."""
        self.sent += 1
        identifier = f"message-{self.sent}"
        self.messages[url, identifier] = body
        if delay:
            self.ready[url, identifier] = self.now() + delay
        return identifier

    def is_ready(self, url: str, identifier: str) -> bool:
        """Whether a message may be received."""
        return self.ready.get((url, identifier), 0) <= self.now()

    def has_ready_within(self, seconds: float) -> bool:
        """Whether a message is delayed, and for no longer than that."""
        return any(self.now() < self.ready.get(each, 0) <= self.now() + seconds for each in self.messages)

    def receive(self, url: str, identifier: str) -> str:
        """Receive a message; returns its handle."""
        self.received[url, identifier] = self.received.get((url, identifier), 0) + 1
        return f"{identifier}#{self.received[url, identifier]}"

    def delete(self, url: str, handle: str) -> None:
        """Delete a message, unless it is deleted already, or has been received since."""
        identifier, _, number = handle.partition("#")
        if self.as_moto or int(number) == self.received[url, identifier]:
            self.messages.pop((url, identifier), None)


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
    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
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
        delays = [entry.get("DelaySeconds", 0) for entry in Entries]
        if max(delays) > MAX_DELAY:
            raise refusal("SendMessageBatch", "InvalidParameterValue", "DelaySeconds must be <= 900.")
        sent = [
            (entry["Id"], self._queues.add(QueueUrl, entry["MessageBody"], delay))
            for entry, delay in zip(Entries, delays, strict=True)
        ]
        return {"Successful": [{"Id": entry, "MessageId": message} for entry, message in sent]}

    @request
    def receive_message(self, *, QueueUrl: str, MaxNumberOfMessages: int = 1) -> dict[str, Any]:
        """Receive the oldest messages."""
        must(1 <= MaxNumberOfMessages <= MAX_BATCH, "so many messages")
        there = (
            (identifier, body)
            for (url, identifier), body in self._queues.messages.items()
            if url == QueueUrl and self._queues.is_ready(url, identifier)
        )
        found = list(itertools.islice(there, MaxNumberOfMessages))
        messages = [
            {
                "MessageId": identifier,
                "ReceiptHandle": self._queues.receive(QueueUrl, identifier),
                "Body": body,
                "MD5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
            }
            for identifier, body in found
        ]
        return {"Messages": messages} if messages else {}

    @request
    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:
        """Delete a message; it is no error if nothing is deleted."""
        self._queues.delete(QueueUrl, ReceiptHandle)
        return {}

    @request
    def delete_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Delete messages, ten at most."""
        must(1 <= len(Entries) <= MAX_BATCH, "so many entries")
        for entry in Entries:
            self._queues.delete(QueueUrl, entry["ReceiptHandle"])
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}


def _check_size(operation: str, bodies: Sequence[str]) -> None:
    size = sum(len(body.encode()) for body in bodies)
    if size > MAX_BYTES:
        code = "AWS.SimpleQueueService.BatchRequestTooLong"
        raise refusal(operation, code, f"Batch requests cannot be longer than {MAX_BYTES} bytes. You have sent {size}.")
