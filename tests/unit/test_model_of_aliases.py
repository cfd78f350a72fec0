"""A model of how aliases are settled, gone through breadth first: every order of the requests of a few runs.

Two files want one path as an alias, and a third has a page come or go there. They are changed at once, the first file
perhaps twice, a run may die at any request, and its message comes again. It is a sketch of `publishing.aliases`, made
before it was written; what holds of the code itself, the interleavings and the crash sweep show.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.proof

FIRST, SECOND, PAGE, NOBODY = 1, 2, 3, 0  # the first file has wanted the path longer


class File(NamedTuple):
    """What the table remembers of a file: whether it has the path, and whom its author knows as the path's holder."""

    revision: int = 1
    wants: bool = False
    told: int = NOBODY
    outbox: bool = False


class Card(NamedTuple):
    """What is at the path."""

    revision: int = 1
    is_live: bool = False
    owner: int = NOBODY

    def holder(self, own: int) -> int:
        """Who other than a file holds the path."""
        return PAGE if self.is_live else self.owner if self.owner != own else NOBODY


class Run(NamedTuple):
    """A sync at work: of which file, its next request, and what it has read or decided."""

    of: int
    step: str = "begin"
    file: File = File()
    card: Card = Card()
    claims: frozenset[int] = frozenset()
    written: int = 0  # the revision of the file that it writes, or finishes


class State(NamedTuple):
    """Bucket, table and queue, and what is at work.

    Attributes:
        bucket: The files whose newest version wants the path.
        files: What is remembered of each, by its number less one.
        messages: The files that are to be synced.
        uploads: How often the first file may yet change.
        crashes: How many runs may yet die.
    """

    bucket: frozenset[int]
    files: tuple[File, ...] = (File(), File(), File())
    card: Card = Card()
    claims: frozenset[int] = frozenset()
    messages: frozenset[int] = frozenset()
    runs: tuple[Run, ...] = ()
    uploads: int = 0
    crashes: int = 0

    def with_file(self, number: int, file: File) -> "State":
        return self._replace(files=(*self.files[: number - 1], file, *self.files[number:]))


@dataclass(frozen=True, slots=True)
class Rules:
    """What the protocol keeps to. The model shows what goes wrong without each."""

    checks_file: bool = True
    checks_path: bool = True
    looks_again: bool = True
    tells_rivals: bool = True
    page_tells: bool = True


def request(state: State, run: Run, rules: Rules) -> tuple[State, Run | None]:
    """Make the next request of a run; returns the state after it, and the run, none at its end."""
    if run.step in ("settle", "claims", "write", "tell"):
        return _settle(state, run, rules)
    return _finish(state, run, rules) if run.step in ("clear", "look again") else _sync(state, run)


def _sync(state: State, run: Run) -> tuple[State, Run | None]:
    file, card, wants = state.files[run.of - 1], state.card, run.of in state.bucket
    match run.step:
        case "begin":
            return state, run._replace(step="look", file=file)
        case "look":
            told = card.holder(run.of) if wants and run.of != PAGE else NOBODY
            if (run.file.wants, run.file.told) != (wants, told):
                return state, run._replace(step="commit", card=card)
            return state, run._replace(step="settle", written=run.file.revision) if run.file.outbox else None
        case "commit":
            if file.revision != run.file.revision or (run.of == PAGE and card != run.card):
                return state, Run(run.of)
            told = run.card.holder(run.of) if wants and run.of != PAGE else NOBODY
            outbox = file.outbox or file.wants != wants
            state = state.with_file(run.of, File(file.revision + 1, wants, told, outbox))
            if run.of == PAGE:
                state = state._replace(card=Card(card.revision + 1, wants, card.owner))
            return state, run._replace(step="look at bucket", written=file.revision + 1)
        case "look at bucket":
            return state, Run(run.of) if file.wants != wants else run._replace(step="settle")
    raise AssertionError(run.step)


def _finish(state: State, run: Run, rules: Rules) -> tuple[State, Run | None]:
    file = state.files[run.of - 1]
    match run.step:
        case "clear":
            if file.revision != run.written:
                return state, Run(run.of)
            return state.with_file(run.of, file._replace(outbox=False)), run._replace(step="look again", file=file)
        case "look again":
            is_told = run.of == PAGE or not run.file.wants or run.file.told == state.card.holder(run.of)
            return state, None if is_told or not rules.looks_again else Run(run.of)
    raise AssertionError(run.step)


def _settle(state: State, run: Run, rules: Rules) -> tuple[State, Run]:
    """The outbox: that of the page tells those who have the path as an alias, that of a file makes the path agree."""
    file, card = state.files[run.of - 1], state.card
    match run.step:
        case "settle" if run.of == PAGE:
            told = state.claims if rules.page_tells else frozenset()
            return state._replace(messages=state.messages | told), run._replace(step="clear")
        case "settle":
            return state, run._replace(step="claims", file=file, card=card)
        case "claims":
            wanted = state.claims - {run.of} | ({run.of} if run.file.wants else frozenset())
            agrees = wanted == state.claims and run.card.owner == min(wanted, default=NOBODY)
            return state, run._replace(step="tell" if agrees else "write", claims=wanted)
        case "write":
            is_other_file = rules.checks_file and file.revision != run.file.revision
            if is_other_file or (rules.checks_path and card.revision != run.card.revision):
                return state, run._replace(step="settle")
            claims = state.claims - {run.of} | (run.claims & {run.of})
            card = Card(card.revision + 1, card.is_live, min(run.claims, default=NOBODY))
            return state._replace(claims=claims, card=card), run._replace(step="settle")
        case "tell":
            after = {each for each in run.claims if each > run.of} if rules.tells_rivals else set()
            return state._replace(messages=state.messages | after), run._replace(step="clear")
    raise AssertionError(run.step)


