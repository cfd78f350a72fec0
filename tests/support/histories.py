"""Histories: what may happen to a site, as data, so that the same happens again on another world or another day."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from articles.publishing.media.own_files import STYLE as STYLE_KEY
from articles.publishing.media.own_files import words_key
from articles.publishing.media_plans import KEPT
from articles.publishing.reconcile import Progress, steps
from articles.publishing.storage.messages import Relate
from articles.publishing.storage.search_index import MANIFEST, PREFIX, SearchIndex
from articles.publishing.storage.uploads import SITE_FILE
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.support.mirror import mirror_of
from tests.support.oracle import check, check_at_any_time, check_mirror, check_related
from tests.support.samples import (
    BAD_STYLE,
    BAD_WORDS,
    BLUE,
    NO_FONT,
    NO_PICTURE,
    OTHER_STYLE,
    OTHER_WORDS,
    RED,
    STYLE,
    WIDE,
    WORDS,
    font,
)
from tests.support.simulator.requests import Moment, refusal
from tests.support.world import (
    BROKEN,
    DUE,
    QUEUED,
    START,
    STRICT,
    THE_DAY_AFTER,
    TOMORROW,
    UNWANTED,
    World,
    file,
)

FONT_KEY, LOGO_KEY = "site/fonts/a.woff2", "site/logo.png"

KEYS = ("a.md", "b.md", "c.md")
PATHS = ("p", "q", "r")


def _url(path: str) -> str:
    return f"/learn/x/questions/{path}"


# Versions of site.yaml: other settings, files that are ignored, and redirects to pages, over each other and over
# aliases, from aliases, and elsewhere.
SITES = (
    "name: Old\n",
    "name: Old\nignore: [b.md, c.md]\n",
    f"name: {STRICT}\nignore: [a.md]\n",
    f"name: Old\nredirects:\n  {_url('p')}: {_url('q')}\n  {_url('q')}: {_url('r')}\n",
    f"redirects:\n  {_url('p')}: {_url('q')}\n  {_url('r')}: https://example.org/\n",
    f"redirects:\n  {_url('q')}: {_url('p')}\n  {_url('p')}: /learn/x\n",
    f"ignore: b.md\nextra_keys: rating\nredirects:\n  {_url('old')}: {_url('p')}\n",
    f"extra_keys: rating\npaths:\n  /: {_url('p')}\n",
    f"paths:\n  /: {_url(':name')}\nredirects:\n  {_url('q')}: {_url('p')}\n",
    f"robots: 'User-agent: *'\nredirects:\n  {_url('old')}: {_url('r')}\n",
    f"redirects:\n  {_url('old')}: {_url('older')}\n  {_url('p')}: {_url('old')}\n",
    "future: true\n",
    "name: Old\nhead: {hosts: [fonts.example.org]}\nignore: site/\n",
    "name: Old\nhead: {hosts: [fonts.example.org]}\nlanguage: fr\n",
    "name: Old\nignore: ['*.png']\n",
    "related: {fill: 0}\n",
    f"name: Old\nfonts: {{text: {FONT_KEY}}}\nlogo: {LOGO_KEY}\n",
    f"fonts: {{code: {FONT_KEY}}}\n",
    "name: Old\nrelated: {fill: 1}\n",
    f"navigation:\n  - One: {_url('p')}\n  - More:\n      - Two: {_url('q')}\n      - Three: {_url('old')}\n",
    "languages: [en, fr, de]\n",
    "name: Old\nlanguages: [fr, en]\n",
    f"footer: [{{One: {_url('q')}}}, {{Two: {_url('r')}}}]\nredirects:\n  {_url('old')}: {_url('p')}\n",
)

# Links within texts: by path, over a redirect, by file, with a part that a file may have, and by name; and pictures.
TEXTS = (
    f"[one]({_url('q')})",
    f"[two]({_url('old')}#part)",
    "[three](a.md)",
    "[four](b.md#part)",
    "[[c]]",
    "[[b#Other]]",
    "![five](p.png)",
    "![[p.png]]",
)

# Versions of a picture, of which only some can be shown.
PICTURES = (RED, BLUE, WIDE, NO_PICTURE)
PICTURE_KEYS = ("p.png", "far/p.png")

# Versions of the site's own files, of which only some can be used.
OWN = {
    STYLE_KEY: (STYLE, OTHER_STYLE, BAD_STYLE),
    words_key("en"): (WORDS, OTHER_WORDS, BAD_WORDS),
    words_key("fr"): (WORDS, OTHER_WORDS, BAD_WORDS),
    FONT_KEY: (font(), font("math-all"), NO_FONT),
    LOGO_KEY: (RED, BLUE, NO_PICTURE),
}

# Requests that a run makes, by and large; a number beyond is no fault.
MOST_REQUESTS = 12

# What only a comparison makes good.
LOSSES = ("lose events", "lose refreshes", "lose what is derived", "lose of the index")

# Functions without a queue.
UNQUEUED = ("ReconcileFunction", "ClockFunction")

Action = tuple[Any, ...]


class CrashError(BaseException):
    """The process ends here: nothing that is caught for errors may catch it."""


def live_through(world: World, history: list[Action]) -> None:
    """Have all of it happen, wait until all is at rest, and see that the table agrees with the bucket.

    Each page has its neighbours then. Those that were computed when the site was smaller or larger, a comparison finds.
    """
    live(world, history)
    check(world)
    for _ in range(2):  # what came last may have had a page indexed
        world.pass_long()
        world.settle()
    check_related(world)
    found = (each for step in steps(world.site, Progress()) for each in step.differences)
    others = [each for each in found if not isinstance(each.request, Relate)]
    assert others == [], "a comparison finds what is no difference"
    if world.reconcile():
        world.settle_all()
        check(world)
    mirror_of(world).poll(world)
    check_mirror(world)
    assert world.reconcile() == 0, "a comparison finds what is no difference"
    assert world.errors == []


@dataclass
class Explored:
    """How many histories have been lived through, and with how many requests."""

    histories: int = 0
    requests: int = 0


def explore(
    explored: Explored,
    a_world: Callable[[], AbstractContextManager[World]],
    most: int,
    number: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Live through random histories, each in a world of its own.

    Args:
        explored: Counts them, also if one of them fails.
        a_world: Makes a world.
        most: How many at most.
        number: Where chance begins.
        capsys: Takes what the functions log, which would be kept until the end.
    """

    @seed(number)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(histories)
    def every(history: list[Action]) -> None:
        with a_world() as world:
            world.log = []
            live_through(world, history)
            explored.histories += 1
            explored.requests += len(world.log) // 2
        capsys.readouterr()

    every()


