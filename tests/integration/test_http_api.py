"""The HTTP front answers as API Gateway does with what a function returns."""

import base64
import gzip
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from articles.local.functions import Invoke, Route
from articles.local.http_api import MAX_REQUEST, AsgiApplication, http_api
from articles.local.live_reload import LiveReload

NAVIGATION = {"Sec-Fetch-Dest": "document", "Accept-Encoding": "gzip"}
POLICY = "default-src 'none'; img-src 'self'; connect-src 'none'"
PAGE = "<!doctype html><body><p>page</p></body>"


def respond(event: Mapping[str, Any]) -> Any:
    """A function with an answer of each kind."""
    path = event["rawPath"]
    if path == "/raises":
        raise ValueError("boom")
    html = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY, "etag": '"1"'}
    answers: dict[str, Any] = {
        "/text": "text",
        "/dict": {"a": 1},
        "/malformed": {"statusCode": "none"},
        "/binary": {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(bytes(range(256))).decode()},
        "/cookies": {"statusCode": 200, "cookies": ["a=1", "b=2"], "body": "x"},
        "/empty": {"statusCode": 204, "headers": {"x-empty": "yes"}},
        "/unchanged": {"statusCode": 304, "headers": {"etag": '"1"'}},
        "/moved": {"statusCode": 301, "headers": {"location": "/page", "cache-control": "max-age=60"}, "body": ""},
        "/json": {"statusCode": 200, "headers": {"content-type": "application/json", "etag": '"2"'}, "body": "{}"},
        "/plain-page": {"statusCode": 404, "headers": {"content-type": "text/html"}, "body": "<p>none"},
        "/page": {
            "statusCode": 304 if "if-none-match" in event["headers"] else 200,
            "headers": html | {"content-encoding": "gzip", "vary": "Accept"},
            "isBase64Encoded": True,
            "body": base64.b64encode(gzip.compress(PAGE.encode())).decode(),
        },
    }
    return answers.get(path, event)


@contextmanager
def serving(application: AsgiApplication) -> Iterator[str]:
    """Serve an application as the local stack does; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(application, http="h11", ws="none", lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Site:
    """A site of one function, with the errors that it raised."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, Exception]] = []
        routes = [Route("ANY", "$default", "F"), Route("GET", "/only/{name}", "F")]
        functions: dict[str, Invoke] = {"F": respond}
        self.pages = LiveReload(http_api(routes, functions, lambda name, error: self.errors.append((name, error))))


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[httpx.Client]:
    with serving(site.pages) as address, httpx.Client(base_url=address, timeout=10) as client:
        yield client
        site.pages.close()


def test_the_function_is_given_the_request_as_sent(client: httpx.Client) -> None:
    event = client.get("/a%20b/%C3%A9?x=%2F&x=2", headers={"X-Two": "1"}, cookies=None).json()
    assert event["rawPath"] == "/a b/é"
    assert event["rawQueryString"] == "x=%2F&x=2"
    assert event["routeKey"] == "$default"
    assert event["headers"]["x-two"] == "1"
    assert client.get("/only/one").json()["pathParameters"] == {"name": "one"}
    assert client.post("/only/one").json()["routeKey"] == "$default"


def test_header_lines_of_one_name_are_joined(client: httpx.Client) -> None:
    event = client.get("/", headers=[("Accept-Language", "de"), ("accept-language", "en")]).json()
    assert event["headers"]["accept-language"] == "de,en"


def test_a_body_arrives(client: httpx.Client) -> None:
    assert client.post("/", json={"a": 1}).json()["body"] == '{"a":1}'
    event = client.post("/", content=b"\0\1").json()
    assert (event["isBase64Encoded"], base64.b64decode(event["body"])) == (True, b"\0\1")


def test_a_body_larger_than_api_gateway_takes_is_refused(client: httpx.Client) -> None:
    response = client.post("/", content=b"x" * (MAX_REQUEST + 1))
    assert (response.status_code, response.json()) == (413, {"message": "Request Entity Too Large"})


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/text", 200, b"text"),
        ("/dict", 200, b'{"a": 1}'),
        ("/binary", 200, bytes(range(256))),
        ("/empty", 204, b""),
        ("/unchanged", 304, b""),
        ("/page", 200, PAGE.encode()),
    ],
)
def test_each_result_is_a_response(client: httpx.Client, path: str, status: int, body: bytes) -> None:
    response = client.get(path)
    assert (response.status_code, response.content) == (status, body)


def test_cookies_are_header_lines_of_their_own(client: httpx.Client) -> None:
    assert client.get("/cookies").headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client) -> None:
    got, head = client.get("/binary"), client.head("/binary")
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"] == "256"
    assert client.get("/text").status_code == 200  # the connection is in order


def test_an_error_is_answered_500_and_reported(client: httpx.Client, site: Site) -> None:
    site.errors.clear()
    for path in ("/raises", "/malformed"):
        response = client.get(path)
        assert (response.status_code, response.content) == (500, b'{"message":"Internal Server Error"}')
    assert [(name, type(error).__name__) for name, error in site.errors] == [("F", "ValueError"), ("F", "ResultError")]


def test_without_a_route_there_is_nothing() -> None:
    with serving(http_api([Route("GET", "/", "F")], {"F": respond}, lambda *_: None)) as address:
        response = httpx.get(f"{address}/elsewhere")
    assert (response.status_code, response.json()) == (404, {"message": "Not Found"})


