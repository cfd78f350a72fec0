"""What goes wrong on the way is tried again, or told to whom it concerns; and never hinders anything else."""

import itertools
import json
import random
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from articles.publishing import sync as syncing
from articles.publishing.refresh import refresh
from articles.publishing.running.bounded import LIMITS, Bounded, Limits, spawn
from articles.publishing.running.deadline import MARGIN_MS
from articles.publishing.sync import sync
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from tests.support import work
from tests.support.oracle import check
from tests.support.served import a_served_world
from tests.support.world import QUEUED, ROOT, World, a_world, file, noting, workers

A, B = "/learn/x/questions/a", "/learn/x/questions/b"
REQUESTS = (
    "s3.GetObject",
    "s3.PutObject",
    "dynamodb.GetItem",
    "dynamodb.BatchGetItem",
    "dynamodb.TransactWriteItems",
    "dynamodb.PutItem",
    "dynamodb.Query",
    "dynamodb.UpdateItem",
    "sqs.SendMessageBatch",
)


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as world:
        yield world


@pytest.fixture
def served() -> Iterator[World]:
    with a_served_world(visibility=0) as world:
        yield world


def left(world: World, queue: str) -> int:
    """How many messages a queue has, visible or in flight."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    (url,) = (url for url in world.sqs.list_queues()["QueueUrls"] if url.endswith(f"-{queue}"))
    attributes = world.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(map(int, attributes.values()))


def failures(caplog: pytest.LogCaptureFixture) -> list[Mapping[str, Any]]:
    """The errors that were logged, each with all that it says."""
    return [vars(record) for record in caplog.records if record.levelname == "ERROR"]


def throttled(_: Any) -> AWSResponse:
    body = b'{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}'
    return AWSResponse("http://throttled", 400, HTTPHeaders(), _Raw(body))


def slowed_down(_: Any) -> AWSResponse:
    return AWSResponse("http://throttled", 503, HTTPHeaders(), _Raw(b"<Error><Code>SlowDown</Code></Error>"))


def timed_out(request: Any) -> AWSResponse:
    raise ReadTimeoutError(endpoint_url=request.url)


class _Raw:
    """The body of an answer that no network brought."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self._body


@contextmanager
def failing(
    world: World, times: int, how: Callable[[Any], AWSResponse], *, s3: Callable[[Any], AWSResponse]
) -> Iterator[list[str]]:
    """Have each kind of request of the functions fail so many times before it is let through; yields which did."""
    failed: list[str] = []

    def fail(event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        name = event_name.removeprefix("before-send.")
        if failed.count(name) >= times:
            return None
        failed.append(name)
        return (s3 if name.startswith("s3") else how)(request)

    site = world.site
    clients: tuple[Any, ...] = (site.bucket._client, site.table._client, site.ingest._client)
    for client in clients:
        client.meta.events.register("before-send.*.*", fail, unique_id="failing")
    try:
        yield failed
    finally:
        for client in clients:
            client.meta.events.unregister("before-send.*.*", unique_id="failing")


@pytest.mark.parametrize(
    ("how", "s3"), [(throttled, slowed_down), (timed_out, timed_out)], ids=["throttled", "timed out"]
)
def test_requests_that_are_throttled_or_time_out_are_made_again_after_a_growing_pause(
    served: World, monkeypatch: pytest.MonkeyPatch, how: Callable[[Any], AWSResponse], s3: Callable[[Any], AWSResponse]
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=pauses.append))
    random.seed(1)
    served.put("a.md", file(A, title=how.__name__, related=(B,)))
    served.put("b.md", file(B, title=how.__name__))
    served.restart()
    with failing(served, 3, how, s3=s3) as failed:
        served.settle()
    assert {name: failed.count(name) for name in failed} == dict.fromkeys(REQUESTS, 3)
    assert all(0 < pause < longest for pause, longest in zip(pauses, itertools.cycle([1, 2, 4]), strict=False))
    assert sum(pauses[::3]) < sum(pauses[1::3]) < sum(pauses[2::3])
    assert served.errors == []
    check(served)


