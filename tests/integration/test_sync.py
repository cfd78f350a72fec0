"""What becomes of uploaded files, through the real queues and handlers, in moto."""

import gzip
import json

import pytest
from articles.publishing.storage.cards import Card
from articles.publishing.sync import sync

from tests.support.oracle import check
from tests.support.readers import deliver
from tests.support.world import BUCKET, World, file

A = "/learn/x/questions/a"
B = "/learn/x/questions/b"
C = "/learn/x/questions/c"


def card(world: World, path: str) -> Card:
    found = world.site.table.card(path)
    assert found is not None
    return found


def page(world: World, path: str, kind: str = "html") -> str:
    response = world.dynamodb.get_item(
        TableName=world.site.table.name, Key={"pk": {"S": f"PATH#{path}"}, "sk": {"S": f"REP#{kind}"}}
    )
    return gzip.decompress(response["Item"]["body"]["B"]).decode()


def related(world: World, path: str) -> list[str]:
    return [each["path"] for each in json.loads(page(world, path, "related"))["related"]]


def report(world: World, key: str) -> dict[str, object]:
    return json.load(world.s3.get_object(Bucket=BUCKET, Key=f"reports/{key}.json")["Body"])  # type: ignore[no-any-return]


def test_an_upload_is_live_at_its_path(world: World) -> None:
    world.put("a.md", file(A, title="Why is it so", answer="Because **it** is."))
    world.settle()
    assert card(world, A).state == "live"
    assert "Why is it so" in page(world, A)
    assert "<strong>it</strong>" in page(world, A)


def test_an_overwritten_file_shows_its_new_text(world: World) -> None:
    world.put("a.md", file(A, answer="Old."))
    world.settle()
    world.put("a.md", file(A, answer="New."))
    world.settle()
    assert "New." in page(world, A)
    assert "Old." not in page(world, A)