class TestLiveReload:
    """Only a page that a browser navigates to is changed, and it is told of changes of its path."""

    def test_everybody_else_is_given_the_bytes_of_the_function(self, client: httpx.Client) -> None:
        response = client.get("/page")
        assert response.text == PAGE
        assert response.headers["etag"] == '"1"'
        assert response.headers["content-security-policy"] == POLICY
        assert client.get("/page", headers={"Sec-Fetch-Dest": "empty"}).text == PAGE
        assert client.get("/page", headers={"If-None-Match": '"1"'}).status_code == 304

    def test_a_navigation_is_given_a_page_with_the_script_that_its_policy_allows(self, client: httpx.Client) -> None:
        response = client.get("/page", headers=NAVIGATION | {"If-None-Match": '"1"'})
        assert response.status_code == 200
        script = r'<p>page</p><script src="/-/LiveReload\.js\?path=%2Fpage&amp;seen=\d+"></script></body>$'
        assert re.search(script, response.text)
        policy = response.headers["content-security-policy"]
        assert policy == "default-src 'none'; img-src 'self'; connect-src 'self'; script-src 'self'"
        assert "content-encoding" not in response.headers
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["vary"] == "Accept"

    def test_a_page_without_an_end_has_the_script_at_its_end(self, client: httpx.Client) -> None:
        response = client.get("/plain-page", headers=NAVIGATION)
        assert response.status_code == 404
        assert response.text.startswith("<p>none<script ")

    @pytest.mark.parametrize("path", ["/json", "/moved", "/empty"])
    def test_what_is_no_page_is_as_it_is(self, client: httpx.Client, path: str) -> None:
        expected, response = client.get(path), client.get(path, headers=NAVIGATION)
        assert (response.status_code, response.content) == (expected.status_code, expected.content)
        for found in (expected, response):
            found.headers.pop("date")
        assert response.headers == expected.headers

    def test_the_script_is_served(self, client: httpx.Client) -> None:
        response = client.get("/-/LiveReload.js")
        assert response.headers["content-type"] == "text/javascript"
        assert "EventSource" in response.text

    def test_an_open_page_is_told_when_its_path_changes_and_only_then(self, client: httpx.Client, site: Site) -> None:
        seen = shown(client, "/page")
        heard: list[str] = []

        def listen() -> None:
            heard.append(events(client, "/page", seen))

        listener = threading.Thread(target=listen)
        listener.start()
        time.sleep(0.3)
        site.pages.changed("/other")
        time.sleep(0.3)
        assert heard == []
        site.pages.changed("/page")
        listener.join(timeout=5)
        assert heard == [": waiting\n\ndata: changed\n\n"]

    def test_a_change_between_the_page_and_its_script_is_not_missed(self, client: httpx.Client, site: Site) -> None:
        seen = shown(client, "/page")
        site.pages.changed("/page")
        assert "data: changed" in events(client, "/page", seen)
        assert shown(client, "/page") != seen

    def test_a_page_of_a_path_that_is_not_ascii_is_told_too(self, client: httpx.Client, site: Site) -> None:
        site.pages.changed("/é")
        assert "data: changed" in events(client, "/é", "0")

    @pytest.mark.parametrize(
        "fields",
        [
            *({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}),
            *({"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Sec-Fetch-Site": ""}),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("path", ["/-/LiveReload/events", "/-/LiveReload.js", "/%2D/LiveReload/events"])
    def test_pages_of_other_sites_are_told_nothing(self, client: httpx.Client, path: str, fields: Any) -> None:
        response = client.get(path, params={"path": "/page", "seen": "none"}, headers=fields)
        assert (response.status_code, response.headers["connection"]) == (403, "close")
        assert response.text == "Only the pages of this site are told of changes.\n"

    def test_its_own_pages_are_told(self, client: httpx.Client) -> None:
        own = {"Sec-Fetch-Site": "same-origin", "Origin": str(client.base_url)}
        parameters = {"path": "/page", "seen": "another"}
        assert "changed" in client.get("/-/LiveReload/events", params=parameters, headers=own).text

    def test_the_end_of_the_stack_ends_the_connections_of_open_pages(self) -> None:
        site = Site()
        with serving(site.pages) as address, httpx.Client(base_url=address) as client:
            threading.Timer(0.3, site.pages.close).start()
            assert events(client, "/page", shown(client, "/page")) == ": waiting\n\n"

    def test_a_page_that_is_closed_is_forgotten(self, client: httpx.Client, site: Site) -> None:
        seen = shown(client, "/closed")
        with client.stream("GET", "/-/LiveReload/events", params={"path": "/closed", "seen": seen}) as response:
            next(response.iter_text())
        deadline = time.monotonic() + 5
        while site.pages._waiting.get("/closed") and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not site.pages._waiting.get("/closed")


def shown(client: httpx.Client, path: str) -> str:
    """The version of a page that a browser shows, as its script knows it."""
    found = re.search(r"seen=(\d+)", client.get(path, headers=NAVIGATION).text)
    return found[1] if found else "0"


def events(client: httpx.Client, path: str, seen: str) -> str:
    """What an open page is told, until the connection ends."""
    response = client.get("/-/LiveReload/events", params={"path": path, "seen": seen})
    assert response.headers["content-type"] == "text/event-stream"
    return response.text
