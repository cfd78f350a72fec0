"""Runs at once over the edges of one page: in whatever order they make their requests, all is well in the end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from articles.common import keys
from articles.publishing import plans
from articles.publishing import refresh as refreshing
from articles.publishing.errors import ContentionError
from articles.publishing.refresh import refresh
from articles.publishing.running.services import Services
from articles.publishing.storage import page_links, writes
from articles.publishing.storage.cards import Card
from articles.publishing.storage.page_links import PageLinks
from articles.publishing.sync import sync

from tests.support.every_order import Search
from tests.support.oracle import check, check_at_any_time
from tests.support.world import BUCKET, World, a_simulated_world, file

pytestmark = pytest.mark.proof

A, B = "/a", "/b"
# What the text of `a` links to: at first; and in two versions that are synced at once, the second of which takes back
# what the first gives up.
FIRST, SECOND, THIRD = ("b", "p", "q"), ("b", "r"), ("p", "q", "r")


def linking(names: tuple[str, ...]) -> str:
    return file(A, answer=" ".join(f"[{name}](/{name})" for name in names))


def sync_page(services: Services) -> None:
    sync("a.md", services)


def upload_and_sync_page(services: Services) -> None:
    """The next version comes at some time, and is synced."""
    upload: Any = services.bucket.__dict__["_client"]
    upload.put_object(Bucket=BUCKET, Key="a.md", Body=linking(THIRD).encode())
    sync("a.md", services)


def refresh_page(services: Services) -> None:
    refresh(A, services)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """`a` has been uploaded anew, and `b` has another title: a refresh of `a` was asked for by its edge there.

    One edge of a page fits into its transaction, and two into each of those that settle the others.
    """
    with a_simulated_world(as_moto=True) as world:
        monkeypatch.setattr(page_links, "MOST_AT_ONCE", 1)
        monkeypatch.setattr(refreshing, "MAX_WRITES", 3)
        world.upload(a=file(A), **{name: file(f"/{name}") for name in "bpqr"})
        world.settle()
        world.put("a.md", linking(FIRST))
        world.settle()
        world.put("b.md", file(B, "Another"))
        world.lose_refreshes()
        world.put("a.md", linking(SECOND))
        world.drop_events()
        yield world


def searched(world: World, *others: Callable[[Services], object]) -> Search:
    """All orders of two syncs of the page, and of other runs.

    The first sync has read its file when the next version comes: had it not, both would sync the same one.
    """
    search = Search(world, unwritten=[keys.SITE])
    search.begin(sync_page, requests=2)
    search.begin(upload_and_sync_page)
    for run in others:
        search.begin(run)
    search.go_through()
    return search


def check_ends(world: World, search: Search) -> None:
    """When the runs have ended, and what they asked for is done, all is right: the edges are those of the last version.

    Raises:
        AssertionError: It is not.
    """
    for end in search.ends:
        search.put_back(end)
        for url, body in sorted(end.messages):
            world.sqs.send_message(QueueUrl=url, MessageBody=body)
        world.settle()
        check(world)


def test_two_syncs_and_a_refresh_leave_the_edges_of_the_last_version(
    world: World, figure: Callable[[str], None]
) -> None:
    """Half a million states, all that there are: 9 s on one core."""
    search = searched(world, refresh_page)
    assert len(search.ends) > 1
    for stored in search.stored:
        search.put_back(stored)
        check_at_any_time(world)
    check_ends(world, search)
    figure(f"three runs over the edges of a page: all {search.states:,} states, {len(search.stored)} tables")


def checks_nothing(_: Card) -> writes.Write:
    """A run that settles edges does not look whether the page is still the same."""
    return {"ConditionCheck": {"Key": {"pk": "any", "sk": "any"}, "ConditionExpression": "attribute_not_exists(pk)"}}


def forgets(wanted: PageLinks, had: PageLinks, *others: Any) -> Any:
    """A page does not take over what the one before had yet to settle."""
    return page_links.replaced(wanted, replace(had, unsettled=()), *others)


@pytest.mark.parametrize(
    ("of", "name", "defect"),
    [(writes, "check_unchanged", checks_nothing), (plans, "replaced", forgets)],
    ids=["a run that settles edges does not check the page", "a page forgets what is yet to be settled"],
)
def test_it_finds_a_defect(
    world: World, monkeypatch: pytest.MonkeyPatch, of: Any, name: str, defect: Callable[..., Any]
) -> None:
    """Two syncs are enough: the page is not registered where it should be, or a run never comes to its end."""
    monkeypatch.setattr(of, name, defect)
    with pytest.raises((AssertionError, ContentionError), match=r"registered|others were in the way"):
        check_ends(world, searched(world))
