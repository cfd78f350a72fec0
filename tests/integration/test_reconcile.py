"""What a comparison of bucket and table finds, and mends: whatever was lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from publishing.reconcile import Difference, compare

from tests.support.oracle import check
from tests.support.world import BUCKET, World, a_world, file

A, B, C = (f"/learn/x/questions/{name}" for name in "abc")


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as world:
        yield world
        assert world.errors == []
        check(world)


def differences(world: World) -> dict[str, str]:
    listed = world.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    etags = {each["Key"]: each["ETag"].strip('"') for each in listed if each["Key"].endswith(".md")}
    return {difference.key: difference.reason for difference in compare(etags, world.site)}


@contextmanager
def losing_refreshes(world: World) -> Iterator[None]:
    """As if every request for a refresh died in its dead-letter queue."""
    yield
    (source,) = world.functions["RefreshFunction"].queues
    while world.step("IngestFunction"):
        pass
    while messages := world.sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            world.sqs.delete_message(QueueUrl=source.url, ReceiptHandle=message["ReceiptHandle"])


def test_a_page_whose_refresh_was_lost_is_found_and_mended(world: World) -> None:
    world.put("links.md", file(A, related=(B, C)))
    world.put("linked.md", file(B))
    world.put("other.md", file(C))
    world.settle()
    for change in (file(B, title="New"), file("/learn/x/questions/moved"), "no article any more"):
        with losing_refreshes(world):
            if "article" in change:
                world.delete("other.md")
            else:
                world.put("linked.md", change)
        assert differences(world) == {"links.md": "its page shows links as they were"}
        assert world.reconcile() == 1
        world.settle()
        assert differences(world) == {}
        check(world)


def test_the_old_page_of_a_rejected_file_is_mended_too(world: World) -> None:
    world.put("links.md", file(A, related=(B,)))
    world.settle()
    world.put("links.md", "no article")
    world.settle()
    with losing_refreshes(world):
        world.put("linked.md", file(B))
    assert differences(world) == {"links.md": "its page shows links as they were"}
    assert world.reconcile() == 1
    world.settle()
    assert world.reconcile() == 0


def test_a_page_that_the_table_lost_is_made_again(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    key = {"pk": {"S": f"PATH#{A}"}, "sk": {"S": "CARD"}}
    world.dynamodb.delete_item(TableName=world.site.table.name, Key=key)
    assert differences(world) == {"a.md": "not live at its path"}
    assert world.reconcile() == 1
    world.settle()


def test_what_the_table_agrees_with_is_no_difference(world: World) -> None:
    world.put("moves.md", file(A, related=(B,)))
    world.put("holds.md", file(B, related=(A, B, C)))
    world.put("waits.md", file(B, related=(A,)))
    world.put("broken.md", "no article")
    world.settle()
    world.put("moves.md", file(C, related=(A, B)))
    world.settle()
    assert differences(world) == {}


def test_a_difference_names_a_file_and_a_reason(world: World) -> None:
    world.put("a.md", file(A))
    assert compare({"a.md": "an etag"}, world.site) == (Difference("a.md", "not in the table"),)
    world.settle()
