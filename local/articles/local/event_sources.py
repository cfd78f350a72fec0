"""Do what Lambda's event source mappings do with queues: give a function batches of messages, and delete what is done.

Messages that failed stay in the queue. The rules are those of 'Using Lambda with Amazon SQS' in the AWS Lambda
developer guide.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from articles.local.functions import Invoke, QueueSource
from articles.local.template import REGION
from articles.local.threads import describe

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# SQS returns at most ten messages for a request.
MAX_RECEIVE = 10

# Seconds that one request waits for messages.
WAIT = 2

# Seconds until a queue that could not be reached is asked again.
_PAUSE = 1.0


def poll(  # noqa: PLR0913 - a queue, a function, whom to tell, and when to stop
    source: QueueSource,
    invoke: Invoke,
    sqs: "SQSClient",
    report: Callable[[Exception], None],
    stop: threading.Event,
    *,
    recovered: Callable[[], object],
) -> None:
    """Give a function the messages of a queue, batch by batch, until told to stop.

    If a queue cannot be reached, it is asked again. If a batch cannot be deleted, SQS delivers it again.

    Args:
        source: The queue.
        invoke: Invokes the function.
        sqs: Where the queue is.
        report: Called with each error of the function. An error of the queue that lasts is reported once, until it
            changes.
        stop: Set this to end after the current batch.
        recovered: Called when the queue works again after an error.
    """
    told: str | None = None
    while not stop.is_set():
        try:
            messages = receive_batch(source, sqs)
            if messages and not stop.is_set():
                work_off(source, invoke, sqs, report, messages)
        except Exception as error:  # noqa: BLE001 - whatever a client raises, the next request may do better
            if (failure := describe(error)) != told:
                report(error)
                told = failure
            stop.wait(_PAUSE)
        else:
            if told is not None:
                recovered()
                told = None


def receive_batch(source: QueueSource, sqs: "SQSClient") -> list[Any]:
    """Receive a batch of what is there.

    Nothing waits for the batching window that a mapping may have: that saves invocations, for which nobody pays here,
    and whoever writes a page would have to wait for it.
    """
    messages: list[Any] = []
    while (left := source.batch_size - len(messages)) > 0:
        most = min(MAX_RECEIVE, left)
        response = sqs.receive_message(
            QueueUrl=source.url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=0 if messages else WAIT,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        received = response.get("Messages", [])
        messages += received
        if len(received) < most:
            break
    return messages


def work_off(
    source: QueueSource,
    invoke: Invoke,
    sqs: "SQSClient",
    report: Callable[[Exception], None],
    messages: Sequence[Any],
) -> None:
    """Invoke a function with a batch, and delete the messages that it has finished.

    The others come back after their visibility timeout, until the queue's redrive policy removes them.
    """
    identifiers = [message["MessageId"] for message in messages]
    try:
        result = invoke(to_event(source, messages))
        failed = failures(result, identifiers) if source.reports_failures else set()
    except Exception as error:  # noqa: BLE001 - whatever it raises, its batch has failed
        report(error)
        failed = set(identifiers)
    done = [message for message in messages if message["MessageId"] not in failed]
    for start in range(0, len(done), MAX_RECEIVE):
        sqs.delete_message_batch(
            QueueUrl=source.url,
            Entries=[
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(done[start : start + MAX_RECEIVE])
            ],
        )


def failures(result: Any, identifiers: Collection[str]) -> set[str]:
    """Which messages of a batch failed, according to a function that reports failures.

    Args:
        result: What the function returned.
        identifiers: The ids of the batch's messages.

    Returns:
        The ids of those that failed; all ids if the function's result cannot be understood.
    """
    if not result:
        return set()
    if not isinstance(result, Mapping):
        return set(identifiers)
    reported = result.get("batchItemFailures") or []
    if not isinstance(reported, list):
        return set(identifiers)
    failed = {str(entry.get("itemIdentifier")) if isinstance(entry, Mapping) else "" for entry in reported}
    return failed if failed.issubset(identifiers) else set(identifiers)


def to_event(source: QueueSource, messages: Sequence[Any]) -> dict[str, Any]:
    """The event that Lambda makes of messages from SQS."""
    return {"Records": [_record(source, message) for message in messages]}


def _record(source: QueueSource, message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: _message_attribute(value) for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": source.arn,
        "awsRegion": REGION,
    }


def _message_attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    names = {"StringValue": "stringValue", "BinaryValue": "binaryValue", "DataType": "dataType"}
    return {"stringListValues": [], "binaryListValues": []} | {
        names[name]: part for name, part in value.items() if name in names
    }