def live(world: World, history: list[Action]) -> None:
    """Have all of it happen, and wait until all is at rest.

    Only after a message was lost may it take a comparison of bucket and table.
    """
    for action in history:
        act(world, action)
    world.settle_all()
    if any(_happens(name, history) for name in LOSSES):
        world.reconcile()
        world.settle_all()


def act(world: World, action: Action) -> None:
    """Have something happen."""
    name, *arguments = action
    _ACTIONS[name](world, *arguments)


@contextmanager
def at_request(world: World, number: int, moment: Moment, then: Callable[[str], None]) -> Iterator[list[str]]:
    """Do something at the so-manieth request of functions from now on; yields what has been requested."""
    requests: list[str] = []

    def watch(told: Moment, operation: str) -> None:
        if told == "before":
            requests.append(operation)
        if told == moment and len(requests) == number and not done:
            done.append(True)
            then(operation)

    done: list[bool] = []
    with world.watched(watch):
        yield requests


def crash(operation: str) -> None:
    """End the process."""
    raise CrashError(operation)


def wherever_it_dies(world: World, moment: Moment, run: Callable[[], object], *, more_than: int) -> Iterator[None]:
    """Have a process die at each request of a run, each time from the beginning, and let it live the last time.

    Raises:
        AssertionError: The run made only so many requests.
    """
    put_back = world.remember()
    number, requests = 0, 0
    while number <= requests:
        number += 1
        put_back()
        with suppress(CrashError), at_request(world, number, moment, crash) as made:
            run()
        requests = len(made)
        world.restart()
        yield
    assert requests > more_than


