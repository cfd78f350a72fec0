"""The simulator answers as moto does: the same histories on both; and it keeps to the limits that moto does not."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
from articles.publishing.planning import SOON
from articles.publishing.storage.messages import syncs_in
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.support.asking import ask
from tests.support.histories import Action, histories, live
from tests.support.readers import browsing
from tests.support.simulator.requests import UnknownRequestError
from tests.support.world import DUE, Clock, World, a_simulated_world, a_world, file, in_process

pytestmark = pytest.mark.proof

HISTORIES = int(os.environ.get("HISTORIES", "300")) // 40

# What tells something of an answer: not its time, its ids, and what no service promises.
TELLING = (
    "Item",
    "Items",
    "Responses",
    "UnprocessedKeys",
    "CancellationReasons",
    "ETag",
    "VersionId",
    "IsTruncated",
)

# Nor what botocore adds to a request, or says otherwise.
UNTOLD = ("Body", "ChecksumAlgorithm", "ChecksumMode", "ClientRequestToken", "EncodingType", "Entries", "ReceiptHandle")


@seed(1)
@settings(
    max_examples=HISTORIES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(histories)
def test_the_same_history_is_the_same_in_moto(history: list[Action]) -> None:
    history = [*_without_delays(history)]
    in_moto = _told(a_world(impatient=True, clock=Clock(), bounded=in_process), history)
    simulated = _told(a_simulated_world(as_moto=True), history)
    for ours, theirs in zip(simulated, in_moto, strict=True):
        assert ours == theirs


# What reads each index, forward and back, and items one by one and many at once.
SEEN = (
    *("/", "/learn", "/learn/x", "/learn/x/next?of=/learn/x/questions/2", "/feed.json", "/llms.txt"),
    *("/sitemap.xml", "/sitemaps/2025-02.xml", "/archive/all", "/api/articles?limit=3", "/api/articles?subject=x"),
    *("/api/articles?from=2025-01-01&to=2025-02-28", "/api/articles?paths=/learn/x/questions/0,/learn/y/questions/a"),
    *("/api/subjects", "/api/changes?limit=2", "/api/referrers/learn/x/questions/elsewhere", "/api/search?q=title"),
)


def test_readers_see_in_a_copy_of_the_table_what_they_see_in_moto() -> None:
    with a_world(clock=Clock(), bounded=in_process) as world:
        for number in range(6):
            related = (f"/learn/x/questions/{(number + 1) % 6}",)
            world.put(f"{number}.md", file(f"/learn/x/questions/{number}", related=related))
        world.put("y.md", file("/learn/y/questions/a", subject="Y"))
        world.settle()
        world.put("1.md", file("/learn/x/questions/elsewhere"))
        world.delete("3.md")
        world.settle()
        world.pass_long()
        items = {(item["pk"], item["sk"]): item for item in world.items()}
        with browsing(world):
            in_moto = [_seen(address) for address in SEEN]
        with browsing(world, items):
            copied = [_seen(address) for address in SEEN]
    assert copied == in_moto
    assert [status for status, _ in in_moto] == [302 if "next" in each else 200 for each in SEEN]


def _seen(address: str) -> tuple[int, str]:
    answer = ask(address)
    return answer.status, re.sub(r'"took":[\d.]+', "", answer.text)


def _without_delays(history: Iterable[Action]) -> Iterator[Action]:
    """The same without times at which something is due in a moment: delays of messages in moto end by the true time."""
    for name, *arguments in history:
        if name == "meanwhile":
            arguments[-1] = [*_without_delays(arguments[-1])]
        if name != "jump" or not any(0 < due - arguments[0] <= SOON for due in DUE):
            yield (name, *arguments)


def _told(a_world: AbstractContextManager[World], history: list[Action]) -> list[str]:
    """All requests and answers of a history, and the objects that there are in the end."""
    with a_world as world:
        world.pass_after(0)  # delays of messages in moto end by the true time
        world.log = []
        live(world, history)
        entries = [_telling(*entry) for entry in world.log]
        names = _Names(world.log)
        objects = [f"{key}: {body.decode(errors='backslashreplace')}" for key, body in sorted(world.objects().items())]
        return [names.replace(entry) for entry in (*entries, *objects)]


def _telling(moment: str, operation: str, content: Mapping[str, Any]) -> str:
    if moment == "before":
        said = {name: value for name, value in content.items() if name not in UNTOLD}
    else:
        said = {name: content[name] for name in TELLING if name in content}
        if operation == "delete_object" and not content.get("DeleteMarker"):
            said.pop("VersionId", None)
        said["Code"] = content.get("Error", {}).get("Code")
        said["Messages"] = [syncs_in(json.loads(each["Body"])) for each in content.get("Messages", [])]
        if operation == "scan":
            said["Items"].sort(key=lambda item: json.dumps(item, sort_keys=True, default=repr))
    return f"{moment} {operation}: {json.dumps(said, sort_keys=True, default=repr)}"


# The name of a segment of the search index, which is a random one.
_SEGMENT = re.compile("[0-9a-f]{8}-[0-9a-f]{32}")


class _Names:
    """Names of our own for what is named at random, and for the ETags that depend on that.

    That is versions, by each service as it likes, and segments of the search index.
    """

    def __init__(self, log: Sequence[tuple[str, str, Mapping[str, Any]]]) -> None:
        given = [
            value.strip('"')
            for moment, operation, content in log
            if moment == "after" and operation in ("put_object", "delete_object")
            for name in ("VersionId", "ETag")
            if (value := content.get(name))
        ]
        given += [
            segment
            for moment, operation, content in log
            if (moment, operation) == ("before", "put_object")
            for segment in _SEGMENT.findall(content["Key"])
        ]
        self._names = {name: f"name-{number}" for number, name in enumerate(dict.fromkeys(given))}
        self._pattern = re.compile("|".join(map(re.escape, self._names)) or "(?!)")

    def replace(self, text: str) -> str:
        """The text, by our names."""
        return self._pattern.sub(lambda match: self._names[match[0]], text)


class TestLimits:
    """What moto lets pass, by 'Quotas in Amazon DynamoDB' and 'Amazon SQS message quotas'."""

    @pytest.fixture
    def world(self) -> Iterator[World]:
        with a_simulated_world() as world:
            yield world

    @pytest.mark.parametrize(
        ("writes", "code"),
        [
            ([{"pk": "a", "sk": str(number)} for number in range(101)], "ValidationException"),
            ([{"pk": "a", "sk": "a"}] * 2, "ValidationException"),
            ([{"pk": "a", "sk": str(number), "body": "x" * 399_000} for number in range(11)], "ValidationException"),
            ([{"pk": "a", "sk": "a", "body": "x" * 409_600}], "TransactionCanceledException"),
            ([{"pk": "a", "sk": "x" * 1025}], "ValidationException"),
            ([{"pk": "a", "sk": "a", "month_pk": "m", "month_sk": "x" * 1025}], "TransactionCanceledException"),
            ([{"pk": "a", "sk": ""}], "ValidationException"),
        ],
        ids=["101 items", "an item twice", "4 MB", "400 KB", "sort key", "sort key of an index", "empty key"],
    )
    def test_a_transaction_over_a_limit_is_refused(self, world: World, writes: list[Any], code: str) -> None:
        puts = [
            {"Put": {"TableName": "x", "Item": {name: {"S": value} for name, value in item.items()}}} for item in writes
        ]
        with pytest.raises(ClientError) as error:
            world.dynamodb.transact_write_items(TransactItems=puts)
        assert error.value.response["Error"]["Code"] == code
        assert world.items() == []

    def test_a_batch_of_messages_over_a_limit_is_refused(self, world: World) -> None:
        for bodies in (["x"] * 11, ["x" * 262_145]):
            entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
            with pytest.raises(ClientError, match="SendMessageBatch"):
                world.sqs.send_message_batch(QueueUrl="queue", Entries=entries)

    @pytest.mark.parametrize(
        ("condition", "names"),
        [("state = :value", {}), ("revision = :other", {}), ("revision = :value", {"#unused": "state"})],
    )
    def test_an_expression_that_is_wrong_is_refused(self, world: World, condition: str, names: dict[str, str]) -> None:
        with pytest.raises(ClientError, match="ValidationException"):
            world.dynamodb.put_item(
                TableName="x",
                Item={"pk": {"S": "a"}, "sk": {"S": "a"}},
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={":value": {"N": "1"}},
            )

    def test_what_is_not_simulated_is_no_answer(self, world: World) -> None:
        with pytest.raises(UnknownRequestError):
            world.dynamodb.update_item(
                TableName="x", Key={"pk": {"S": "a"}, "sk": {"S": "a"}}, UpdateExpression="ADD n :n"
            )

    def test_an_inconsistent_read_sees_what_was_there_a_moment_ago(self, world: World) -> None:
        key = {"pk": {"S": "a"}, "sk": {"S": "a"}}
        world.dynamodb.put_item(TableName="x", Item=key)
        assert "Item" not in world.dynamodb.get_item(TableName="x", Key=key)
        assert "Item" in world.dynamodb.get_item(TableName="x", Key=key, ConsistentRead=True)
        world.reconcile()  # some time passes
        assert "Item" in world.dynamodb.get_item(TableName="x", Key=key)