def following(state: State, rules: Rules) -> Iterator[State]:
    """The states that a request, the arrival of a message, an upload or a crash leads to."""
    at_work = [run.of for run in state.runs]
    for number in state.messages:
        if at_work.count(number) < (2 if number == FIRST else 1):
            yield state._replace(messages=state.messages - {number}, runs=(*state.runs, Run(number)))
    if state.uploads:
        changed = state._replace(bucket=state.bucket ^ {FIRST}, uploads=state.uploads - 1)
        yield changed._replace(messages=state.messages | {FIRST})
    for position, run in enumerate(state.runs):
        others = (*state.runs[:position], *state.runs[position + 1 :])
        after, then = request(state, run, rules)
        yield after._replace(runs=others if then is None else (*others, then))
        if state.crashes:
            yield state._replace(runs=others, messages=state.messages | {run.of}, crashes=state.crashes - 1)


def wrong(state: State) -> str:
    """What is not as it should be; empty if all is."""
    if state.card.owner != min(state.claims, default=NOBODY):
        return "the path is not of the first who claims it"
    if state.runs or state.messages or state.uploads:
        return ""
    wanted = state.bucket & {FIRST, SECOND}
    if state.claims != wanted or state.card.is_live != (PAGE in state.bucket):
        return "what is at the path is not what the files say"
    if any(state.files[each - 1].told != state.card.holder(each) for each in wanted):
        return "an author does not know who holds the path"
    return "an outbox is left" if any(file.outbox for file in state.files) else ""


def begun(before: frozenset[int], after: frozenset[int], uploads: int, crashes: int) -> State:
    """All agrees with one content of the bucket, and another is uploaded at once."""
    claims = before & {FIRST, SECOND}
    card = Card(1, PAGE in before, min(claims, default=NOBODY))
    state = State(after, card=card, claims=claims, messages=before ^ after, uploads=uploads, crashes=crashes)
    for each in before:
        state = state.with_file(each, File(wants=True, told=NOBODY if each == PAGE else card.holder(each)))
    return state


def explore(rules: Rules, beginnings: Iterable[State]) -> tuple[int, str]:
    """Go through all states until one is wrong; returns how many there were, and what is wrong in the last."""
    ahead = deque(beginnings)
    seen = set(ahead)
    while ahead:
        state = ahead.popleft()
        if found := wrong(state):
            return len(seen), found
        new = {each._replace(runs=tuple(sorted(each.runs, key=hash))) for each in following(state, rules)} - seen
        seen |= new
        ahead += new
    return len(seen), ""


CONTENTS = [frozenset(each) for size in range(4) for each in combinations((FIRST, SECOND, PAGE), size)]


def beginnings(uploads: int, crashes: int, changes: int) -> list[State]:
    """All in which so many files change at most, and the first of them again so often."""
    pairs = [(before, after) for before in CONTENTS for after in CONTENTS if len(before ^ after) <= changes]
    return [begun(before, after, uploads, crashes) for before, after in pairs]


# One file changes, and a run may die; or the first file changes twice, with two runs at once, one of which may die.
ONE = beginnings(uploads=0, crashes=1, changes=1)
TWICE = [begun(before, frozenset({FIRST}) - before, 1, 1) for before in (frozenset(), frozenset({FIRST}))]


@pytest.mark.parametrize(
    "begins",
    [
        pytest.param([*ONE, *TWICE], id="one changes"),
        pytest.param(beginnings(uploads=0, crashes=0, changes=2), id="two change", marks=pytest.mark.soak),
        pytest.param(beginnings(uploads=1, crashes=0, changes=1), id="one changes again", marks=pytest.mark.soak),
    ],
)
def test_nothing_is_wrong_in_any_order(begins: list[State], figure: Callable[[str], None]) -> None:
    states, found = explore(Rules(), begins)
    assert found == ""
    figure(f"model of aliases: {states:,} states")


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (Rules(checks_file=False), "what is at the path is not what the files say"),
        (Rules(checks_path=False), "the path is not of the first who claims it"),
        (Rules(looks_again=False), "an author does not know who holds the path"),
        (Rules(tells_rivals=False), "an author does not know who holds the path"),
        (Rules(page_tells=False), "an author does not know who holds the path"),
    ],
)
def test_each_rule_is_needed(rules: Rules, found: str) -> None:
    begins = [begun(frozenset(), frozenset({FIRST, SECOND}), 0, 0)] if not rules.checks_path else [*ONE, *TWICE]
    assert explore(rules, begins)[1] == found
