"""A site made from template.yaml, with its queues worked off by hand: in moto, or in the simulator."""

import dataclasses
import datetime as dt
import functools
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch

import boto3
import moto.s3.models
import pytest
from articles.local import aws
from articles.local.event_sources import to_event, work_off
from articles.local.functions import Function, functions, invoker
from articles.local.resources import create_resources
from articles.local.template import Template, read_template
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.article import Article, RelatedArticle
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bound, Bounded, spawn
from articles.publishing.running.services import Services, connect
from articles.publishing.storage import page_links, search_manifest
from articles.publishing.storage.attributes import typed
from articles.publishing.storage.uploads import SITE_FILE
from articles.search import compaction, indexing
from boto3.dynamodb.types import TypeDeserializer
from botocore import xform_name
from moto import mock_aws

from tests.support.search_segments import files_once, merged_once
from tests.support.simulator import S3, SQS, DynamoDB, Items, Objects, Queues
from tests.support.simulator.requests import Moment, Told

ROOT = Path(__file__).parents[2]
BUCKET = "articles"
# What is derived, by the name that the local stack gives its bucket.
DERIVED = "articles-derivedbucket"
ENDPOINT = "https://queue.amazonaws.com"
QUEUED = ("IngestFunction", "RefreshFunction", "DeriveFunction")
FUNCTIONS = (*QUEUED, "ReconcileFunction", "ClockFunction")

P = ParamSpec("P")
T = TypeVar("T")

# Titles of a page and of a site, for which the simulated world renders less: see `in_process`.
TOO_MUCH, UNWANTED, STRICT = "Too much", "Two", "Strict"

# Makes a client of a service that tells of its requests: of the service's name, whom to tell, and boto3's options.
MakeClient = Callable[..., Any]
Watch = Callable[[Moment, str], None]


# A file whose front matter never ends, so that it cannot be published.
BROKEN = "---\ntitle: no article\n"


def set_up(world: "World", text: str) -> None:
    """Upload site.yaml, and let all be done that follows from it."""
    world.put(SITE_FILE, text)
    world.settle()
    world.pass_long()  # browse reads what may be a moment old


def publish_two(world: "World", one: str, other: str) -> None:
    """Have pages live at two paths, in a test that is not about neighbours."""
    world.pass_after(900)
    world.put("a.md", file(one))
    world.put("b.md", file(other))
    world.settle()


def file(  # noqa: PLR0913, PLR0917 - what a file may say
    url: str,
    title: str = "A title",
    answer: str = "An answer.",
    related: tuple[str, ...] = (),
    subject: str = "X",
    date: str = "2025-02-06",
    aliases: tuple[str, ...] = (),
    more: str = "",
) -> str:
    """An article file; `more` is another line of its front matter."""
    lines = [f"title: {title}", f"question: {title}?", f"url: {url}", f"subject: {subject}"]
    if not more.startswith("date:"):
        lines.append(f"date: {date}")
    if more:
        lines.append(more)
    if aliases:
        lines += ["aliases:", *(f"  - {path}" for path in aliases)]
    for number, link in enumerate(related, 1):
        lines += [f"related_article{number}:", f"    title: as the file says {number}", f"    url: {link}"]
    return "\n".join(["---", *lines, "---", "", answer, ""])


def by_its_name(title: str = "A title", answer: str = "An answer.", more: str = "") -> str:
    """An article file whose path follows its name."""
    return file("", title, answer, more=more).replace("\nurl: \n", "\n")


# When the time of a world of its own begins, and when two days after it begin.
START = 1_769_904_000.0
TOMORROW, THE_DAY_AFTER = "2026-02-02", "2026-02-03"
DUE = (START + 86_400, START + 172_800)


