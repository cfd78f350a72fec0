"""The search index, from a change to what is known of its page: segments, merging, building anew, and comparisons."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from articles.publishing.errors import ContentionError
from articles.publishing.rendering import representations
from articles.publishing.rendering.search_document import SearchDocument, search_document
from articles.publishing.storage import search_manifest
from articles.publishing.storage.cards import Card
from articles.publishing.storage.derived import Derived
from articles.publishing.storage.search_index import MANIFEST, PREFIX, SearchIndex
from articles.publishing.storage.search_manifest import KEPT, Manifest
from articles.publishing.storage.table import Table
from articles.publishing.storage.uploads import SITE_FILE
from articles.search import indexing
from articles.search.compaction import compact
from articles.search.engine import fingerprints
from articles.search.indexing import index

from tests.support.histories import at_request, wherever_it_dies
from tests.support.oracle import check
from tests.support.scenarios import A, B, C, D, index_anew
from tests.support.search_oracle import check_index, check_settled, check_whole
from tests.support.simulator import dynamodb
from tests.support.simulator.requests import MOMENTS, Moment
from tests.support.work import directly
from tests.support.world import BROKEN, DERIVED, World, a_simulated_world, a_world, file


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        world.put("a.md", file(A, related=(B,)))
        world.settle()
        yield world
        assert world.errors == []


def index_of(world: World) -> SearchIndex:
    return SearchIndex(world.site.derived)


def manifest_of(world: World) -> Manifest:
    return index_of(world).manifest()[0]


def names(world: World) -> list[str]:
    return [each.name for each in manifest_of(world).segments]


def known(world: World) -> set[str]:
    """The paths of the pages that search knows."""
    return {path for path, digest in index_of(world).known(manifest_of(world)).items() if digest}


def card_of(world: World, path: str) -> Card:
    card = world.site.table.card(path)
    assert card is not None
    return card


def indexed_one_by_one(world: World, **paths: str) -> None:
    """Publish files, each of which is in a segment of its own."""
    for name, path in paths.items():
        world.put(f"{name}.md", file(path))
        world.settle()


@pytest.mark.proof
@pytest.mark.parametrize("moment", MOMENTS)
def test_search_follows_other_settings_though_a_refresh_dies(world: World, moment: Moment) -> None:
    """The newest version of the file has an error, so that its page is only refreshed."""
    world.put("a.md", BROKEN)
    world.put(SITE_FILE, "language: de\nrelated: {fill: 0}\n")  # or related articles would be looked for
    while world.step("IngestFunction"):
        pass
    world.drop_events("RefreshFunction")
    world.settle()  # before the refresh, search has nothing new to know
    refresh = partial(world.give, "RefreshFunction", {"refresh": A})
    for _ in wherever_it_dies(world, moment, refresh, more_than=5):
        refresh()  # the message comes again
        world.settle()
        check_settled({A: card_of(world, A)}, world)


def test_search_follows_a_page_through_its_life(world: World) -> None:
    assert known(world) == {A}
    for text, expected in (
        (file(B), {B}),
        (file(B, more="unlisted: true"), set()),
        (file(B, answer="It is listed again."), {B}),
        (file(B, more="draft: true"), set()),
        (file(C), {C}),
        (None, set()),
    ):
        world.upload(a=text)
        world.settle()
        assert known(world) == expected
        check(world)


def test_who_only_shows_another_title_is_not_indexed_again(world: World) -> None:
    indexed_one_by_one(world, b=B)
    world.put("b.md", file(B, title="New"))
    world.step("IngestFunction")
    world.drop_events("DeriveFunction")
    while world.step("RefreshFunction"):
        pass
    assert world.pending() == []


def test_one_batch_is_one_segment_and_a_part_of_it_for_every_five_hundred_paths(world: World) -> None:
    before = names(world)
    world.upload(b=file(B), c=file(C), d=file(D))
    world.settle()
    assert len(names(world)) == len(before) + 1
    with patch.object(indexing, "PATHS", 2):
        assert index([A, B, C, A], world.site) == 2


def test_small_segments_are_merged_and_kept_for_an_hour_for_who_reads_them(world: World) -> None:
    first = names(world)
    indexed_one_by_one(world, b=B, c=C)
    (merged,) = manifest_of(world).segments
    assert merged.documents == 3
    index_of(world).files(first[0])
    world.clock.jump_to(world.clock.now() + KEPT)
    indexed_one_by_one(world, d=D)
    assert index_of(world).stored() == dict.fromkeys(names(world), True)
    check(world)


def test_nothing_is_left_of_segments_of_pages_that_are_gone(world: World) -> None:
    world.delete("a.md")
    world.settle()
    indexed_one_by_one(world, b=B)
    world.delete("b.md")
    world.settle()
    for _ in range(5):
        index([A], world.site)
        compact(world.site)
    assert sum(len(index_of(world).paths(name)) for name in names(world)) <= 2


@pytest.mark.parametrize("merges", [False, True])
def test_a_manifest_is_in_place_although_the_answer_was_lost_and_the_request_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch, *, merges: bool
) -> None:
    """It is refused then, as that of somebody who was slower."""
    put_if = Derived.put_if

    def put_twice(self: Derived, key: str, body: bytes, etag: str | None) -> bool:
        put_if(self, key, body, etag)
        return put_if(self, key, body, etag)

    indexed_one_by_one(world, b=B)
    index([C], world.site)  # there is none
    before = names(world)
    assert len(before) == 3
    if merges:
        manifest, etag = index_of(world).manifest()
        due = manifest.due(fingerprints.schema(), world.site.now())
        assert [each.name for each in due] == before
        claimed = manifest.claimed_for_merging(world.site.now())
        assert index_of(world).replace(claimed, manifest, etag)
        world.clock.jump_to(claimed.claimed)
        lost = iter([put_if, put_twice])

        def put(*arguments: Any) -> bool:
            return next(lost)(*arguments)

        monkeypatch.setattr(Derived, "put_if", put)
        assert compact(world.site) == 3
        (name,) = names(world)
    else:
        monkeypatch.setattr(Derived, "put_if", put_twice)
        index([A], world.site)
        *older, name = names(world)
        assert older == before
    monkeypatch.undo()
    assert index_of(world).stored()[name]
    world.settle()
    check(world)


def everywhere(world: World, run: Callable[[], object], other: Callable[[], object]) -> Iterator[None]:
    """Have another run come at each request of a run, before and after it took effect, each time from the beginning."""

    def come(_: str) -> None:
        with world.unwatched():
            other()

    put_back = world.remember()
    with at_request(world, 0, "before", lambda _: None) as requests:
        run()
    for number, moment in product(range(1, len(requests) + 1), MOMENTS):
        put_back()
        with at_request(world, number, moment, come):
            run()
        yield


def edited(world: World) -> None:
    """`b` is another, and search has been told."""
    world.put("b.md", file(B, answer="New."))
    world.step("IngestFunction")
    world.step("DeriveFunction")


@pytest.mark.parametrize("is_there", [False, True])
def test_wherever_a_run_is_when_a_newer_one_comes_nothing_old_comes_after_it(world: World, *, is_there: bool) -> None:
    if is_there:
        indexed_one_by_one(world, b=B)
    for _ in everywhere(world, lambda: index([A, B], world.site), lambda: edited(world)):
        world.settle()  # the page that links to it
        check(world)


def test_wherever_a_run_is_when_a_page_changes_a_segment_has_the_documents_that_it_says(world: World) -> None:
    def change() -> None:
        world.put("a.md", file(A, answer="New."))
        world.step("IngestFunction")

    for _ in everywhere(world, lambda: index([A], world.site), change):
        check_index(world)


def test_wherever_a_run_that_merges_is_when_another_comes_nothing_is_lost(world: World) -> None:
    """Nothing depends on that only one of them merges."""
    indexed_one_by_one(world, b=B)
    index([C], world.site)
    merging = partial(compact, world.site)
    for other in (merging, lambda: edited(world)):
        with patch.object(search_manifest, "CLAIMED", 0):
            for _ in everywhere(world, merging, other):
                check(world)
                assert len(names(world)) < 3


def test_a_page_that_is_gone_stays_gone_when_only_newer_segments_are_merged(world: World) -> None:
    indexed_one_by_one(world, b=B, c=C)
    world.delete("a.md")
    world.settle()
    for _ in range(2):
        index([D], world.site)  # there is none
    compact(world.site)
    assert [each.documents for each in manifest_of(world).segments] == [3, 0]
    check(world)


def test_who_is_always_slower_tries_again_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Derived, "put_if", lambda *_: False)
    with pytest.raises(ContentionError, match=f"indexing of {A}"):
        index([A, B], world.site)


def test_an_index_is_built_anew_while_the_old_one_serves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed_one_by_one(world, b=B, c=C)
    old = names(world)
    scan = Table.scan
    monkeypatch.setattr(Table, "scan", lambda self, cursor: scan(self, cursor, 2))
    index_anew(world)
    world.step("DeriveFunction")
    assert (names(world), manifest_of(world).generation) == (old, 2)
    world.clock.pass_a_second()
    while world.step("DeriveFunction"):
        assert known(world) == {A, B, C}
    assert manifest_of(world).generation == 2
    assert {each.generation for each in manifest_of(world).segments} == {2}
    check(world)


def test_what_was_indexed_a_moment_before_is_in_the_new_index(world: World) -> None:
    """The list of files is late."""

    def build_anew(moment: Moment, operation: str) -> None:
        if (moment, operation) == ("before", "update_item"):  # the file has been committed once
            with world.unwatched():
                world.step("DeriveFunction")
                assert known(world) == {A, B}
                index_anew(world)
                while world.step("DeriveFunction"):
                    pass

    world.put("b.md", file(B))
    with patch.object(dynamodb, "LAG", 0.9), world.watched(build_anew):
        world.step("IngestFunction")
    world.settle()
    assert known(world) == {A, B}


def test_one_generation_is_not_completed_by_the_messages_of_another(world: World) -> None:
    index_anew(world)
    world.step("DeriveFunction")
    index_anew(world)
    world.step("DeriveFunction")
    assert manifest_of(world).generation == 3
    world.settle_all()
    check(world)
    world.send("DeriveFunction", {"anew": 2, "cursor": None})
    before = manifest_of(world)
    world.settle()
    assert manifest_of(world) == before


def test_wherever_the_last_message_of_a_generation_is_when_another_begins_the_old_index_serves(world: World) -> None:
    indexed_one_by_one(world, b=B)
    index_anew(world)
    world.step("DeriveFunction")
    world.clock.pass_a_second()
    begin = partial(world.give, "DeriveFunction", {"anew": None, "cursor": None})
    for _ in everywhere(world, partial(world.step, "DeriveFunction"), begin):
        assert known(world) == {A, B}


def test_search_is_told_of_a_refresh_by_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(*arguments: Any) -> SearchDocument | None:
        document = search_document(*arguments)
        return document and replace(document, digest="", text="Other words.")

    with a_world(bounded=directly) as world:
        world.upload(a=file(A, related=(B,)), b=file(B))
        world.settle()
        before = index_of(world).known(manifest_of(world))
        monkeypatch.setattr(representations, "search_document", other)
        world.give("RefreshFunction", {"refresh": A})
        assert world.pending() == []
        world.put("b.md", file(B, title="New"))
        world.settle()
        assert index_of(world).known(manifest_of(world))[A] != before[A]
        items = {item["pk"]: item for item in world.items() if item["sk"] == "ARTICLE"}
        check_whole({A: card_of(world, A)}, {A: items[f"PATH#{A}"]})
        check_index(world)


def test_wherever_a_refresh_by_other_settings_is_when_search_is_told_it_knows_them(world: World) -> None:
    """The newest version of the file has an error, so that its page is only refreshed."""
    world.put("a.md", BROKEN)
    world.put(SITE_FILE, "language: de\n")
    while world.step("IngestFunction"):
        pass
    refresh = partial(world.give, "RefreshFunction", {"refresh": A})
    world.drop_events("RefreshFunction")
    for _ in everywhere(world, refresh, lambda: world.step("DeriveFunction")):
        world.settle()
        check_settled({A: card_of(world, A)}, world)


# What was lost is found


def lose_a_part(world: World) -> None:
    world.site.derived.delete([f"{PREFIX}{names(world)[0]}/files"])


def lose_the_paths(world: World) -> None:
    world.site.derived.delete([f"{PREFIX}{names(world)[0]}/paths"])


def lose_the_manifest(world: World) -> None:
    world.site.derived.delete([MANIFEST])


def lose_everything(world: World) -> None:
    world.site.derived.delete(world.objects(DERIVED))


def lose_messages(world: World) -> None:
    """Of a page that is new, one that is gone, and one that is another."""
    world.upload(a=None, b=file(B, answer="New."), c=file(C))
    while world.step("IngestFunction"):
        pass
    world.drop_events("DeriveFunction")


def know_what_is_not_there(world: World) -> None:
    """A page that nobody knows of, as it is if the table was restored as it was before."""
    now = world.site.now()
    known = {"/nobody/knows": "0123456789abcdef"}
    name = index_of(world).add(b"", known, now)
    manifest, etag = index_of(world).manifest()
    segment = search_manifest.Segment(name, 0, manifest.generation, fingerprints.schema())
    assert index_of(world).replace(manifest.with_segment(segment, now), manifest, etag)


@pytest.mark.parametrize(
    ("lose", "different"),
    [
        (lose_a_part, 1),
        (lose_the_paths, 1),
        (lose_the_manifest, 2),
        (lose_everything, 2),
        (lose_messages, 3),
        (know_what_is_not_there, 1),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_a_comparison_finds_what_was_lost(lose: Callable[[World], None], different: int) -> None:
    with a_simulated_world() as world:
        indexed_one_by_one(world, a=A, b=B)
        lose(world)
        assert world.reconcile() == different
        world.settle()
        check(world)
        assert world.reconcile() == 0


def test_a_comparison_has_an_index_of_other_code_built_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprints, "form", lambda: "other")
    assert world.reconcile() == 0
    world.settle_all()
    assert (manifest_of(world).form, manifest_of(world).generation) == ("other", 2)
    check(world)
    world.reconcile()
    assert world.pending() == []


def test_a_comparison_finds_that_nobody_goes_on_with_building(world: World) -> None:
    index_anew(world)
    world.step("DeriveFunction")
    world.clock.pass_a_second()
    world.drop_events("DeriveFunction")
    assert world.reconcile() == 0
    world.clock.jump_to(world.clock.now() + search_manifest.BUILT)
    indexed_one_by_one(world, b=B)
    assert world.reconcile() == 1
    world.settle()
    check(world)


def test_a_comparison_finds_that_most_of_the_index_is_out_of_date(world: World) -> None:
    with patch("articles.publishing.search_differences._FEW", 1), patch.object(search_manifest, "MERGED", 8):
        for number in range(3):
            world.put("a.md", file(A, answer=f"Text {number}."))
            world.settle()
        assert world.reconcile() == 1
        world.settle()
        assert len(names(world)) == 1


def test_a_comparison_deletes_what_dead_runs_left_and_nothing_that_may_be_in_force_in_a_moment(world: World) -> None:
    def store(name: str, *parts: str) -> None:
        for part in parts:
            world.site.derived.put(f"{PREFIX}{name}/{part}", b"", "", part)

    now = int(world.clock.now())
    store(f"{now - KEPT - 100:x}-left", "paths", "files")
    store(f"{now - KEPT - 100:x}-begun", "paths")
    store(f"{now - KEPT + 100:x}-young", "paths")
    store(f"{now:x}-new", "paths", "files")
    before = set(names(world))
    assert world.reconcile() == 0
    assert index_of(world).stored().keys() == {*before, f"{now - KEPT + 100:x}-young", f"{now:x}-new"}


def test_segments_of_other_code_are_not_merged(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed_one_by_one(world, b=B)
    index([C], world.site)
    monkeypatch.setattr(fingerprints, "schema", lambda: "other")
    assert compact(world.site) == 0


def test_with_a_segment_lost_nothing_is_merged(world: World) -> None:
    indexed_one_by_one(world, b=B)
    index([C], world.site)
    lose_a_part(world)
    assert compact(world.site) == 0
    assert len(names(world)) == 3


def test_without_a_clock_that_goes_on_a_claim_ends(world: World) -> None:
    """Whoever merges may die."""
    indexed_one_by_one(world, b=B)
    index([C], world.site)
    manifest, etag = index_of(world).manifest()
    assert index_of(world).replace(manifest.claimed_for_merging(world.site.now()), manifest, etag)
    assert compact(world.site) == 0
    assert compact(replace(world.site, now=lambda: world.clock.now() + search_manifest.CLAIMED)) == 3


def test_pages_of_the_release_before_are_known_when_they_have_been_rendered_again(world: World) -> None:
    """Whatever comes first: a refresh of a page, or a sync of its file; also if the newest version has an error."""
    indexed_one_by_one(world, b=B, c=C)
    world.put("c.md", BROKEN)
    world.settle()
    table = world.site.table.name
    for item in world.reader.scan(TableName=table, ConsistentRead=True)["Items"]:
        left = {name: value for name, value in item.items() if name != "search"}
        older = {name: {"S": "older"} for name in ("renderer", "rendered") if name in item}
        world.dynamodb.put_item(TableName=table, Item={**left, **older})
    lose_everything(world)
    world.give("RefreshFunction", {"refresh": A})
    world.reconcile()
    world.settle()
    assert known(world) == {A, B, C}
    check(world)
    assert world.reconcile() == 0
