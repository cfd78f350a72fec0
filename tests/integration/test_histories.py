"""Whatever happens in whatever order, with crashes in between: in the end the table agrees with the bucket."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.world import World, a_world, check, file

pytestmark = pytest.mark.proof

KEYS = ("a.md", "b.md", "c.md")
PATHS = tuple(f"/learn/x/questions/{name}" for name in "pqr")

keys = st.sampled_from(KEYS)
paths = st.sampled_from(PATHS)
files = st.builds(
    file, paths, title=st.sampled_from(["One", "Two"]), related=st.lists(paths, max_size=2, unique=True).map(tuple)
)
puts = st.tuples(st.just("put"), keys, st.one_of(files, st.just("broken")))
deletes = st.tuples(st.just("delete"), keys)
moments = st.tuples(st.just("step"), st.sampled_from(["IngestFunction", "RefreshFunction"]))
crashes = st.tuples(
    st.just("crash"),
    st.sampled_from(["IngestFunction", "RefreshFunction"]),
    st.integers(1, 12),
    st.sampled_from(["before-call", "after-call"]),
)
repeats = st.tuples(st.just("repeat"), keys)
losses = st.tuples(st.just("lose"))
histories = st.lists(st.one_of(puts, puts, deletes, moments, crashes, repeats, losses), min_size=3, max_size=14)


# How many are tried, and in how many parts, which run beside each other.
HISTORIES = int(os.environ.get("HISTORIES", "60"))
PARTS = 2


class CrashError(BaseException):
    """The process ends here: nothing that is caught for errors may catch it."""


@pytest.mark.parametrize("part", range(PARTS))
@settings(max_examples=HISTORIES // PARTS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories)
def test_the_table_agrees_with_the_bucket_when_nothing_is_under_way(
    part: int,  # noqa: ARG001 - the parts differ in what Hypothesis thinks of
    history: list[tuple[Any, ...]],
) -> None:
    with a_world() as world:
        for function in ("IngestFunction", "RefreshFunction"):
            (source,) = world.functions[function].queues
            # What a crash leaves behind comes again at once, and as often as it takes.
            attributes = {"VisibilityTimeout": "0", "RedrivePolicy": ""}
            world.sqs.set_queue_attributes(QueueUrl=source.url, Attributes=attributes)
        for action, *arguments in history:
            ACTIONS[action](world, *arguments)
        world.settle()
        world.invoke("ReconcileFunction", {})
        world.settle()
        assert world.errors == []
        check(world)


def _crash(world: World, function: str, calls: int, moment: str) -> None:
    """Give a function a batch, and end it at its so-manieth request, before or after that took effect."""
    left = calls

    def count(**_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise CrashError

    clients = (world.site.bucket._client, world.site.table._client, world.site.ingest._client)
    for client in clients:
        client.meta.events.register(f"{moment}.*.*", count, unique_id="crash")
    try:
        world.step(function)
    except CrashError:
        pass
    finally:
        for client in clients:
            client.meta.events.unregister(f"{moment}.*.*", unique_id="crash")


ACTIONS: dict[str, Callable[..., object]] = {
    "put": World.put,
    "delete": World.delete,
    "step": World.step,
    "crash": _crash,
    "repeat": lambda world, key: world.invoke("IngestFunction", {"sync": [key]}),
    "lose": World.drop_events,
}
