"""What readers see in a rehearsal, and whether anything is under way."""

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import ParamSpec, TypeVar

import httpx
from articles.local.errors import LocalError
from articles.local.settled import under_way
from articles.publishing.running.services import connect

from tests.rehearsal.probes import STACK, Aws
from tests.rehearsal.rehearsal import Rehearsal
from tests.support.stack import eventually

# Seconds after which what is under way has got stuck, even on a machine that has much else to do.
_PATIENCE = 300

# Seconds after which lists have other settings: the function keeps them for five.
_SETTINGS_KEPT = 8

P = ParamSpec("P")
T = TypeVar("T")


def at_rest(rehearsal: Rehearsal) -> None:
    """Wait until nothing is under way. The emulator counts messages exactly, so one look that finds nothing will do."""
    aws = rehearsal.aws()
    name = aws.resource(STACK, "ReconcileFunction")
    variables = aws.client("lambda").get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    # A release that derives nothing has no queue for it: that of refreshes is looked at twice.
    variables = {"DERIVED_BUCKET": "", "DERIVE_QUEUE": variables["REFRESH_QUEUE"], "MEDIA_HOST": "", **variables}
    site, sqs = connect(variables, aws.session.client, _nothing_is_rendered), aws.client("sqs")
    if not eventually(lambda: under_way(site, sqs) is None, _PATIENCE, 0.2):
        raise LocalError(f"it does not come to rest: {under_way(site, sqs)}")


def _nothing_is_rendered(_: Callable[P, T], /, *_args: P.args, **_named: P.kwargs) -> T:
    raise AssertionError("whoever only looks renders nothing")


def reconcile(rehearsal: Rehearsal) -> None:
    """Compare until nothing differs."""
    for _ in range(5):
        told = rehearsal.documented("Rebuild", 1)
        found = json.loads(re.findall(r'^\{"compared".*\}', told, re.MULTILINE)[0])
        at_rest(rehearsal)
        if found["different"] == 0 and found["done"]:
            return
    raise LocalError(f"bucket and table do not come to agree: {found}")


def articles(tree: Path) -> Iterator[tuple[Path, str]]:
    """The article files of content/, with their urls."""
    for file in sorted((tree / "content").rglob("*.md")):
        url = re.search(r"^url: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        if url and "assets" not in file.parts:
            yield file, url[1]


def every_page_is_there(rehearsal: Rehearsal, text: str = "", *, no: str = "\0") -> str:
    """Check that every article, the list of them and the feed are served, with one text and without another.

    Args:
        rehearsal: The rehearsal.
        text: What each has.
        no: What none has.
    """
    urls = [url for _, url in articles(rehearsal.tree)]
    aws = rehearsal.aws()

    def check(url: str, seconds: float = 0) -> None:
        found: list[httpx.Response] = []

        def is_right() -> bool:
            found.append(get(aws, url))
            return found[-1].status_code == HTTPStatus.OK and text in found[-1].text and no not in found[-1].text

        if not eventually(is_right, seconds, 0.2):
            told = f"{url} is answered {found[-1].status_code}, or without {text!r}, or with {no!r}"
            raise LocalError(f"{told}\n{found[-1].text[:500]}")

    with ThreadPoolExecutor(1) as pool:  # the lists and the articles are of two functions, which start at once
        lists = [pool.submit(check, url, _SETTINGS_KEPT) for url in ("/", "/feed.atom")]
        for url in urls:
            check(url)
        for each in lists:
            each.result()
    return f"{len(urls)} pages"


def get(aws: Aws, url: str) -> httpx.Response:
    """What the site answers. A function that starts on a busy machine may take longer than CloudFront waits: 504."""
    found: list[httpx.Response] = []

    def is_in_time() -> bool:
        found.append(aws.http.get(aws.outputs["SiteUrl"] + url))
        return found[-1].status_code != HTTPStatus.GATEWAY_TIMEOUT

    eventually(is_in_time)
    return found[-1]


def answers(rehearsal: Rehearsal, url: str, status: int) -> None:
    """Check that a url comes to be answered with a status."""
    aws = rehearsal.aws()
    if not eventually(lambda: get(aws, url).status_code == status):
        raise LocalError(f"{url} is answered {get(aws, url).status_code}, not {status}")
