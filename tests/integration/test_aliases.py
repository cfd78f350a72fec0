"""Aliases, and where pages went: what is at a path, whoever wants it, and what the authors know of it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from articles.common import keys
from articles.publishing.storage.cards import MAX_MOVES
from articles.publishing.storage.uploads import SITE_FILE
from articles.publishing.sync import sync

from tests.support.histories import CrashError
from tests.support.oracle import check
from tests.support.readers import deliver
from tests.support.simulator.requests import Moment
from tests.support.world import BROKEN, World, a_simulated_world, file

A, B, C, D, OLD, OLDER = (f"/learn/x/questions/{name}" for name in ("a", "b", "c", "d", "old", "older"))


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        yield world
        assert world.errors == []
        assert world.pending() == []
        check(world)
        assert world.reconcile() == 0


def put(world: World, **files: str | None) -> None:
    """Upload files, or delete them, one after the other."""
    for name, text in files.items():
        world.upload(**{name: text})
        world.settle()


def at(path: str, world: World) -> tuple[int, str | None]:
    answer = deliver(path, world)
    return answer.status, answer.location


def told(world: World, key: str) -> list[tuple[int, str, str]]:
    """What a file's report says: line, code and message of each problem."""
    report: Any = json.loads(world.objects().get(f"reports/{key}.json", b'{"problems": []}'))
    return [(each["line"], each["code"], each["message"]) for each in report["problems"]]


def test_an_alias_leads_to_its_page(world: World) -> None:
    put(world, a=file(A, aliases=(OLD, OLDER)))
    assert at(OLD, world) == at(OLDER, world) == (301, A)
    assert at(f"{OLD}.json", world) == (301, f"{A}.json")
    assert at(f"{OLD}.md", world) == (301, f"{A}.md")
    assert told(world, "a.md") == []


