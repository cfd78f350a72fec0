"""The local stack serves the files of buckets as CloudFront does: with the headers of the template, and in parts."""

import asyncio
import re
import socket
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from articles.common.http_edge import MEDIA_POLICY
from articles.local import aws
from articles.local.http_api import AsgiApplication
from articles.local.resources import create_resources
from articles.local.stack_parameters import BUCKET, local_parameters
from articles.local.stored_files import with_stored_files
from articles.local.template import TEMPLATE, read_template
from articles.publishing.media.facts import address_of
from articles.publishing.storage.derived import CACHE_CONTROL, Derived

CONTENT = bytes(range(256))
KEY = address_of("a b.png", CONTENT, "png")


class Answered:
    """What an application answers to a request."""

    def __init__(self, application: AsgiApplication, target: str, method: str, headers: dict[str, str]) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "raw_path": target.encode(), "headers": fields}

        async def call() -> None:
            await application(scope, self._receive, self._send)

        asyncio.run(call())

    @staticmethod
    async def _receive() -> dict[str, Any]:
        return {}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]


async def elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"passed on"})


@pytest.fixture(scope="module")
def application() -> Iterator[AsgiApplication]:
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        for name, value in aws.environment(endpoint).items():
            patch.setenv(name, value)
        template = read_template(TEMPLATE, local_parameters("http://site"), endpoint)
        with aws.serving(listener):
            session = boto3.Session()
            create_resources(template, session)
            s3 = session.client("s3")
            s3.put_object(Bucket=BUCKET, Key="assets/a.svg", Body=b"<svg/>", ContentType="image/svg+xml")
            s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"of an author")
            Derived(s3, template.reference("DerivedBucket")).put(KEY, CONTENT, "image/png", "a b.png")
            yield with_stored_files(elsewhere, template)


@pytest.fixture
def get(application: AsgiApplication) -> Any:
    def get(target: str, method: str = "GET", **headers: str) -> Answered:
        return Answered(application, target, method, headers)

    return get


def test_a_picture_comes_from_its_bucket_with_the_headers_of_pictures(get: Any) -> None:
    answer = get(f"/{KEY}")
    assert (answer.status, answer.body) == (200, CONTENT)
    assert answer.headers == {
        "accept-ranges": "bytes",
        "cache-control": CACHE_CONTROL,
        "content-disposition": "inline; filename*=UTF-8''a%20b.png",
        "content-length": "256",
        "content-security-policy": MEDIA_POLICY,
        "content-type": "image/png",
        "etag": answer.headers["etag"],
        "referrer-policy": "strict-origin-when-cross-origin",
        "strict-transport-security": "max-age=63072000",
        "x-content-type-options": "nosniff",
    }
    assert get(f"/{KEY}", origin="https://elsewhere.example").headers["access-control-allow-origin"] == "*"


def test_an_asset_comes_from_the_bucket_of_authors_and_is_asked_for_each_time(get: Any) -> None:
    answer = get("/assets/a.svg")
    assert (answer.status, answer.body) == (200, b"<svg/>")
    assert answer.headers["cache-control"] == "no-cache"
    assert re.search(r"\bsandbox\b", answer.headers["content-security-policy"])


def test_parts_and_conditions(get: Any) -> None:
    etag = get(f"/{KEY}").headers["etag"]
    part = get(f"/{KEY}", range="bytes=250-", if_range=etag)
    assert (part.status, part.body, part.headers["content-range"]) == (206, CONTENT[250:], "bytes 250-255/256")
    assert part.headers["content-length"] == "6"
    assert get(f"/{KEY}", range="bytes=250-", if_range='"other"').status == 200
    assert get(f"/{KEY}", range="bytes=256-").headers["content-range"] == "bytes */256"
    assert get(f"/{KEY}", range="bytes=256-").status == 416
    assert get(f"/{KEY}", range="bytes=0-1", if_none_match=etag).status == 304


def test_head_is_get_without_the_body(get: Any) -> None:
    answer = get(f"/{KEY}", "HEAD", range="bytes=0-1")
    assert (answer.status, answer.body, answer.headers) == (200, b"", get(f"/{KEY}").headers)


def test_what_is_not_there_is_a_404_and_everything_else_is_passed_on(get: Any) -> None:
    assert get("/pictures/none.png").status == 404
    assert get("/assets/none.png").status == 404
    assert [get(target).status for target in ("/", "/pictures", "/picture/a.png", f"/x/{KEY}")] == [299] * 4
    assert get(f"/{KEY}", "POST").status == 299
