"""A world in the emulator of AWS that deployments are rehearsed with: another opinion than moto and the simulator."""

import functools
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from articles.local import aws
from articles.local.functions import functions
from articles.local.resources import create_resources
from articles.local.template import ACCOUNT, read_template
from botocore.exceptions import ClientError

from tests.rehearsal.emulator import HOST, ministack
from tests.support.simulator.requests import Told
from tests.support.world import (
    BUCKET,
    FUNCTIONS,
    QUEUED,
    ROOT,
    START,
    Clock,
    MakeClient,
    World,
    in_process,
    lent_clients,
)

# Seconds after which what has not come will not come. An event takes milliseconds, on a machine that has time.
PATIENCE = 60

# The beginning of the name of the event that each request to S3 causes.
_EVENTS = {"put_object": "ObjectCreated:", "delete_object": "ObjectRemoved:"}


class EmulatedWorld(World):
    """A world whose uploads have the times that S3 gives them.

    Attributes:
        events: Those that S3 has sent, and that are in the queue.
    """

    events: "Events"

    def put(self, key: str, text: str | bytes) -> None:
        super().put(key, text)
        found = self.s3.head_object(Bucket=BUCKET, Key=key)
        self.times[found["VersionId"]] = int(found["LastModified"].timestamp())

    def settle_all(self) -> None:
        """As any world; a message that is still to come, for a time that has passed here, is forgotten."""
        super().settle_all()
        for name in QUEUED:
            self.sqs.purge_queue(QueueUrl=self.functions[name].queues[0].url)


@contextmanager
def an_emulator(folder: Path) -> Iterator[str]:
    """Run an emulator until the block ends; yields its address. It speaks HTTP, with everybody on this machine.

    A rehearsal has it speak TLS and check what IAM allows. Here that would only take time.

    Args:
        folder: An empty folder for its log and its temporary files.

    Raises:
        LocalError: It cannot be installed, or does not start.
    """
    with ministack(folder, LOG_LEVEL="WARNING") as port:
        yield f"http://{HOST}:{port}"


@contextmanager
def an_emulated_world(endpoint: str) -> Iterator[EmulatedWorld]:
    """A world of its own in a running emulator, impatient and with short pages, and the environment of its functions.

    Whatever was in the emulator is gone.

    Args:
        endpoint: The emulator's address.
    """
    template = read_template(ROOT / "template.yaml", {"BucketName": BUCKET, "SiteUrl": "http://site"}, endpoint)
    # Its account is the one that the access key names, if that is a number of twelve digits.
    options = {"endpoint_url": endpoint, "aws_access_key_id": ACCOUNT, "aws_secret_access_key": "local"}
    with (
        pytest.MonkeyPatch.context() as patch,
        lent_clients(**options) as make_client,
        httpx.Client(base_url=endpoint, trust_env=False, timeout=PATIENCE) as emulator,
    ):
        environment = aws.environment(endpoint)
        for name in os.environ.keys() - environment.keys():
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        emulator.post("/_ministack/reset").raise_for_status()
        untold: Any = SimpleNamespace(client=lambda service: make_client(service, lambda *_: None))
        create_resources(template, untold)
        events = Events(emulator, template.reference("IngestQueue"), make_client("s3", lambda *_: None))
        world = EmulatedWorld(events.awaited(make_client), in_process, _PassingTime(), page=2, pass_delay=0)
        world.events = events
        world.functions = {function.name: function for function in functions(template)}
        for name in FUNCTIONS:
            for variable, value in world.functions[name].environment.items():
                patch.setenv(variable, value)
        for name in QUEUED:
            attributes = {"VisibilityTimeout": "0", "RedrivePolicy": ""}
            world.sqs.set_queue_attributes(QueueUrl=world.functions[name].queues[0].url, Attributes=attributes)
        yield world


