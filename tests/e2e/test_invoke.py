"""Each function as `sam build` makes it, cold, under Lambda's own runtime client, against the local AWS services."""

import base64
import gzip
import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from articles.local import aws
from articles.local.build import BuiltFunction
from articles.local.errors import LocalError
from articles.local.invoke import Invocation, Invoke, Tools, build_functions, find_tools, invoke_function, running
from articles.local.resources import create_resources
from articles.local.stack_parameters import BUCKET
from articles.local.template import read_template
from articles.publishing.media.facts import address_of
from articles.publishing.storage.derived import Derived

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "events"
KEY = "physics/why-is-the-sky-blue-but-the-sunset-red.md"
PATH = "/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red"
OF_THE_EMULATOR = ("START RequestId: ", "END RequestId: ", "REPORT RequestId: ")
TITLE = "Why is the sky blue but the sunset red?"

# What is answered to each of deliver's samples, once the article that they ask for is published.
DELIVERED = {
    "deliver-head": 200,
    "deliver-health": 200,
    "deliver-html": 200,
    "deliver-json": 200,
    "deliver-markdown": 200,
    "deliver-not-acceptable": 406,
    "deliver-not-found": 404,
    "deliver-not-modified": 304,
    "deliver-options": 204,
    "deliver-post": 405,
    "deliver-redirect": 308,
    "deliver-related": 200,
}
# The other samples that a test here gives to its function.
GIVEN = {"s3-put", "s3-delete", "s3-expired", "s3-test", "sqs-batch", "refresh", "schedule", "rebuild"}
GIVEN |= {"derive", "clock", "preview-unsigned"}

pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Services:
    """AWS services with the template's resources, and the functions built for this machine."""

    endpoint: str
    session: boto3.Session
    tools: Tools
    functions: dict[str, BuiltFunction]
    parameters: dict[str, str]

    def client(self, service: str) -> Any:
        return self.session.client(service, endpoint_url=self.endpoint)  # type: ignore[call-overload]

    @contextmanager
    def start(self, name: str, log: list[dict[str, Any]], endpoint: str | None = None) -> Iterator[Invoke]:
        """Run a function; when it has ended, `log` has the JSON objects that it wrote, and it wrote nothing else."""
        with tempfile.TemporaryFile("w+") as file:
            with running(self.functions[name], self.tools, endpoint or self.endpoint, file) as invoke:
                yield invoke
            file.seek(0)
            log += [json.loads(line) for line in file if not line.startswith(OF_THE_EMULATOR)]

    def first_answer(self, name: str, event: Any) -> tuple[Invocation, list[dict[str, Any]]]:
        log: list[dict[str, Any]] = []
        with self.start(name, log) as invoke:
            answer = invoke(event)
        return answer, log


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    try:
        tools = find_tools()
    except LocalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        environment = aws.environment(endpoint)
        for name in os.environ.keys() - environment.keys():
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        parameters = {"BucketName": BUCKET, "SiteUrl": "https://a.example", "CloudFront": "disabled"}
        template = read_template(ROOT / "template.yaml", parameters, endpoint)
        with aws.serving(listener):
            session = boto3.Session()
            create_resources(template, session)
            built = {each.function.name: each for each in build_functions(tools, parameters, endpoint)}
            yield Services(endpoint, session, tools, built, parameters)


@pytest.fixture(scope="module")
def ingested(services: Services) -> tuple[Invocation, list[dict[str, Any]]]:
    """What came of the event of an uploaded file, which is live from then on."""
    services.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=(ROOT / "content" / KEY).read_bytes())
    return services.first_answer("IngestFunction", event("s3-put"))


@pytest.fixture
def published(ingested: tuple[Invocation, list[dict[str, Any]]]) -> None:
    assert not ingested[0].failed, ingested


def event(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text())


def metrics(log: list[dict[str, Any]]) -> dict[str, Any]:
    """The metrics that CloudWatch takes from a log, and their dimensions' values."""
    found: dict[str, Any] = {}
    for line in log:
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
            assert directive["Namespace"] == "Articles"
            assert directive["Dimensions"] == [["service"]]
            found |= {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}
    return found


def messages(log: list[dict[str, Any]]) -> list[str]:
    """What a function itself said; boto3 tells where it found credentials."""
    return [line["message"] for line in log if "service" in line and "message" in line]


def content(response: dict[str, Any]) -> str:
    body = response["body"]
    raw = base64.b64decode(body) if response.get("isBase64Encoded") else body.encode()
    headers = {name.lower(): value for name, value in response["headers"].items()}
    return (gzip.decompress(raw) if headers.get("content-encoding") == "gzip" else raw).decode()


