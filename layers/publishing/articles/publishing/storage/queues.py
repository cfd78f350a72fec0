"""The three queues: files to sync, paths whose pages may have to be rendered again, and what is derived later."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from articles.publishing.storage.messages import Request, to_message

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_BATCH = 10


class UndeliveredError(Exception):
    """The queue did not take a message: try again later."""


class Queue:
    """An SQS queue of JSON messages."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """Use the queue at this URL through an SQS client."""
        self._client = client
        self.url = url

    def send(self, requests: Iterable[Request], delay: int = 0) -> int:
        """Send a message for each request, ten at a time.

        Args:
            requests: What to ask for.
            delay: Seconds until the messages are delivered.

        Returns:
            How many were sent.

        Raises:
            UndeliveredError: The queue refused some of them. Others may have been sent.
        """
        bodies = (json.dumps(to_message(each), ensure_ascii=False, separators=(",", ":")) for each in requests)
        sent = 0
        later: Any = {"DelaySeconds": delay} if delay else {}
        while batch := list(islice(bodies, MAX_BATCH)):
            entries: Any = [{"Id": str(number), "MessageBody": body, **later} for number, body in enumerate(batch)]
            response = self._client.send_message_batch(QueueUrl=self.url, Entries=entries)
            if failed := response.get("Failed"):
                raise UndeliveredError(f"{len(failed)} messages: {failed[0].get('Message', failed[0]['Code'])}")
            sent += len(batch)
        return sent