def fail(operation: str) -> None:
    """Have the request fail, with the error that is left when all retries have failed."""
    if operation == "transact_write_items":
        reasons = [{"Code": "TransactionConflict"}]
        raise refusal(operation, "TransactionCanceledException", "Another was in the way", CancellationReasons=reasons)
    raise refusal(operation, "InternalServerError", "Internal server error", 500)


def run(world: World, function: str) -> None:
    """Have a function at work: with a batch of its queue, or of another's if that is empty, or with one file anew."""
    if function in UNQUEUED:
        world.invoke(function, {})
    elif not (world.step(function) or any(world.step(each) for each in QUEUED)):
        world.send("IngestFunction", {"sync": [KEYS[0]], "force": True})
        world.step("IngestFunction")


def _put(  # noqa: PLR0913, PLR0917 - what a file may say
    world: World,
    key: str,
    path: str | None,
    title: str,
    links: tuple[str, ...],
    aliases: tuple[str, ...] = (),
    more: str = "",
) -> None:
    subject, date = ("Y", "2025-03-01") if title == UNWANTED else ("X", "2025-02-06")
    related, others = tuple(_url(each) for each in links if each not in TEXTS), tuple(map(_url, aliases))
    parts = ("Other", "Two") if title == UNWANTED else ("Part",)  # of which links in texts name one
    answer = "\n\n".join(["An answer.", *(f"## {part}" for part in parts), *(each for each in links if each in TEXTS)])
    if path is None:  # the rules of paths decide
        text = file(_url("p"), title, answer, subject=subject, date=date, aliases=others, more=more)
        world.put(key, text.replace("\nurl:", "\nrating:"))
        return
    text = file(_url(path), title, answer, related, subject, date, others, more)
    world.put(key, text)


def _delete(world: World, key: str) -> None:
    if world.versions.get(key):  # where there was nothing, S3 adds a delete marker, and moto does not
        world.delete(key)


def _rename(world: World, key: str, name: str, *, is_uploaded_first: bool) -> None:
    body = world.objects().get(key)
    if body is None or key == name:
        return
    if not is_uploaded_first:
        world.delete(key)
    world.put(name, body)
    if is_uploaded_first:
        world.delete(key)


def _rest(world: World) -> None:
    """Let the search index be at rest for long enough, and what is related be computed, or a part of it."""
    world.pass_long()
    world.step("DeriveFunction")


def _crash(world: World, function: str, number: int, moment: Moment) -> None:
    try:
        with at_request(world, number, moment, crash):
            run(world, function)
    except CrashError:
        check_at_any_time(world)
        world.restart()


def _fail(world: World, function: str, number: int, moment: Moment) -> None:
    try:
        with at_request(world, number, moment, fail):
            run(world, function)
    except ClientError:
        assert function in UNQUEUED, "only their whole runs may fail"


def _meanwhile(world: World, function: str, number: int, moment: Moment, others: list[Action]) -> None:
    def other(_: str) -> None:
        with world.unwatched():
            check_at_any_time(world)
            for action in others:
                act(world, action)

    with at_request(world, number, moment, other):
        run(world, function)


def _poll(world: World, seconds: float) -> None:
    """Let some time pass, and have the mirror of the site follow."""
    world.clock.pass_seconds(seconds)
    mirror_of(world).poll(world)


def _jump(world: World, time: float) -> None:
    """Show another time; commits may be under way that have the old one."""
    world.clock.jump_to(time)
    mirror_of(world).is_lost = True


def _lose_of_the_index(world: World, number: int) -> None:
    """Lose one of the objects that the search index consists of: its manifest, or a part of a segment."""
    manifest, _ = SearchIndex(world.site.derived).manifest()
    parts = [f"{PREFIX}{each.name}/{part}" for each in manifest.segments for part in ("paths", "files")]
    keys = [MANIFEST, *parts]
    world.site.derived.delete([keys[number % len(keys)]])


