"""The site as common HTTP clients meet it: curl, httpx and urllib, and the wire itself; aiohttp is in tests/api."""

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.stack import Stack, eventually

pytestmark = pytest.mark.e2e

ARTICLE = "/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red"
NOWHERE = "/learn/physics/questions/no"
FORMS = [ARTICLE, f"{ARTICLE}.json", f"{ARTICLE}.md", f"/api/related{ARTICLE}"]
LISTS = ["/learn/physics", "/api/articles", "/feed.atom"]


@dataclass(frozen=True)
class Answer:
    """What a client was answered; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[..., Answer]


def by_httpx(url: str, method: str = "GET", **headers: str) -> Answer:
    with (
        httpx.Client(trust_env=False, timeout=30) as client,
        client.stream(method, url, headers={"accept-encoding": "identity", **headers}) as response,
    ):
        return Answer(response.status_code, dict(response.headers), b"".join(response.iter_raw()))


def by_urllib(url: str, method: str = "GET", **headers: str) -> Answer:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        response = opener.open(request, timeout=30)
    except urllib.error.HTTPError as error:  # which 304 is for urllib, too
        response = error
    with response:
        return Answer(
            response.status, {name.lower(): value for name, value in response.headers.items()}, response.read()
        )


def by_curl(url: str, method: str = "GET", *options: str, **headers: str) -> Answer:
    if shutil.which("curl") is None and os.environ.get("CI") != "true":
        pytest.skip("curl is not installed")
    sent = [option for name, value in headers.items() for option in ("--header", f"{name}: {value}")]
    how = ["--head"] if method == "HEAD" else ["--include", "--request", method]
    command = ["curl", "--disable", "--noproxy", "*", "--silent", "--show-error", "--max-time", "30"]
    done = subprocess.run([*command, *how, *sent, *options, url], capture_output=True, check=True)
    return parsed(done.stdout)


def parsed(response: bytes) -> Answer:
    """An answer from its bytes."""
    head, _, body = response.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines)
    return Answer(int(status.split()[1]), {name.lower(): value.strip() for name, _, value in fields}, body)


def without_date(answer: Answer) -> dict[str, str]:
    connection = {"date", "connection"}
    return {name: value for name, value in answer.headers.items() if name not in connection}


@pytest.fixture(scope="module", autouse=True)
def still(stack: Stack) -> None:
    """Wait until nothing changes any more: links of pages are refreshed after all of them are published."""
    seen: list[list[str]] = []

    def is_still() -> bool:
        seen.append([stack.get(path).headers["etag"] for path in (*FORMS, *LISTS)])
        return seen[-1:] == seen[-2:-1]

    assert eventually(is_still, pause=1.0)


@pytest.fixture(params=[by_httpx, by_urllib, by_curl])
def ask(request: pytest.FixtureRequest, stack: Stack) -> Ask:
    """Ask the site for a path by one of the clients."""

    def asked(path: str, method: str = "GET", **headers: str) -> Answer:
        answer: Answer = request.param(f"{stack.site}{path}", method, **headers)
        return answer

    return asked


@pytest.fixture
def connection(stack: Stack) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(stack.site).netloc, timeout=30)


def coding(name: str) -> dict[str, str]:
    return {"accept-encoding": name}


@pytest.mark.parametrize("path", [*FORMS, *LISTS])
def test_gzip_and_identity_are_the_same_content_under_two_tags(ask: Ask, path: str) -> None:
    plain, packed = ask(path), ask(path, **coding("gzip"))
    assert (plain.status, packed.status) == (200, 200)
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body)
    assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize("path", [ARTICLE, f"{ARTICLE}.json", "/learn/physics"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_tag_that_the_client_has_is_answered_304(ask: Ask, path: str, form: str) -> None:
    first = ask(path, **coding("gzip"))
    again = ask(path, **coding("gzip"), **{"if-none-match": form.format(first.headers["etag"])})
    assert (again.status, again.body) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == first.headers[name]
    assert ask(path, **{"if-none-match": first.headers["etag"]}).status == 200, "it is the other coding's"


@pytest.mark.parametrize("path", FORMS)
def test_a_date_that_the_client_has_is_answered_304_unless_it_has_a_tag(ask: Ask, path: str) -> None:
    modified = ask(path).headers["last-modified"]
    assert ask(path, **{"if-modified-since": modified}).status == 304
    assert ask(path, **{"if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}).status == 200
    assert ask(path, **{"if-modified-since": modified, "if-none-match": '"other"'}).status == 200


@pytest.mark.parametrize("path", [*FORMS, *LISTS, "/", NOWHERE, "/health"])
def test_head_has_the_headers_of_get_and_nothing_else(ask: Ask, path: str) -> None:
    head, get = ask(path, "HEAD"), ask(path)
    assert (head.status, head.body) == (get.status, b"")
    assert without_date(head) == without_date(get)


@pytest.mark.parametrize("client", [by_httpx, by_curl])
@pytest.mark.parametrize("path", [f"{ARTICLE}/", "/Learn", "/favicon.ico"])
def test_head_of_a_redirect_is_the_redirect(stack: Stack, client: Ask, path: str) -> None:
    head, get = client(f"{stack.site}{path}", "HEAD"), client(f"{stack.site}{path}")
    assert (head.status, head.body) == (get.status, b"") == (308, b"")
    assert without_date(head) == without_date(get)


def test_a_range_is_answered_with_the_whole(ask: Ask) -> None:
    whole, part = ask(ARTICLE), ask(ARTICLE, range="bytes=0-9")
    assert (part.status, part.body) == (200, whole.body)
    assert "content-range" not in part.headers
    assert "accept-ranges" not in part.headers


def test_an_old_client_is_answered_too(stack: Stack) -> None:
    old = by_curl(f"{stack.site}{ARTICLE}", "GET", "--http1.0")
    assert (old.status, old.headers["connection"]) == (200, "close")
    assert old.body == by_httpx(f"{stack.site}{ARTICLE}").body


def test_a_connection_is_kept_over_answers_without_a_body(connection: http.client.HTTPConnection) -> None:
    connection.connect()
    kept = connection.sock
    etag = ""
    for method, headers, status in (
        ("GET", {}, 200),
        ("HEAD", {}, 200),
        ("GET", {"if-none-match": "*"}, 304),
        ("OPTIONS", {}, 204),
        ("POST", {}, 405),
        ("GET", {}, 200),
    ):
        connection.request(method, ARTICLE, headers=headers)
        response = connection.getresponse()
        response.read()
        assert response.status == status, method
        assert connection.sock is kept, f"closed after {method}"
        etag = response.headers["etag"] or etag
    assert etag
    connection.close()


def test_requests_that_do_not_wait_are_answered_in_order(stack: Stack) -> None:
    url = urlsplit(stack.site)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=30) as wire:
        host = f"Host: {url.netloc}\r\n"
        first = f"HEAD {ARTICLE} HTTP/1.1\r\n{host}\r\nGET {NOWHERE} HTTP/1.1\r\n{host}\r\n"
        wire.sendall(f"{first}GET /robots.txt HTTP/1.1\r\n{host}Connection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: wire.recv(65536), b""))
    statuses = [line.split()[1] for line in received.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert statuses[0] == b"200"
    assert b"404" in statuses[1]
    assert received.endswith(b"/sitemap.xml\n")


def test_what_a_client_asks_for_by_itself_is_understood(stack: Stack) -> None:
    """Each client with nothing set: what it sends by itself, and what it makes of the answer."""
    text = httpx.get(f"{stack.site}{ARTICLE}", trust_env=False).text
    assert text.startswith("<!DOCTYPE html>")
    assert by_urllib(f"{stack.site}{ARTICLE}").body.decode() == text
    assert by_curl(f"{stack.site}{ARTICLE}", "GET", "--compressed").body.decode() == text


def test_who_follows_redirects_arrives(stack: Stack) -> None:
    careless = f"{stack.site}{ARTICLE.upper()}/"
    page = by_httpx(f"{stack.site}{ARTICLE}")
    assert httpx.get(careless, trust_env=False, follow_redirects=True).content == page.body
    assert by_urllib(careless).body == page.body
    assert by_curl(careless, "GET", "--location").body.endswith(page.body)