class Clock:
    """A time that passes by requests and pauses alone, so that a history is the same each time.

    Attributes:
        latest: The latest time that it has ever shown.
    """

    def __init__(self) -> None:
        self._now = START
        self._passed = 0.0
        self._elapsed = 0.0
        self.latest = START

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._now

    def passed(self) -> float:
        """Seconds that have passed: these never go back."""
        return self._passed

    def elapsed(self) -> float:
        """Seconds that have passed for whoever has waited since: as `passed`, and whenever the time jumped forward."""
        return self._elapsed

    def utcnow(self) -> dt.datetime:
        """The time as moto has it: in UTC, and naive."""
        return dt.datetime.fromtimestamp(self._now, dt.UTC).replace(tzinfo=None)

    def jump_to(self, time_shown: float) -> None:
        """Show another time from now on, forward or back, as another machine may."""
        self._elapsed += max(0.0, time_shown - self._now)
        self._now = time_shown
        self.latest = max(self.latest, time_shown)

    def pass_by(self, _: float = 0) -> None:
        """Let ten milliseconds pass, however long was asked for: pauses are random."""
        self._pass(0.01)

    def pass_a_second(self) -> None:
        """Let a second pass, so that two uploads have two times."""
        self._pass(1)

    def pass_long(self) -> None:
        """Let a minute pass, after which every index has caught up."""
        self._pass(60)

    def pass_seconds(self, seconds: float) -> None:
        """Let so much time pass."""
        self._pass(seconds)

    def pass_an_hour(self) -> None:
        """Let an hour pass."""
        self._pass(3600)

    def _pass(self, seconds: float) -> None:
        self._passed += seconds
        self.jump_to(self._now + seconds)


