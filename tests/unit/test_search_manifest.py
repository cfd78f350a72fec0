"""Which segments the search index consists of, and what search knows by them."""

import json
from collections.abc import Mapping, Sequence
from unittest.mock import patch

import pytest
from articles.publishing.storage import search_manifest
from articles.publishing.storage.search_manifest import (
    BUILT,
    CLAIMED,
    KEPT,
    LARGE,
    MERGED,
    Manifest,
    Segment,
    decided,
    from_stored,
    latest,
    names_in,
    superseded,
    to_stored,
)
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_769_904_000.0

Lists = dict[str, Mapping[str, str]]

# What a segment says of some of three pages: that search must not find it, or the digest of a version.
_segments = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "2"]), min_size=1)
_steps = st.lists(
    st.one_of(_segments, _segments, st.sampled_from(["start", "start", "finish", "finish", "begin", "complete"])),
    max_size=50,
)


def row(*documents: int, generation: int = 0, schema: str = "s") -> tuple[Segment, ...]:
    return tuple(Segment(f"{generation}{schema}{n}", each, generation, schema) for n, each in enumerate(documents))


def merge(due: Sequence[Segment], manifest: Manifest, lists: Lists) -> dict[str, str]:
    """What a segment decides that is made of others, as whoever merges them reads the manifest."""
    first = manifest.segments.index(due[0])
    known = [lists[each.name] for each in manifest.segments[first:]]
    return decided(known[: len(due)], superseded(known)[: len(due)], keep_absent=first > 0)


def found(known: Mapping[str, str]) -> dict[str, str]:
    return {path: digest for path, digest in known.items() if digest}


@given(_steps)
def test_search_knows_the_same_whatever_is_merged_when_and_by_how_many(steps: list[str | dict[str, str]]) -> None:
    manifest, lists, under_way = Manifest(), Lists(), list[tuple[tuple[Segment, ...], dict[str, str]]]()
    said: list[tuple[int, dict[str, str]]] = []  # as if nothing were ever merged
    with patch.object(search_manifest, "MERGED", 3):
        for number, step in enumerate(steps):
            name = str(number)
            if isinstance(step, dict):
                lists[name] = step
                said.append((manifest.generation, step))
                manifest = manifest.with_segment(Segment(name, len(found(step)), manifest.generation, "s"), NOW)
            elif step == "start" and (due := manifest.due("s", NOW)):
                under_way.append((due, merge(due, manifest, lists)))
            elif step == "finish" and under_way:
                due, lists[name] = under_way.pop(0)
                new = Segment(name, len(found(lists[name])), due[0].generation, "s") if lists[name] else None
                manifest = manifest.merged(due, new, NOW) or manifest
            elif step == "begin":
                manifest = manifest.begun("form", NOW)
            elif step == "complete":
                manifest = manifest.completed(NOW)
                said = [each for each in said if each[0] == manifest.generation]
            known = latest(lists[each.name] for each in manifest.segments)
            assert found(known) == found(latest(each for _, each in said))
            assert from_stored(json.loads(json.dumps(to_stored(manifest)))) == manifest


@pytest.mark.parametrize(
    ("documents", "level"), [(0, 0), (1, 0), (7, 0), (8, 1), (63, 1), (64, 2), (4095, 3), (4096, 4), (LARGE, 4)]
)
def test_eight_segments_of_a_level_are_one_of_the_next(documents: int, level: int) -> None:
    assert Segment("a", documents).level == level


@pytest.mark.parametrize(
    ("segments", "first", "count"),
    [
        ((), 0, 0),
        (row(*[1] * 7), 0, 0),
        (row(*[1] * 8), 0, 8),
        (row(*[1] * 12), 0, 12),
        (row(64, 8, *[0] * 8), 2, 8),
        (row(*[1] * 4, 64, *[1] * 4), 0, 0),
        (row(64, *[8] * 7, *[1] * 7), 0, 0),
        (row(64, *[8] * 7, *[1] * 7, 8), 1, 15),
        (row(*[1] * 4, LARGE + 1, *[1] * 4), 0, 0),
        (row(*[LARGE] * 8), 0, 8),
        (row(*[LARGE + 1] * 8), 0, 0),
        (row(*[1] * 4, generation=1) + row(*[1] * 4, generation=2), 0, 0),
        (row(*[1] * 8, generation=1) + row(*[1] * 8, generation=2), 0, 8),
        (row(*[1] * 4) + row(*[1] * 8, schema="of other code"), 0, 0),
    ],
)
def test_small_segments_in_a_row_are_merged_first(segments: tuple[Segment, ...], first: int, count: int) -> None:
    assert Manifest(segments).due("s", NOW) == segments[first : first + count]


def test_who_merges_has_the_segments_to_itself_for_a_while() -> None:
    manifest = Manifest(row(*[1] * MERGED)).claimed_for_merging(NOW)
    assert manifest.due("s", NOW + CLAIMED - 1) == ()
    assert manifest.due("s", NOW + CLAIMED) == manifest.segments
    merged = manifest.merged(manifest.segments, None, NOW)
    assert merged is not None
    assert merged.claimed == 0


@pytest.mark.parametrize("there", [(), row(1, 1)[1:], row(1, 1)[:1], (row(1, 1)[0], *row(5), row(1, 1)[1])])
def test_what_somebody_else_has_merged_is_not_merged(there: tuple[Segment, ...]) -> None:
    assert Manifest(there).merged(row(1, 1), None, NOW) is None


def test_what_is_no_longer_part_of_the_index_is_kept_for_an_hour() -> None:
    manifest = Manifest(row(1, 1, 1)).merged(row(1, 1), Segment("new", 2), NOW)
    assert manifest is not None
    assert [each.name for each in manifest.segments] == ["new", "0s2"]
    assert {*names_in(manifest)} == {"new", "0s0", "0s1", "0s2"}
    later = manifest.with_segment(Segment("later", 1), NOW + KEPT - 1)
    assert {*names_in(later)} == {"new", "0s0", "0s1", "0s2", "later"}
    assert names_in(manifest.with_segment(Segment("later", 1), NOW + KEPT)) == ["new", "0s2", "later"]


def test_an_older_generation_serves_until_the_new_one_is_complete() -> None:
    manifest = Manifest(row(1)).begun("form", NOW)
    assert (manifest.generation, manifest.form, manifest.is_being_built) == (1, "form", True)
    assert not manifest.is_abandoned(NOW + BUILT)
    assert manifest.is_abandoned(NOW + BUILT + 1)
    manifest = manifest.with_segment(Segment("new", 1, 1), NOW).completed(NOW)
    assert [each.name for each in manifest.segments] == ["new"]
    assert not manifest.is_being_built
    assert not manifest.is_abandoned(NOW + BUILT + 1)


def test_segments_stay_few_and_a_page_is_merged_a_few_times() -> None:
    manifest, pages, written, most = Manifest(), 5_000, 0, 0
    for number in range(pages):
        manifest = manifest.with_segment(Segment(str(number), 1, 0, "s"), NOW + number)
        while due := manifest.due("s", NOW + number):
            new = Segment(f"{number}-merged", sum(each.documents for each in due), 0, "s")
            written += new.documents
            manifest = manifest.merged(due, new, NOW + number) or manifest
        most = max(most, len(manifest.segments))
    assert sum(each.documents for each in manifest.segments) == pages
    assert most <= 5 * (MERGED - 1)
    assert written / pages < 4
