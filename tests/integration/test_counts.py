"""What a change costs, counted: a regression guard that nothing else on the machine disturbs.

Each count is exact. One that has to change is changed here, and in docs/operations.md, whose costs come of these. That
a read is one request, and a miss two, is held by test_deliver.py; what functions import, by the tests of imports.
"""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from articles.local.event_sources import to_event

from tests.support.samples import WIDE
from tests.support.world import BROKEN, World, a_simulated_world, a_world, file

A, A2, B, C = (f"/learn/x/questions/{name}" for name in ("a", "a2", "b", "c"))
LINKS = (B, C)

# For search to know of a page: a message; then the manifest is read, the card and the article, a segment of two objects
# is written and the manifest, and that is read twice more: to see whether segments are to be merged, and for the number
# of the segment that a pass over new pages is to begin with, for which there is a message.
TOLD = {"send_message_batch": 1}
INDEXED = {"get_object": 1 + 1 + 1, "batch_get_item": 1 + 1, "put_object": 2 + 1, "send_message_batch": 1}

# A page of one sentence, uncompressed: head, style sheet, frame. A tenth less would be news too.
PAGE_BYTES = 10_230


@dataclass(frozen=True)
class Cost:
    """What functions ask of AWS, and the items in each transaction."""

    calls: dict[str, int]
    transactions: list[int]


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as world:
        # With them, the directories have the subject and the month.
        world.put("b.md", file(B))
        world.put("c.md", file(C))
        world.settle()
        yield world
        assert world.errors == []


@pytest.fixture
def published(world: World) -> World:
    """A world with a page that links to two others."""
    world.put("a.md", file(A, related=LINKS))
    world.settle()
    return world


def cost(world: World, act: Callable[[], object]) -> Cost:
    """What is asked while something is done."""
    counted: Counter[str] = Counter()
    world.log = []

    def count(moment: str, operation: str) -> None:
        counted[operation] += moment == "before"

    with world.watched(count):
        act()
    sizes = [
        len(content["TransactItems"])
        for moment, operation, content in world.log
        if (moment, operation) == ("before", "transact_write_items")
    ]
    world.log = None
    return Cost(dict(counted), sizes)


def ingest(world: World) -> Cost:
    return cost(world, lambda: world.step("IngestFunction"))


def test_a_new_file(world: World) -> None:
    world.put("a.md", file(A, related=LINKS))
    calls = {
        "get_item": 1,
        "get_object": 2,
        "batch_get_item": 5,
        "transact_write_items": 1,
        "query": 2 + 3,
        "send_message_batch": 1,
        "update_item": 1,
    }
    # It is asked who links to the path, to the file, to its name and to what had its content, and who waits for the
    # path. Written are the file, its name, its content, its card, its links, the article, four representations, a
    # referrer for each link, its places in two directories.
    assert ingest(world) == Cost(calls, [1 + 1 + 1 + 1 + 1 + 1 + 4 + 2 + 2])
    assert cost(world, world.settle) == Cost(INDEXED, [])


def test_a_new_text(published: World) -> None:
    published.put("a.md", file(A, related=LINKS, answer="New."))
    calls = {"get_item": 1, "get_object": 2, "batch_get_item": 4, "transact_write_items": 1, "update_item": 1}
    calls |= TOLD
    # For the first time, that it is not live any more with the content with which it came.
    assert ingest(published) == Cost(calls | {"query": 1}, [1 + 1 + 1 + 4 + 1])
    assert cost(published, published.settle) == Cost(INDEXED, [])
    published.put("a.md", file(A, related=LINKS, answer="Newer."))
    assert ingest(published) == Cost(calls, [1 + 1 + 1 + 4])
    assert cost(published, published.settle) == Cost(INDEXED, [])


def test_the_same_text_again(published: World) -> None:
    published.put("a.md", file(A, related=LINKS))
    assert ingest(published) == Cost({"batch_get_item": 1, "get_object": 1}, [])