def test_ingest_publishes_an_uploaded_file(
    ingested: tuple[Invocation, list[dict[str, Any]]], figure: Callable[[str], None]
) -> None:
    answer, log = ingested
    figure(f"first answer of ingest: {answer.seconds:.2f} s, publishing a file")

    assert not answer.failed, answer.result
    line = next(line for line in log if line.get("message") == "published")
    assert (line["key"], line["path"], line["level"], line["service"]) == (KEY, PATH, "INFO", "articles-ingest")
    assert line["function_request_id"]
    assert metrics(log)["Published"] in (1, [1])
    assert "PublishDelay" in metrics(log)


@pytest.mark.usefixtures("published")
def test_ingest_takes_a_batch_of_a_queue_and_names_no_failures(services: Services) -> None:
    answer, log = services.first_answer("IngestFunction", event("sqs-batch"))

    assert answer.result == {"batchItemFailures": []}
    assert [line["key"] for line in log if line.get("message") in ("unchanged", "published")].count(KEY) == 2


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("sample", "states"), [("s3-delete", ["unchanged"]), ("s3-expired", ["unchanged"]), ("s3-test", [])]
)
def test_ingest_reads_the_bucket_whatever_an_event_says(services: Services, sample: str, states: list[str]) -> None:
    answer, log = services.first_answer("IngestFunction", event(sample))

    assert (answer.failed, answer.result) == (False, None)
    assert messages(log) == states  # the file that is said to be deleted is there


@pytest.mark.usefixtures("published")
def test_refresh_renders_a_page_again_whose_link_has_come_to_life(
    services: Services, figure: Callable[[str], None]
) -> None:
    target = "---\ntitle: A target\nurl: /learn/physics/questions/why-does-a-moving-clock-run-slow\n---\nHere.\n"
    services.client("s3").put_object(Bucket=BUCKET, Key="target.md", Body=target.encode())
    services.first_answer("IngestFunction", {"sync": ["target.md"]})
    answer, log = services.first_answer("RefreshFunction", event("refresh"))
    figure(f"first answer of refresh: {answer.seconds:.2f} s, three messages")

    assert answer.result == {"batchItemFailures": []}
    (line,) = [line for line in log if line.get("message") == "refreshed"]
    assert (line["path"], line["level"], line["service"]) == (PATH, "INFO", "articles-refresh")
    assert metrics(log)["Refreshed"] in (1, [1])


def test_derive_has_nothing_to_do_for_a_picture_that_is_not_there(
    services: Services, figure: Callable[[str], None]
) -> None:
    answer, _ = services.first_answer("DeriveFunction", event("derive"))
    figure(f"first answer of derive: {answer.seconds:.2f} s, no picture")
    assert answer.result == {"batchItemFailures": []}


@pytest.mark.usefixtures("published")
def test_reconcile_finds_the_file_whose_event_was_lost(services: Services, figure: Callable[[str], None]) -> None:
    s3 = services.client("s3")
    s3.put_object(Bucket=BUCKET, Key="lost.md", Body=b"---\ntitle: Lost\nurl: /learn/lost\n---\nFound.\n")
    try:
        answer, log = services.first_answer("ReconcileFunction", event("schedule"))
    finally:
        s3.delete_object(Bucket=BUCKET, Key="lost.md")
    figure(f"first answer of reconcile: {answer.seconds:.2f} s, a few files")

    assert answer.result["done"] is True
    url = services.functions["IngestFunction"].function.queues[0].url
    found = services.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert {"sync": ["lost.md"]} in [json.loads(each["Body"]) for each in found]
    assert "reconciled" in messages(log)
    # And what search has yet to be told of, as nobody works its queue off here.
    different = answer.result["different"]
    assert metrics(log)["Different"] in (different, [different])


def test_the_clock_finds_what_is_due(services: Services, figure: Callable[[str], None]) -> None:
    answer, log = services.first_answer("ClockFunction", event("clock"))
    figure(f"first answer of clock: {answer.seconds:.2f} s")
    assert answer.result == {"sent": 0, "overdue": 0}
    assert metrics(log)["Overdue"] in (0, [0])


def test_a_preview_without_a_link_is_a_404(services: Services, figure: Callable[[str], None]) -> None:
    answer, _ = services.first_answer("PreviewFunction", event("preview-unsigned"))
    figure(f"first answer of preview: {answer.seconds:.2f} s, without a link")
    assert answer.result["statusCode"] == 404


