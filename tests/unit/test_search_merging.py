"""Segments of several folders: opened together, merged into one, and without what is superseded."""

import random
from pathlib import Path

import pytest
from articles.publishing.rendering.search_document import SearchDocument
from articles.search.engine.facets import Facets
from articles.search.engine.files import segments
from articles.search.engine.merging import combine, merge
from articles.search.engine.searching import opened
from articles.search.engine.segments import write_segment

from tests.support.search_pages import ask

WORDS = ["matrix", "vector", "proof", "number", "prime", "graph", "wave", "light", "sound", "tone"]


def made_up(first: int, count: int) -> list[SearchDocument]:
    chance = random.Random(first)
    return [
        SearchDocument(
            path=f"/{number:05}",
            title=" ".join(chance.sample(WORDS, 3)),
            text=" ".join(chance.choices(WORDS, k=50)),
            keywords=tuple(chance.sample(WORDS, 2)),
            subject=chance.choice(["Mathematics", "Physics"]),
            date=f"2026-{1 + number % 12:02}-01",
        )
        for number in range(first, first + count)
    ]


def written(folder: Path, *sizes: int) -> list[Path]:
    folders, first = [], 0
    for size in sizes:
        folders.append(folder / f"of-{first}")
        write_segment(folders[-1], made_up(first, size))
        first += size
    return folders


def paths(folder: Path) -> set[str]:
    found = opened(folder).find(ask(limit=100))
    assert found.total == len(found.hits)
    return {hit.path for hit in found.hits}


def what_is_found(folder: Path) -> list[tuple[object, Facets]]:
    searching = opened(folder)
    seen: list[tuple[object, Facets]] = []
    for text in ("matrix", "prime number", '"wave light"', "sou", "proff", "-matrix"):
        found = searching.find(ask(text, limit=100, facets=10))
        hits = sorted((hit.path, hit.digest, round(hit.score, 4)) for hit in found.hits)
        seen.append(((found.total, hits), found.facets))
    return seen


@pytest.mark.parametrize("sizes", [(1,), (1, 1), (30, 1, 2), (2,) * 9])
def test_a_merged_index_finds_what_its_parts_find(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    folders = written(tmp_path, *sizes)
    combine(folders, tmp_path / "all", [()] * len(folders))
    assert merge(folders, tmp_path / "one", [()] * len(folders)) == sum(sizes)
    assert len(segments(tmp_path / "one")) == 1
    assert what_is_found(tmp_path / "one") == what_is_found(tmp_path / "all")


def test_what_is_left_out_is_found_no_more(tmp_path: Path) -> None:
    folders = written(tmp_path, 20, 3, 1, 1)
    everything = {f"/{number:05}" for number in range(25)}
    gone: list[set[str]] = [{"/00000", "/00019", "/00021"}, {"/00021"}, {"/00023"}, set()]
    left = everything - {"/00000", "/00019", "/00021", "/00023"}
    combine(folders, tmp_path / "all", gone)
    merge(folders, tmp_path / "one", gone)
    assert paths(tmp_path / "all") == paths(tmp_path / "one") == left


def test_of_a_page_in_two_segments_the_one_that_is_not_left_out_is_found(tmp_path: Path) -> None:
    (page,) = made_up(0, 1)
    folders = [tmp_path / "older", tmp_path / "newer"]
    write_segment(folders[0], [page, *made_up(1, 3)])
    newer = SearchDocument(path=page.path, title="Something else")
    write_segment(folders[1], [newer])
    for make in (combine, merge):
        make(folders, tmp_path / make.__name__, [{page.path}, ()])
        (hit,) = opened(tmp_path / make.__name__).find(ask("something")).hits
        assert (hit.path, hit.digest) == (page.path, newer.digest)
        assert opened(tmp_path / make.__name__).find(ask(page.title, limit=100)).total <= 3


def test_an_index_can_be_left_with_nothing(tmp_path: Path) -> None:
    folders = written(tmp_path, 2, 1)
    gone = [{"/00000", "/00001"}, {"/00002"}]
    combine(folders, tmp_path / "all", gone)
    assert merge(folders, tmp_path / "one", gone) == 0
    assert paths(tmp_path / "all") == paths(tmp_path / "one") == set()
    assert opened(tmp_path / "all").find(ask("matrix", facets=5)).total == 0


def test_a_merged_index_can_be_merged_again(tmp_path: Path) -> None:
    folders = written(tmp_path, 5, 5, 5)
    merge(folders[:2], tmp_path / "first", [{"/00001"}, ()])
    merge([tmp_path / "first", folders[2]], tmp_path / "second", [{"/00002", "/00001"}, ()])
    assert paths(tmp_path / "second") == {f"/{number:05}" for number in range(15)} - {"/00001", "/00002"}


def test_large_segments_are_merged_with_small_ones(tmp_path: Path) -> None:
    """tantivy itself would leave more than 10,000 documents apart from few."""
    short = [SearchDocument(path=f"/{number:05}", title="Prime") for number in range(10_050)]
    write_segment(tmp_path / "large", short[:10_040])
    write_segment(tmp_path / "small", short[10_040:])
    assert merge([tmp_path / "large", tmp_path / "small"], tmp_path / "one", [{"/00007"}, ()]) == 10_049
    assert len(segments(tmp_path / "one")) == 1
    assert opened(tmp_path / "one").find(ask("prime")).total == 10_049


def test_the_same_pages_are_written_in_the_same_way(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_segment(tmp_path / name, made_up(0, 50))
    one, other = (
        {file.suffix: file.read_bytes() for file in (tmp_path / name).iterdir() if file.suffix != ".json"}
        for name in ("one", "other")
    )
    assert one == other


def test_a_folder_holds_only_what_is_to_be_kept(tmp_path: Path) -> None:
    folders = written(tmp_path, 20, 3)
    merge(folders, tmp_path / "one", [(), ()])
    for folder in (*folders, tmp_path / "one"):
        endings = sorted(file.suffix for file in folder.iterdir())
        assert endings == [".fast", ".fieldnorm", ".idx", ".json", ".pos", ".store", ".term"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["of-0", "of-20", "one"]
