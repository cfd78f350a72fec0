"""A crash or a failure at any request, before or after it took effect: when its message has come again, all is well."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from itertools import product

import pytest
from botocore.exceptions import ClientError

from tests.support.histories import CrashError, at_request, crash, fail
from tests.support.oracle import check
from tests.support.scenarios import LOST, SCENARIOS, Scenario
from tests.support.simulator.requests import MOMENTS
from tests.support.world import Clock, World, a_simulated_world, a_world

pytestmark = pytest.mark.proof

MakeWorld = Callable[[], AbstractContextManager[World]]


def a_world_in_moto() -> AbstractContextManager[World]:
    return a_world(impatient=True, clock=Clock())


WORLDS = [
    pytest.param(a_simulated_world, id="simulated"),
    pytest.param(a_world_in_moto, id="moto", marks=pytest.mark.soak),
]
FAULTS = [crash, fail]


@pytest.mark.parametrize("make_world", WORLDS)
@pytest.mark.parametrize("scenario", [*SCENARIOS, LOST], ids=str)
def test_a_fault_at_any_request_is_made_good_when_the_message_comes_again(
    scenario: Scenario, make_world: MakeWorld, figure: Callable[[str], None]
) -> None:
    work = _reconcile if scenario is LOST else World.settle
    requests = _requests(scenario, work, make_world)
    faults = list(product(range(1, requests + 1), MOMENTS, FAULTS))
    for number, moment, fault in faults:
        with make_world() as world:
            scenario.begin(world)
            with suppress(CrashError, ClientError), at_request(world, number, moment, fault):
                work(world)
            world.restart()
            work(world)
            assert world.errors == []
            check(world)
    figure(f"{scenario}: {len(faults)} crashes and failures, before and after each of {requests} requests")


def _requests(scenario: Scenario, work: Callable[[World], object], make_world: MakeWorld) -> int:
    """How many requests a change makes where nothing fails."""
    with make_world() as world:
        scenario.begin(world)
        with at_request(world, 0, "before", lambda _: None) as requests:
            work(world)
        check(world)
        return len(requests)


def _reconcile(world: World) -> None:
    world.reconcile()
    world.settle()
