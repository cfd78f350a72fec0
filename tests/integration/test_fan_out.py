"""Many pages that link to one, and failures of the services, in moto."""

from collections.abc import Iterator
from typing import Any

import pytest
from articles.publishing import refresh as refreshing
from articles.publishing.errors import ConflictError, ContentionError
from articles.publishing.reading.text_links import Target
from articles.publishing.running.deadline import MARGIN_MS
from articles.publishing.storage import writes
from articles.publishing.storage.messages import Referrers, Refresh
from articles.publishing.storage.queues import UndeliveredError
from articles.publishing.storage.table import Table
from articles.publishing.sync import sync
from botocore.exceptions import ClientError

from tests.support.oracle import check
from tests.support.world import World, a_world, file

HUB = "/learn/x/questions/hub"


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as world:
        yield world


def test_referrers_are_refreshed_in_pages_each_run_bounded(world: World) -> None:
    world.work_in_pages(3)
    for number in range(8):
        world.put(f"{number}.md", file(f"/learn/x/questions/{number}", related=(HUB,)))
    world.settle()
    world.put("hub.md", file(HUB))
    sync("hub.md", world.site)
    sent: list[int] = []
    cursor: str | None = None
    while True:
        page = world.site.table.referrers(Target("path", HUB), cursor, 3)
        sent.append(refreshing.refresh_referrers(Referrers(Target("path", HUB), cursor), world.site))
        cursor = page.cursor
        if cursor is None:
            break
    assert sent == [3, 3, 2]
    world.settle()
    check(world)


def test_all_waiting_files_learn_of_a_new_holder_in_pages(world: World) -> None:
    world.work_in_pages(2)
    for name in "abcdef":
        world.put(f"{name}.md", file(HUB))
        world.settle()
    world.delete("a.md")
    world.settle()
    check(world)
    assert world.site.table.source("b.md").state == "published"


def test_a_transaction_that_others_keep_winning_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object) -> None:
        raise ConflictError

    monkeypatch.setattr(Table, "commit", lambda _, changes: lost(changes))
    monkeypatch.setattr("articles.publishing.retry._LONGEST_PAUSE", 0)
    world.put("a.md", file(HUB))
    with pytest.raises(ContentionError):
        sync("a.md", world.site)


def test_a_second_transaction_on_one_revision_is_a_conflict(world: World) -> None:
    world.put("a.md", file(HUB))
    world.settle()
    source = world.site.table.source("a.md")
    with pytest.raises(ConflictError):
        world.site.table.commit([writes.put_source(source)])


def test_a_transaction_that_is_wrong_is_no_conflict(world: World) -> None:
    with pytest.raises(ClientError):
        world.site.table.commit([{"Put": {"Item": {"pk": {"N": "1"}, "sk": {"S": "x"}}}}])


def test_a_message_that_the_queue_refuses_is_an_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = {"Failed": [{"Id": "0", "SenderFault": False, "Code": "InternalError", "Message": "try again"}]}
    monkeypatch.setattr(world.site.refresh._client, "send_message_batch", lambda **_: refused)
    with pytest.raises(UndeliveredError, match="try again"):
        world.site.refresh.send([Refresh(HUB)])


def test_what_there_is_no_time_for_comes_again(world: World) -> None:
    world.put("a.md", file(HUB))
    handler = world.handler(world.functions["IngestFunction"])
    record = {"messageId": "1", "body": '{"sync": ["a.md"]}', "eventSource": "aws:sqs"}

    class Context:
        function_name = function_version = memory_limit_in_mb = invoked_function_arn = aws_request_id = "1"

        def get_remaining_time_in_millis(self) -> int:
            return MARGIN_MS

    result: Any = handler({"Records": [record]}, Context())
    assert result == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_message_that_no_function_knows_goes_to_the_dead_letters(world: World) -> None:
    (source,) = world.functions["RefreshFunction"].queues
    world.sqs.set_queue_attributes(QueueUrl=source.url, Attributes={"VisibilityTimeout": "0"})
    world.sqs.send_message(QueueUrl=source.url, MessageBody='{"unknown": 1}')
    while world.step("RefreshFunction"):
        pass
    dead = world.sqs.receive_message(QueueUrl=source.url.replace("RefreshQueue", "RefreshDeadLetterQueue"))
    assert [message["Body"] for message in dead["Messages"]] == ['{"unknown": 1}']


def test_calls_per_publish_are_counted(world: World) -> None:
    world.put("b.md", file(HUB))
    world.settle()
    world.put("a.md", file("/learn/x/questions/a", related=(HUB,)))
    world.log = []
    sync("a.md", world.site)
    assert [operation for moment, operation, _ in world.log if moment == "before"] == [
        "batch_get_item",  # the source, and the settings
        "get_object",
        "batch_get_item",  # the cards of the path and its links
        "transact_write_items",
        "get_object",  # has it changed meanwhile?
        "get_item",  # have the settings?
        "batch_get_item",  # the entries of its subject and month
        "query",  # claims
        "query",  # who links to what was deleted with this content
        "send_message_batch",  # search is to know of it
        "query",  # who links to the file
        "query",  # to its name
        "query",  # to the path
        "batch_get_item",  # have its links changed meanwhile?
        "batch_get_item",
        "update_item",  # the outbox is done
    ]
