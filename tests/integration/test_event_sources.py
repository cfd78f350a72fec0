"""Queues are worked off as Lambda's event source mappings work them off."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from articles.local import aws
from articles.local.event_sources import failures, poll, receive_batch, work_off
from articles.local.functions import QueueSource

VISIBILITY = 1

Result = Callable[[list[str]], Any]


@pytest.fixture(scope="module")
def sqs() -> Iterator[Any]:
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(f"http://{aws.HOST}:{listener.getsockname()[1]}").items():
            patch.setenv(name, value)
        with aws.serving(listener):
            yield boto3.client("sqs")


class Queue:
    """A queue with a dead-letter queue, and a function that is given its messages."""

    def __init__(self, sqs: Any, name: str, visibility: int = 30, **source: Any) -> None:
        self.sqs = sqs
        self.dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
        arn = f"arn:aws:sqs:us-east-1:123456789012:{name}"
        policy = {"deadLetterTargetArn": f"{arn}-dead", "maxReceiveCount": 2}
        attributes = {"VisibilityTimeout": str(visibility), "RedrivePolicy": json.dumps(policy)}
        self.url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        self.source = QueueSource(**{"url": self.url, "arn": arn, "batch_size": 10, "reports_failures": True} | source)
        self.batches: list[list[str]] = []
        self.events: list[Any] = []
        self.errors: list[Exception] = []

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def work(self, result: Result) -> list[str]:
        """Work off one batch with a function of this result; gives the bodies of what was received."""

        def invoke(event: Any) -> Any:
            self.events.append(event)
            self.batches.append([record["body"] for record in event["Records"]])
            return result([record["messageId"] for record in event["Records"]])

        messages = receive_batch(self.source, self.sqs)
        if messages:
            work_off(self.source, invoke, self.sqs, self.errors.append, messages)
        return [message["Body"] for message in messages]

    def counts(self, url: str | None = None) -> tuple[int, int]:
        """How many messages are visible, and how many in flight."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = self.sqs.get_queue_attributes(QueueUrl=url or self.url, AttributeNames=names)["Attributes"]
        return int(counts[names[0]]), int(counts[names[1]])


@pytest.fixture
def queue(sqs: Any, request: pytest.FixtureRequest) -> Queue:
    return Queue(sqs, f"queue-{abs(hash(request.node.nodeid))}", visibility=VISIBILITY)


def success(_: list[str]) -> Any:
    return {"batchItemFailures": []}


def failing(*numbers: int) -> Result:
    return lambda ids: {"batchItemFailures": [{"itemIdentifier": ids[number]} for number in numbers]}


def test_the_event_is_the_one_that_lambda_gives(queue: Queue) -> None:
    queue.sqs.send_message(
        QueueUrl=queue.url,
        MessageBody="body",
        MessageAttributes={
            "colour": {"DataType": "String", "StringValue": "red"},
            "bytes": {"DataType": "Binary", "BinaryValue": b"\0"},
        },
    )
    queue.work(success)
    (record,) = queue.events[0]["Records"]
    assert record["body"] == "body"
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == queue.source.arn
    assert record["awsRegion"] == "us-east-1"
    assert record["md5OfBody"] == "841a2d689ad86bd1611447453c22c6fc"
    assert record["attributes"].keys() >= {
        "ApproximateReceiveCount",
        "SentTimestamp",
        "SenderId",
        "ApproximateFirstReceiveTimestamp",
    }
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    empty: dict[str, Any] = {"stringListValues": [], "binaryListValues": []}
    assert record["messageAttributes"] == {
        "colour": {"dataType": "String", "stringValue": "red", **empty},
        "bytes": {"dataType": "Binary", "binaryValue": b"\0", **empty},
    }
    assert record["messageId"]
    assert record["receiptHandle"]


def test_what_succeeded_is_deleted_and_what_failed_comes_back_until_it_is_dead(queue: Queue) -> None:
    queue.send("good", "bad")
    assert queue.work(failing(1)) == ["good", "bad"]
    assert queue.counts() == (0, 1)
    assert queue.work(failing(0)) == ["bad"]  # when it is visible again
    assert queue.work(success) == []
    assert (queue.counts(), queue.counts(queue.dead)) == ((0, 0), (1, 0))


def test_an_exception_returns_the_whole_batch_and_is_reported(queue: Queue) -> None:
    def raising(_: list[str]) -> Any:
        raise ValueError("boom")

    queue.send("a", "b")
    queue.work(raising)
    assert queue.counts() == (0, 2)
    assert [str(error) for error in queue.errors] == ["boom"]