@pytest.mark.usefixtures("published")
def test_reconcile_takes_a_batch_of_the_distributed_map(services: Services) -> None:
    answer, _ = services.first_answer("ReconcileFunction", event("rebuild"))

    assert answer.result == {"compared": 1, "different": 1, "done": True}


@pytest.mark.usefixtures("published")
def test_deliver_answers_every_sample_event(services: Services, figure: Callable[[str], None]) -> None:
    log: list[dict[str, Any]] = []
    with services.start("DeliverFunction", log) as invoke:
        first = invoke(event("deliver-html"))
        answers = {name: invoke(event(name)).result for name in DELIVERED}
    figure(f"first answer of deliver: {first.seconds:.2f} s, a page")

    assert first.result["statusCode"] == 200
    assert {name: answer.get("statusCode") for name, answer in answers.items()} == DELIVERED
    for name in ("deliver-html", "deliver-json", "deliver-markdown"):
        assert TITLE in content(answers[name])
    assert answers["deliver-redirect"]["headers"]["location"] == PATH
    assert log == []  # the API's access log has each request


def test_deliver_tells_when_the_table_does_not_answer(services: Services) -> None:
    log: list[dict[str, Any]] = []
    with services.start("DeliverFunction", log, endpoint="http://127.0.0.1:9") as invoke:
        answer = invoke(event("deliver-html"))

    assert (answer.failed, answer.result["statusCode"]) == (False, 503)
    (line,) = log
    assert (line["level"], line["path"], line["service"]) == ("ERROR", PATH, "articles-deliver")
    assert metrics(log) == {"TableUnavailable": 1}


@pytest.mark.usefixtures("published")
def test_browse_gives_every_list_that_there_is_a_sample_event_for(
    services: Services, figure: Callable[[str], None]
) -> None:
    bucket = Derived(services.client("s3"), "articles-derivedbucket")
    bucket.put(address_of("pictures/prism.png", b"A picture", "png"), b"A picture", "image/png", "prism.png")
    log: list[dict[str, Any]] = []
    with services.start("BrowseFunction", log) as invoke:
        answers = {path.stem: invoke(event(path.stem)) for path in sorted(EVENTS.glob("browse-*.json"))}
    figure(f"first answer of browse: {next(iter(answers.values())).seconds:.2f} s, a list")

    assert [answer.result for answer in answers.values() if answer.failed] == []
    assert {name: answer.result.get("statusCode") for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert TITLE in content(answers["browse-subject"].result)
    assert content(answers["browse-picture"].result) == "A picture"
    assert messages(log) == []


@pytest.mark.usefixtures("published")
def test_search_answers_its_sample_events_although_nothing_is_indexed_yet(
    services: Services, figure: Callable[[str], None]
) -> None:
    log: list[dict[str, Any]] = []
    with services.start("SearchFunction", log) as invoke:
        answers = {path.stem: invoke(event(path.stem)) for path in sorted(EVENTS.glob("search*.json"))}
    figure(f"first answer of search: {next(iter(answers.values())).seconds:.2f} s")

    assert {name: answer.result.get("statusCode") for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert {*messages(log)} == {"search found nothing"}


def test_no_sample_event_is_left_out() -> None:
    samples = {file.stem for file in EVENTS.glob("*.json")} - {"env"}
    assert samples == GIVEN | DELIVERED.keys() | {name for name in samples if name.startswith(("browse-", "search"))}


def test_a_handlers_error_is_told_from_an_answer(services: Services) -> None:
    answer, _ = services.first_answer("RefreshFunction", "no event")

    assert answer.failed
    assert answer.result["errorMessage"]


@pytest.mark.usefixtures("published")
def test_the_command_prints_the_answer_and_exits_with_what_came_of_it(
    services: Services, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def run(name: str, file: Path) -> int:
        return invoke_function(name, file, 9, int(services.endpoint.rpartition(":")[2]))

    assert run("IngestFunction", EVENTS / "sqs-batch.json") == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == {"batchItemFailures": []}
    assert '"message":"unchanged"' in err

    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert run("IngestFunction", broken) == 1
    assert "broken.json: not JSON" in capfd.readouterr().err

    assert run("NoFunction", EVENTS / "schedule.json") == 1
    assert "there is no function NoFunction; the functions are IngestFunction" in capfd.readouterr().err

    assert invoke_function("IngestFunction", EVENTS / "schedule.json", 9, 9) == 1
    assert "nothing answers on port 9" in capfd.readouterr().err
