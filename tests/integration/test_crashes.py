"""A crash or a failure at any request, before or after it took effect: when its message has come again, all is well."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import product

import pytest
from botocore.exceptions import ClientError

from tests.support.histories import CrashError, at_request, crash, fail
from tests.support.moments import Moments
from tests.support.oracle import check, check_at_any_time
from tests.support.scenarios import FURTHER, LOST, SCENARIOS, Scenario
from tests.support.simulator.requests import MOMENTS
from tests.support.world import World

pytestmark = pytest.mark.proof

Begin = Callable[[Scenario], Generator[World]]
Fault = Callable[[str], None]
Work = Callable[[World], Iterator[None]]


@dataclass(frozen=True)
class Point:
    """Where work can be taken up again in the simulator, as if all had just been done that comes before.

    Attributes:
        requests: How many requests were made before.
        put_back: Puts the world there.
        rest: Does what is left, a batch of each queue at a time.
    """

    requests: int
    put_back: Callable[[], None]
    rest: Work


@pytest.mark.parametrize(
    ("begin", "kinds"),
    [
        pytest.param(Scenario.begun, (crash, fail), id="simulated"),
        pytest.param(Scenario.begun_in_moto, (crash,), id="moto", marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize(
    "scenario", [*SCENARIOS, LOST, *(pytest.param(each, marks=pytest.mark.soak) for each in FURTHER)], ids=str
)
def test_a_fault_at_any_request_is_made_good_when_the_message_comes_again(
    scenario: Scenario, begin: Begin, kinds: Sequence[Fault], figure: Callable[[str], None]
) -> None:
    """In the simulator, what follows is gone through once for all faults that lead to moments which are alike."""
    work = _reconciling if scenario is LOST else World.settling
    moments = Moments()
    with closing(begin(scenario)) as worlds:
        requests, points = _points(next(worlds), work)
        faults = list(product(range(1, requests + 1), MOMENTS, kinds))
        for number, moment, fault in faults:
            world = next(worlds)
            point = points[0]
            if begin is Scenario.begun:
                *_, point = (each for each in points if each.requests < number)
                point.put_back()
            with suppress(CrashError, ClientError), at_request(world, number - point.requests, moment, fault) as made:
                for _ in point.rest(world):
                    if len(made) >= number - point.requests:
                        break
            world.restart()
            assert world.errors == []
            if begin is Scenario.begun and moments.has_seen(world):
                continue
            check_at_any_time(world)
            _end(work(world))
            assert world.errors == []
            check(world)
    what = " and ".join(kind.__name__ for kind in kinds)
    led = f", which lead to {len(moments)} moments" if begin is Scenario.begun else " in moto"
    figure(f"{scenario}: all {len(faults)} faults, {what} before and after each of {requests} requests{led}")


def _points(world: World, work: Work) -> tuple[int, list[Point]]:
    """How many requests a change makes where nothing fails, and where it can be taken up in between."""
    with at_request(world, 0, "before", lambda _: None) as requests:
        points = [Point(len(requests), world.remember(), rest) for rest in _rests(world, work)]
    check(world)
    return len(requests), points


def _rests(world: World, work: Work) -> Iterator[Work]:
    """Do the work; tells what is left of it each time that nothing but bucket, table and queues know how far it is."""
    yield work
    for _ in work(world):
        yield World.settling


def _reconciling(world: World) -> Iterator[None]:
    world.reconcile()
    yield
    yield from world.settling()


def _end(work: Iterator[None]) -> None:
    for _ in work:
        pass