class _PassingTime(Clock):
    """A time that passes by itself, as that of the emulator does, and that nobody waits for. It begins as any other."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = START - time.time()

    def now(self) -> float:
        shown = time.time() + self._ahead
        self.latest = max(self.latest, shown)
        return shown

    def jump_to(self, time_shown: float) -> None:
        self._ahead = time_shown - time.time()
        self.latest = max(self.latest, time_shown)

    def pass_by(self, _: float = 0) -> None:
        pass

    def pass_a_second(self) -> None:
        pass

    def pass_long(self) -> None:
        pass

    def pass_an_hour(self) -> None:
        self.jump_to(self.now() + 3600)


class Events:
    """S3's events, each of which a thread of the emulator brings to the queue some time after the request's answer."""

    def __init__(self, emulator: httpx.Client, queue: str, s3: Any) -> None:
        self._emulator = emulator
        self._queue = queue
        self._s3 = s3

    def awaited(self, make_client: MakeClient) -> MakeClient:
        """Makes clients as `make_client` does. Those of S3 answer when the event of what they changed is in the queue.

        So nobody who works the queue off finds it empty because an event is late. Nobody takes the event meanwhile,
        as all that happens in a world happens in one thread.
        """

        def made(service: str, told: Told, **options: Any) -> Any:
            return make_client(service, self._after_events(told) if service == "s3" else told, **options)

        return made

    def _after_events(self, told: Told) -> Told:
        changes = True

        def tell(moment: Any, operation: str, content: Any) -> None:
            nonlocal changes
            # What is not of a version is in the bucket that tells nobody.
            if moment == "after" and changes and operation in _EVENTS and "VersionId" in content:
                self._wait_for(_EVENTS[operation], content["VersionId"])
            try:
                told(moment, operation, content)
            except BaseException:
                if moment == "after" and "Body" in content:
                    content["Body"].close()  # nobody is going to read it, and a process that ends closes its sockets
                raise
            if moment == "before":
                changes = operation != "delete_object" or "VersionId" in content or self._is_there(content["Key"])

        return tell

    def _is_there(self, key: str) -> bool:
        try:
            self._s3.head_object(Bucket=BUCKET, Key=key)
        except ClientError:
            return False
        return True

    def _wait_for(self, kind: str, version: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not any(name.startswith(kind) and version == of for name, of in self.there()):
            assert time.monotonic() < deadline, f"S3 tells nobody of {kind} {version}"
            time.sleep(0.001)

    def there(self) -> list[tuple[str, str]]:
        """The names of the events in the queue, and the versions that they are of. This receives no message."""
        found = self._emulator.get("/_ministack/sqs/messages", params={"QueueUrl": self._queue}).raise_for_status()
        queues = (queue for regions in found.json()["messages"].values() for queue in regions.values())
        messages = (message for queue in queues for messages in queue.values() for message in messages)
        records = (record for message in messages for record in json.loads(message["Body"]).get("Records", ()))
        return [(record["eventName"], record["s3"]["object"]["versionId"]) for record in records]


@dataclass(frozen=True)
class Difference:
    """Something that the emulator does otherwise than AWS, and that a history does.

    Attributes:
        name: What it is.
        reason: What AWS does, and why the difference does no harm here.
        is_there: Whether it is still so.
    """

    name: str
    reason: str
    is_there: Callable[[EmulatedWorld], bool]


def _keeps_a_second_marker_to_itself(world: EmulatedWorld) -> bool:
    world.put("a.md", "")
    world.delete("a.md")
    world.delete("a.md")
    world.put("z.md", "")  # its event is the last to come
    return len(world.events.there()) == 3


def _refuses_an_old_receipt(world: EmulatedWorld) -> bool:
    url = world.functions["IngestFunction"].queues[0].url
    receive = functools.partial(world.sqs.receive_message, QueueUrl=url)
    (old,), _ = receive()["Messages"], receive()
    answer = world.sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "0", "ReceiptHandle": old["ReceiptHandle"]}])
    return "Failed" in answer


DIFFERENCES = (
    Difference(
        "a delete marker on top of another sends no event",
        "AWS adds a marker for each deletion without a version, and sends an event for each marker; the file was gone"
        " before, so whoever takes that event finds nothing to do",
        _keeps_a_second_marker_to_itself,
    ),
    Difference(
        "a message cannot be deleted by the receipt of an earlier delivery",
        "AWS answers that it was deleted, and may keep it; the emulator keeps it, and says so to nobody who listens",
        _refuses_an_old_receipt,
    ),
)