class World:
    """Bucket, queues, table and functions of template.yaml.

    Attributes:
        functions: The functions, by their logical names.
        s3: A client of the test's own; so are `sqs` and `dynamodb`.
        reader: Another one of DynamoDB, whose requests nobody is told of.
        client: Makes the clients of the functions.
        versions: The ids of the versions of each object that was put and deleted here, delete markers among them.
        bodies: What was put here, by the id of its version.
        times: When it was put, in seconds since the epoch, where a clock of our own tells.
        errors: What functions raised.
        log: Each request and each answer, in order, if it is a list.
        state: In the simulator, the clock, queues, bucket and table.
    """

    def __init__(
        self,
        make_client: MakeClient,
        bounded: Bound,
        clock: Clock | None = None,
        state: tuple[object, ...] = (),
        **working: Any,
    ) -> None:
        self.functions = dict(_functions())
        self.s3, self.sqs, self.dynamodb = (make_client(name, self._note) for name in ("s3", "sqs", "dynamodb"))
        self.reader = make_client("dynamodb", lambda *_: None)
        self.client: Callable[..., Any] = functools.cache(
            lambda service, **options: make_client(service, self._tell, **options)
        )
        self.versions: dict[str, tuple[str, ...]] = {}
        self.bodies: dict[str, bytes] = {}
        self.times: dict[str, int] = {}
        self.errors: list[Exception] = []
        self.log: list[tuple[str, str, Mapping[str, Any]]] | None = None
        self._watches: list[Watch] = []
        self._bounded = bounded
        self._clock = clock
        if clock is not None:
            working |= {"now": clock.now, "sleep": clock.pass_by, "pool": _OneByOne}
        self._working = {"rebuild_delay": 0, "anew_delay": 0, **working}  # nobody waits for it here
        self._site: Services | None = None
        self.state = state

    @property
    def site(self) -> Services:
        """The services of the functions, as their environment names them; the same ones until a restart."""
        if self._site is None:
            made = connect(os.environ, self.client, self._bounded)
            self._site = dataclasses.replace(made, **self._working)
        return self._site

    @property
    def is_connected(self) -> bool:
        """Whether a function, or a test, has asked for the services since the restart."""
        return self._site is not None

    def put(self, key: str, text: str | bytes) -> None:
        body = text.encode() if isinstance(text, str) else text
        if self._clock is not None:
            self._clock.pass_a_second()
        version = self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)["VersionId"]
        if self._clock is not None:
            self.times[version] = int(self._clock.now())
        self.versions[key] = (*self.versions.get(key, ()), version)
        self.bodies[version] = body

    def upload(self, **files: str | None) -> None:
        """Put files, by their names without ending; delete those of which nothing is left."""
        for name, text in files.items():
            if text is None:
                self.delete(f"{name}.md")
            else:
                self.put(f"{name}.md", text)

    def delete(self, key: str) -> None:
        marker = self.s3.delete_object(Bucket=BUCKET, Key=key).get("VersionId")
        self.versions[key] = (*self.versions.get(key, ()), marker)

    def roll_back(self, key: str) -> None:
        """Delete the newest version of an object for good; if it is a delete marker, the object is there again."""
        if self.versions.get(key):
            *older, newest = self.versions[key]
            self.versions[key] = tuple(older)
            self.s3.delete_object(Bucket=BUCKET, Key=key, VersionId=newest)

    def configure(self, **variables: str) -> None:
        """Deploy the functions with other settings."""
        for name, function in self.functions.items():
            self.functions[name] = dataclasses.replace(function, environment={**function.environment, **variables})
        os.environ.update(variables)
        self.restart()

    def remember(self) -> Callable[[], None]:
        """What puts everything back as it is now, in the simulator."""
        saved = [(each, _copied(vars(each))) for each in self.state]
        versions = dict(self.versions)

        def put_back() -> None:
            for each, attributes in saved:
                vars(each).update(_copied(attributes))
            self.versions = dict(versions)
            self.errors.clear()
            self.restart()

        return put_back

    def work_in_pages(self, size: int) -> None:
        """Have one message work off so many referrers or claims."""
        self._working["page"] = size
        self.restart()

    def pass_after(self, seconds: int) -> None:
        """Have neighbours computed when the index has been at rest so long: late, where a test is not about them."""
        self._working["pass_delay"] = seconds
        self.restart()

    def restart(self) -> None:
        """Forget what the functions' processes remember."""
        self._site = None

    def step(self, name: str, chosen: Sequence[int] = (), *, twice: bool = False) -> int:
        """Give a function one batch of its queue.

        Args:
            name: The function.
            chosen: Which of the messages at hand, and in which order; all if none is named.
            twice: Whether they come again although nothing failed.

        Returns:
            How many messages there were.
        """
        function = self.functions[name]
        (source,) = function.queues
        messages: list[Any] = self.sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=10).get("Messages", [])
        if messages:
            batch = [messages[number % len(messages)] for number in chosen] or messages
            batch = list({message["MessageId"]: message for message in batch}.values())
            if twice:
                self.invoke(name, to_event(source, batch))
            else:
                work_off(source, self.invoke_with(function), self.sqs, self.errors.append, batch)
        return len(messages)

    def settle(self) -> None:
        """Work the queues off until nothing is left."""
        for _ in self.settling():
            pass

    def settling(self, most: int = 1000) -> Iterator[None]:
        """Work the queues off, one batch of each at a time, until nothing is left."""
        for _ in range(most):
            if sum(self.step(name) for name in QUEUED) == 0 and not self._has_waited_for_what_is_next():
                return
            yield
        raise AssertionError(f"not at rest after {most} batches")

    def _has_waited_for_what_is_next(self) -> bool:
        """Let a second pass if a message is ready by then."""
        is_next = any(isinstance(each, Queues) and each.has_ready_within(1) for each in self.state)
        if is_next:
            self.clock.pass_a_second()
        return is_next

    @property
    def clock(self) -> Clock:
        """The clock of this world, which has one of its own."""
        assert self._clock is not None
        return self._clock

    @property
    def latest(self) -> float:
        """The latest time that a function of this world can have seen."""
        return self._clock.latest if self._clock is not None else time.time()

    def tick(self) -> int:
        """Have the clock look for what is due; returns how many files it sent."""
        self.pass_long()
        return int(self.invoke("ClockFunction", {})["sent"])

    def settle_all(self) -> None:
        """Work off all that is under way and all that is due; an hour passes."""
        self.settle()
        if self._clock is not None:
            self._clock.pass_an_hour()
        while self.tick():
            self.settle()
        self.settle()

    def reconcile(self) -> int:
        """Compare bucket and table from the beginning to the end; returns how many files differed."""
        self.pass_long()
        while self.site.table.progress() is not None:
            self.invoke("ReconcileFunction", {})
        return int(self.invoke("ReconcileFunction", {})["different"])

    def pass_long(self) -> None:
        """Let every index catch up."""
        if self._clock is not None:
            self._clock.pass_long()

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        return self.invoke_with(self.functions[name])(event)

    def give(self, name: str, message: Mapping[str, Any]) -> None:
        """Give a function a message that is in no queue; if it fails, its queue has it."""
        record = {"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}
        if self.invoke(name, {"Records": [record]})["batchItemFailures"]:
            self.send(name, message)

    def send(self, name: str, message: Mapping[str, Any]) -> None:
        """Send a message to the queue of a function."""
        (source,) = self.functions[name].queues
        self.sqs.send_message(QueueUrl=source.url, MessageBody=json.dumps(message))

    def invoke_with(self, function: Function) -> Any:
        return invoker(function, self.handler(function))

    def handler(self, function: Function) -> Callable[..., Any]:
        """The handler of a function, as Lambda calls it, with the services of this world."""
        return functools.partial(function.load(), connected=lambda: self.site)

    def lose_refreshes(self) -> None:
        """Do all that is to be done, as if every request for a refresh died in its dead-letter queue."""
        for name in ("IngestFunction", "DeriveFunction"):
            while self.step(name):
                pass
        self.drop_events("RefreshFunction")

    def drop_events(self, name: str = "IngestFunction") -> None:
        """Lose every message of a function's queue, which are events and requests for a sync if no other is named."""
        url = self.functions[name].queues[0].url
        while messages := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def pending(self) -> list[str]:
        """Some messages that are yet to be worked off.

        One that begins a pass is none: it waits for its time, and all that is stored is right before.
        """
        urls = [self.functions[name].queues[0].url for name in QUEUED]
        there = [self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []) for url in urls]
        bodies = [message["Body"] for messages in there for message in messages]
        return [body for body in bodies if not body.startswith('{"pass"')]

    def items(self) -> list[dict[str, Any]]:
        """The whole table."""
        plain = TypeDeserializer().deserialize
        found: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            page = self.dynamodb.scan(TableName=self.site.table.name, ConsistentRead=True, **start)
            found += [{name: plain(value) for name, value in item.items()} for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                return found
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def reader_of(self, _: Iterable[Mapping[str, Any]]) -> Any:
        """A client that reads the table, which has these items and no others."""
        return self.reader

    def objects(self, bucket: str = BUCKET) -> dict[str, bytes]:
        """All objects of a bucket."""
        listed = [each["Key"] for each in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return {key: self.s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in listed}

    @contextmanager
    def watched(self, watch: Watch) -> Iterator[None]:
        """Have each request that a function makes told to `watch`, before and after it took effect, until the end.

        While another watches, this one is told nothing.
        """
        self._watches.append(watch)
        try:
            yield
        finally:
            self._watches.remove(watch)

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Have nothing told until the end."""
        with self.watched(lambda *_: None):
            yield

    def _note(self, moment: Moment, operation: str, content: Mapping[str, Any]) -> None:
        if self.log is not None:
            self.log.append((moment, operation, content))

    def _tell(self, moment: Moment, operation: str, content: Mapping[str, Any]) -> None:
        self._note(moment, operation, content)
        if moment == "before" and self._clock is not None:
            self._clock.pass_by()
        if self._watches:
            self._watches[-1](moment, operation)


class MotoWorld(World):
    """A world in moto, which takes milliseconds for a request: what the oracle asks for again and again is kept here.

    What the simulator answers to these requests is what moto does: `test_simulator` compares.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._read: dict[str, bytes] = {}

    def reader_of(self, items: Iterable[Mapping[str, Any]]) -> Any:
        """A client of a copy of these items in the simulator."""
        copied = Items(time.monotonic, as_moto=True)
        for item in items:
            copied.write((item["pk"], item["sk"]), typed(item))
        return DynamoDB(copied, lambda *_: None)

    def objects(self, bucket: str = BUCKET) -> dict[str, bytes]:
        """All objects of a bucket. Unless requests are noted, what has an entity tag as before is not read again."""
        if self.log is not None:
            return super().objects(bucket)
        tags = {each["Key"]: each["ETag"] for each in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])}
        for key, tag in tags.items():
            if tag not in self._read:
                self._read[tag] = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return {key: self._read[tag] for key, tag in tags.items()}