def test_it_follows_its_page_in_one_hop_and_goes_with_it(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    put(world, a=file(B, aliases=(OLD,)))
    assert at(OLD, world) == at(A, world) == (301, B)
    put(world, a=None)
    assert at(OLD, world) == (410, None)
    put(world, a=file(C, aliases=(OLD,)))
    assert at(OLD, world) == (301, C)


def test_it_stays_with_its_page_if_another_takes_the_place_where_that_was(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    put(world, a=file(B, aliases=(OLD,)), c=file(A))
    assert at(OLD, world) == (301, B)


def test_a_slow_run_that_dies_does_not_put_an_alias_back_that_was_given_up_meanwhile(world: World) -> None:
    """It is about to write the claim when a later version is published, and dies as soon as it has."""
    transactions: list[str] = []

    def watch(moment: Moment, operation: str) -> None:
        if operation == "transact_write_items":
            transactions.append(moment)
            if len(transactions) == 3:
                with world.unwatched():
                    world.put("a.md", file(A))
                    world.give("IngestFunction", {"sync": ["a.md"]})
            elif len(transactions) == 4:
                raise CrashError(operation)

    world.put("a.md", file(A, aliases=(OLD,)))
    with world.watched(watch), suppress(CrashError):
        world.step("IngestFunction")
    assert transactions[:3] == ["before", "after", "before"]
    world.restart()
    world.settle()
    assert deliver(OLD, world).status == 404


def test_it_goes_with_the_line_that_named_it(world: World) -> None:
    put(world, a=file(A, aliases=(OLD, OLDER)))
    put(world, a=file(A, aliases=(OLDER,)))
    assert (at(OLD, world), at(OLDER, world)) == ((410, None), (301, A))


def test_it_goes_with_a_file_that_is_ignored_and_comes_back(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    world.put(SITE_FILE, "ignore: a.md\n")
    world.settle()
    assert at(OLD, world) == (410, None)
    world.delete(SITE_FILE)
    world.settle()
    assert at(OLD, world) == (301, A)


def test_a_live_page_wins_and_the_author_is_told_while_it_does(world: World) -> None:
    put(world, b=file(OLD), a=file(A, aliases=(OLDER, OLD)))
    assert at(OLD, world) == (200, None)
    ((line, code, message),) = told(world, "a.md")
    assert (line, code) == (9, "alias-taken")
    assert "b.md is live" in message
    put(world, b=None)
    assert at(OLD, world) == (301, A)
    assert told(world, "a.md") == []
    put(world, b=file(OLD))
    assert at(OLD, world) == (200, None)
    assert [code for _, code, _ in told(world, "a.md")] == ["alias-taken"]
    put(world, b=file(B))
    assert at(OLD, world) == (301, A)
    assert told(world, "a.md") == []


def test_whoever_named_it_first_has_it_and_the_others_follow_in_turn(world: World) -> None:
    put(world, c=file(C, aliases=(OLD,)), a=file(A, aliases=(OLD,)), b=file(B, aliases=(OLD,)))
    assert at(OLD, world) == (301, C)
    assert "c.md" in told(world, "a.md")[0][2]
    put(world, a=file(A, title="Changed", aliases=(OLD,)))  # it keeps its turn
    put(world, c=file(C))
    assert at(OLD, world) == (301, A)
    assert told(world, "a.md") == []
    assert "a.md" in told(world, "b.md")[0][2]
    put(world, a=None)
    assert at(OLD, world) == (301, B)
    assert told(world, "b.md") == []


def test_all_that_have_a_path_as_an_alias_learn_of_a_page_there_in_pages(world: World) -> None:
    for number in range(7):
        world.put(f"{number}.md", file(f"{A}{number}", aliases=(OLD,)))
    world.settle()
    put(world, b=file(OLD))
    assert all("b.md" in told(world, f"{number}.md")[0][2] for number in range(7))


def test_many_that_have_one_alias_are_not_told_of_each_other(world: World) -> None:
    """Else a thousand files with one alias would make a million messages."""
    for number in range(12):
        world.put(f"{number:02}.md", file(f"{A}{number}", aliases=(OLD,)))
        world.settle()
    world.log = []
    put(world, **{"11": file(f"{A}11", title="Changed", aliases=(OLD,)), "12": file(B, aliases=(OLD,))})
    sent = [
        content["QueueUrl"]
        for moment, operation, content in world.log
        if (moment, operation) == ("before", "send_message_batch")
    ]
    assert set(sent) == {world.site.derive.url}  # that search is to know of them
    world.log = None


def test_a_version_that_cannot_be_published_leaves_the_aliases_of_the_one_that_is_live(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    put(world, a=BROKEN)
    assert at(OLD, world) == (301, A)
    put(world, b=file(B), a=file(B, aliases=(OLDER,)))
    assert world.site.table.source("a.md").state == "waiting"
    assert (at(OLD, world), deliver(OLDER, world).status) == ((301, A), 404)
    put(world, b=None)
    assert (at(OLD, world), at(OLDER, world)) == ((410, None), (301, B))


def test_an_alias_comes_before_a_redirect_of_the_site_whose_author_is_told(world: World) -> None:
    put(world, a=file(A), b=file(B))
    world.put(SITE_FILE, f"redirects:\n  {OLD}: {B}\n")
    world.settle()
    assert at(OLD, world) == (301, B)
    put(world, a=file(A, aliases=(OLD,)))
    assert at(OLD, world) == (301, A)
    ((line, code, message),) = told(world, SITE_FILE)
    assert (line, code) == (2, "redirect-unused")
    assert "an alias of a.md" in message
    put(world, a=file(A))
    assert at(OLD, world) == (301, B)
    assert told(world, SITE_FILE) == []


def test_an_alias_comes_before_where_a_page_went(world: World) -> None:
    put(world, a=file(OLD), b=file(B))
    put(world, a=file(A))
    put(world, b=file(B, aliases=(OLD,)))
    assert at(OLD, world) == (301, B)
    put(world, b=file(B))
    assert at(OLD, world) == (301, A)


def test_a_redirect_over_an_alias_leads_to_the_page(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    world.put(SITE_FILE, f"redirects:\n  /over: {OLD}\n")
    world.settle()
    assert at("/over", world) == (301, A)
    put(world, a=file(B, aliases=(OLD,)))
    assert at("/over", world) == (301, B)
    put(world, a=file(B))
    assert at("/over", world) == (410, None)


def test_a_page_that_links_to_an_alias_shows_what_it_leads_to(world: World) -> None:
    put(world, b=file(B, related=(OLD,)))
    for title in ("First", "Second"):
        put(world, a=file(A, title=title, aliases=(OLD,)))
        shown = deliver(f"{B}.json", world).json["related"]
        assert [(each["path"], each["title"]) for each in shown] == [(A, title)]
    put(world, a=file(A))
    assert deliver(f"{B}.json", world).json["related"] == []


def test_a_page_may_take_its_own_alias_and_give_its_path_as_one(world: World) -> None:
    put(world, a=file(A, aliases=(B,)))
    put(world, a=file(B, aliases=(A,)))
    assert (at(B, world), at(A, world)) == ((200, None), (301, B))
    put(world, a=file(B))
    assert (at(B, world), at(A, world)) == ((200, None), (301, B))


def test_the_addresses_of_the_site_itself_are_aliases(world: World) -> None:
    put(world, a=file(A, aliases=(f"{world.site.url}/old-name/", "https://elsewhere.example/old")))
    assert at("/old-name", world) == (301, A)
    assert [code for _, code, _ in told(world, "a.md")] == ["alias-elsewhere"]


def test_an_alias_renders_nothing_again_and_a_file_that_nothing_happened_to_is_not_read(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    before = world.items()
    assert sync("a.md", world.site).state == "unchanged"
    assert world.items() == before


class TestWhereAPageWent:
    """A path leads where its pages went, the newest first; what replaced that, goes again."""

    def test_a_redirect_that_another_replaced_comes_back_when_that_one_goes(self, world: World) -> None:
        put(world, first=file("/c1"))
        put(world, first=file("/c4"))
        assert at("/c1", world) == (301, "/c4")
        put(world, second=file("/c1"))
        assert at("/c1", world) == (200, None)
        put(world, second=file("/c2"))
        assert at("/c1", world) == (301, "/c2")
        put(world, second=None)
        assert at("/c1", world) == (301, "/c4")
        put(world, second=file("/c2"))
        assert at("/c1", world) == (301, "/c2")

    def test_so_it_does_when_the_page_that_replaced_it_is_deleted_where_it_is(self, world: World) -> None:
        put(world, first=file(A))
        put(world, first=file(B))
        put(world, second=file(A))
        put(world, second=None)
        assert at(A, world) == (301, B)

    def test_a_page_that_links_there_follows(self, world: World) -> None:
        put(world, first=file(A), link=file(D, related=(A,)))
        put(world, first=file(B, title="First"))
        put(world, second=file(A))
        put(world, second=file(C, title="Second"))
        for text, title in ((None, "First"), (file(C, title="Second"), "Second")):
            put(world, second=text)
            assert [each["title"] for each in deliver(f"{D}.json", world).json["related"]] == [title]

    def test_five_places_are_remembered(self, world: World) -> None:
        for number in range(MAX_MOVES + 1):
            put(world, **{f"{number}": file(A)})
            put(world, **{f"{number}": file(f"{B}{number}")})
        for number in range(MAX_MOVES, 0, -1):
            assert at(A, world) == (301, f"{B}{number}")
            put(world, **{f"{number}": None})
        assert at(A, world) == (410, None)

    def test_a_page_that_came_back_did_not_go(self, world: World) -> None:
        for url in (A, B, C, A):
            put(world, a=file(url))
        put(world, a=None, c=file(C), b=file(B))
        assert at(A, world) == (410, None)

    def test_an_alias_where_a_page_went_is_not_where_it_went(self, world: World) -> None:
        for url in (A, B):
            put(world, a=file(url))
        put(world, a=None, c=file(C, aliases=(B,)))
        assert at(A, world) == (301, C)
        put(world, c=file(C))
        assert at(A, world) == (410, None)

    def test_a_path_stays_with_its_page_if_another_takes_the_place_between(self, world: World) -> None:
        for url in (A, B, C):
            put(world, a=file(url))
        put(world, b=file(B))
        assert at(A, world) == (301, C)


class TestNames:
    """Each live file is entered under its name, in the transaction that makes it live."""

    def entered(self, world: World) -> dict[str, tuple[str, str]]:
        return {
            item["pk"].removeprefix(keys.NAME_PREFIX): (item["file"], item["path"])
            for item in world.items()
            if item["pk"].startswith(keys.NAME_PREFIX)
        }

    def test_it_is_there_while_the_file_is_live(self, world: World) -> None:
        world.put("Folder/My Page.MD", file(A))
        world.settle()
        assert self.entered(world) == {"my page": ("Folder/My Page.MD", A)}
        world.put("Folder/My Page.MD", file(B))
        world.settle()
        assert self.entered(world) == {"my page": ("Folder/My Page.MD", B)}
        world.put("Folder/My Page.MD", BROKEN)
        world.settle()
        assert self.entered(world) == {"my page": ("Folder/My Page.MD", B)}
        world.delete("Folder/My Page.MD")
        world.settle()
        assert self.entered(world) == {}

    def test_a_file_that_waits_is_not_entered(self, world: World) -> None:
        put(world, a=file(A), b=file(A))
        assert self.entered(world) == {"a": ("a.md", A)}
        put(world, a=None)
        assert self.entered(world) == {"b": ("b.md", A)}

    @pytest.mark.parametrize(
        "letters", ["é" * 500, "e\u0301" * 340, "\U0001d160" * 254], ids=["NFC", "NFD", "thrice in NFC"]
    )
    def test_the_longest_names_are_entered(self, world: World, letters: str) -> None:
        world.put(f"{letters}.md", file(A))
        world.settle()
        assert list(self.entered(world).values()) == [(f"{letters}.md", A)]

    def test_files_of_one_name_are_all_entered(self, world: World) -> None:
        for folder, path in (("x", A), ("y", B)):
            world.put(f"{folder}/name.md", file(path))
        world.settle()
        assert [item["path"] for item in world.items() if item["pk"] == "NAME#name"] == [A, B]


def damaged(world: World, prefix: str) -> None:
    """Have the table lose the items whose sort or partition key begins so."""
    for item in world.items():
        if item["sk"].startswith(prefix) or item["pk"].startswith(prefix):
            key = {name: {"S": item[name]} for name in ("pk", "sk")}
            world.dynamodb.delete_item(TableName=world.site.table.name, Key=key)


@pytest.mark.parametrize("prefix", [keys.ALIAS_PREFIX, keys.NAME_PREFIX])
@pytest.mark.parametrize("state", ["published", "rejected"])
def test_a_comparison_finds_what_the_table_lost(world: World, prefix: str, state: str) -> None:
    put(world, a=file(A, aliases=(OLD, OLDER)))
    if state == "rejected":
        put(world, a=BROKEN)
    damaged(world, prefix)
    assert world.reconcile() == 1
    world.settle()


def test_a_comparison_finds_an_author_who_was_not_told(world: World) -> None:
    put(world, a=file(A, aliases=(OLD,)))
    world.put("b.md", file(OLD))
    world.lose_refreshes()
    assert told(world, "a.md") == []
    assert world.reconcile() == 1
    world.settle()
    assert [code for _, code, _ in told(world, "a.md")] == ["alias-taken"]


def test_a_table_of_the_release_before_works_and_is_brought_up_to_date(world: World) -> None:
    """It has no names and no aliases, and a redirect is stored in one place."""
    put(world, a=file(A, related=(B,)), b=file(B))
    put(world, b=file(C), c=file(D, aliases=(OLD,)))
    put(world, d=BROKEN, b=BROKEN)
    damaged(world, keys.NAME_PREFIX)
    damaged(world, keys.ALIAS_PREFIX)
    table = world.site.table.name
    for item in world.reader.scan(TableName=table, ConsistentRead=True)["Items"]:
        if item["sk"]["S"] == "CARD" and item["pk"]["S"].endswith(OLD):
            world.dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})
        elif item["sk"]["S"] in ("CARD", "SOURCE"):
            left = {name: value for name, value in item.items() if name not in ("moved_to", "aliases")}
            changed = {"renderer": {"S": "older"}} if item["sk"]["S"] == "SOURCE" else {}
            world.dynamodb.put_item(TableName=table, Item={**left, **changed})
        elif item["sk"]["S"].startswith(keys.REFERRER_PREFIX) and item["pk"]["S"].endswith(D):
            world.dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk")})
    assert at(B, world) == (301, C)
    assert [each["path"] for each in deliver(f"{A}.json", world).json["related"]] == [C]
    world.reconcile()
    world.settle()
    assert (at(B, world), at(OLD, world)) == ((301, C), (301, D))


def test_a_transaction_of_the_most_that_a_file_can_have_is_possible(world: World) -> None:
    """Twenty aliases, a place where five pages went, and a path that waits: it moves, and goes."""
    links = tuple(f"/link/{number}" for number in range(20))
    aliases = tuple(f"/alias/{number}" for number in range(20))
    for number in range(MAX_MOVES):
        put(world, **{f"{number}": file(B)})
        put(world, **{f"{number}": file(f"{C}{number}")})
        put(world, **{f"{number}": None})
    put(world, a=file(A, related=links, aliases=aliases, subject="Y", date="2025-03-01"))
    put(world, other=file(D), a=file(D, related=links, aliases=aliases))
    world.log = []
    put(world, a=file(B, related=tuple(f"/other{link}" for link in links), aliases=aliases))
    put(world, a=None)
    sizes = [
        len(content["TransactItems"])
        for moment, operation, content in world.log
        if (moment, operation) == ("before", "transact_write_items")
    ]
    assert 20 < max(sizes) <= 60, sizes
    world.log = None
