"""What moto and the simulator say of the protocol, an emulator of AWS says too, which nobody here wrote."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from articles.publishing.reconcile import Progress, steps
from articles.publishing.storage.messages import Relate

from tests.support.emulated import DIFFERENCES, Difference, EmulatedWorld, an_emulated_world, an_emulator
from tests.support.histories import Explored, explore
from tests.support.oracle import check
from tests.support.scenarios import LOST, SCENARIOS, Scenario

pytestmark = [pytest.mark.proof, pytest.mark.emulator]

# How many are tried, from which seed, and in how many parts, which run beside each other. A part is not too small, as
# each begins with the simplest history that there is.
HISTORIES = int(os.environ.get("HISTORIES", "10"))
SEED = int(os.environ.get("SEED", "1"))
PARTS = max(1, HISTORIES // 20)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulator for all tests of this process, since it takes seconds to start."""
    with an_emulator(tmp_path_factory.mktemp("emulator")) as endpoint:
        yield endpoint


@pytest.fixture
def world(endpoint: str) -> Iterator[EmulatedWorld]:
    with an_emulated_world(endpoint) as world:
        yield world


@pytest.mark.parametrize("scenario", [*SCENARIOS, LOST], ids=str)
def test_after_each_kind_of_change_the_table_agrees_with_the_bucket(world: EmulatedWorld, scenario: Scenario) -> None:
    scenario.begin(world)
    world.settle_all()
    if scenario is LOST:
        assert world.reconcile() > 0
        world.settle()
    check(world)
    found = [each for step in steps(world.site, Progress()) for each in step.differences]
    # Of a smaller site, neighbours are to be computed again.
    assert [each for each in found if not isinstance(each.request, Relate)] == []
    assert world.errors == []


@pytest.mark.parametrize("part", range(PARTS))
def test_after_any_history_the_table_agrees_with_the_bucket(
    part: int, endpoint: str, figure: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    explored = Explored()
    began = time.monotonic()
    try:
        explore(explored, lambda: an_emulated_world(endpoint), HISTORIES // PARTS, SEED * PARTS + part, capsys)
    finally:
        spent = time.monotonic() - began
        told = f"{explored.histories} of seed {SEED}, part {part}, with {explored.requests:,} requests"
        figure(f"emulated histories: {told}, in {spent:.0f} s")


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
def test_what_the_emulator_does_otherwise_it_still_does(world: EmulatedWorld, difference: Difference) -> None:
    assert difference.is_there(world), "it does as AWS by now: delete the entry, and what it made necessary"
