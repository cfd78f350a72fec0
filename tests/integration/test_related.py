"""Related articles that nobody names: computed when the index is at rest, kept, and never broken."""

import json
from collections.abc import Iterator

import pytest
from articles.publishing.differences import Difference
from articles.publishing.reconcile import Progress, compare, steps
from articles.publishing.storage.messages import Index, Pass, Relate
from articles.publishing.storage.neighbours import KEPT
from articles.publishing.storage.search_index import PREFIX, SearchIndex
from articles.publishing.storage.uploads import SITE_FILE

from tests.support import readers
from tests.support.histories import at_request, wherever_it_dies
from tests.support.oracle import check, check_related
from tests.support.simulator.requests import MOMENTS, Moment
from tests.support.world import BROKEN, World, a_simulated_world, file

# Of each kind there are more pages than a page is filled up to.
COLOURS = ("red", "blue", "green", "black", "white")
ANIMALS = ("cat", "dog", "cow", "hen")


def path(name: str) -> str:
    return f"/learn/x/questions/{name}"


def text(name: str, related: tuple[str, ...] = (), title: str = "", more: str = "") -> str:
    kind = "colour paint pigment hue" if name in COLOURS else "animal fur paw tail"
    return file(path(name), title or name.title(), f"The {kind} called {name}.", related, more=more)


def related(world: World, name: str) -> list[tuple[str, bool]]:
    """The names of the related articles of a page, and whether each was computed."""
    document = json.loads(readers.deliver(f"{path(name)}.json", world).text)
    return [(each["path"].rpartition("/")[2], each["computed"]) for each in document["related"]]


def names(world: World, name: str) -> list[str]:
    return [found for found, _ in related(world, name)]


def rest(world: World) -> None:
    """Let the index be at rest for long enough, and all that follows be done."""
    world.settle()
    world.pass_long()
    world.settle()


def differences(world: World) -> list[Difference]:
    return [each for step in steps(world.site, Progress()) for each in step.differences]


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        yield world
        check(world)
        assert world.errors == []


@pytest.fixture
def related_world(world: World) -> World:
    """A world with pages of two kinds, in which the neighbours of all have been computed."""
    world.upload(**{name: text(name) for name in (*COLOURS, *ANIMALS)})
    rest(world)
    return world


def test_pages_are_filled_up_with_those_that_are_like_them(related_world: World) -> None:
    for kind in (COLOURS, ANIMALS):
        for name in kind:
            found = related(related_world, name)
            assert len(found) == 3
            assert {each for each, _ in found} <= {*kind} - {name}
            assert all(computed for _, computed in found)


def test_what_the_author_names_comes_first(world: World) -> None:
    world.upload(**{name: text(name) for name in (*COLOURS[1:], *ANIMALS)})
    world.put("red.md", text("red", (path("cat"), path("missing"))))
    rest(world)
    first, *others = related(world, "red")
    assert first == ("cat", False)
    assert len(others) == 2
    assert {name for name, _ in others} < {*COLOURS}


def test_whoever_names_enough_gets_none(world: World) -> None:
    world.upload(**{name: text(name) for name in (*COLOURS[1:], *ANIMALS)})
    world.put("red.md", text("red", tuple(map(path, ("cat", "dog", "missing")))))
    rest(world)
    assert related(world, "red") == [("cat", False), ("dog", False)]
    assert world.site.table.neighbours(path("red")).paths == ()
    world.put("red.md", text("red", (path("cat"),)))
    rest(world)
    assert related(world, "red")[0] == ("cat", False)
    assert len(related(world, "red")) == 3


def test_nothing_is_computed_before_the_index_has_been_at_rest(world: World) -> None:
    world.upload(red=text("red"), blue=text("blue"))
    world.settle()
    assert related(world, "red") == []
    world.clock.pass_a_second()
    world.upload(green=text("green"))
    world.settle()
    for _ in range(58):
        world.clock.pass_a_second()
    world.settle()  # the message of the first two, after which the index has changed
    assert related(world, "red") == []
    world.pass_long()
    world.settle()
    assert sorted(names(world, "red")) == ["blue", "green"]


def test_they_follow_their_targets(related_world: World) -> None:
    first, *_ = names(related_world, "red")
    related_world.put(f"{first}.md", text(first, title="Other title"))
    related_world.settle()
    document = json.loads(readers.deliver(f"{path('red')}.json", related_world).text)
    assert document["related"][0]["title"] == "Other title"
    moved = text(first).replace(path(first), path("moved"))
    related_world.put(f"{first}.md", moved)
    related_world.settle()
    assert names(related_world, "red")[0] == "moved"