def test_a_queue_that_cannot_be_reached_is_asked_again(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.local.event_sources._PAUSE", 0.0)
    stop = threading.Event()
    queue.send("first", "second")

    class Failing:
        """A client whose every other request fails."""

        def __init__(self, client: Any) -> None:
            self.client = client
            self.count = 0

        def __getattr__(self, name: str) -> Any:
            def request(**parameters: Any) -> Any:
                self.count += 1
                if self.count % 2:
                    raise ConnectionError(f"{name} failed")
                return getattr(self.client, name)(**parameters)

            return request

    def invoke(event: Any) -> Any:
        queue.batches.append([record["body"] for record in event["Records"]])
        if len(queue.batches) == 2:
            stop.set()
        return success([])

    poll(queue.source, invoke, Failing(queue.sqs), queue.errors.append, stop, recovered=list)  # type: ignore[arg-type]
    # The messages were received, and could not be deleted at first; so they came again.
    assert sorted(body for batch in queue.batches for body in batch) == ["first", "first", "second", "second"]
    assert {str(error) for error in queue.errors} == {"receive_message failed", "delete_message_batch failed"}


def test_a_failure_that_lasts_is_said_once_until_it_changes_and_once_when_it_is_over(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.local.event_sources._PAUSE", 0.0)
    stop = threading.Event()
    said: list[str] = []
    answers = iter(["away", "away", "away", "full", "full", "", "", "away", "away", ""])

    class Failing:
        def receive_message(self, **_: Any) -> Any:
            answer = next(answers, None)
            if answer:
                raise ConnectionError(answer)
            if answer is None:
                stop.set()
            return {}

    poll(
        queue.source,
        success,
        Failing(),  # type: ignore[arg-type]
        lambda error: said.append(str(error)),
        stop,
        recovered=lambda: said.append("recovered"),
    )
    assert said == ["away", "full", "recovered", "away", "recovered"]


def test_without_reported_failures_a_batch_that_returns_has_succeeded(sqs: Any) -> None:
    queue = Queue(sqs, "unreported", reports_failures=False)
    queue.send("a", "b")
    queue.work(failing(0))
    assert queue.counts() == (0, 0)


def test_a_batch_has_no_more_than_its_size(sqs: Any) -> None:
    queue = Queue(sqs, "small", batch_size=3)
    queue.send(*"abcdefgh")
    while queue.work(success):
        pass
    assert [len(batch) for batch in queue.batches] == [3, 3, 2]


def test_a_batch_larger_than_one_request_is_gathered_and_deleted(sqs: Any) -> None:
    queue = Queue(sqs, "large", batch_size=25)
    queue.send(*map(str, range(30)))
    queue.work(success)
    assert [len(batch) for batch in queue.batches] == [25]
    assert queue.counts() == (5, 0)


def test_what_is_there_is_given_at_once_however_large_a_batch_may_be(sqs: Any) -> None:
    queue = Queue(sqs, "prompt", batch_size=25)
    queue.send(*map(str, range(11)))
    began = time.monotonic()
    assert queue.work(success) == [*map(str, range(11))]
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("result", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({"other": 1}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "a"}]}, {"a"}),
        ({"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "a"}]}, {"a"}),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, {"a", "b"}),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, {"a", "b"}),
        ({"batchItemFailures": [{"wrongKey": "a"}]}, {"a", "b"}),
        ({"batchItemFailures": [{"itemIdentifier": "elsewhere"}]}, {"a", "b"}),
        ({"batchItemFailures": ["a"]}, {"a", "b"}),
        ({"batchItemFailures": "a"}, {"a", "b"}),
        ("text", {"a", "b"}),
    ],
)
def test_a_report_that_cannot_be_understood_fails_the_batch(result: Any, failed: set[str]) -> None:
    assert failures(result, ["a", "b"]) == failed


def test_polling_goes_on_after_errors_and_ends_when_told(queue: Queue) -> None:
    stop = threading.Event()
    seen: list[str] = []

    def invoke(event: Any) -> Any:
        (record,) = event["Records"]
        seen.append(record["body"])
        if record["body"] == "bad":
            raise ValueError("boom")
        stop.set()
        return success([])

    queue.send("bad")
    arguments = (queue.source, invoke, queue.sqs, queue.errors.append, stop)
    thread = threading.Thread(target=poll, args=arguments, kwargs={"recovered": list})
    thread.start()
    while not queue.errors:
        time.sleep(0.01)
    queue.send("good")
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert seen[0] == "bad"
    assert seen[-1] == "good"