def _happens(name: str, history: list[Action]) -> bool:
    return any(action[0] == name or (action[0] == "meanwhile" and _happens(name, action[-1])) for action in history)


_ACTIONS: dict[str, Callable[..., object]] = {
    "put": _put,
    "break": lambda world, key: world.put(key, BROKEN),
    "show": lambda world, key, number: world.put(key, PICTURES[number]),
    "have": lambda world, key, number: world.put(key, OWN[key][number]),
    "hold": lambda world, key: world.put(key, file(_url("p"), more="draft: true")),
    "poll": _poll,
    "jump": _jump,
    "tick": lambda world: world.invoke("ClockFunction", {}),
    "delete": _delete,
    "rename": lambda world, key, name, first: _rename(world, key, name, is_uploaded_first=first),
    "roll back": World.roll_back,
    "step": lambda world, function, chosen, twice: world.step(function, chosen, twice=twice),
    "rest": _rest,
    "sync": lambda world, key, force: world.invoke("IngestFunction", {"sync": [key], "force": force}),
    "reconcile": lambda world: world.invoke("ReconcileFunction", {}),
    "crash": _crash,
    "fail": _fail,
    "meanwhile": _meanwhile,
    "lose events": World.drop_events,
    "lose refreshes": lambda world: world.drop_events("RefreshFunction"),
    "lose what is derived": lambda world: world.drop_events("DeriveFunction"),
    "lose of the index": _lose_of_the_index,
    "settings": lambda world, number: world.put(SITE_FILE, SITES[number]),
}

_keys = st.sampled_from(KEYS)
_own_keys = st.sampled_from([*OWN])
_picture_keys = st.sampled_from(PICTURE_KEYS)
_paths = st.sampled_from(PATHS)
_links = st.lists(st.sampled_from((*PATHS, *PATHS, "old", *TEXTS)), max_size=2, unique=True).map(tuple)
# Paths of other files, and two at which no page ever is; site.yaml redirects one of these.
_aliases = st.lists(st.sampled_from((*PATHS, "old", "older")), max_size=2, unique=True).map(tuple)
_queued = st.sampled_from([*QUEUED, *QUEUED[:2]])
_runs = st.sampled_from([*QUEUED[:1] * 4, *QUEUED[1:2] * 3, *QUEUED[2:], *UNQUEUED])
_requests = (st.integers(1, MOST_REQUESTS), st.sampled_from(["before", "after"]))
_chosen = st.lists(st.integers(0, 9), max_size=3, unique=True).map(tuple)

