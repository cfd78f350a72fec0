"""The adapted moto answers as unadapted moto does, and its cost does not grow with what it holds."""

import functools
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from articles.local import aws, moto_dynamodb, moto_order
from articles.local.moto_dynamodb import LocalDynamoDBBackend
from articles.local.moto_responses import ItemSerializer
from articles.local.template import REGION
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.core.serialize import SERVICE_SPECIFIC_SERIALIZERS
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.sqs.models import Message

from tests.support.world import World, file

TABLE = "table"
INDEX_KEYS = ("owner", "rank")

SCHEMA: dict[str, Any] = {
    "TableName": TABLE,
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
        {"AttributeName": "owner", "AttributeType": "S"},
        {"AttributeName": "rank", "AttributeType": "N"},
    ],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by-owner",
            "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "rank", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"},
        },
        {
            "IndexName": "owners",
            "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        },
    ],
}

# --- Histories: lists of operations, each a method of the client and its parameters ---

Operation = tuple[str, dict[str, Any]]

partitions = st.sampled_from(["p", "q"])
sorts = st.sampled_from(["a", "ab", "abc", "b", "ba", "c", "é"])
owners = st.sampled_from(["ada", "bob"])
ranks = st.integers(-2, 3).map(str)
revisions = st.integers(0, 2).map(str)

keys = st.fixed_dictionaries({"pk": partitions, "sk": sorts}).map(lambda key: {k: {"S": v} for k, v in key.items()})
attributes = st.fixed_dictionaries(
    {"revision": revisions.map(lambda n: {"N": n})},
    optional={
        "owner": owners.map(lambda name: {"S": name}),
        "rank": ranks.map(lambda n: {"N": n}),
        "body": st.binary(max_size=8).map(lambda b: {"B": b}),
        "tags": st.lists(owners.map(lambda name: {"S": name}), max_size=3).map(lambda tags: {"L": tags}),
    },
)
items = st.builds(lambda key, rest: key | rest, keys, attributes)

