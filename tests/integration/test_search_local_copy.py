"""The index on the disk of who answers queries: up to date within a second, and at little cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from articles.publishing.storage.derived import MissingError
from articles.publishing.storage.search_index import MANIFEST, PREFIX, SearchIndex
from articles.publishing.storage.search_manifest import KEPT
from articles.search.engine.searching import Question
from articles.search.local_copy import FRESH, LocalCopy

from tests.support.scenarios import A, B, C, D, index_anew
from tests.support.world import World, a_simulated_world, file


@pytest.fixture
def world() -> Iterator[World]:
    with a_simulated_world() as world:
        yield world


class Reader:
    """Who answers queries; a second passes before each."""

    def __init__(self, world: World, folder: Path) -> None:
        self.seconds = 0.0
        self.copy = LocalCopy(SearchIndex(world.site.derived), folder, lambda: self.seconds)
        self._world = world

    def find(self, *, after: float = FRESH) -> set[str]:
        """The paths of all pages."""
        self.seconds += after
        searching = self.copy.searching()
        return {hit.path for hit in searching.find(Question(limit=100)).hits} if searching is not None else set()

    def requests(self, *, after: float = FRESH) -> list[str]:
        """What a query asks of S3."""
        requests: list[str] = []
        with self._world.watched(lambda moment, name: requests.append(name) if moment == "before" else None):
            self.find(after=after)
        return requests


@pytest.fixture
def reader(world: World, tmp_path: Path) -> Reader:
    return Reader(world, tmp_path)


def publish(world: World, **files: str | None) -> None:
    world.upload(**files)
    world.settle()


def test_it_follows_the_pages(world: World, reader: Reader) -> None:
    assert reader.find() == set()
    for files, expected in (
        ({"a": file(A)}, {A}),
        ({"b": file(B)}, {A, B}),
        ({"a": file(C)}, {B, C}),
        ({"b": None}, {C}),
        ({"a": file(C, answer="New.")}, {C}),
        ({"a": None}, set()),
        ({"d": file(D)}, {D}),
    ):
        publish(world, **files)
        assert reader.find() == expected


def test_a_manifest_that_does_not_change_is_one_request_a_second(world: World, reader: Reader) -> None:
    assert reader.requests() == ["get_object"]
    publish(world, a=file(A))
    assert reader.requests() == ["get_object"] * 3
    assert reader.requests() == ["get_object"]
    assert reader.requests(after=FRESH / 2) == []
    assert reader.requests(after=FRESH / 2) == ["get_object"]


def test_only_what_is_new_is_fetched_and_what_is_merged_is_deleted(
    world: World, reader: Reader, tmp_path: Path
) -> None:
    publish(world, a=file(A))
    reader.find()
    publish(world, b=file(B))
    assert reader.requests() == ["get_object"] * 3
    publish(world, b=None)  # with it, three segments are merged
    assert reader.requests() == ["get_object"] * 3
    assert len([*tmp_path.iterdir()]) == 2
    assert reader.find() == {A}


def test_a_segment_of_an_older_manifest_can_be_read_for_an_hour(world: World, tmp_path: Path) -> None:
    publish(world, a=file(A))
    index = SearchIndex(world.site.derived)
    manifest, _ = index.manifest()
    copy = LocalCopy(index, tmp_path)
    publish(world, b=file(B))
    publish(world, c=file(C))
    world.clock.jump_to(world.clock.now() + KEPT - 10)
    publish(world, d=file(D))
    assert copy._open(manifest) is not None


def test_while_a_segment_is_lost_it_says_so_and_then_it_is_as_before(world: World, reader: Reader) -> None:
    publish(world, a=file(A))
    (segment,) = SearchIndex(world.site.derived).manifest()[0].segments
    world.site.derived.delete([f"{PREFIX}{segment.name}/files"])
    for _ in range(2):
        with pytest.raises(MissingError):
            reader.find()
    index_anew(world)
    world.settle()
    assert reader.find() == {A}


def test_an_index_that_was_deleted_has_nothing(world: World, reader: Reader) -> None:
    publish(world, a=file(A))
    assert reader.find() == {A}
    world.site.derived.delete([MANIFEST])
    assert reader.find() == set()
    publish(world, b=file(B))
    assert reader.find() == {B}
