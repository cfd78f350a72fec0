"""What must follow a commit follows it, though the run that made it died before, and others have committed since."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from articles.publishing.outbox import drain
from articles.publishing.storage.bucket import Bucket, Report
from articles.publishing.storage.sources import Source
from articles.publishing.sync import sync

from tests.support.oracle import check
from tests.support.world import BROKEN, World, a_world, file

A, B = "/learn/x/questions/a", "/learn/x/questions/b"


@pytest.fixture
def world() -> Iterator[World]:
    """`b` links to `a`, and both are live."""
    with a_world() as world:
        world.put("a.md", file(A))
        world.put("b.md", file(B, related=(A,)))
        world.settle()
        yield world
        check(world)


@contextmanager
def dying_after_the_commit() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.publishing.sync.drain", lambda *_: True)
        yield


def test_the_next_commit_takes_over_what_had_to_follow_the_one_before(world: World) -> None:
    world.put("a.md", file(A, title="New"))
    with dying_after_the_commit():
        sync("a.md", world.site)
    world.put("a.md", file(A, title="New", answer="This alone would concern no other page."))
    sync("a.md", world.site)
    world.settle()


def test_a_slow_run_does_not_clear_what_must_follow_a_later_commit(world: World) -> None:
    world.put("a.md", file(A, title="New"))
    with dying_after_the_commit():
        sync("a.md", world.site)
        slow = world.site.table.source("a.md")
        world.put("a.md", file(A, title="Later"))
        sync("a.md", world.site)
    drain(slow, world.site)
    assert world.site.table.source("a.md").outbox
    world.settle()


def two_rejections(world: World) -> tuple[Source, Source]:
    """Two versions that cannot be published, one after the other, and their author is yet to be told of both."""
    sources = []
    with dying_after_the_commit():
        for text in (BROKEN, file(A).replace("url:", "id: -1\nurl:")):
            world.put("a.md", text)
            sync("a.md", world.site)
            sources.append(world.site.table.source("a.md"))
    earlier, later = sources
    assert earlier.problems != later.problems
    return earlier, later


def test_an_older_report_does_not_replace_a_newer_one(world: World) -> None:
    earlier, later = two_rejections(world)
    drain(later, world.site)
    drain(earlier, world.site)
    world.settle()


@pytest.mark.parametrize("overtaken", ["the earlier", "the later"])
def test_the_newer_of_two_reports_that_are_written_at_once_stays(
    world: World, monkeypatch: pytest.MonkeyPatch, overtaken: str
) -> None:
    earlier, later = two_rejections(world)
    slow, fast = (earlier, later) if overtaken == "the earlier" else (later, earlier)
    read = Bucket.report

    def overtake(bucket: Bucket, key: str) -> Report | None:
        found = read(bucket, key)
        monkeypatch.setattr(Bucket, "report", read)
        drain(fast, world.site)
        return found

    monkeypatch.setattr(Bucket, "report", overtake)
    drain(slow, world.site)
    world.settle()