def test_another_takes_the_place_of_one_that_goes_until_it_comes_back(related_world: World) -> None:
    before = names(related_world, "red")
    related_world.delete(f"{before[0]}.md")
    related_world.settle()
    after = names(related_world, "red")
    assert after[:2] == before[1:]
    assert len(after) == 3
    related_world.roll_back(f"{before[0]}.md")
    related_world.settle()
    assert names(related_world, "red") == before


def test_no_unlisted_page_is_among_them_and_none_has_any(related_world: World) -> None:
    first, *_ = names(related_world, "red")
    related_world.put(f"{first}.md", text(first, more="unlisted: true"))
    related_world.settle()
    assert first not in names(related_world, "red")
    assert related(related_world, first) == []
    related_world.put(f"{first}.md", text(first))
    related_world.settle()
    assert names(related_world, "red")[0] == first


def test_a_sync_keeps_them_also_where_a_page_moves_to(related_world: World) -> None:
    before = names(related_world, "red")
    related_world.put("red.md", text("red", title="New"))
    related_world.settle()
    assert names(related_world, "red") == before
    related_world.put("red.md", text("red").replace(path("red"), path("crimson")))
    related_world.settle()
    assert names(related_world, "crimson") == before
    rest(related_world)
    assert names(related_world, "crimson") == before


def test_another_text_has_others(related_world: World) -> None:
    related_world.put("red.md", file(path("red"), "Red", "An animal with fur, a paw and a tail, called red panda."))
    rest(related_world)
    assert {*names(related_world, "red")} < {*ANIMALS}


@pytest.mark.parametrize("fill", [0, 1, 10])
def test_the_site_says_how_many(related_world: World, fill: int) -> None:
    before = names(related_world, "red")
    related_world.put(SITE_FILE, f"related:\n  fill: {fill}\n")
    related_world.settle()
    found = names(related_world, "red")
    assert found[:3] == before[:fill]
    assert fill < 4 or len(found) > 3


def test_what_was_not_wanted_is_computed_when_it_is(world: World) -> None:
    world.put(SITE_FILE, "related: {fill: 0}\n")
    world.upload(**{name: text(name) for name in COLOURS})
    rest(world)
    assert related(world, "red") == []
    world.delete(SITE_FILE)
    rest(world)
    assert len(related(world, "red")) == 3
    assert world.reconcile() == 0


def test_a_comparison_finds_pages_whose_neighbours_were_lost(world: World) -> None:
    world.upload(**{name: text(name) for name in COLOURS})
    world.settle()
    world.pass_long()
    while world.step("DeriveFunction"):
        pass
    world.drop_events("RefreshFunction")
    assert related(world, "red") == []
    assert world.reconcile() == len(COLOURS)
    world.settle()
    assert len(related(world, "red")) == 3
    assert world.reconcile() == 0


def test_a_comparison_finds_that_a_pass_was_lost(world: World) -> None:
    world.upload(**{name: text(name) for name in COLOURS})
    world.settle()
    world.pass_long()
    world.drop_events("DeriveFunction")
    assert world.reconcile() == 0  # it might only be late
    world.clock.pass_an_hour()
    assert world.reconcile() == 1
    world.settle()
    assert len(related(world, "red")) == 3
    assert world.reconcile() == 0


def test_a_comparison_of_some_files_looks_at_what_their_pages_show_of_others(related_world: World) -> None:
    etags, _ = related_world.site.bucket.page("")
    assert len(etags) > 1
    for key, etag in etags:
        assert compare({key: etag}, related_world.site) == ()


def test_a_comparison_has_them_computed_again_when_the_site_has_grown(world: World) -> None:
    world.upload(**{name: text(name) for name in COLOURS[:4]})
    rest(world)
    world.upload(cat=text("cat"))
    rest(world)
    assert world.reconcile() == 0
    world.upload(white=text("white"))
    rest(world)
    assert world.reconcile() == 4
    world.settle()
    assert world.site.table.page(path("red"))[1].neighbours.among == 6
    assert world.reconcile() == 0


def test_a_comparison_has_them_computed_again_when_too_few_of_them_are_left(world: World) -> None:
    reds = {f"red{number}": file(path(f"red{number}"), "Red", "Paint, pigment and hue.") for number in range(15)}
    others = {f"x{number}": file(path(f"x{number}"), f"X{number}", f"Other{number}.") for number in range(45)}
    world.upload(**reds, **others)
    rest(world)
    has = world.site.table.neighbours(path("red0")).paths
    assert len(has) == KEPT
    for each in has[:10]:
        world.delete(f"{each.rpartition('/')[2]}.md")
    rest(world)
    assert len(related(world, "red0")) == 2
    assert path("red0") in {each.key for each in differences(world)}
    world.reconcile()
    world.settle()
    assert len(related(world, "red0")) == 3
    assert world.reconcile() == 0


