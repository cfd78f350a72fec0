"""What a comparison of bucket and table finds, and mends: whatever was lost on the way."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from articles.common import keys
from articles.publishing.differences import Difference
from articles.publishing.reconcile import Progress, compare, steps
from articles.publishing.refresh import refresh
from articles.publishing.running.deadline import MARGIN_MS
from articles.publishing.storage import writes
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.messages import Refresh
from articles.publishing.storage.search_index import MANIFEST, SearchIndex
from articles.publishing.storage.table import Table
from articles.publishing.sync import sync

from tests.support.oracle import check
from tests.support.scenarios import SCENARIOS, Scenario
from tests.support.world import BROKEN, BUCKET, TOO_MUCH, World, a_simulated_world, file, in_process, noting

A, B, C = (f"/learn/x/questions/{name}" for name in "abc")


def typed(key: keys.Key) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key.items()}


def differences(world: World) -> dict[str, str]:
    listed = world.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    etags = {each["Key"]: each["ETag"].strip('"') for each in listed if each["Key"].endswith(".md")}
    return {difference.key: difference.reason for difference in compare(etags, world.site)}


def test_a_page_whose_refresh_was_lost_is_found_and_mended(world: World) -> None:
    world.put("links.md", file(A, related=(B, C)))
    world.put("linked.md", file(B))
    world.put("other.md", file(C))
    world.settle()
    for change in (file(B, title="New"), file("/learn/x/questions/moved"), BROKEN):
        if "article" in change:
            world.delete("other.md")
        else:
            world.put("linked.md", change)
        world.lose_refreshes()
        assert differences(world) == {"links.md": "its page shows old links"}
        assert world.reconcile() == 1
        world.settle()
        assert differences(world) == {}
        check(world)


def test_the_old_page_of_a_rejected_file_is_mended_too(world: World) -> None:
    world.put("links.md", file(A, related=(B,)))
    world.settle()
    world.put("links.md", BROKEN)
    world.settle()
    world.put("linked.md", file(B))
    world.lose_refreshes()
    assert differences(world) == {"links.md": "its page shows old links"}
    assert world.reconcile() == 1
    world.settle()
    assert world.reconcile() == 0


def test_the_old_page_of_a_rejected_file_is_rendered_for_feeds_too(world: World) -> None:
    world.put("a.md", file(A).replace("subject:", "subject_:"))
    world.settle()
    world.put("a.md", BROKEN)
    world.settle()
    world.configure(SITE_URL="http://another")
    world.invoke("ReconcileFunction", {})
    world.settle()
    item = world.dynamodb.get_item(TableName=world.site.table.name, Key=typed(keys.article(A)))["Item"]
    assert b'"url":"http://another/' in gzip.decompress(item["entry"]["B"])


@pytest.fixture
def refusing() -> Iterator[World]:
    """A world in moto in which a page cannot be rendered that has a link to one called `TOO_MUCH`."""
    with a_simulated_world() as world:
        world.put("links.md", file(A, related=(B,)))
        world.put("linked.md", file(B))
        world.settle()
        world.put("linked.md", file(B, title=TOO_MUCH))
        yield world
        assert world.errors == []
        check(world)


def test_a_page_that_cannot_be_rendered_again_is_told_and_not_tried_again(refusing: World) -> None:
    before = refusing.site.table.source("links.md")
    refusing.settle()
    source = refusing.site.table.source("links.md")
    assert (source.state, source.path, source.version) == ("rejected", A, before.live_version)
    assert [problem.code for problem in source.problems] == ["article-too-large"]
    assert differences(refusing) == {}
    worked: list[str] = []
    site = replace(refusing.site, bounded=noting(worked, in_process))
    assert refresh(A, site) is None
    assert sync("links.md", site).state == "unchanged"
    assert worked == []


def test_its_author_is_told_that_all_is_well_when_it_can_be(refusing: World) -> None:
    for title in ("A title", "Another title"):
        refusing.settle()
        assert refusing.site.table.source("links.md").state == "rejected"
        refusing.put("linked.md", file(B, title=title))
        refusing.settle()
        assert refusing.site.table.source("links.md").state == "published"
        assert json.loads(refusing.objects()["reports/links.md.json"])["problems"] == []
        check(refusing)
        refusing.put("linked.md", file(B, title=TOO_MUCH))
    refusing.settle()


def test_a_page_is_found_that_cannot_be_rendered_again_and_whose_author_was_not_told(refusing: World) -> None:
    refusing.step("IngestFunction")
    refusing.step("DeriveFunction")
    while refusing.step("RefreshFunction"):
        pass
    refusing.drop_events()
    assert refusing.site.table.source("links.md").state == "published"
    assert differences(refusing) == {"links.md": "its page cannot be rendered again"}
    assert refusing.reconcile() == 1
    refusing.settle()
    assert differences(refusing) == {}


def test_a_page_is_found_that_is_as_it_was_before_it_could_not_be_rendered(refusing: World) -> None:
    refusing.settle()
    refusing.put("linked.md", file(B))
    refusing.lose_refreshes()
    assert differences(refusing) == {"links.md": "its page shows old links"}
    assert refusing.reconcile() == 1
    refusing.settle()
    assert differences(refusing) == {}


def test_a_redirect_whose_refresh_was_lost_is_found_and_mended(world: World) -> None:
    world.put("links.md", file(C, related=(A,)))
    world.put("moves.md", file(A))
    world.settle()
    world.put("moves.md", file(B))
    world.settle()
    moved = file("/learn/x/questions/moved")
    for change in (moved, None, moved):
        if change is None:
            world.delete("moves.md")
        else:
            world.put("moves.md", change)
        world.lose_refreshes()
        found = [each for step in steps(world.site, Progress()) for each in step.differences]
        assert Difference("moves.md", f"its redirect at {A} is out of date", Refresh(A)) in found
        assert world.reconcile() == len(found)
        world.settle()
        assert world.reconcile() == 0
        check(world)


def test_a_page_that_the_table_lost_is_made_again(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    key = {"pk": {"S": f"PATH#{A}"}, "sk": {"S": "CARD"}}
    world.dynamodb.delete_item(TableName=world.site.table.name, Key=key)
    assert differences(world) == {"a.md": "not live at its path"}
    assert world.reconcile() == 2  # and search knows of a page that is not there
    world.settle()


def test_what_the_table_agrees_with_is_no_difference(world: World) -> None:
    world.put("moves.md", file(A, related=(B,)))
    world.put("holds.md", file(B, related=(A, B, C)))
    world.put("waits.md", file(B, related=(A,)))
    world.put("broken.md", BROKEN)
    world.settle()
    world.put("moves.md", file(C, related=(A, B)))
    world.settle()
    assert differences(world) == {}


def test_a_difference_names_a_file_and_a_reason(world: World) -> None:
    world.put("a.md", file(A))
    assert compare({"a.md": "an etag"}, world.site) == (Difference.of_file("a.md", "not in the table"),)
    world.settle()


def test_a_file_that_is_unfinished_is_a_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a.md", file(A))
    with monkeypatch.context() as patch:
        patch.setattr("articles.publishing.sync.drain", lambda *_: True)
        world.settle()
    assert differences(world) == {"a.md": "unfinished"}
    assert world.reconcile() > 0
    world.settle()
    assert differences(world) == {}


def test_a_deleted_file_that_is_unfinished_is_a_difference(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.delete("a.md")
    with monkeypatch.context() as patch:
        patch.setattr("articles.publishing.sync.drain", lambda *_: True)
        world.settle()
    found = {each.key for step in steps(world.site, Progress()) for each in step.differences}
    assert found == {"a.md", "MONTHS#2025-02", "SUBJECTS#x", A}  # of which search knows
    assert world.reconcile() == len(found)
    world.settle()


def test_an_entry_that_the_table_lost_is_made_again(world: World) -> None:
    world.put("a.md", file(A))
    world.put("b.md", file(B, subject="Y"))
    world.settle()
    for key in (keys.entry(keys.SUBJECTS, "x"), keys.entry(keys.MONTHS, "2025-02")):
        world.dynamodb.delete_item(TableName=world.site.table.name, Key=typed(key))
    unlisted = "has articles, and is not listed"
    assert differences(world) == {"SUBJECTS#x": unlisted, "MONTHS#2025-02": unlisted}
    assert world.reconcile() == 2
    world.settle()
    assert world.reconcile() == 0


def test_search_is_told_of_a_page_whose_file_cannot_be_published_any_more(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    index = SearchIndex(world.site.derived)
    world.site.derived.delete([MANIFEST])
    world.put("a.md", BROKEN)
    world.drop_events()
    assert world.reconcile() == 2
    world.settle()
    assert index.known(index.manifest()[0]).keys() == {A}
    assert world.reconcile() == 0


def test_an_entry_without_articles_is_taken_out(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    for entry in (keys.entry(keys.SUBJECTS, "never"), keys.entry(keys.MONTHS, "9996-01")):
        world.dynamodb.put_item(TableName=world.site.table.name, Item=typed(entry))
    assert world.reconcile() == 2
    world.settle()
    assert world.reconcile() == 0


@pytest.mark.proof
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_whatever_a_directory_lost_or_has_in_vain_a_comparison_mends(scenario: Scenario) -> None:
    """Whatever state its files are in, also rejected and waiting ones with a page that is live."""
    with a_simulated_world() as world:
        scenario.begin(world)
        world.settle()
        world.pass_long()
        world.settle()
        if world.reconcile():  # of a smaller site, neighbours are computed again
            world.settle()
        table = world.site.table.name
        lost = [item for item in world.items() if item["pk"].startswith(DERIVED)]
        vain = [keys.entry(keys.SUBJECTS, "never"), keys.entry(keys.MONTHS, "9996-01"), keys.sitemap_start(f"9#0#{A}")]
        for item in lost:
            world.dynamodb.delete_item(TableName=table, Key=typed({"pk": item["pk"], "sk": item["sk"]}))
            mend(world)
        for entry in vain:
            world.dynamodb.put_item(TableName=table, Item=typed(entry))
            mend(world)


DERIVED = (keys.MEMBERS_PREFIX, keys.SUBJECTS, keys.MONTHS, keys.SITEMAPS)


def mend(world: World) -> None:
    """Compare, and see that nothing is wrong then."""
    assert world.reconcile() > 0
    world.settle()
    check(world)
    assert world.reconcile() == 0


def test_a_page_that_no_directory_has_is_entered_again(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.put("a.md", BROKEN)
    world.settle()
    for item in world.items():
        if item["pk"].startswith(DERIVED):
            key = typed({"pk": item["pk"], "sk": item["sk"]})
            world.dynamodb.delete_item(TableName=world.site.table.name, Key=key)
    assert differences(world) == {"a.md": "its page is not among those of its subject, month or sitemap"}
    mend(world)


def test_a_sitemap_that_begins_by_an_older_rule_goes_with_its_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the transaction that its page leaves or is written anew in: no comparison looks at the directories here."""

    def other_settings() -> None:
        world.configure(SITE_URL="http://another")
        world.invoke("ReconcileFunction", {"Items": [{"Key": "a.md", "ETag": world.site.table.source("a.md").etag}]})

    changes: list[Callable[[], None]] = [lambda: world.delete("a.md"), other_settings]
    for then in changes:
        with monkeypatch.context() as patch:
            patch.setattr(keys, "starts_sitemap", lambda _: True)
            world.put("a.md", file(A))
            world.settle()
        assert [item for item in world.items() if item["pk"] == keys.SITEMAPS]
        then()
        world.settle()
        assert not [item for item in world.items() if item["pk"] == keys.SITEMAPS]