def test_a_new_title_and_the_page_that_shows_it(published: World) -> None:
    published.put("b.md", file(B, title="Other"))
    calls = {
        "get_item": 1,
        "get_object": 2,
        "batch_get_item": 2,
        "transact_write_items": 1,
        "query": 1 + 2 + 1,
        "send_message_batch": 1 + 1,
        "update_item": 1,
    }
    assert ingest(published) == Cost(calls, [1 + 1 + 1 + 4 + 1])
    calls = {"query": 1, "send_message_batch": 1 + 1, "get_item": 1, "batch_get_item": 4 + 2, "transact_write_items": 1}
    calls |= {"get_object": 3, "put_object": 3}
    # Its card, and four representations.
    assert cost(published, published.settle) == Cost(calls, [1 + 4])


def test_a_move(published: World) -> None:
    published.put("a.md", file(A2, related=LINKS))
    calls = {
        "get_item": 1 + 1,  # its neighbours go with it
        "get_object": 2,
        "batch_get_item": 5 + 2,
        "transact_write_items": 1 + 1,
        "query": 6 + 2 + 1 + 1,
        "send_message_batch": 1 + 2,
        "update_item": 1,
    }
    # What a new page takes, with its content less instead of more; at the old path the card, five deletions, a referrer
    # at the new path, two places less, and the sitemap that it may have begun. Then the card there is checked, and two
    # referrers less.
    assert ingest(published) == Cost(calls, [14 + 1 + 5 + 1 + 2 + 1, 1 + 2 + 1])


def test_a_deletion(published: World) -> None:
    published.delete("a.md")
    calls = {
        "get_item": 1,
        "get_object": 2,
        "batch_get_item": 3 + 1,
        "transact_write_items": 1 + 1,
        "query": 4 + 2 + 1 + 1,
        "send_message_batch": 1,
        "update_item": 1,
    }
    # The file, its name and its content less, its card, five deletions, two places less, and the sitemap that it may
    # have begun; then its card checked, two referrers less, and that its links are settled.
    assert ingest(published) == Cost(calls, [1 + 1 + 1 + 1 + 5 + 2 + 1, 1 + 2 + 1])
    # There is no document to read.
    assert cost(published, published.settle) == Cost(INDEXED | {"batch_get_item": 1}, [])


def test_a_new_file_with_two_aliases(world: World) -> None:
    world.put("a.md", file(A, related=LINKS, aliases=("/old", "/older")))
    # Over those of a file without any: for each alias, what is at the path is read, who has it, and the page that it
    # leads to; its claim is written, path and claims are read again, and what links to the path. In the end both paths
    # are looked at once more, in one request.
    calls = {
        "get_item": 1,
        "get_object": 2,
        "batch_get_item": 5 + 2 * (2 + 1) + 1,
        "transact_write_items": 1 + 2,
        "query": 2 + 3 + 2 * (2 + 1),
        "send_message_batch": 1,
        "update_item": 1,
    }
    # The same transaction; and twice the file checked, the claim, the card, its page checked, and the referrer there.
    assert ingest(world) == Cost(calls, [14, 5, 5])
    assert cost(world, world.settle) == Cost(INDEXED, [])
    # Who holds the aliases is read before the file, and once more after the commit.
    world.put("a.md", file(A, related=LINKS, aliases=("/old", "/older"), answer="New."))
    calls = {"get_item": 1, "get_object": 2, "batch_get_item": 4 + 2, "transact_write_items": 1, "update_item": 1}
    assert ingest(world) == Cost(calls | TOLD | {"query": 1}, [1 + 1 + 1 + 4 + 1])
    world.put("a.md", file(A, related=LINKS, aliases=("/old", "/older"), answer="New."))
    assert ingest(world) == Cost({"batch_get_item": 1 + 1, "get_object": 1}, [])


