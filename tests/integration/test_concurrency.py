"""Eight threads of handlers at once, over HTTP, on files that link to each other and want each other's paths."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from articles.local.event_sources import failures, to_event

from tests.support.oracle import check
from tests.support.served import a_served_world
from tests.support.world import BROKEN, QUEUED, World, file

pytestmark = pytest.mark.proof

SEED = int(os.environ.get("SEED", "1"))
THREADS = 8
# Less than a batch may take where other tests run beside: some messages come again while they are being worked on.
VISIBILITY = 5
PATIENCE = 600


@pytest.mark.parametrize(
    ("files", "rounds"), [(20, 2), pytest.param(200, 20, marks=pytest.mark.soak)], ids=["small", "full"]
)
def test_handlers_at_work_at_once_leave_nothing_wrong(files: int, rounds: int, figure: Callable[[str], None]) -> None:
    chosen = random.Random(SEED)
    began = time.monotonic()
    with a_served_world(VISIBILITY) as world, _conflicts(world) as conflicts, _handlers(world) as workers:
        for _ in range(rounds):
            for _ in range(files):
                _change(world, files, chosen)
            workers.wait()
            check(world)
            assert world.reconcile() == 0, "a comparison finds what is no difference"
    took = time.monotonic() - began
    met = ", ".join(f"{count:,} x {name}" for name, count in sorted(conflicts.items()))
    figure(
        f"concurrency: {files * rounds:,} changes of {files} files by {THREADS} threads, seed {SEED}: "
        f"{workers.messages:,} messages, {workers.failed:,} came again, {met}; {took:.0f} s"
    )
    assert conflicts["ConditionalCheckFailed"] > 0, "no two runs were in each other's way: this shows nothing"


def _change(world: World, files: int, chosen: random.Random) -> None:
    """Put, move or delete a file; there are fewer paths than files."""
    key = f"{chosen.randrange(files)}.md"
    if chosen.random() < 0.2:
        world.delete(key)
    elif chosen.random() < 0.05:
        world.put(key, BROKEN)
    else:
        path, *links = (f"/learn/x/questions/{chosen.randrange(files * 3 // 4)}" for _ in range(4))
        world.put(key, file(path, title=f"Title {chosen.randrange(9)}", related=tuple(links)))


class Workers:
    """Threads that work off the queues, each with a batch of its own at a time.

    Attributes:
        messages: How many messages were given to a function.
        failed: How many of them failed, and came again.
    """

    def __init__(self, world: World) -> None:
        self.messages = 0
        self.failed = 0
        self._at_work = 0
        self._world = world
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._errors: list[Exception] = []
        self._threads = [
            threading.Thread(target=self._work, args=(QUEUED[number % len(QUEUED)],), daemon=True)
            for number in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Wait until no message is left, neither in a queue nor in work."""
        deadline = time.monotonic() + PATIENCE
        while not self._at_rest():
            assert self._errors == []
            assert time.monotonic() < deadline, "not at rest"
            time.sleep(0.1)

    def end(self) -> None:
        """End the threads."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _at_rest(self) -> bool:
        """Whether nobody works, and no message is left.

        Empty queues do not say so: work may pass from one to the other while they are asked in turn, and who works on
        a message that came twice is not to be seen in them once the other has deleted it.
        """
        before = self._progress()
        return before[0] == 0 and self._left() == 0 and before == self._progress()

    def _progress(self) -> tuple[int, int]:
        with self._lock:
            return self._at_work, self.messages

    def _left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        urls = [self._world.functions[name].queues[0].url for name in QUEUED]
        found = [self._world.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names) for url in urls]
        return sum(int(count) for each in found for count in each["Attributes"].values())

    def _work(self, name: str) -> None:
        function = self._world.functions[name]
        invoke = self._world.invoke_with(function)
        (source,) = function.queues
        try:
            while not self._stop.is_set():
                received = self._world.sqs.receive_message(
                    QueueUrl=source.url, MaxNumberOfMessages=5, WaitTimeSeconds=1, MessageSystemAttributeNames=["All"]
                )
                if messages := received.get("Messages", []):
                    self._begin(len(messages))
                    result = invoke(to_event(source, messages))
                    self._finish(source.url, messages, failures(result, [each["MessageId"] for each in messages]))
        except Exception as error:  # noqa: BLE001 - the test fails by it
            self._errors.append(error)

    def _begin(self, number: int) -> None:
        with self._lock:
            self._at_work += 1
            self.messages += number

    def _finish(self, url: str, messages: list[Any], failed: set[str]) -> None:
        for message in messages:
            if message["MessageId"] not in failed:
                self._world.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        with self._lock:
            self._at_work -= 1
            self.failed += len(failed)


@contextmanager
def _handlers(world: World) -> Iterator[Workers]:
    workers = Workers(world)
    try:
        yield workers
    finally:
        workers.end()


@contextmanager
def _conflicts(world: World) -> Iterator[Counter[str]]:
    """Counts the requests of functions that another run was in the way of, by what they were told."""
    counted: Counter[str] = Counter()

    def count(parsed: Mapping[str, Any], **_: Any) -> None:
        code = parsed.get("Error", {}).get("Code", "")
        if code == "TransactionCanceledException":
            counted.update({reason["Code"] for reason in parsed["CancellationReasons"]} - {"None"})
        elif code in ("ConditionalCheckFailedException", "PreconditionFailed"):
            counted[code] += 1

    for client in (world.site.table._client, world.site.bucket._client):
        client.meta.events.register("after-call.*.*", count)
    yield counted