def test_a_deleted_file_leaves_a_gone_path(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.delete("a.md")
    world.settle()
    assert card(world, A).state == "gone"


@pytest.mark.parametrize("undelete", ["upload again", "remove the delete marker"])
def test_an_undeleted_file_is_live_again(world: World, undelete: str) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.delete("a.md")
    world.settle()
    if undelete == "upload again":
        world.put("a.md", file(A))
    else:
        world.roll_back("a.md")
    world.settle()
    assert card(world, A).state == "live"


def test_a_changed_url_redirects_in_one_hop_and_chains_are_flattened(world: World) -> None:
    for url in (A, B, C):
        world.put("a.md", file(url))
        world.settle()
    assert (card(world, A).state, card(world, A).location) == ("moved", C)
    assert (card(world, B).state, card(world, B).location) == ("moved", C)


def test_a_file_that_moves_back_does_not_redirect_to_itself(world: World) -> None:
    for url in (A, B, A):
        world.put("a.md", file(url))
        world.settle()
    assert card(world, A).state == "live"
    assert (card(world, B).state, card(world, B).location) == ("moved", A)


def test_a_redirect_is_gone_with_its_target_and_comes_back_with_it(world: World) -> None:
    for url in (A, B):
        world.put("a.md", file(url))
        world.settle()
    world.delete("a.md")
    world.settle()
    assert card(world, A).state == "gone"
    world.put("a.md", file(B))
    world.settle()
    assert (card(world, A).state, card(world, A).location) == ("moved", B)


def test_a_second_file_for_a_path_waits_names_the_holder_and_follows_it(world: World) -> None:
    world.put("a.md", file(A, answer="First."))
    world.settle()
    world.put("b.md", file(A, answer="Second."))
    world.settle()
    assert "First." in page(world, A)
    assert report(world, "b.md")["state"] == "waiting"
    assert "a.md" in json.dumps(report(world, "b.md")["problems"])
    world.delete("a.md")
    world.settle()
    assert "Second." in page(world, A)
    assert report(world, "b.md")["problems"] == []


def test_of_several_waiting_files_the_oldest_follows_and_the_others_name_it(world: World) -> None:
    for key in ("a.md", "c.md", "b.md"):
        world.put(key, file(A, answer=f"From {key}."))
        world.settle()
    world.put("a.md", file(B))
    world.settle()
    assert card(world, A).owner == "c.md"
    assert "c.md" in json.dumps(report(world, "b.md")["problems"])


@pytest.mark.parametrize("first", ["put", "delete"])
def test_a_renamed_file_keeps_its_page_in_either_order_of_events(world: World, first: str) -> None:
    world.put("old.md", file(A))
    world.settle()
    for action in (first, "delete" if first == "put" else "put"):
        if action == "put":
            world.put("new.md", file(A))
        else:
            world.delete("old.md")
        world.settle()
    assert (card(world, A).state, card(world, A).owner) == ("live", "new.md")


def test_a_broken_version_is_reported_and_the_good_one_stays(world: World) -> None:
    world.put("a.md", file(A, answer="Good."))
    world.settle()
    world.put("a.md", file(A).replace("url:", "url: &anchor"))
    world.settle()
    assert "Good." in page(world, A)
    assert report(world, "a.md")["state"] == "rejected"
    assert report(world, "a.md")["live"]["path"] == A  # type: ignore[index]
    world.put("a.md", file(A, answer="Better."))
    world.settle()
    assert "Better." in page(world, A)
    assert report(world, "a.md")["state"] == "published"


def test_a_live_page_that_becomes_a_draft_goes(world: World) -> None:
    world.put("a.md", file(A))
    world.put("b.md", file(B, related=(A,)))
    world.settle()
    draft = file(A).replace("url:", "draft: true\nid: -3\nurl:")
    world.put("a.md", draft)
    world.settle()
    source = world.site.table.source("a.md")
    assert (source.state, source.path) == ("draft", None)
    assert {problem.code for problem in source.problems} == {"draft", "not-an-integer"}
    assert deliver(A, world).status == 410
    assert A not in deliver(B, world).text
    world.put("c.md", file(A, title="Another"))
    world.settle()
    world.put("a.md", draft.replace("draft: true\nid: -3\n", ""))
    world.settle()
    assert world.site.table.source("a.md").state == "waiting"
    world.delete("c.md")
    world.settle()
    assert "<h1>A title</h1>" in deliver(A, world).text
    check(world)


def test_the_author_is_told_of_the_text_although_a_key_has_an_error(world: World) -> None:
    world.put("a.md", file(A, answer="# A\n\n### B").replace("url:", "id: -3\nurl:"))
    world.settle()
    assert [problem.code for problem in world.site.table.source("a.md").problems] == ["not-an-integer", "heading-jump"]


def test_a_broken_file_hinders_no_other_of_its_batch(world: World) -> None:
    world.put("bad.md", b"\xff\xfe no article")
    world.put("a.md", file(A))
    world.settle()
    assert card(world, A).state == "live"
    assert world.site.table.source("bad.md").state == "rejected"


def test_related_links_are_shown_only_while_their_targets_are_live(world: World) -> None:
    world.put("a.md", file(A, related=(B, B, A)))
    world.settle()
    assert related(world, A) == []
    world.put("b.md", file(B, title="The other"))
    world.settle()
    assert related(world, A) == [B]
    assert "The other" in page(world, A)
    world.put("b.md", file(B, title="Another name"))
    world.settle()
    assert "Another name" in page(world, A)
    world.delete("b.md")
    world.settle()
    assert related(world, A) == []


def test_related_links_follow_their_target_through_every_move(world: World) -> None:
    world.put("a.md", file(A, related=(B,)))
    for url in (B, C, "/learn/x/questions/d"):
        world.put("b.md", file(url))
        world.settle()
        assert related(world, A) == [url]


def test_a_new_article_takes_over_a_path_that_has_moved(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.put("a.md", file(B))
    world.settle()
    world.put("c.md", file(A, answer="Another."))
    world.settle()
    assert (card(world, A).state, card(world, A).owner) == ("live", "c.md")


def test_a_new_article_takes_over_a_path_that_is_gone(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.delete("a.md")
    world.settle()
    world.put("c.md", file(A, answer="Another."))
    world.settle()
    assert (card(world, A).state, card(world, A).owner) == ("live", "c.md")
    world.put("a.md", file(A))  # whoever had the path before waits like anyone else
    world.settle()
    assert world.site.table.source("a.md").state == "waiting"


def test_all_that_wait_learn_of_a_newcomer_who_was_faster(world: World) -> None:
    for key in ("a.md", "b.md", "c.md"):
        world.put(key, file(A))
        world.settle()
    world.delete("a.md")
    world.step("IngestFunction")
    world.step("RefreshFunction")  # b.md has been woken
    world.put("d.md", file(A))
    sync("d.md", world.site)
    world.settle()
    assert card(world, A).owner == "d.md"
    for key in ("b.md", "c.md"):
        assert "d.md" in json.dumps(report(world, key)["problems"])


def test_a_file_that_waits_keeps_its_turn_when_it_is_changed(world: World) -> None:
    for key in ("a.md", "b.md", "c.md"):
        world.put(key, file(A, answer=f"From {key}."))
        world.settle()
    world.put("b.md", file(A, answer="Mended while it waits."))
    world.settle()
    world.delete("a.md")
    world.settle()
    assert "Mended while it waits." in page(world, A)


def test_an_unchanged_file_costs_one_conditional_get_and_no_write(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    before = world.items()
    world.log = []
    assert sync("a.md", world.site).state == "unchanged"
    assert [operation for moment, operation, _ in world.log if moment == "before"] == ["batch_get_item", "get_object"]
    assert world.items() == before


def test_a_file_changed_and_changed_back_during_a_sync_ends_as_the_bucket_has_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = file(A, answer="First."), file(A, answer="Second.")
    world.put("a.md", first)
    world.settle()
    world.put("a.md", second)
    commit = world.site.table.commit

    def overtaken(writes: list[dict[str, object]]) -> None:
        monkeypatch.setattr(world.site.table, "commit", commit)
        world.put("a.md", first)
        assert sync("a.md", world.site).state == "unchanged"
        commit(writes)

    monkeypatch.setattr(world.site.table, "commit", overtaken)
    sync("a.md", world.site)
    assert "First." in page(world, A)
    world.settle()


def test_keys_of_every_kind_are_found(world: World) -> None:
    keys = ["a+b c.md", "100%.md", "é/ü.md", "a%2Bb.md", "?&=#.md"]
    for number, key in enumerate(keys):
        world.put(key, file(f"{A}{number}"))
    world.settle()
    assert {world.site.table.source(key).state for key in keys} == {"published"}


@pytest.mark.parametrize("length", [1010, 1011, 1012, 1018, 1019, 1024])
def test_keys_as_long_as_s3_takes_them_wait_and_follow(world: World, length: int) -> None:
    """Longer ones than 1,011 bytes have no report, as that would have a key that S3 refuses."""
    first, second = (f"{letter}{'é' * ((length - 5) // 2)}{'x' * ((length - 5) % 2)}x.md" for letter in "ab")
    assert len(first.encode()) == length
    world.put(first, file(A))
    world.settle()
    world.put(second, file(A))
    world.settle()
    assert world.site.table.source(second).state == "waiting"
    assert world.site.table.source(second).holder == first
    world.delete(first)
    world.settle()
    assert world.site.table.source(second).path == A


def test_only_article_files_are_read(world: World) -> None:
    for key in ("a.txt", "assets/a.md", "reports/a.md"):
        world.put(key, file(A))
        world.invoke("IngestFunction", {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": key}}}]})
    world.settle()
    assert world.site.table.card(A) is None


def test_the_extension_may_be_in_upper_case_or_long(world: World) -> None:
    world.put("UP.MD", file(A))
    world.put("long.markdown", file(B))
    world.drop_events()
    assert world.invoke("ReconcileFunction", {})["different"] == 2
    world.settle()
    assert {world.site.table.source(key).state for key in ("UP.MD", "long.markdown")} == {"published"}
    world.delete("UP.MD")
    world.drop_events()
    world.invoke("ReconcileFunction", {})
    world.settle()
    assert card(world, A).state == "gone"


def test_reconcile_finds_what_the_events_failed_to_bring(world: World) -> None:
    world.put("gone.md", file(A))
    world.put("changed.md", file(B, answer="Old."))
    world.settle()
    world.delete("gone.md")
    world.put("changed.md", file(B, answer="New."))
    world.put("new.md", file(C))
    world.drop_events()
    result = world.invoke("ReconcileFunction", {})
    assert result == {"compared": 8, "different": 3, "done": True}
    world.settle()
    assert card(world, A).state == "gone"
    assert "New." in page(world, B)
    assert card(world, C).state == "live"
    assert world.invoke("ReconcileFunction", {})["different"] == 0


def test_reconcile_by_hand_renders_everything_again(world: World) -> None:
    world.put("a.md", file(A))
    world.settle()
    world.dynamodb.delete_item(TableName=world.site.table.name, Key={"pk": {"S": f"PATH#{A}"}, "sk": {"S": "REP#html"}})
    world.invoke("ReconcileFunction", {"all": True})
    world.settle()
    assert "A title" in page(world, A)


def test_a_batch_of_a_distributed_map_is_compared(world: World) -> None:
    world.put("a.md", file(A))
    world.drop_events()
    items = world.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    listed = [{"Key": item["Key"], "ETag": item["ETag"]} for item in items]
    assert world.invoke("ReconcileFunction", {"Items": listed})["different"] == 1
    world.settle()
    assert card(world, A).state == "live"


def test_a_message_that_fails_is_alone_reported(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put("a.md", file(A))
    world.put("b.md", file(B))
    get = world.site.bucket.get

    def broken(key: str, unless: str = "") -> object:
        if key == "a.md":
            raise OSError("the network is down")
        return get(key, unless)

    monkeypatch.setattr(world.site.bucket, "get", broken)
    (source,) = world.functions["IngestFunction"].queues
    world.sqs.set_queue_attributes(QueueUrl=source.url, Attributes={"VisibilityTimeout": "0"})
    world.step("IngestFunction")
    assert card(world, B).state == "live"
    assert world.site.table.card(A) is None
    monkeypatch.setattr(world.site.bucket, "get", get)
    world.settle()
    assert card(world, A).state == "live"