@contextmanager
def a_world(*, impatient: bool = False, clock: Clock | None = None, bounded: Bound | None = None) -> Iterator[World]:
    """A world of its own in moto, and the environment of its functions.

    Args:
        impatient: Whether a message comes again at once and as often as it takes, until it has been deleted.
        clock: Their time, if it is not the true one.
        bounded: What calls parsing and rendering, if it is not a worker with the limits of a function.
    """
    with _environment() as patch, mock_aws(), lent_clients() as make_client:
        aws.adapt()
        patch.setattr(boto3, "DEFAULT_SESSION", _session())
        untold: Any = SimpleNamespace(client=lambda service: make_client(service, lambda *_: None))
        create_resources(_template(), untold)
        if clock is not None:
            patch.setattr(moto.s3.models, "utcnow", clock.utcnow)
        world = MotoWorld(make_client, bounded or workers(), clock)
        if impatient:
            for name in QUEUED:
                attributes = {"VisibilityTimeout": "0", "RedrivePolicy": ""}
                world.sqs.set_queue_attributes(QueueUrl=world.functions[name].queues[0].url, Attributes=attributes)
        yield world


@contextmanager
def a_simulated_world(*, as_moto: bool = False) -> Iterator[World]:
    """A world of its own in the simulator, impatient, with a clock of its own.

    Args:
        as_moto: Whether all is done in as few requests as in moto; otherwise pages are short, the table leaves a part
            of each third batch unanswered, its index is late, only the last handle deletes a message, the links of a
            page do not fit into its transaction, and segments of the search index are merged sooner.
    """
    clock = Clock()
    queues = Queues(clock.elapsed, as_moto=as_moto)
    table = Items(clock.passed, as_moto=as_moto)
    most = page_links.MOST_AT_ONCE if as_moto else 1
    merged = search_manifest.MERGED if as_moto else 3
    with (
        _environment(),
        patch.object(page_links, "MOST_AT_ONCE", most),
        patch.object(search_manifest, "MERGED", merged),
        patch.object(search_manifest, "BUILT", 600),
        patch.object(indexing, "files_of", files_once),
        patch.object(compaction, "merged_files", merged_once),
    ):
        url = _template().reference("IngestQueue")
        queues.add(url, json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}))  # S3 tries what it is told of
        objects = Objects(functools.partial(_notify, queues, url), clock.now)
        derived = Objects(lambda *_: None, clock.now, is_versioned=False)
        clients: dict[str, tuple[Any, Any]] = {
            "s3": (S3, {BUCKET: objects, _template().reference("DerivedBucket"): derived}),
            "sqs": (SQS, queues),
            "dynamodb": (DynamoDB, table),
        }

        def make_client(service: str, told: Told, **_: Any) -> Any:
            client, state = clients[service]
            return client(state, told)

        logging.disable()
        try:
            late: dict[str, Any] = {} if as_moto else {"page": 2, "anew_delay": 1}
            yield World(make_client, in_process, clock, (clock, queues, objects, derived, table), **late)
        finally:
            logging.disable(logging.NOTSET)


