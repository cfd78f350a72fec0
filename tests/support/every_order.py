"""Every order of the requests of several runs: the real steps, gone through breadth first in the simulator.

While its clock stands still, a run is a function of the answers that it gets. So what it asks for next is found by
calling it again with the answers that it had. What a request makes of bucket and table depends on nothing but these.
Both are kept: however many orders lead to a run's request in the same table, it is made once.
"""

import contextlib
import hashlib
import io
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from articles.publishing.running.services import Services, connect
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from tests.support.simulator.dynamodb import DynamoDB, Items, Key
from tests.support.simulator.s3 import S3, Objects, Version
from tests.support.world import BUCKET, World

Run = Callable[[Services], object]

# What a run has of bucket, table and queues. What is derived is in a bucket that no run here may ask for anything.
_CONNECTED = ("bucket", "derived", "table", "ingest", "refresh", "derive")


class _AskedError(BaseException):
    """A run makes a request that has no answer yet. Nothing that is caught for errors may catch it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What there is outside of runs.

    Attributes:
        objects: The versions of each object.
        table: Each item, by a digest of it.
        messages: What has been sent, by the URLs of queues.
    """

    objects: tuple[tuple[str, tuple[Version, ...]], ...]
    table: frozenset[tuple[Key, str]]
    messages: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Point:
    """How far a run has come: the answers that it has had, and what it asks for next.

    Attributes:
        asks: The service, the operation and the parameters; None at its end.
    """

    run: Run
    answers: tuple[Any, ...]
    asks: tuple[str, str, Mapping[str, Any]] | None


