"""When a page says that it was changed: with its bytes, and with nothing else."""

from collections.abc import Iterator

import pytest
from articles.publishing.rendering import times

from tests.support.asking import ask
from tests.support.oracle import check
from tests.support.readers import browsing
from tests.support.world import BROKEN, World, a_simulated_world, file

A = "/learn/x/questions/a"


@pytest.fixture
def world() -> Iterator[World]:
    """A world in the simulator, whose clock tells each upload from the next."""
    with a_simulated_world() as world:
        yield world
        assert world.errors == []
        check(world)


def told(world: World) -> str:
    """When the page was changed, as JSON Feed, Atom and the sitemap say."""
    world.settle()
    world.pass_long()
    with browsing(world):
        [item] = ask("/feed.json").json["items"]
        assert f"<updated>{item['date_modified']}</updated>" in ask("/feed.atom").text
        assert f"<lastmod>{item['date_modified']}</lastmod>" in ask("/sitemaps/2025-02.xml").text
    return str(item["date_modified"])


def uploaded(world: World, text: str) -> str:
    """Upload a file; returns when."""
    world.put("a.md", text)
    return times.rfc3339(world.times[world.versions["a.md"][-1]])


def test_an_edit_is_told_as_one(world: World) -> None:
    assert told_after(world, file(A)) == told(world)
    second = uploaded(world, file(A, answer="Edited."))
    assert told(world) == second


def told_after(world: World, text: str) -> str:
    when = uploaded(world, text)
    assert told(world) == when
    return when


def test_the_same_bytes_again_announce_nothing(world: World) -> None:
    first = told_after(world, file(A))
    uploaded(world, file(A))
    assert told(world) == first
    world.invoke("IngestFunction", {"sync": ["a.md"], "force": True})
    assert told(world) == first, "a rebuild of the same bytes, of which the bucket has a newer copy"


def test_other_code_and_settings_announce_nothing(world: World) -> None:
    first = told_after(world, file(A))
    world.configure(SITE_URL="http://another")
    assert world.reconcile() == 1
    assert told(world) == first


def test_a_refresh_announces_nothing(world: World) -> None:
    first = told_after(world, file(A, related=("/learn/x/questions/b",)))
    world.put("b.md", file("/learn/x/questions/b", date="2024-01-01"))
    world.settle()
    world.delete("b.md")
    assert told(world) == first


def test_bytes_that_come_back_after_a_rejected_version_were_there_all_the_time(world: World) -> None:
    first = told_after(world, file(A))
    world.put("a.md", BROKEN)
    world.settle()
    uploaded(world, file(A))
    assert told(world) == first


def test_bytes_that_come_back_after_others_are_an_edit(world: World) -> None:
    first = told_after(world, file(A))
    told_after(world, file(A, answer="Edited."))
    assert told_after(world, file(A)) > first


def test_a_file_says_itself_when_it_was_changed(world: World) -> None:
    uploaded(world, file(A).replace("date:", "updated: 2025-03-01 12:00 +01:00\ndate:"))
    assert told_by_author(world) == "2025-03-01T11:00:00Z"


def told_by_author(world: World) -> str:
    when = told(world)
    world.delete("a.md")  # the oracle takes the time of the upload for every page's
    world.settle()
    return when