def test_a_pass_over_a_damaged_index_ends_and_comes_again_when_that_is_mended(world: World) -> None:
    world.upload(**{name: text(name) for name in COLOURS})
    world.settle()
    (segment,) = SearchIndex(world.site.derived).manifest()[0].segments
    for part in ("paths", "files"):
        world.site.derived.delete([f"{PREFIX}{segment.name}/{part}"])
        manifest, _ = SearchIndex(world.site.derived).manifest()
        world.send("DeriveFunction", {"pass": manifest.number})
        world.send("DeriveFunction", {"relate": [path("red")]})
        world.settle()
        assert related(world, "red") == []
    assert world.reconcile() > 0
    rest(world)
    check_related(world)


def test_a_comparison_asks_for_no_neighbours_that_are_about_to_be_computed(world: World) -> None:
    world.upload(**{name: text(name) for name in COLOURS})
    world.settle()
    world.pass_long()
    assert differences(world) == []  # the message that begins a pass is about to come
    world.settle()
    world.put("cat.md", text("cat"))
    world.settle()
    assert differences(world) == []


@pytest.mark.proof
@pytest.mark.parametrize("moment", MOMENTS)
def test_whoever_dies_in_a_pass_the_next_one_does_what_is_left(moment: Moment) -> None:
    with a_simulated_world() as world:
        world.upload(**{name: text(name) for name in COLOURS})
        world.step("IngestFunction")
        for _ in wherever_it_dies(world, moment, lambda: rest(world), more_than=30):
            rest(world)
            rest(world)
            check(world)
            check_related(world)
            assert {name: len(related(world, name)) for name in COLOURS} == dict.fromkeys(COLOURS, 3)


def test_what_comes_into_the_index_while_a_pass_begins_has_one_of_its_own(world: World) -> None:
    world.upload(red=text("red"), blue=text("blue"))
    world.settle()
    world.pass_long()
    world.put("green.md", text("green"))
    world.step("IngestFunction")
    world.drop_events("DeriveFunction")
    seen = []

    def another(operation: str) -> None:
        seen.append(operation)
        with world.unwatched():
            world.give("DeriveFunction", {"index": [path("green")]})

    manifest, _ = SearchIndex(world.site.derived).manifest()
    with at_request(world, 2, "before", another):
        world.give("DeriveFunction", {"pass": manifest.number})
    assert seen == ["get_object"]
    rest(world)
    check_related(world)
    assert sorted(names(world, "green")) == ["blue", "red"]


def test_pages_of_segments_that_were_merged_before_a_pass_are_computed(world: World) -> None:
    for name in (*COLOURS, *ANIMALS):
        world.put(f"{name}.md", text(name))
        world.settle()
    manifest, _ = SearchIndex(world.site.derived).manifest()
    assert len(manifest.segments) < manifest.number == 9
    rest(world)
    check_related(world)


def test_a_page_whose_newest_version_is_rejected_gets_what_is_newly_wanted(world: World) -> None:
    world.put(SITE_FILE, "related: {fill: 0}\n")
    world.upload(**{name: text(name) for name in COLOURS})
    rest(world)
    world.put("red.md", BROKEN)
    world.settle()
    world.put(SITE_FILE, "related: {fill: 2}\n")
    rest(world)
    assert len(related(world, "red")) == 2
    check_related(world)


def test_a_pass_that_is_doubled_or_late_changes_nothing(related_world: World) -> None:
    manifest, _ = SearchIndex(related_world.site.derived).manifest()
    assert manifest.related == manifest.number
    before = {name: related(related_world, name) for name in COLOURS}
    related_world.site.derive.send([Pass(number) for number in range(manifest.number + 1)])
    related_world.site.derive.send([Relate(tuple(map(path, (*COLOURS, "missing")))), Index((path("red"),))])
    rest(related_world)
    assert {name: related(related_world, name) for name in COLOURS} == before


def test_what_the_index_still_has_is_no_neighbour(related_world: World) -> None:
    first, *_ = names(related_world, "red")
    related_world.delete(f"{first}.md")
    while related_world.step("IngestFunction") or related_world.step("RefreshFunction"):
        pass
    related_world.give("DeriveFunction", {"relate": [path("red")], "force": True})
    related_world.settle()
    assert path(first) not in related_world.site.table.neighbours(path("red")).paths


def test_what_was_computed_for_another_text_is_not_taken(related_world: World) -> None:
    message = {"related": path("red"), "to": [path("cat")], "digest": "another", "among": 9}
    related_world.send("RefreshFunction", message)
    related_world.settle()
    assert "cat" not in names(related_world, "red")


def test_they_are_in_every_representation_that_has_related_links(related_world: World) -> None:
    first, *_ = names(related_world, "red")
    for address in (path("red"), f"{path('red')}.md", f"/api/related{path('red')}"):
        assert path(first) in readers.deliver(address, related_world).text