def test_a_rejection(published: World) -> None:
    published.put("a.md", BROKEN)
    calls = {
        "get_item": 1,
        "get_object": 3,
        "batch_get_item": 3,
        "transact_write_items": 1,
        "put_object": 1,
        "update_item": 1,
    }
    assert ingest(published) == Cost(calls, [1])


@pytest.mark.parametrize("key", ["assets/a.md", "reports/reports/1/manifest.json", "a.md.json", "folder/"])
def test_what_is_no_article_is_done_at_once(world: World, key: str) -> None:
    world.put(key, b"nonsense")
    world.delete(key)
    world.restart()
    assert ingest(world) == Cost({}, [])
    assert not world.is_connected  # nor has it made clients, nor read settings
    assert world.pending() == []


def test_a_report_costs_one_message_that_starts_nothing(published: World, caplog: pytest.LogCaptureFixture) -> None:
    # Lambda's detection of loops is off for ingest, which is told of what it writes.
    published.put("a.md", BROKEN)
    assert ingest(published).calls["put_object"] == 1
    (message,) = published.pending()
    assert json.loads(message)["Records"][0]["s3"]["object"]["key"] == "reports%2Fa.md.json"
    caplog.clear()
    published.restart()
    (source,) = published.functions["IngestFunction"].queues
    batch = [{"MessageId": "1", "ReceiptHandle": "", "Body": message, "MD5OfBody": ""}]
    invoked = cost(published, lambda: published.invoke("IngestFunction", to_event(source, batch)))
    assert invoked == Cost({}, [])
    assert not published.is_connected
    assert caplog.records == []


def test_a_comparison_of_bucket_and_table_that_agree(published: World) -> None:
    found = cost(published, lambda: published.invoke("ReconcileFunction", {"all": False}))
    assert found == Cost(
        {
            "get_item": 7,
            "get_object": 1 + 3 + 2,  # of the search index, the manifest, and what its two segments decide
            "list_objects_v2": 1 + 1,
            "batch_get_item": 7 + 1 + 1,  # of these, one for the own files of the site
            "put_item": 4 + 1,
            "scan": 1,
            "query": 5,
            "head_object": 3,
            "delete_item": 1,
        },
        [],
    )


def test_links_to_a_page_cost_its_own_change_nothing(published: World) -> None:
    calls = []
    published.put("b.md", file(B, answer="Once changed."))
    published.settle()
    for number in range(3):
        published.put("b.md", file(B, answer=f"Text {number}."))
        calls.append(ingest(published))
        published.put(f"more-{number}.md", file(f"{A}-{number}", related=(B,)))
        published.settle()
    assert calls[0] == calls[1] == calls[2]


def test_bytes_of_a_page_of_one_sentence(published: World) -> None:
    response = published.dynamodb.get_item(
        TableName=published.site.table.name, Key={"pk": {"S": f"PATH#{B}"}, "sk": {"S": "REP#html"}}
    )
    size = len(gzip.decompress(response["Item"]["body"]["B"]))
    assert 0.9 * PAGE_BYTES < size <= PAGE_BYTES


def test_a_page_of_two_hundred_links_within_its_text() -> None:
    text = " ".join(f"[{number}](x/{number}.md)" for number in range(200))
    with a_simulated_world(as_moto=True) as world:
        for number in range(200):
            world.put(f"x/{number}.md", file(f"/x/{number}"))
        world.settle()
        world.put("a.md", file(A, answer=text))
        found = ingest(world)
        # Two requests for what 200 files remember, two for what is at their paths, as many for each way that a link may
        # be meant otherwise; and all that again after the commit.
        assert found.calls["batch_get_item"] == 16
        assert found.calls["query"] == 5  # no name is looked for, since each file is there
        # Forty edges with the page; then 160, in two transactions that check the card.
        assert found.transactions == [1 + 1 + 1 + 1 + 1 + 1 + 4 + 2 + 40, 1 + 99, 1 + 61 + 1]
        assert cost(world, world.settle) == Cost(INDEXED, [])
        world.put("a.md", file(A, answer=f"{text} New."))
        assert ingest(world).transactions == [1 + 1 + 1 + 4 + 1]  # its links are the same
        world.put("x/150.md", file("/x/y"))
        ingest(world)
        found = cost(world, world.settle)
        # The card, its links, the article with its entry in feeds, and four representations; two reads are the index's.
        assert (found.calls["batch_get_item"], found.transactions) == (16 + 2, [1 + 1 + 1 + 4])