_named = st.sampled_from([*PATHS * 3, None])
# What half of the files say of being public, and times around those that they name: the clock goes back, too.
_more = st.sampled_from(
    [
        *(
            "",
            "",
            "keywords: [C++, c]\nauthors: [Ann, Bob]",
            "keywords: [c++, C++]\nauthor: ANN",
            f"publish_at: {TOMORROW}",
            f"date: {TOMORROW}",
            f"expires: {THE_DAY_AFTER}",
        ),
        *(f"publish_at: {TOMORROW}\nexpires: {THE_DAY_AFTER}", "unlisted: true", f"expires: {TOMORROW}"),
        *(f"lang: {language}\ntranslation_of: {key}" for language in ("fr", "de") for key in KEYS[:2]),
    ]
)
_times = st.sampled_from([START, START + KEPT + 60, *(due + seconds for due in DUE for seconds in (-100, -0.1, 0, 5))])
_puts = st.tuples(st.just("put"), _keys, _named, st.sampled_from(["One", UNWANTED]), _links, _aliases, _more)
_others = st.tuples(st.sampled_from(["delete", "delete", "roll back", "break", "hold"]), _keys)
_pictures = st.one_of(
    st.tuples(st.just("show"), _picture_keys, st.integers(0, len(PICTURES) - 1)),
    st.tuples(st.sampled_from(["delete", "roll back"]), _picture_keys),
)
_own = st.one_of(
    st.tuples(st.just("have"), _own_keys, st.integers(0, 2)),
    st.tuples(st.just("have"), _own_keys, st.integers(0, 2)),
    st.tuples(st.sampled_from(["delete", "roll back"]), _own_keys),
    st.tuples(st.just("sync"), _own_keys, st.booleans()),
)
_renames = st.tuples(st.just("rename"), _keys, _keys, st.booleans())
# A file whose path follows its name, another that links to it, and its new name: by itself, that hardly ever comes.
_renamed = st.tuples(st.sampled_from([("a.md", "b.md"), ("b.md", "a.md")]), _paths, _more, st.booleans()).map(
    lambda each: [
        ("put", each[0][0], None, "One", (), (), each[2]),
        ("put", each[0][1], each[1], "One", (TEXTS[2] if each[0][0] == "a.md" else TEXTS[3],), (), ""),
        ("step", "IngestFunction", (), False),
        ("rename", each[0][0], "c.md", each[3]),
    ]
)
# A commit that comes through after the mirror has followed what came in between: by itself, that hardly ever comes.
_late = st.tuples(
    st.lists(_puts, min_size=2, max_size=3),
    st.tuples(st.just("meanwhile"), st.just("IngestFunction"), st.integers(4, MOST_REQUESTS), st.just("before")),
).map(lambda each: [*each[0], (*each[1], [("poll", 30.0)]), ("poll", 1.0)])
_uploads = st.one_of(_puts, _puts, _puts, _puts, _others, _others, _renames, _pictures)
_steps = st.tuples(st.just("step"), _queued, _chosen, st.booleans())
_faults = st.tuples(st.sampled_from(["crash", "fail"]), _runs, *_requests)
_syncs = st.tuples(st.just("sync"), st.one_of(_keys, _keys, _picture_keys), st.booleans())
_clock = st.one_of(
    st.tuples(st.just("jump"), _times),
    st.tuples(st.just("jump"), _times),
    st.tuples(st.just("tick")),
    st.tuples(st.just("rest")),
)
# The mirror of the site follows after longer than a change may take to be seen, or while one is on its way.
_polls = st.tuples(st.just("poll"), st.sampled_from([1.0, 400.0]))
_early_polls = st.tuples(st.just("poll"), st.sampled_from([0.0, 30.0]))
_comparisons = st.tuples(st.just("reconcile"))
_losses = st.one_of(
    st.tuples(st.sampled_from(["lose events", "lose events", "lose refreshes", "lose what is derived"])),
    st.tuples(st.just("lose of the index"), st.integers(0, 3)),
)
_settings = st.one_of(
    st.tuples(st.just("settings"), st.integers(0, len(SITES) - 1)),
    st.tuples(st.sampled_from(["delete", "roll back", "break"]), st.just(SITE_FILE)),
    st.tuples(st.just("sync"), st.just(SITE_FILE), st.booleans()),
    _own,
    _own,
)


def _histories(*rest: st.SearchStrategy[Action]) -> st.SearchStrategy[list[Action]]:
    """Histories in which, besides all that is usual, the rest happens now and then."""
    rest = (*rest, _clock)
    within = st.lists(
        st.one_of(_uploads, _uploads, _steps, _steps, _faults, _early_polls, *rest), min_size=1, max_size=3
    )
    during = st.tuples(st.just("meanwhile"), _runs, *_requests, within)
    deeper = st.tuples(st.just("meanwhile"), _runs, *_requests, st.tuples(_uploads, during).map(list))
    # One after the other, most of them with something to do for what they interrupt.
    single = st.one_of(_uploads, _steps, during, _faults, _polls, st.one_of(*rest)).map(lambda action: [action])
    double = st.tuples(_uploads, st.one_of(during, deeper, _faults)).map(list)
    some = st.lists(st.one_of(single, single, single, double, double, double, _renamed, _late), max_size=10)
    # Three lists, since one alone would be either short or hard to shrink.
    return st.tuples(some, some, some).map(lambda parts: [*chain(*chain(*parts))])


# In half of them all must come right without the help of a comparison.
histories = st.one_of(_histories(_syncs, _comparisons, _settings), _histories(_syncs, _comparisons, _losses, _settings))
