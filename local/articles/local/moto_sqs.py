"""moto's SQS, made safe for threads, with queues whose operations do not take longer the longer the queue is.

By itself, moto rebuilds a queue's list of messages for every deletion, without a lock, and loses messages that are sent
meanwhile. It also goes through the whole list for every request.
"""

import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any, cast

from moto.core.utils import unix_time_millis
from moto.sqs import urls
from moto.sqs.exceptions import ReceiptHandleIsInvalid
from moto.sqs.models import Message, Queue, SQSBackend

# Seconds. Messages become visible again as time passes, and nobody is notified of that.
_LOOK_AGAIN = 1.0


class LocalQueue(Queue):
    """A queue that is searched from its front, where messages in flight are, and that counts without looking at all."""

    def adapt(self) -> None:
        """Prepare a new queue."""
        self._delayed_messages: list[Message] = []

    @property
    def messages(self) -> Iterator[Message]:  # type: ignore[override]  # moto only iterates, and stops early
        """The visible messages, oldest first."""
        return (message for message in self._messages if message.visible and not message.delayed)

    @property
    def attributes(self) -> dict[str, Any]:
        """All attributes, including the counts of messages. moto reads them for each message that is sent."""
        with self._messages_lock:
            return super().attributes

    @property
    def approximate_number_of_messages_delayed(self) -> int:
        """How many messages cannot be received yet."""
        return sum(message.delayed for message in self._delayed_messages)

    @property
    def approximate_number_of_messages_not_visible(self) -> int:
        """How many messages are in flight."""
        now = unix_time_millis()
        return sum(message.visible_at >= now for message in self.pending_messages)

    @property
    def approximate_number_of_messages(self) -> int:
        """How many messages can be received."""
        hidden = self.approximate_number_of_messages_delayed + self.approximate_number_of_messages_not_visible
        return len(self._messages) - hidden

    def add_message(self, message: Message) -> None:
        """Put a message at the end."""
        with self._messages_lock:
            self._delayed_messages = [earlier for earlier in self._delayed_messages if earlier.delayed]
            if message.delayed:
                self._delayed_messages.append(message)
            super().add_message(message)

    def delete_message(self, receipt_handle: str) -> None:
        """Delete the message that was received with this handle.

        Raises:
            ReceiptHandleIsInvalid: No message was.
        """
        with self._messages_lock:
            if receipt_handle in self.deleted_messages:
                return
            for position, message in enumerate(self._messages):
                if message.had_receipt_handle(receipt_handle):
                    del self._messages[position]
                    self.pending_messages.discard(message)
                    self.deleted_messages.update(handle for handle in message.all_receipt_handles if handle)
                    return
            raise ReceiptHandleIsInvalid

    def release(self) -> None:
        """Make the messages in flight visible, as if their visibility timeout were over."""
        with self._messages_lock:
            for message in self.pending_messages:
                message.change_visibility(0)
            self._messages_lock.notify_all()


class LocalSQSBackend(SQSBackend):
    """SQS whose queues are a `LocalQueue` each."""

    @property
    def _url_module(self) -> ModuleType:
        return urls

    def create_queue(self, *args: Any, **kwargs: Any) -> Queue:
        """Create a queue."""
        queue = super().create_queue(*args, **kwargs)
        if not isinstance(queue, LocalQueue):  # creating a queue again returns the existing one
            queue.__class__ = LocalQueue  # type: ignore[type-abstract]
            cast("LocalQueue", queue).adapt()
        return queue

    def receive_message(
        self,
        queue_name: str,
        count: int,
        wait_seconds_timeout: int,
        visibility_timeout: int,
        message_attribute_names: list[str] | None = None,
    ) -> list[Message]:
        """Receive messages; wait for them if there are none."""
        lock = self.get_queue(queue_name)._messages_lock  # noqa: SLF001 - the lock that moto sends with
        deadline = time.monotonic() + (wait_seconds_timeout or 0)
        with lock:
            while True:
                found = super().receive_message(queue_name, count, 0, visibility_timeout, message_attribute_names)
                left = deadline - time.monotonic()
                if found or left <= 0:
                    return found
                lock.wait(min(left, _LOOK_AGAIN))

    def change_message_visibility(self, queue_name: str, receipt_handle: str, visibility_timeout: int) -> None:
        """Change when a message that is in flight becomes visible again."""
        with self.get_queue(queue_name)._messages_lock:  # noqa: SLF001
            super().change_message_visibility(queue_name, receipt_handle, visibility_timeout)
