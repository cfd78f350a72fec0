"""Many files uploaded at once, by any client: all are live, none is lost, and every link leads somewhere."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from tests.support.stack import ARTICLES, Stack, article, eventually

FILES = int(os.environ.get("FILES", "10000"))
AT_ONCE = 8
# Seconds in which at least one more file must have been published.
PATIENCE = 120

pytestmark = [pytest.mark.e2e, pytest.mark.proof]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A local stack with nothing in it."""
    stack = Stack(tmp_path)
    try:
        yield stack
    finally:
        stack.end()


@pytest.mark.parametrize("files", [40, pytest.param(FILES, marks=pytest.mark.soak)], ids=["small", "full"])
def test_every_file_of_a_load_is_live_with_its_links(stack: Stack, files: int, figure: Callable[[str], None]) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        uploads = [pool.submit(_upload, stack, number, files) for number in range(files)]
        published = _published(stack, files)
    uploaded = dict(upload.result() for upload in uploads)
    last = max(published.values())
    assert eventually(
        lambda: _left(stack) == dict.fromkeys(("IngestQueue", "RefreshQueue", "DeriveQueue"), 0), PATIENCE + files / 10
    )
    settled = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = [
            number for number, is_right in enumerate(pool.map(_reader(stack, files), range(files))) if not is_right
        ]
    delays = sorted(published[path] - started for path, started in uploaded.items())
    figure(
        f"load: {files:,} files, all live after {last - began:.0f} s ({files / (last - began):.0f} a second), all links"
        f" after {settled - began:.0f} s; a file was live {delays[0]:.1f} to {delays[-1]:.1f} s after its upload,"
        f" {delays[files // 2]:.1f} s in the median"
    )
    assert wrong == [], f"{len(wrong)} pages are not as they should be"
    dead = ("IngestDeadLetterQueue", "RefreshDeadLetterQueue", "DeriveDeadLetterQueue")
    assert _left(stack, dead=True) == dict.fromkeys(dead, 0)
    # Each file twice, and the directories' subjects, months and sitemaps.
    found = re.search(r"^(\d+) compared, 0 would be repaired$", _reconciled(stack), re.MULTILINE)
    assert found is not None
    assert int(found[1]) > 2 * files


def _path(number: int) -> str:
    return f"/load/s{number % 20}/article-{number}"


def _links(number: int, files: int) -> list[str]:
    """The page before, the page after, and a hub."""
    others = dict.fromkeys(((number - 1) % files, (number + 1) % files, number % 10))
    return [_path(other) for other in others if other != number]


def _upload(stack: Stack, number: int, files: int) -> tuple[str, float]:
    started = time.monotonic()
    text = article(_path(number), f"Article {number}", f"Answer **{number}**.", tuple(_links(number, files)))
    stack.upload(f"{number:05}.md", text)
    return _path(number), started


def _published(stack: Stack, files: int) -> dict[str, float]:
    """When each page was published, as soon as all are."""
    found: dict[str, float] = {}
    seen = 0
    latest = time.monotonic()
    while len(found) < files:
        now = time.monotonic()
        lines = stack.lines[seen:]
        seen += len(lines)
        for match in filter(None, (re.fullmatch(r"published  (\S+) \(\d+ ms\)", line) for line in lines)):
            found.setdefault(match[1], now)
            latest = now
        assert now - latest < PATIENCE, f"{len(found)} of {files} published; last: {stack.lines[-5:]}"
        time.sleep(0.02)
    return found


def _reader(stack: Stack, files: int) -> Callable[[int], bool]:
    def is_right(number: int) -> bool:
        response = stack.get(f"{_path(number)}.json")
        if response.status_code != 200:
            return False
        shown: dict[str, Any] = response.json()
        titles = {link["path"]: link["title"] for link in shown["related"]}
        expected = {path: f"Article {path.rpartition('-')[2]}" for path in _links(number, files)}
        return bool(shown["title"] == f"Article {number}" and titles == expected)

    return is_right


def _left(stack: Stack, *, dead: bool = False) -> dict[str, int]:
    """How many messages are in the queues, or in their dead-letter queues."""
    session = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    sqs: Any = session.client("sqs", endpoint_url=stack.endpoint)
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = {}
    for url in sqs.list_queues()["QueueUrls"]:
        name = url.rpartition("-")[2]
        if ("DeadLetter" in name) is dead:
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            left[name] = sum(map(int, attributes.values()))
    sqs.close()
    return left


def _reconciled(stack: Stack) -> str:
    """What the comparison of bucket and table says."""
    ports = [str(urlsplit(address).port) for address in (stack.site, stack.endpoint)]
    options = ["--port", ports[0], "--s3-port", ports[1]]
    command = [str(ARTICLES), "reconcile", "--dry-run", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
