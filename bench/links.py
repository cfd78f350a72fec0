"""What a move costs the pages that link to what moves: how many are refreshed, and until when the last has followed."""

import http.client
import io
import itertools
import json
import os
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from http import HTTPStatus
from importlib import metadata
from time import perf_counter
from urllib.parse import urlsplit

from articles.local.errors import LocalError

from bench import report
from bench.library import Library, filled_stack, wait_until
from bench.measure import ROUNDS, Spread, in_turns, slope, spread
from tests.support.linked_site import WAYS, LinkedSite, crawl
from tests.support.stack import Stack
from tests.support.world import World, a_simulated_world, file

ARTICLES, LINKS = 200, 1_000
SIZES = (100, 1_000, 5_000)
REFERRERS = 20
MILLISECONDS = 1e3


def main() -> None:
    """Measure, and write the results. ROUNDS=3 in the environment measures fewer moves."""
    moved = _all_moved()
    rounds = int(os.environ.get("ROUNDS", ROUNDS))
    found = {size: _measure(size, rounds) for size in SIZES}
    flat = slope(SIZES, [found[size].median for size in SIZES])
    head = ["ms, beside a library of", *(f"{size:,}" for size in SIZES), "slope"]
    times = [f"{found[size].times(MILLISECONDS):,.0f}" for size in SIZES]
    row = [f"a move, until the {REFERRERS} pages that link to it follow", *times, f"{flat:.2f}"]
    report.write("links", f"{moved}\n\n{report.table(head, [row])}", {"moto": metadata.version("moto")})


def _all_moved() -> str:
    """Have all articles move that name each other, and see that every link follows; says what that took.

    Raises:
        LocalError: A link does not lead to a live page, or a request of a crawl is not answered 200.
    """
    site = LinkedSite(ARTICLES, LINKS)
    with redirect_stdout(io.StringIO()), a_simulated_world(as_moto=True) as world:  # functions print their metrics
        site.put(world, "a")
        world.settle()
        together = _refreshes(world, partial(site.put, world, "b"))
        requests = _crawled(world, site, "b")
        alone = [_refreshes(world, partial(site.put, world, "c", number)) for number in range(ARTICLES)]
        _crawled(world, site, "c")
    rows = [
        ["all at once", f"{together:,}", f"{together / ARTICLES:.1f}"],
        ["one after the other", f"{sum(alone):,}", f"{sum(alone) / ARTICLES:.1f}"],
    ]
    head = [f"{ARTICLES} articles that name each other {LINKS:,} times move", "refreshes", "a move"]
    return f"{report.table(head, rows)}\n\nEach of the {requests:,} requests of the crawl was answered 200."


def _refreshes(world: World, move: Callable[[], object]) -> int:
    """How many refreshes are asked for until all is at rest after a move."""
    move()
    world.log = []
    world.settle()
    sent = [
        json.loads(entry["MessageBody"])
        for moment, operation, content in world.log
        if (moment, operation) == ("before", "send_message_batch")
        for entry in content["Entries"]
    ]
    world.log = None
    return sum("refresh" in message for message in sent)


def _crawled(world: World, site: LinkedSite, folder: str) -> int:
    """How many requests a crawl over the whole site makes, once all links are right."""
    statuses = crawl(world)
    if wrong := sorted(target for target, status in statuses.items() if status != HTTPStatus.OK):
        raise LocalError(f"not answered 200: {wrong}")
    with_pages = world.site.table.links(
        card for card in world.site.table.cards_alone([f"/{folder}/{n}" for n in range(site.size)]).values() if card
    )
    for number in range(site.size):
        path = f"/{folder}/{number}"
        wanted = [f"/{folder}/{each}" for each in site.linking[number]]
        if path not in statuses or [*with_pages[path].led_to] != wanted:
            raise LocalError(f"{path} does not lead to {wanted}")
    return len(statuses)


def _measure(size: int, rounds: int) -> Spread:
    """Seconds from the upload of a moved page until the last page that links to it leads to its new path."""
    numbers = itertools.count(1)
    with filled_stack(Library(size)) as stack:
        stack.upload("1/n0.md", file("/moving/0", "The one that moves"))
        for number in range(1, REFERRERS + 1):
            text = WAYS[number % len(WAYS)].format(0, 1, folder="moving")
            stack.upload(f"2/n{number}.md", file(f"/linking/{number}", f"Title {number}", text))
        _wait_for("/moving/0", stack)
        step = {"a move": lambda: _moved(f"/moved/{next(numbers)}", stack)}
        return spread(in_turns(step, rounds)["a move"])


def _moved(path: str, stack: Stack) -> float:
    started = perf_counter()
    stack.upload("1/n0.md", file(path, "The one that moves"))
    _wait_for(path, stack)
    return perf_counter() - started


def _wait_for(path: str, stack: Stack) -> None:
    """Wait until all pages that link to the one that moves lead to its path."""
    connection = http.client.HTTPConnection(urlsplit(stack.site).netloc)

    def leads_there(number: int) -> bool:
        connection.request("GET", f"/linking/{number}")
        return f'href="{path}"'.encode() in connection.getresponse().read()

    for number in range(1, REFERRERS + 1):
        wait_until(partial(leads_there, number))
    connection.close()
