"""Whatever happens in whatever order, with crashes in between: in the end the table agrees with the bucket."""

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from articles.publishing.storage import cards

from tests.support.histories import (
    KEYS,
    PATHS,
    TEXTS,
    CrashError,
    Explored,
    act,
    at_request,
    crash,
    explore,
    live,
    live_through,
)
from tests.support.oracle import check
from tests.support.world import DUE, a_simulated_world

pytestmark = pytest.mark.proof

# How many are tried, from which seed, and in how many parts, which run beside each other.
HISTORIES = int(os.environ.get("HISTORIES", "300"))
SEED = int(os.environ.get("SEED", "1"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_the_table_agrees_with_the_bucket_when_nothing_is_under_way(
    part: int, figure: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    explored = Explored()
    began = time.process_time()
    try:
        explore(explored, a_simulated_world, HISTORIES // PARTS, SEED * PARTS + part, capsys)
    finally:
        spent = time.process_time() - began
        told = f"{explored.histories} of seed {SEED}, part {part}, with {explored.requests:,} requests"
        figure(f"histories: {told}, in {spent:.0f} s of CPU")


def test_of_two_runs_with_the_same_message_the_one_that_ends_makes_good_what_the_other_left() -> None:
    """SQS gives a message twice now and then, and may let either of the runs delete it."""
    message = {"sync": ["a.md"], "force": True}

    def other(_: str) -> None:
        with suppress(CrashError), at_request(world, 6, "after", crash):
            world.give("IngestFunction", message)

    with a_simulated_world() as world:
        live(world, [("put", "a.md", "p", "One", ("q",))])
        with at_request(world, 6, "after", other):
            world.give("IngestFunction", message)
        world.settle()
        check(world)


def test_a_history_that_once_went_wrong_does_no_more() -> None:
    """The author of site.yaml was told of a redirect just before a commit, and what they were told was old then."""
    remove = ("meanwhile", "IngestFunction", 1, "before", [("delete", "c.md")])
    remove_later = ("meanwhile", "IngestFunction", 6, "after", [("delete", "c.md")])
    put = ("put", "c.md", "p", "One", ())
    history = [("settings", 6), ("put", "a.md", "p", "One", ()), put, ("delete", "a.md"), remove]
    with a_simulated_world() as world:
        live_through(world, [*history, ("step", "RefreshFunction", (), False), put, ("delete", "a.md"), remove_later])


def test_a_page_that_waited_for_its_date_was_changed_then_whatever_the_settings_say_of_dates_now() -> None:
    """The oracle once asked the settings in force now, by which the date did not count."""
    history = [("put", "b.md", "p", "One", (), (), "date: 2026-02-02"), ("settings", 11), ("jump", float(DUE[0]))]
    with a_simulated_world() as world:
        live_through(world, history)


def test_readers_see_which_pages_link_to_one_however_these_name_it_and_wherever_they_move() -> None:
    """Few histories end with pages that link to each other; these do."""
    for number in range(30):
        chosen = random.Random(number)
        with a_simulated_world() as world:
            for key, path in zip(KEYS * 2, [*chosen.sample(PATHS, 3), *chosen.sample(PATHS, 3)], strict=True):
                act(world, ("put", key, path, "One", tuple(chosen.sample((*PATHS, "old", *TEXTS), 3))))
                if chosen.random() < 0.5:
                    world.settle()
            world.settle()
            check(world)


def test_a_redirect_that_comes_within_reach_is_followed_by_those_that_lead_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Redirects lead over so many paths at most; what shortens the way of one lets others reach its end."""
    monkeypatch.setattr(cards, "MAX_PASSED", 3)
    for number in range(25):
        chosen = random.Random(number)
        with a_simulated_world() as world:
            places = chosen.sample("lmnopqrs", 8)
            act(world, ("put", "b.md", "t", "Two", (chosen.choice(places),)))
            world.settle()
            for place in places:
                act(world, ("put", "a.md", place, "One", ()))
                while world.step("IngestFunction"):
                    pass
                for _ in range(chosen.randrange(3)):
                    world.step("RefreshFunction", [chosen.randrange(10)])
            while world.step("RefreshFunction", [chosen.randrange(10)]):
                pass
            world.settle()
            check(world)
