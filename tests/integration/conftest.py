from collections.abc import Iterator

import pytest

from tests.support.oracle import check
from tests.support.world import World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    """A world in moto; at the end nothing may be wrong with it."""
    with a_world() as world:
        yield world
        assert world.errors == []
        check(world)


@pytest.fixture
def cache_control(monkeypatch: pytest.MonkeyPatch) -> str:
    """A Cache-Control that the environment asks functions for, each of its periods another."""
    for number, name in enumerate(("MAX_AGE", "S_MAXAGE", "STALE_WHILE_REVALIDATE", "STALE_IF_ERROR"), 1):
        monkeypatch.setenv(f"CACHE_{name}", str(number))
    return "public, max-age=1, s-maxage=2, stale-while-revalidate=3, stale-if-error=4"