def test_what_a_batch_read_leaves_out_is_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [f"{A}{number}" for number in range(5)]
    for path in paths:
        world.put(f"{path[-1]}.md", file(path))
    world.settle()
    client = world.site.table._client
    whole: Any = client.batch_get_item

    def in_part(RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's
        ((table, wanted),) = RequestItems.items()
        first, *left = wanted["Keys"]
        answer: dict[str, Any] = whole(RequestItems={table: {**wanted, "Keys": [first]}})
        return {**answer, "UnprocessedKeys": {table: {**wanted, "Keys": left}} if left else {}}

    monkeypatch.setattr(client, "batch_get_item", in_part)
    assert {path for path, card in world.site.table.cards(paths).items() if card is not None} == set(paths)


def test_a_request_that_keeps_failing_fails_its_message_and_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    get = world.site.bucket.get

    def broken(key: str, unless: str = "") -> object:
        if key == "a.md":
            raise OSError("the network is down")
        return get(key, unless)

    monkeypatch.setattr(world.site.bucket, "get", broken)
    world.put("a.md", file(A))
    world.put("b.md", file(B))
    world.step("IngestFunction")
    assert world.site.table.card(B) is not None
    (error,) = failures(caplog)
    assert error["key"] == "a.md"
    assert str(error["exc_info"][1]) == "the network is down"
    assert left(world, "IngestQueue") == 1


def test_a_poison_file_is_told_to_its_author_and_never_comes_again(world: World) -> None:
    poison = {
        "bytes.md": b"\xff\xfe\x00",
        "empty.md": b"",
        "large.md": b"---\n" + b"x" * (2 * 1024 * 1024),
        "bomb.md": ("---\n" + "".join(f"a{n}: [{'*a' * 9}]\n" for n in range(99)) + "---\n").encode(),
        "deep.md": file(A, answer="> " * 5000 + "x").encode(),
    }
    for key, body in poison.items():
        world.put(key, body)
    world.put("b.md", file(B))
    world.settle()
    assert world.errors == []
    assert {world.site.table.source(key).state for key in poison} == {"rejected"}
    assert [left(world, queue) for queue in ("IngestQueue", "IngestDeadLetterQueue")] == [0, 0]
    assert world.site.table.card(B) is not None
    reports = {key.removeprefix("reports/").removesuffix(".json") for key in world.objects() if key.startswith("rep")}
    assert reports == poison.keys()


@pytest.mark.parametrize(
    ("code", "limits", "text"),
    [
        ("too-slow", Limits(seconds=0.3, patience=60, megabytes=400), "1. a\n" * 9000),
        ("too-large", Limits(seconds=30, patience=60, megabytes=20), ("$$" + "+x_1^2" * 1600 + "$$\n\n") * 12),
    ],
)
def test_files_that_exceed_a_limit_cost_their_batch_nothing_else_and_are_not_tried_again(
    code: str, limits: Limits, text: str
) -> None:
    """Files that are dear, and would be accepted, with a limit that is too low for them."""
    dear, good = ("0.md", "2.md", "3.md"), ("1.md", "4.md")
    with closing(Bounded(limits, spawn)) as bounded, a_world(bounded=bounded) as world:
        for key in dear:
            world.put(key, file(f"{A}{key[0]}", related=(B,)))
        world.settle()
        for key in sorted((*dear, *good)):
            world.put(key, file(f"{A}{key[0]}", answer=text if key in dear else "New.", related=(B,)))
        assert world.step("IngestFunction") == 5
        assert world.step("IngestFunction") == len(dear), "of the reports alone"
        assert left(world, "IngestQueue") == 0
        assert [world.site.table.source(key).state for key in good] == ["published", "published"]
        for key in dear:
            source = world.site.table.source(key)
            assert (source.state, source.path) == ("rejected", f"{A}{key[0]}")
            report = json.loads(world.objects()[f"reports/{key}.json"])
            assert [problem["code"] for problem in report["problems"]] == [code]
        worked: list[str] = []
        site = replace(world.site, bounded=noting(worked, workers()))
        assert [sync(key, site).state for key in (*dear, *good)] == ["unchanged"] * 5
        assert worked == []
        world.put("b.md", file(B))
        world.settle()
        assert [world.site.table.source(key).state for key in dear] == ["rejected"] * 3
        assert world.reconcile() == 0
        assert world.errors == []


def test_a_file_is_read_and_rendered_by_a_worker_only(world: World) -> None:
    worked: list[str] = []

    def at_work() -> list[str]:
        done = worked.copy()
        worked.clear()
        return done

    site = replace(world.site, bounded=noting(worked, workers()))
    world.put("a.md", file(A, related=(B,)))
    assert sync("a.md", site).state == "published"
    assert at_work() == ["parse_article", "text_links", "represent"]
    world.put("b.md", file(B))
    assert sync("b.md", site).state == "published"
    assert at_work() == ["parse_article", "text_links", "represent"]
    assert refresh(A, site) == "refreshed"
    assert at_work() == ["represent"]


def test_an_unexpected_error_ends_in_the_dead_letters_with_its_cause_in_the_log_and_can_be_redriven(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (source,) = world.functions["IngestFunction"].queues
    world.sqs.set_queue_attributes(QueueUrl=source.url, Attributes={"VisibilityTimeout": "0"})
    with monkeypatch.context() as patch:
        patch.setattr(syncing, "represent", work.fail)
        world.put("a.md", file(A))
        while world.step("IngestFunction"):
            pass
    causes = [(error["key"], error["exc_info"][0]) for error in failures(caplog)]
    assert causes == [("a.md", ValueError)] * 5
    assert "in fail" in "".join(traceback.format_exception(failures(caplog)[0]["exc_info"][1]))
    assert left(world, "IngestDeadLetterQueue") == 1
    assert world.site.table.card(A) is None
    dead = source.url.replace("IngestQueue", "IngestDeadLetterQueue")
    (message,) = world.sqs.receive_message(QueueUrl=dead)["Messages"]
    world.sqs.send_message(QueueUrl=source.url, MessageBody=message["Body"])  # as a redrive does
    world.settle()
    check(world)


@pytest.mark.parametrize("name", QUEUED)
@pytest.mark.parametrize("body", ["no JSON", "[]", '{"Records": [{}]}', '{"sync": 1}', "null"])
def test_a_message_that_cannot_be_read_fails_alone_with_its_cause_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture, name: str, body: str
) -> None:
    (source,) = world.functions[name].queues
    world.sqs.send_message(QueueUrl=source.url, MessageBody=body)
    world.put("a.md", file(A))
    for queued in QUEUED:
        world.step(queued)
    assert world.site.table.card(A) is not None
    (error,) = failures(caplog)
    assert error["exc_info"] is not None
    assert error["message_id"] if name == "IngestFunction" else error["body"] == body
    assert left(world, source.url.rpartition("-")[2]) == 1


@pytest.mark.parametrize(
    "event",
    [
        "s3:ObjectRestore:Completed",
        "ObjectCreated:CompleteMultipartUpload",
        "LifecycleExpiration:Delete",
        "Nobody:Knows",
    ],
)
def test_an_event_of_whatever_name_brings_the_file_as_it_is(world: World, event: str) -> None:
    world.put("a.md", file(A))
    world.drop_events()
    record = {"eventSource": "aws:s3", "eventName": event, "s3": {"object": {"key": "a.md"}}}
    (source,) = world.functions["IngestFunction"].queues
    world.sqs.send_message(QueueUrl=source.url, MessageBody=json.dumps({"Records": [record]}))
    world.settle()
    check(world)


@pytest.mark.parametrize("key", ["%ff.md", "%.md", "%zz.md", "a%0.md", "no%20such+file.md", "%00.md"])
def test_a_key_that_names_no_file_is_done_with(world: World, key: str) -> None:
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": key}}}
    (source,) = world.functions["IngestFunction"].queues
    world.sqs.send_message(QueueUrl=source.url, MessageBody=json.dumps({"Records": [record]}))
    world.settle()
    assert world.errors == []
    assert left(world, "IngestQueue") == 0
    check(world)


class _Running:
    """The context of an invocation that runs out of time after so many looks at the clock."""

    function_name = function_version = memory_limit_in_mb = invoked_function_arn = aws_request_id = "1"

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def get_remaining_time_in_millis(self) -> int:
        self._looks -= 1
        return MARGIN_MS + 1 if self._looks >= 0 else MARGIN_MS


def test_a_batch_ends_before_its_time_does_and_the_rest_comes_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [f"{number}.md" for number in range(5)]
    for number, key in enumerate(keys):
        world.put(key, file(f"{A}{number}"))
    world.drop_events()
    handler = world.handler(world.functions["IngestFunction"])
    records = [{"messageId": key, "body": json.dumps({"sync": [key]}), "eventSource": "aws:sqs"} for key in keys]
    result: Any = handler({"Records": records}, _Running(looks=3))
    assert result == {"batchItemFailures": [{"itemIdentifier": "3.md"}, {"itemIdentifier": "4.md"}]}
    assert [error["key"] for error in failures(caplog)] == ["3.md", "4.md"]
    assert [world.site.table.source(key).state for key in keys[:3]] == ["published"] * 3


def test_a_message_with_many_files_ends_in_time_too_and_goes_on_when_it_comes_again(world: World) -> None:
    keys = [f"{number}.md" for number in range(5)]
    for number, key in enumerate(keys):
        world.put(key, file(f"{A}{number}"))
    world.drop_events()
    handler = world.handler(world.functions["IngestFunction"])
    event = {"Records": [{"messageId": "1", "body": json.dumps({"sync": keys}), "eventSource": "aws:sqs"}]}
    assert handler(event, _Running(looks=3)) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert [world.site.table.source(key).revision for key in keys] == [1, 1, 1, 0, 0]
    assert handler(event, _Running(looks=9)) == {"batchItemFailures": []}
    world.settle()
    check(world)


MEASURE = """
import resource
from pathlib import Path
from articles.publishing.running.bounded import Bounded
from tests.support.world import a_world, file

def peak(process):
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])

bounded = Bounded()
with a_world(bounded=bounded) as world:
    world.settle()
    answer = ("Some text of **many** words in a sentence. " + "It goes on and on. " * 10 + "\\n\\n") * 950
    for number in range(10):
        world.put(f"{number}.md", file(f"/learn/x/questions/{number}", answer=answer))
    assert world.step("IngestFunction") == 10
    sources = [world.site.table.source(f"{number}.md") for number in range(10)]
    assert {source.state for source in sources} == {"published"}, sources[0].problems
    processes = [bounded._server[0], bounded._worker[0]]
    print(*(kilobytes // 1024 for kilobytes in map(peak, ["self", *processes])))
bounded.close()
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell")
def test_a_batch_of_the_largest_files_fits_into_the_memory_of_its_function(
    world: World, figure: Callable[[str], None]
) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    publisher, server, worker = (int(each) for each in done.stdout.splitlines()[-1].split())
    figure(
        f"memory: after ten files of 230 KB of Markdown {publisher} MB, in the fork server {server}, a worker {worker}"
    )
    # What they share is counted in each. Of moto, which a function does not have, too.
    assert publisher + server + worker < world.functions["IngestFunction"].memory / 2
    assert publisher + server + worker + LIMITS.megabytes < world.functions["IngestFunction"].memory


class _ManyReferrers:
    """A table in which so many pages link to one; counts the requests."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.requests = 0

    def query(self, Limit: int, ExclusiveStartKey: Any = None, **_: Any) -> dict[str, Any]:  # noqa: N803 - boto3's
        self.requests += 1
        start = int(ExclusiveStartKey["sk"]["S"].rpartition("/")[2]) + 1 if ExclusiveStartKey else 0
        items = [
            {"pk": {"S": f"PATH#{A}"}, "sk": {"S": f"REFERRER#/learn/x/{number:06}"}}
            for number in range(start, min(start + Limit, self.count))
        ]
        more = {"LastEvaluatedKey": items[-1]} if start + Limit < self.count else {}
        return {"Items": items, **more}


class _Sent:
    """A queue that keeps what it is sent; counts the requests."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.requests = 0

    def send_message_batch(self, Entries: list[Any], **_: Any) -> dict[str, Any]:  # noqa: N803 - boto3's
        self.requests += 1
        self.bodies += [json.loads(entry["MessageBody"]) for entry in Entries]
        return {}


def test_a_hundred_thousand_pages_that_link_to_one_are_asked_for_in_short_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, sent = _ManyReferrers(100_000), _Sent()
    monkeypatch.setattr(world.site.table, "_client", many)
    monkeypatch.setattr(world.site.refresh, "_client", sent)
    handler = world.handler(world.functions["RefreshFunction"])
    message: Any = {"referrers": A, "cursor": None}
    refreshed: list[str] = []
    while message:
        before = many.requests + sent.requests
        event = {"Records": [{"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}]}
        assert handler(event, _Running(looks=1)) == {"batchItemFailures": []}
        assert many.requests + sent.requests - before <= 12, "one run has no end"
        refreshed += [body["refresh"] for body in sent.bodies if "refresh" in body]
        message = next((body for body in sent.bodies if "referrers" in body), None)
        sent.bodies.clear()
    assert refreshed == [f"/learn/x/{number:06}" for number in range(100_000)]
