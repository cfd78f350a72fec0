"""A crash at any request, before or after it took effect: when its message has come again, nothing is wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.support.world import World, a_world, check, file

pytestmark = pytest.mark.proof

A, B, C = (f"/learn/x/questions/{name}" for name in "abc")
FUNCTIONS = ("IngestFunction", "RefreshFunction")


class CrashError(BaseException):
    """The process ends here: nothing that is caught for errors may catch it."""


def publish(world: World) -> None:
    world.put("a.md", file(A, related=(B,)))


def overwrite(world: World) -> None:
    published(world)
    world.put("a.md", file(A, title="New", related=(C,)))


def move(world: World) -> None:
    published(world)
    world.put("b.md", file(C))


def delete(world: World) -> None:
    published(world)
    world.delete("b.md")


def collide(world: World) -> None:
    published(world)
    world.put("c.md", file(B))
    world.settle()
    world.delete("b.md")


def reject(world: World) -> None:
    published(world)
    world.put("b.md", "no article")


def refresh(world: World) -> None:
    world.put("a.md", file(A, related=(B,)))
    world.settle()
    world.put("b.md", file(B))


def published(world: World) -> None:
    """`a` links to `b`, and both are live."""
    world.put("a.md", file(A, related=(B,)))
    world.put("b.md", file(B))
    world.settle()


SCENARIOS: list[Callable[[World], None]] = [publish, overwrite, move, delete, collide, reject, refresh]


MOMENTS = [pytest.param("before", marks=pytest.mark.soak), "after"]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_a_crash_at_any_request_is_made_good_when_the_message_comes_again(
    scenario: Callable[[World], None], moment: str, figure: Callable[[str], None]
) -> None:
    with _impatient_world() as world:
        scenario(world)
        with _crashing(world, moment, at=None) as requests:
            world.settle()
        check(world)
    for number in range(1, len(requests) + 1):
        with _impatient_world() as world:
            scenario(world)
            with pytest.raises(CrashError), _crashing(world, moment, at=number):
                world.settle()
            world.settle()
            assert world.errors == []
            check(world)
    figure(f"crash sweep: {scenario.__name__}, {moment} each of {len(requests)} requests")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_crash_of_a_comparison_is_made_good_by_the_next(moment: str) -> None:
    with _impatient_world() as world:
        _differ(world)
        with _crashing(world, moment, at=None) as requests:
            world.invoke("ReconcileFunction", {})
    for number in range(1, len(requests) + 1):
        with _impatient_world() as world:
            _differ(world)
            with pytest.raises(CrashError), _crashing(world, moment, at=number):
                world.invoke("ReconcileFunction", {})
            while not world.invoke("ReconcileFunction", {})["done"]:
                pass
            world.invoke("ReconcileFunction", {})
            world.settle()
            check(world)


def _differ(world: World) -> None:
    published(world)
    world.put("a.md", file(A, title="New"))
    world.delete("b.md")
    world.drop_events()


@contextmanager
def _impatient_world() -> Iterator[World]:
    """A world in which what a crash leaves behind comes again at once, and as often as it takes."""
    with a_world() as world:
        for name in FUNCTIONS:
            (source,) = world.functions[name].queues
            attributes = {"VisibilityTimeout": "0", "RedrivePolicy": ""}
            world.sqs.set_queue_attributes(QueueUrl=source.url, Attributes=attributes)
        yield world


@contextmanager
def _crashing(world: World, moment: str, at: int | None) -> Iterator[list[str]]:
    """Count the requests of functions, and crash at the one of this number; yields what was requested."""
    requests: list[str] = []

    def count(model: object, **_: object) -> None:
        requests.append(str(model))
        if len(requests) == at:
            raise CrashError

    clients = (world.site.bucket._client, world.site.table._client, world.site.ingest._client)
    for client in clients:
        client.meta.events.register(f"{moment}-call.*.*", count, unique_id="crash")
    try:
        yield requests
    finally:
        for client in clients:
            client.meta.events.unregister(f"{moment}-call.*.*", unique_id="crash")