def test_a_new_picture_and_the_widths_that_it_is_made_in(world: World) -> None:
    world.put("wide.png", WIDE)
    assert ingest(world) == Cost(
        {
            "get_item": 1,
            "batch_get_item": 1,
            "get_object": 2,
            "put_object": 1,
            "transact_write_items": 2,
            "query": 2,
            "send_message_batch": 1,
            "update_item": 1,
        },
        [1, 2],  # to have somebody look, and the picture with its name
    )
    assert cost(world, lambda: world.step("DeriveFunction")) == Cost(
        {"get_item": 1, "get_object": 1, "put_object": 1, "transact_write_items": 1, "send_message_batch": 1}, [1]
    )


def test_a_hundred_pages_are_indexed_at_the_cost_of_one(world: World) -> None:
    paths = tuple(f"{A}-{number}" for number in range(50))
    for path in paths:
        world.put(f"{path[-2:]}.md", file(path))
    while world.step("IngestFunction"):
        pass
    world.drop_events("DeriveFunction")
    assert cost(world, lambda: world.give("DeriveFunction", {"index": paths})) == Cost(INDEXED, [])


def test_eight_segments_are_merged_for_a_read_of_each_and_five_writes(world: World) -> None:
    for number in range(6):
        world.put("a.md", file(A, answer=f"Text {number}."))
        world.settle()
    world.put("a.md", file(A, answer="The eighth segment."))
    world.step("IngestFunction")
    found = cost(world, lambda: world.step("DeriveFunction"))
    # Two objects of each segment; the manifest before and after, and for a pass; it is claimed, then one segment is in.
    calls = {"get_object": 1 + 1 + 8 * 2 + 1 + 1 + 1, "batch_get_item": 2, "put_object": 3 + 1 + 2 + 1}
    assert found == Cost(calls | {"send_message_batch": 1}, [])


def test_the_neighbours_of_a_page() -> None:
    with a_simulated_world(as_moto=True) as world:
        for name, path in (("a.md", A), ("b.md", B), ("c.md", C)):
            world.put(name, file(path))
        world.settle()
        world.pass_long()
        # The manifest twice, and the paths of the one segment; a message for up to twenty pages.
        calls = {"get_object": 3, "put_object": 1, "send_message_batch": 1}
        assert cost(world, lambda: world.step("DeriveFunction")) == Cost(calls, [])
        # The settings; of all pages the card, the links and the article, and the cards of what is like them; and of the
        # index the manifest, and the two parts of each segment.
        calls = {"get_item": 1, "batch_get_item": 4, "get_object": 3, "send_message_batch": 1}
        assert cost(world, lambda: world.step("DeriveFunction")) == Cost(calls, [])
        # Of each page, what is at its path, twice, and at its neighbours; and the article.
        found = cost(world, lambda: world.step("RefreshFunction"))
        assert found.calls == {"batch_get_item": 3 * 4, "get_item": 3, "transact_write_items": 3}
        # Its card, its links, two referrers, and four representations.
        assert found.transactions == [1 + 1 + 2 + 4] * 3
        assert cost(world, world.settle) == Cost({}, [])
        world.put("a.md", file(A, answer="New."))
        # What is at its neighbours is a request more before the commit; after it, it is among the others.
        assert ingest(world).calls["batch_get_item"] == 4 + 1