conditions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.just({"ConditionExpression": "attribute_not_exists(pk)"}),
    st.just({"ConditionExpression": "attribute_exists(pk)"}),
    revisions.map(
        lambda n: {"ConditionExpression": "revision = :was", "ExpressionAttributeValues": {":was": {"N": n}}},
    ),
)
updates = st.one_of(
    st.just({"UpdateExpression": "SET body = :b", "ExpressionAttributeValues": {":b": {"B": b"new"}}}),
    st.just({"UpdateExpression": "REMOVE #o, body", "ExpressionAttributeNames": {"#o": "owner"}}),
    owners.map(
        lambda name: {
            "UpdateExpression": "SET #o = :o, #r = :r",
            "ExpressionAttributeNames": {"#o": "owner", "#r": "rank"},
            "ExpressionAttributeValues": {":o": {"S": name}, ":r": {"N": "1"}},
        }
    ),
    st.just({"UpdateExpression": "ADD revision :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}),
    st.just({"UpdateExpression": "ADD sk :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}),  # refused
)


def combined(*parts: dict[str, Any]) -> dict[str, Any]:
    values = {k: v for part in parts for k, v in part.get("ExpressionAttributeValues", {}).items()}
    merged = {k: v for part in parts for k, v in part.items()}
    return merged | {"TableName": TABLE} | ({"ExpressionAttributeValues": values} if values else {})


puts = st.builds(lambda item, condition: combined({"Item": item}, condition), items, conditions)
deletes = st.builds(lambda key, condition: combined({"Key": key}, condition), keys, conditions)
updatings = st.builds(
    lambda key, change, condition: combined({"Key": key}, change, condition), keys, updates, conditions
)
checks = st.builds(
    lambda key, condition: combined({"Key": key}, condition),
    keys,
    conditions.filter(bool),
)
all_old = st.sampled_from([{}, {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}])
members = st.one_of(
    st.builds(lambda put, old: {"Put": put | old}, puts, all_old),
    st.builds(lambda update, old: {"Update": update | old}, updatings, all_old),
    deletes.map(lambda delete: {"Delete": delete}),
    checks.map(lambda check: {"ConditionCheck": check}),
)
transactions = st.lists(members, min_size=1, max_size=6).map(lambda writes: {"TransactItems": writes})


@st.composite
def queries(draw: st.DrawFn) -> dict[str, Any]:
    index = draw(st.sampled_from([None, "by-owner", "owners"]))
    hash_name, range_name, range_type = {
        None: ("pk", "sk", "S"),
        "by-owner": ("owner", "rank", "N"),
        "owners": ("owner", None, ""),
    }[index]
    names = {"#h": hash_name}
    values = {":h": {"S": draw(partitions if index is None else owners)}}
    expression = "#h = :h"
    if range_name is not None and draw(st.booleans()):
        names["#r"] = range_name
        low, high = sorted(draw(st.tuples(*[sorts if range_type == "S" else ranks] * 2)))
        forms = ["#r = :x", "#r < :x", "#r >= :x", "#r BETWEEN :x AND :y"]
        form = draw(st.sampled_from([*forms, "begins_with(#r, :x)"] if range_type == "S" else forms))
        values |= {":x": {range_type: low}} | ({":y": {range_type: high}} if ":y" in form else {})
        expression += f" AND {form}"
    return {
        "TableName": TABLE,
        "KeyConditionExpression": expression,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
        "ScanIndexForward": draw(st.booleans()),
        **({"IndexName": index} if index else {"ConsistentRead": draw(st.booleans())}),
        **draw(st.sampled_from([{}, {"Limit": 1}, {"Limit": 2}, {"Limit": 5}])),
        **draw(st.sampled_from([{}, {"FilterExpression": "attribute_exists(body)"}, {"Select": "COUNT"}])),
    }


reads = st.one_of(
    keys.map(lambda key: ("get_item", {"TableName": TABLE, "Key": key})),
    st.lists(keys, min_size=1, max_size=4, unique_by=str).map(
        lambda some: ("batch_get_item", {"RequestItems": {TABLE: {"Keys": some}}})
    ),
    st.lists(keys, min_size=1, max_size=4, unique_by=str).map(
        lambda some: ("transact_get_items", {"TransactItems": [{"Get": {"TableName": TABLE, "Key": k}} for k in some]})
    ),
    queries().map(lambda query: ("query", query)),
)
writes = st.one_of(
    puts.map(lambda put: ("put_item", put | {"ReturnValues": "ALL_OLD"})),
    deletes.map(lambda delete: ("delete_item", delete | {"ReturnValues": "ALL_OLD"})),
    updatings.map(lambda update: ("update_item", update | {"ReturnValues": "ALL_NEW"})),
    transactions.map(lambda transaction: ("transact_write_items", transaction)),
)
histories = st.lists(st.one_of(writes, writes, reads), min_size=1, max_size=30)


INSPECTIONS: list[Operation] = [
    ("scan", {"TableName": TABLE}),
    ("scan", {"TableName": TABLE, "IndexName": "by-owner"}),
    ("scan", {"TableName": TABLE, "IndexName": "owners"}),
    *(
        (
            "query",
            {
                "TableName": TABLE,
                "IndexName": index,
                "KeyConditionExpression": "#o = :o",
                "ExpressionAttributeNames": {"#o": "owner"},
                "ExpressionAttributeValues": {":o": {"S": owner}},
            },
        )
        for index in ("by-owner", "owners")
        for owner in ("ada", "bob")
    ),
    *(
        (
            "query",
            {
                "TableName": TABLE,
                "KeyConditionExpression": "pk = :p",
                "ExpressionAttributeValues": {":p": {"S": partition}},
                "Limit": 2,
            },
        )
        for partition in ("p", "q")
    ),
]


@functools.cache
def dynamodb() -> Any:
    """A client for all that is in moto: a new one takes longer than a history."""
    return boto3.client("dynamodb", region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x")


def answers(backend: type[DynamoDBBackend], history: Sequence[Operation]) -> list[Any]:
    """What each operation answers, and what is in the table and its indexes, asked for before and after."""
    dynamodb_backends.backend = backend
    serialisers = {"json": ItemSerializer} if backend is LocalDynamoDBBackend else {}
    try:
        with mock_aws(), patch.dict(SERVICE_SPECIFIC_SERIALIZERS, {"dynamodb": serialisers}):
            client = dynamodb()
            client.create_table(**SCHEMA)
            return [answer(client, operation) for operation in (*INSPECTIONS, *history, *INSPECTIONS)]
    finally:
        dynamodb_backends.backend = DynamoDBBackend


def answer(client: Any, operation: Operation) -> list[Any]:
    """The answer to an operation, all its pages; or its error."""
    method, parameters = operation
    pages: list[Any] = []
    while True:
        try:
            page = getattr(client, method)(**parameters)
        except ClientError as error:
            return [*pages, {key: value for key, value in error.response.items() if key != "ResponseMetadata"}]
        pages.append({key: value for key, value in page.items() if key != "ResponseMetadata"})
        if "LastEvaluatedKey" not in page:
            return pages
        parameters = {**parameters, "ExclusiveStartKey": page["LastEvaluatedKey"]}


@given(histories)
@settings(max_examples=30, deadline=None)
def test_answers_as_unadapted_moto_does(history: list[Operation]) -> None:
    assert answers(LocalDynamoDBBackend, history) == answers(DynamoDBBackend, history)


scalars = (
    st.fixed_dictionaries({"S": st.text(max_size=5)})
    | st.fixed_dictionaries({"N": st.integers(-9, 9).map(str)})
    | st.fixed_dictionaries({"B": st.binary(max_size=5)})
    | st.fixed_dictionaries({"BOOL": st.booleans()})
    | st.just({"NULL": True})
    | st.fixed_dictionaries({"SS": st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=2, unique=True)})
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.fixed_dictionaries({"L": st.lists(inner, max_size=2)})
        | st.fixed_dictionaries({"M": st.dictionaries(st.sampled_from(["S", "N", "a"]), inner, max_size=2)})
    ),
    max_leaves=4,
)


@given(values)
@settings(max_examples=20, deadline=None)
def test_items_of_every_type_are_given_back_as_unadapted_moto_does(value: dict[str, Any]) -> None:
    stored = {**item("p", "s", owner="ada"), "value": value}
    history: list[Operation] = [("put_item", {"TableName": TABLE, "Item": stored})]
    assert answers(LocalDynamoDBBackend, history) == answers(DynamoDBBackend, history)


def test_a_failed_transaction_leaves_no_trace() -> None:
    writes: list[Any] = [
        {"Put": {"TableName": TABLE, "Item": item("p", "new", owner="ada")}},
        {"Delete": {"TableName": TABLE, "Key": key("p", "old")}},
        {
            "Update": {
                "TableName": TABLE,
                "Key": key("p", "kept"),
                "UpdateExpression": "SET #o = :o",
                "ExpressionAttributeNames": {"#o": "owner"},
                "ExpressionAttributeValues": {":o": {"S": "bob"}},
            }
        },
        {
            "ConditionCheck": {
                "TableName": TABLE,
                "Key": key("p", "missing"),
                "ConditionExpression": "attribute_exists(pk)",
            }
        },
    ]
    before = [("put_item", {"TableName": TABLE, "Item": item("p", sk, owner="ada")}) for sk in ("old", "kept")]
    history: list[Operation] = [*before, ("transact_write_items", {"TransactItems": writes})]
    inspect = ("query", {**INSPECTIONS[-2][1]})
    history = [*before, inspect, *history[len(before) :]]
    *_, failure, scan, _, owned, _, _, ada, bob, queried, _ = answers(LocalDynamoDBBackend, history)
    assert failure[0]["Error"]["Code"] == "TransactionCanceledException"
    assert [found["sk"]["S"] for found in scan[0]["Items"]] == ["kept", "old"]
    assert [found["owner"]["S"] for found in scan[0]["Items"]] == ["ada", "ada"]
    assert (owned[0]["Count"], ada[0]["Count"], bob[0]["Count"]) == (2, 2, 0)
    assert [found["sk"]["S"] for page in queried for found in page["Items"]] == ["kept", "old"]


def test_a_table_with_a_stream_has_it_restored_too() -> None:
    def records(backend: type[DynamoDBBackend]) -> int:
        dynamodb_backends.backend = backend
        try:
            with mock_aws():
                client: Any = boto3.client("dynamodb", region_name=REGION)
                stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
                client.create_table(**SCHEMA, StreamSpecification=stream)
                put = {"Put": {"TableName": TABLE, "Item": item("p", "a")}}
                check = {
                    "ConditionCheck": {
                        "TableName": TABLE,
                        "Key": key("p", "b"),
                        "ConditionExpression": "attribute_exists(pk)",
                    }
                }
                with pytest.raises(client.exceptions.TransactionCanceledException):
                    client.transact_write_items(TransactItems=[put, check])
                client.put_item(TableName=TABLE, Item=item("p", "c"))
                shard = dynamodb_backends["123456789012"][REGION].tables[TABLE].stream_shard
                assert shard is not None
                return len(shard.items)
        finally:
            dynamodb_backends.backend = DynamoDBBackend

    assert records(LocalDynamoDBBackend) == records(DynamoDBBackend) == 1


def test_an_index_made_later_holds_what_was_there() -> None:
    dynamodb_backends.backend = LocalDynamoDBBackend
    try:
        with mock_aws():
            client = boto3.client("dynamodb", region_name=REGION)
            client.create_table(
                TableName=TABLE,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=SCHEMA["KeySchema"],
                AttributeDefinitions=SCHEMA["AttributeDefinitions"][:2],
            )
            client.put_item(TableName=TABLE, Item=item("p", "a", owner="ada"))
            client.update_table(
                TableName=TABLE,
                AttributeDefinitions=SCHEMA["AttributeDefinitions"],
                GlobalSecondaryIndexUpdates=[{"Create": SCHEMA["GlobalSecondaryIndexes"][1]}],
            )
            found = client.query(
                TableName=TABLE,
                IndexName="owners",
                KeyConditionExpression="#o = :o",
                ExpressionAttributeNames={"#o": "owner"},
                ExpressionAttributeValues={":o": {"S": "ada"}},
            )
            assert found["Count"] == 1
    finally:
        dynamodb_backends.backend = DynamoDBBackend


# --- The server ---


@pytest.fixture
def session() -> Iterator[boto3.Session]:
    """Clients of the adapted services, served as the local stack serves them."""
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        for name, value in aws.environment(endpoint).items():
            patch.setenv(name, value)
        with aws.serving(listener):
            session = boto3.Session()
            session.client("dynamodb").create_table(**SCHEMA)
            yield session


def item(pk: str, sk: str, **rest: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in {"pk": pk, "sk": sk, **rest}.items()}


def key(pk: str, sk: str) -> dict[str, Any]:
    return item(pk, sk)


@pytest.mark.parametrize("writes", [1, 25])
def test_the_work_of_a_transaction_does_not_grow_with_the_table(
    session: boto3.Session, work: "Work", writes: int
) -> None:
    client = session.client("dynamodb")
    transaction: Any = [{"Put": {"TableName": TABLE, "Item": item("tx", f"{n:03}")}} for n in range(writes)]
    few = work.of(lambda: client.transact_write_items(TransactItems=transaction))
    fill(client, "filling", 200)
    assert work.of(lambda: client.transact_write_items(TransactItems=transaction)) <= few + writes


@pytest.mark.parametrize("index", [False, True])
def test_the_work_of_a_query_does_not_grow_with_the_table(session: boto3.Session, work: "Work", index: bool) -> None:
    client = session.client("dynamodb")
    for number in range(5):
        client.put_item(TableName=TABLE, Item=item("mine", f"{number}", owner="me") | {"rank": {"N": str(number)}})
    parameters: dict[str, Any] = {
        "TableName": TABLE,
        "KeyConditionExpression": "#h = :h",
        "ExpressionAttributeNames": {"#h": "owner" if index else "pk"},
        "ExpressionAttributeValues": {":h": {"S": "me" if index else "mine"}},
        **({"IndexName": "by-owner"} if index else {}),
    }
    client.query(**parameters)  # the order of a partition is made when it is first asked for, and kept
    few = work.of(lambda: client.query(**parameters))
    fill(client, f"others-{index}", 200)
    assert work.of(lambda: client.query(**parameters)) == few


def test_the_work_of_a_limited_query_does_not_grow_with_its_partition(session: boto3.Session, work: "Work") -> None:
    client = session.client("dynamodb")

    def page() -> None:
        client.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :h AND begins_with(sk, :s)",
            ExpressionAttributeValues={":h": {"S": "hub"}, ":s": {"S": "REFERRER#"}},
            ExclusiveStartKey=key("hub", "REFERRER#0003"),
            Limit=5,
        )

    fill(client, "hub", 20)
    page()
    few = work.of(page)
    fill(client, "hub", 200)
    assert work.of(page) == few


def fill(client: Any, partition: str, count: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        everything = [
            item(partition, f"REFERRER#{number:04}", owner=f"{partition}-owner") | {"rank": {"N": str(number)}}
            for number in range(count)
        ]
        list(pool.map(lambda one: client.put_item(TableName=TABLE, Item=one), everything))


class Work:
    """Counts copies of items, comparisons of values, and values made comparable: what looking at an item takes."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, operation: Any) -> int:
        self.count = 0
        operation()
        return self.count


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    counter = Work()

    def counting(original: Any) -> Any:
        def counted(*args: Any) -> Any:
            counter.count += 1
            return original(*args)

        return counted

    monkeypatch.setattr(Item, "__deepcopy__", counting(Item.__deepcopy__))
    monkeypatch.setattr(DynamoType, "__lt__", counting(DynamoType.__lt__))
    monkeypatch.setattr(moto_dynamodb, "comparable", counting(moto_order.comparable))
    return counter


def test_nobody_reads_the_middle_of_a_transaction(session: boto3.Session) -> None:
    names = [f"{number}" for number in range(8)]
    done = threading.Event()

    def write() -> None:
        client = session.client("dynamodb")
        for round_ in range(60):
            puts: Any = [
                {"Put": {"TableName": TABLE, "Item": item("pair", name, value=str(round_), owner="pair")}}
                for name in names
            ]
            if round_ % 3 == 2:
                puts.append(
                    {
                        "ConditionCheck": {
                            "TableName": TABLE,
                            "Key": key("pair", "missing"),
                            "ConditionExpression": "attribute_exists(pk)",
                        }
                    }
                )
                with pytest.raises(client.exceptions.TransactionCanceledException):
                    client.transact_write_items(TransactItems=puts)
            else:
                client.transact_write_items(TransactItems=puts)
        done.set()

    def read() -> set[tuple[str, ...]]:
        client = session.client("dynamodb")
        seen = set()
        while not done.is_set():
            found = client.batch_get_item(RequestItems={TABLE: {"Keys": [key("pair", name) for name in names]}})
            seen.add(tuple(sorted({one["value"]["S"] for one in found["Responses"][TABLE]})))
            queried = client.query(
                TableName=TABLE, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "pair"}}
            )
            seen.add(tuple(sorted({one["value"]["S"] for one in queried["Items"]})))
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        pool.submit(write).result(timeout=60)
        seen = set[tuple[str, ...]]().union(*(reader.result(timeout=60) for reader in readers))
    assert {values for values in seen if len(values) > 1} == set()
    assert not {values[0] for values in seen if values} & {str(n) for n in range(2, 60, 3)}
    assert len(seen) > 5


def test_conditional_puts_of_an_object_are_atomic(session: boto3.Session) -> None:
    session.client("s3").create_bucket(Bucket="counting")
    session.client("s3").put_object(Bucket="counting", Key="n", Body=b"0")

    def add(_: int) -> int:
        client = session.client("s3")
        while True:
            found = client.get_object(Bucket="counting", Key="n")
            body = str(int(found["Body"].read()) + 1).encode()
            with suppress(ClientError):
                client.put_object(Bucket="counting", Key="n", Body=body, IfMatch=found["ETag"])
                return int(body)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, range(40))) == list(range(1, 41))


def test_no_message_is_lost_or_given_twice_however_many_send_and_receive(session: boto3.Session) -> None:
    url = session.client("sqs").create_queue(QueueName="busy")["QueueUrl"]
    total = 400
    received: list[str] = []

    def send(start: int) -> None:
        client = session.client("sqs")
        for first in range(start, total, 40):
            entries: Any = [{"Id": str(n), "MessageBody": str(n)} for n in range(first, first + 10)]
            client.send_message_batch(QueueUrl=url, Entries=entries)

    def receive() -> None:
        client = session.client("sqs")
        while len(received) < total:
            messages = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get(
                "Messages", []
            )
            received.extend(message["Body"] for message in messages)
            if messages:
                client.delete_message_batch(
                    QueueUrl=url,
                    Entries=[{"Id": m["MessageId"], "ReceiptHandle": m["ReceiptHandle"]} for m in messages],
                )

    with ThreadPoolExecutor(8) as pool:
        receivers = [pool.submit(receive) for _ in range(4)]
        list(pool.map(send, (0, 10, 20, 30)))
        for receiver in receivers:
            receiver.result(timeout=60)
    assert sorted(received, key=int) == [str(n) for n in range(total)]


def test_the_work_of_a_queue_does_not_grow_with_its_length(
    session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = session.client("sqs")
    looks = 0
    visible = vars(Message)["visible"].fget

    def counted(message: Message) -> bool:
        nonlocal looks
        looks += 1
        return bool(visible(message))

    monkeypatch.setattr(Message, "visible", property(counted))
    counts = []
    for length in (20, 200):
        url = client.create_queue(QueueName=f"long-{length}")["QueueUrl"]
        for number in range(0, length, 10):
            entries: Any = [{"Id": str(n), "MessageBody": "x"} for n in range(number, number + 10)]
            client.send_message_batch(QueueUrl=url, Entries=entries)
        looks = 0
        message = client.receive_message(QueueUrl=url)["Messages"][0]
        client.send_message(QueueUrl=url, MessageBody="x")
        client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        counts.append(looks)
    assert counts[0] == counts[1]


def test_a_queue_counts_its_messages(session: boto3.Session) -> None:
    client: Any = session.client("sqs")
    url = client.create_queue(QueueName="counted")["QueueUrl"]
    for delay in (0, 0, 0, 900):
        client.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=delay)
    client.receive_message(QueueUrl=url)
    counts = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    names = ("", "NotVisible", "Delayed")
    assert [counts[f"ApproximateNumberOfMessages{name}"] for name in names] == ["2", "1", "1"]


def test_released_messages_are_received_at_once(session: boto3.Session) -> None:
    client = session.client("sqs")
    url = client.create_queue(QueueName="released", Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody="x")
    first = client.receive_message(QueueUrl=url)["Messages"][0]
    assert "Messages" not in client.receive_message(QueueUrl=url)
    aws.release_in_flight()
    again = client.receive_message(QueueUrl=url, AttributeNames=["ApproximateReceiveCount"], WaitTimeSeconds=1)
    assert again["Messages"][0]["MessageId"] == first["MessageId"]
    assert again["Messages"][0]["Attributes"]["ApproximateReceiveCount"] == "2"


class TestDeletions:
    """S3 sends an event for each; moto alone does not."""

    @pytest.fixture
    def bucket(self, session: boto3.Session, request: pytest.FixtureRequest) -> "Bucket":
        return Bucket(session, f"bucket-{abs(hash(request.node.name))}")

    def test_delete_object_adds_a_marker(self, bucket: "Bucket") -> None:
        bucket.put("a b.md")
        bucket.s3.delete_object(Bucket=bucket.name, Key="a b.md")
        assert bucket.events() == [("ObjectCreated:Put", "a+b.md"), ("ObjectRemoved:DeleteMarkerCreated", "a+b.md")]

    def test_delete_objects_adds_a_marker_to_each(self, bucket: "Bucket") -> None:
        for name in ("a.md", "b.md"):
            bucket.put(name)
        bucket.events()
        bucket.s3.delete_objects(Bucket=bucket.name, Delete={"Objects": [{"Key": "a.md"}, {"Key": "b.md"}]})
        marker = "ObjectRemoved:DeleteMarkerCreated"
        assert bucket.events() == [(marker, "a.md"), (marker, "b.md")]

    def test_deleting_versions_for_good_sends_one_event_for_each(self, bucket: "Bucket") -> None:
        versions = [bucket.put("a.md"), bucket.put("a.md")]
        versions.append(bucket.s3.delete_object(Bucket=bucket.name, Key="a.md")["VersionId"])
        bucket.events()
        for version in versions:
            bucket.s3.delete_object(Bucket=bucket.name, Key="a.md", VersionId=version)
        assert bucket.events() == [("ObjectRemoved:Delete", "a.md")] * 3

    def test_removing_the_marker_brings_the_object_back(self, bucket: "Bucket") -> None:
        bucket.put("a.md")
        marker = bucket.s3.delete_object(Bucket=bucket.name, Key="a.md")["VersionId"]
        bucket.events()
        bucket.s3.delete_object(Bucket=bucket.name, Key="a.md", VersionId=marker)
        assert bucket.events() == [("ObjectRemoved:Delete", "a.md")]
        assert bucket.s3.get_object(Bucket=bucket.name, Key="a.md")["Body"].read() == b"x"

    def test_deleting_what_is_not_there_sends_nothing(self, bucket: "Bucket") -> None:
        bucket.s3.delete_object(Bucket=bucket.name, Key="never.md")
        bucket.s3.delete_object(Bucket=bucket.name, Key="never.md", VersionId="none")
        assert bucket.events() == []

    def test_only_what_the_notification_asks_for(self, bucket: "Bucket") -> None:
        bucket.put("a.txt")
        bucket.s3.delete_object(Bucket=bucket.name, Key="a.txt")
        assert bucket.events() == []


class Bucket:
    """A versioned bucket whose events for Markdown files go to a queue."""

    def __init__(self, session: boto3.Session, name: str) -> None:
        self.name, self.s3, self._sqs = name, session.client("s3"), session.client("sqs")
        self._queue = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        self.s3.create_bucket(Bucket=name)
        self.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        self.s3.put_bucket_notification_configuration(
            Bucket=name,
            NotificationConfiguration={
                "QueueConfigurations": [
                    {
                        "QueueArn": f"arn:aws:sqs:{REGION}:123456789012:{name}",
                        "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                        "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".md"}]}},
                    }
                ]
            },
        )

    def put(self, key: str) -> str:
        return self.s3.put_object(Bucket=self.name, Key=key, Body=b"x")["VersionId"]

    def events(self) -> list[tuple[str, str]]:
        found = []
        while messages := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
                found += json.loads(message["Body"]).get("Records", [])
        return [(record["eventName"], record["s3"]["object"]["key"]) for record in found]


@pytest.mark.parametrize("key", ["x" * 1025, "é" * 512 + "x", "d/" * 512 + "x"], ids=len)
def test_a_key_that_s3_would_refuse_is_refused(session: boto3.Session, key: str) -> None:
    s3: Any = session.client("s3")
    s3.create_bucket(Bucket="long")
    source = {"Bucket": "long", "Key": key[:-1]}
    s3.put_object(**source, Body=b"x")  # 1,024 bytes
    requests: list[Callable[[], Any]] = [
        lambda: s3.put_object(Bucket="long", Key=key, Body=b"x"),
        lambda: s3.copy_object(Bucket="long", Key=key, CopySource=source),
        lambda: s3.create_multipart_upload(Bucket="long", Key=key),
        lambda: s3.get_object(Bucket="long", Key=key),
    ]
    for request in requests:
        with pytest.raises(ClientError, match="Your key is too long") as refused:
            request()
        assert refused.value.response["Error"]["Code"] == "KeyTooLongError"
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket="long")["Contents"]] == [key[:-1]]


@pytest.mark.parametrize(
    "configuration",
    [
        {
            "TopicConfigurations": [
                {"TopicArn": f"arn:aws:sns:{REGION}:123456789012:t", "Events": ["s3:ObjectCreated:*"]}
            ]
        },
        {
            "LambdaFunctionConfigurations": [
                {
                    "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:123456789012:function:f",
                    "Events": ["s3:ObjectCreated:*"],
                }
            ]
        },
        {"EventBridgeConfiguration": {}},
    ],
    ids=lambda configuration: next(iter(configuration)),
)
def test_events_are_sent_to_queues_alone(session: boto3.Session, configuration: Any) -> None:
    s3 = session.client("s3")
    s3.create_bucket(Bucket="telling")
    with pytest.raises(ClientError, match="The ARN is not well formed"):
        s3.put_bucket_notification_configuration(Bucket="telling", NotificationConfiguration=configuration)


def test_moto_keeps_no_object_that_is_gone(session: boto3.Session) -> None:
    client = session.client("dynamodb")
    client.put_item(TableName=TABLE, Item=item("p", "leak"))
    assert list(Item.instances_tracked) == []  # type: ignore[attr-defined]


def test_queries_of_many_threads_at_once_do_not_answer_for_each_other(world: World) -> None:
    for name in "abcdefgh":
        world.put(f"{name}.md", file(f"/learn/{name}/questions/x", subject=name))
    world.settle()

    def found(name: str) -> list[str]:
        items = world.dynamodb.query(
            TableName=world.site.table.name,
            IndexName="by-subject",
            KeyConditionExpression="subject_pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"SUBJECT#{name}"}},
        )["Items"]
        return [item["subject"]["S"] for item in items]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                assert list(pool.map(found, "abcdefgh")) == [[name] for name in "abcdefgh"]
    finally:
        sys.setswitchinterval(interval)
