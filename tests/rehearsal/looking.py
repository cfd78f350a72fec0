"""What readers see in a rehearsal, and whether anything is under way."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
from articles.local.errors import LocalError

from tests.rehearsal.probes import Aws
from tests.rehearsal.rehearsal import Rehearsal
from tests.support.stack import eventually


def at_rest(rehearsal: Rehearsal) -> None:
    rehearsal.shell('articles status --stack "$STACK" --wait')


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


def every_page_is_there(rehearsal: Rehearsal, text: str = "") -> str:
    urls = [url for _, url in articles(rehearsal.tree)]
    aws = rehearsal.aws()
    for url in ("/", *urls):
        page = get(aws, url)
        if page.status_code != 200 or text not in page.text:
            raise LocalError(f"{url} is answered {page.status_code}, or without {text!r}\n{page.text[:500]}")
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