@contextmanager
def _environment() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(ENDPOINT).items():
            patch.setenv(name, value)
        patch.delenv("AWS_ENDPOINT_URL")
        for name in FUNCTIONS:
            for variable, value in _functions()[name].environment.items():
                patch.setenv(variable, value)
        yield patch


@contextmanager
def lent_clients(**common: Any) -> Iterator[MakeClient]:
    """Makes a world's clients of those that earlier worlds no longer need, since it takes long to make one.

    Args:
        common: boto3's options that all of them have.
    """
    with ExitStack() as lent:

        def make_client(service: Any, told: Told, **options: Any) -> Any:
            options = {**common, **options}
            unused = _unused.setdefault((service, *options.items()), [])
            client: Any = unused.pop() if unused else _session().client(service, **options)
            lent.callback(unused.append, client)
            events = client.meta.events
            for event, tell in (
                (
                    "provide-client-params.*.*",
                    lambda params, model, **_: told("before", xform_name(model.name), params),
                ),
                ("after-call.*.*", lambda parsed, model, **_: told("after", xform_name(model.name), parsed)),
            ):
                events.register(event, tell)
                lent.callback(events.unregister, event, tell)
            return client

        yield make_client


_unused: dict[tuple[object, ...], list[Any]] = {}


def _notify(queues: Queues, url: str, name: str, quoted_key: str) -> None:
    """S3's event in the queue if the template's bucket tells of such, by what publishing reads of it."""
    notifications = _template().properties("ContentBucket")["NotificationConfiguration"]["QueueConfigurations"]
    if any(fnmatchcase(f"s3:{name}", entry["Event"]) for entry in notifications):
        event = {"eventSource": "aws:s3", "eventName": name, "s3": {"object": {"key": quoted_key}}}
        queues.add(url, json.dumps({"Records": [event]}))