def test_pages_of_older_code_get_their_places(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(writes, "set_places", lambda *_, **__: [])
        world.put("a.md", file(A))
        world.put("b.md", file(B))
        world.settle()
        world.put("b.md", BROKEN)
        world.settle()
    world.configure(SITE_URL="http://another")
    world.invoke("ReconcileFunction", {})
    world.settle()
    members = {item["sk"] for item in world.items() if item["pk"].startswith(keys.MEMBERS_PREFIX)}
    assert members == {A, B}


def test_what_other_settings_rendered_is_rendered_again(world: World) -> None:
    world.put("a.md", file(A))
    world.put("broken.md", file(B))
    world.settle()
    world.put("broken.md", BROKEN)
    world.settle()
    world.configure(SITE_URL="http://another")
    assert differences(world) == dict.fromkeys(("a.md", "broken.md"), "rendered with other code or settings")
    assert world.reconcile() == 2
    world.settle()


class _Context:
    """The context of an invocation that has no time for a second step."""

    function_name = function_version = memory_limit_in_mb = invoked_function_arn = aws_request_id = "1"

    def get_remaining_time_in_millis(self) -> int:
        return MARGIN_MS


def test_a_comparison_goes_through_every_page_and_on_where_its_time_ran_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("first", "second", "questions"):
        for name in "abcde":
            world.put(f"{name}.md", file(f"/learn/x/{place}/{name}"))
        world.settle()
    for name in "ace":
        world.delete(f"{name}.md")
    world.put("f.md", file("/learn/x/questions/f"))
    world.drop_events()
    page, known, directory = Bucket.page, Table.scan, Table.directory
    monkeypatch.setattr(Bucket, "page", lambda bucket, after="": page(bucket, after, limit=2))
    monkeypatch.setattr(Table, "scan", lambda table, cursor=None: known(table, cursor, limit=2))
    monkeypatch.setattr(Table, "directory", lambda table, after: directory(table, after, limit=1))
    handler = world.handler(world.functions["ReconcileFunction"])
    runs: list[dict[str, Any]] = []
    while not runs or not runs[-1]["done"]:
        runs.append(handler({}, _Context()))
        assert len(runs) < 20, "it does not go on where it stopped"
    assert len(runs) > 4, "one run did more than a step"
    assert sum(run["different"] for run in runs) == 4
    world.settle()
    assert world.reconcile() == 0


def test_a_run_over_all_files_is_counted_and_a_batch_of_a_rebuild_is_not(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    def counted(event: dict[str, object]) -> set[str]:
        capsys.readouterr()
        world.invoke("ReconcileFunction", event)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
        return {each["Name"] for line in lines for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}

    assert counted({"all": False}) == {"Different", "Compared"}  # in an empty bucket, too
    assert counted({"all": False, "Items": []}) == {"Different"}
    world.settle()