class Search:
    """Goes through all states to which some runs lead. A state is what is stored, and how far each run has come.

    Attributes:
        states: How many there are.
        stored: What is stored in one of them, each once.
        ends: What is stored when all runs have ended.
    """

    def __init__(self, world: World, unwritten: Collection[str] = ()) -> None:
        """Begin with a world in the simulator. Nobody is told any more of what is uploaded there.

        Args:
            world: The world.
            unwritten: Partitions of the table that no run writes to. When one is read makes no difference, so that is
                done at once.
        """
        _, _, objects, _, table = world.state
        assert isinstance(objects, Objects)
        assert isinstance(table, Items)
        objects.notify = _nobody
        self.states = 0
        self.stored: list[Stored] = []
        self.ends: list[Stored] = []
        self._world, self._objects, self._table, self._time = world, objects, table, world.clock.now()
        self._clients: dict[str, Any] = {"s3": S3({BUCKET: objects}, _nobody), "dynamodb": DynamoDB(table, _nobody)}
        self._items: dict[str, Any] = {}
        self._numbers: dict[Stored, int] = {}
        self._points: list[_Point] = []
        self._answered: dict[tuple[int, str], int] = {}
        self._made: dict[tuple[int, int], tuple[int, int]] = {}
        self._begun: list[int] = []
        self._unwritten = unwritten
        world.clock.pass_a_second()  # what a run stores of the time may be rounded up

    def begin(self, run: Run, requests: int = 0) -> None:
        """Have a run be at work that has made some requests by now."""
        stored, point = self._number(self._as_it_is()), self._point(run, ())
        for _ in range(requests):
            stored, point = self._after(stored, point)
        self.put_back(self.stored[stored])
        self._begun.append(point)

    def go_through(self) -> None:
        """Find all states to which the runs lead that are at work."""
        level, ends = {(self._number(self._as_it_is()), *self._begun)}, set()
        while level:  # each request leads to the next level, so that no state comes again in a later one
            self.states += len(level)
            following = set()
            for state in level:
                stored = state[0]
                has_ended = True
                for number in range(1, len(state)):
                    point = state[number]
                    after = self._made.get((stored, point)) or self._after(stored, point)
                    if after != (stored, point):
                        has_ended = False
                        following.add((after[0], *state[1:number], after[1], *state[number + 1 :]))
                if has_ended:
                    ends.add(stored)
            level = following
        self.ends = [self.stored[each] for each in sorted(ends)]

    def put_back(self, stored: Stored) -> None:
        """Have bucket and table as they are in a state. What was sent then is in no queue."""
        self._table.items = {key: self._items[digest] for key, digest in stored.table}
        self._table.before = dict.fromkeys(self._table.items, (0.0, None))
        self._objects.versions = dict(stored.objects)
        self._objects.added = 1000 + sum(len(versions) for _, versions in stored.objects)

    def _after(self, stored: int, point: int) -> tuple[int, int]:
        """What is stored, and where the run is, after its next request, and those that make no difference to others.

        All as it is if the run has ended.
        """
        later, to = self.stored[stored], point
        if self._points[point].asks is not None:
            later, to = self._make(later, to)
            while self._is_of_no_matter(to):
                later, to = self._make(later, to)
        self._made[stored, point] = self._number(later), to
        return self._made[stored, point]

    def _is_of_no_matter(self, point: int) -> bool:
        """Whether it makes no difference when a run makes its next request: no run looks into a queue."""
        match self._points[point].asks:
            case "sqs", _, _:
                return True
            case _, "get_item", parameters:
                return parameters["Key"]["pk"]["S"] in self._unwritten
            case _, "query", parameters:
                return parameters["ExpressionAttributeValues"][":pk"]["S"] in self._unwritten
        return False

    def _make(self, stored: Stored, point: int) -> tuple[Stored, int]:
        """Make a run's request; returns what is stored then, and where the run is."""
        asked = self._points[point].asks
        assert asked is not None
        service, operation, parameters = asked
        if service == "sqs":
            sent = {(parameters["QueueUrl"], entry["MessageBody"]) for entry in parameters["Entries"]}
            return replace(stored, messages=stored.messages | sent), self._moved(point, {})
        self.put_back(stored)
        try:
            answer = getattr(self._clients[service], operation)(**parameters)
        except ClientError as error:
            answer = error
        else:
            if "Body" in answer:
                answer["Body"] = answer["Body"].read()
        later = self._as_it_is(stored)
        written = {key for (key, _), _ in later.table ^ stored.table}
        assert written.isdisjoint(self._unwritten), f"a run writes to {written}"
        return later, self._moved(point, answer)

    def _moved(self, at: int, answer: Any) -> int:
        """Where a run is when it has had this answer, too."""
        digest = _digest(answer.response if isinstance(answer, ClientError) else answer)
        if (at, digest) not in self._answered:
            point = self._points[at]
            self._answered[at, digest] = self._point(point.run, (*point.answers, answer))
        return self._answered[at, digest]

    def _point(self, run: Run, answers: tuple[Any, ...]) -> int:
        """Where a run is when it has had these answers."""
        given, asked = iter(answers), []

        def ask(service: str, operation: str, parameters: Mapping[str, Any]) -> Any:
            for answer in given:
                return _again(answer)
            asked.append((service, operation, parameters))
            raise _AskedError

        with contextlib.suppress(_AskedError):
            run(self._services(ask))
        self._points.append(_Point(run, answers, asked[0] if asked else None))
        return len(self._points) - 1

    def _services(self, ask: Callable[[str, str, Mapping[str, Any]], Any]) -> Services:
        """The services of the world with clients that ask, at the time at which the search began."""
        made = connect(os.environ, lambda service, **_: _Client(service, ask), self._world.site.bounded)
        clients: Any = {name: getattr(made, name) for name in _CONNECTED}
        return replace(self._world.site, **clients, now=lambda: self._time, sleep=_nobody)

    def _as_it_is(self, before: Stored | None = None) -> Stored:
        """What is stored now; of items that were so before, no digest is made again."""
        digests, items = dict(before.table) if before is not None else {}, set()
        for key, item in self._table.items.items():
            digest = digests.get(key, "")
            if self._items.get(digest) is not item:
                digest = _digest(sorted(item.items()))
                self._items.setdefault(digest, item)
            items.add((key, digest))
        objects = tuple(sorted(self._objects.versions.items()))
        return Stored(objects, frozenset(items), before.messages if before is not None else frozenset())

    def _number(self, stored: Stored) -> int:
        if stored not in self._numbers:
            self._numbers[stored] = len(self.stored)
            self.stored.append(stored)
        return self._numbers[stored]


class _Client:
    """A client of a service that asks for each answer."""

    def __init__(self, service: str, ask: Callable[[str, str, Mapping[str, Any]], Any]) -> None:
        self._service, self._ask = service, ask

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return lambda **parameters: self._ask(self._service, operation, parameters)


def _again(answer: Any) -> Any:
    """An answer as a run gets it."""
    if isinstance(answer, ClientError):
        raise answer
    body = answer.get("Body")
    return answer if body is None else {**answer, "Body": StreamingBody(io.BytesIO(body), len(body))}


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def _nobody(*_: object) -> None:
    """Nobody is told, and nothing is waited for."""