class _OneByOne(Executor):
    """In place of a pool of threads: their requests come in one order only."""

    def __init__(self, _: int) -> None:
        pass

    def submit(self, call: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(call(*args, **kwargs))
        return done


@functools.cache
def workers() -> Bounded:
    """The workers of all worlds in moto: of a fork server that is started anew, since test runners have threads."""
    return Bounded(start=spawn)


def noting(worked: list[str], bounded: Bound) -> Bound:
    """What notes the name of each function that it has another call."""

    def noted(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        worked.append(function.__name__)
        return bounded(function, *args, **kwargs)

    return noted


def in_process(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """In place of a worker: what it calls is pure, so that the same call is made once for all histories.

    Rendering refuses a page that has a link to one called `TOO_MUCH`, as it does one that becomes too large by its
    links; and on a site called `STRICT` all that are called `UNWANTED`, as other code may.
    """
    key = repr((function, args, kwargs))
    if key not in _results:
        refuse: Callable[..., None] = _refuse
        if function is represent:
            refuse(*args, **kwargs)
        _results[key] = function(*args, **kwargs)
    result: T = _results[key]
    return result


_results: dict[str, Any] = {}


def _refuse(article: Article, related: Sequence[RelatedArticle], settings: Settings, *_: object) -> None:
    if any(each.title == TOO_MUCH for each in related) or (settings.name == STRICT and article.title == UNWANTED):
        raise ArticleError([Problem(1, 1, "article-too-large", "Refused.")])


@functools.cache
def _template() -> Template:
    return read_template(ROOT / "template.yaml", {"BucketName": BUCKET, "SiteUrl": "http://site"}, ENDPOINT)


@functools.cache
def _functions() -> Mapping[str, Function]:
    return {function.name: function for function in functions(_template())}


def _copied(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, dict) else value for name, value in attributes.items()}


@functools.cache
def _session() -> boto3.Session:
    """One session for all worlds: each would read the models of the services again."""
    return boto3.Session()
