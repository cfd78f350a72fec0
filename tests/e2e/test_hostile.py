"""The site before clients that mean harm, on the wire: each is told so, nothing breaks, and nothing of theirs stays."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.support.stack import Stack

pytestmark = pytest.mark.e2e

ARTICLE = "/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red"
ROUTES = [ARTICLE, f"{ARTICLE}.json", "/learn/physics", "/api/articles", "/robots.txt"]


def send(stack: Stack, request: bytes) -> tuple[int, str, bytes]:
    """Status, head and body of the answer to these bytes."""
    url = urlsplit(stack.site)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=30) as wire:
        wire.sendall(request)
        received = b"".join(iter(lambda: wire.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    return int(text.split()[1]), text.lower(), body


def ask(stack: Stack, target: str, method: str = "GET", **headers: str) -> tuple[int, str, bytes]:
    """The same for a request of one target; names of headers with underscores."""
    given = {"host": urlsplit(stack.site).netloc, **headers, "connection": "close"}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in given.items())]
    return send(stack, "\r\n".join([*lines, "", ""]).encode("latin-1"))


def shortened(value: str | bytes) -> str:
    """What a case is called."""
    return repr(value[:40])


def location(head: str) -> str | None:
    found = re.search(r"^location: (.*)$", head, re.MULTILINE)
    return found[1].strip() if found else None


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "///evil.example/", "/%2f%2fevil.example", "/%2F/evil.example/", "/%5cevil.example"),
        *("/\\evil.example", "//evil.example/..", "/.//evil.example", "http://evil.example/", "/@evil.example/"),
        *("/%09/evil.example", "/%0d%0alocation:%20//evil.example", "/%E2%80%AE//x/", "/Learn/%0d%0aX-Evil:%201"),
        *("/LEARN?x=%0d%0aX-Evil:%201", "/LEARN?//evil.example", '/LEARN?x="><script>'),
    ],
)
def test_no_path_leads_to_another_site_or_into_the_headers(stack: Stack, target: str) -> None:
    status, head, _ = ask(stack, target)
    assert status in {200, 308, 404}
    assert "\nx-evil" not in head
    leads = location(head)
    assert (leads is not None) == (status == 308)
    assert leads is None or re.match(r"/(?!/)[^\s\"<>\\]*$", leads)


@pytest.mark.parametrize(
    "target",
    [
        *("/..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/fonts/../handler.py", "/fonts/..%2fhandler.py"),
        *("/fonts/%2e%2e%2fhandler.py", "/fonts/math-025963bab130.woff2%00", "/fonts/OFL.txt", "/assets/../../x"),
        *("/%00", f"{ARTICLE}%00", f"{ARTICLE}%00.json", "/%ff", "/%c3%28", "/%zz", "/%", "/%252e%252e/", "*", "learn"),
        *("/.json", "/.md", "/learn/.json", "/api/related", "/sitemaps/9999-99.xml", "/learn/%F0%9F%98%80"),
        *(f"/{'a' * 50_000}", f"/{'/' * 5_000}", f"/{'%61' * 3_000}", f"/learn/{'%E0%B8%81' * 400}"),
    ],
    ids=shortened,
)
def test_no_path_leads_to_a_file_or_an_error_of_the_server(stack: Stack, target: str) -> None:
    assert ask(stack, target)[0] == 404


def test_a_slash_at_the_end_of_a_prefix_is_taken_away(stack: Stack) -> None:
    assert ask(stack, "/api/related/")[0] == 308


@pytest.mark.parametrize("target", ["/é", "/\xff", "/a b", "/learn\t", "/\x01"])
def test_what_is_no_target_is_refused(stack: Stack, target: str) -> None:
    assert ask(stack, target)[0] in {400, 404}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("accept", value)
            for value in ("*" * 10_000, ";" * 5_000, "," * 5_000, "text/html;q=nan", "text/html;q=1e400")
        ),
        *(("accept", value) for value in ("\xff\xfe", "text/html;q=-1", '"', "a/b;q=1;q=2", "\x7f")),
        *(("accept_encoding", value) for value in ("gzip;q=nan", "," * 5_000, "*;q=0", "gzip\xa0", "gzip;q=\xb2")),
        *(("if_none_match", value) for value in ('"' * 10_000, '*, "a"', ",", "W/", '"\xff"')),
        *(("if_modified_since", value) for value in ("Thu, 01 Jan 99999 00:00:00 GMT", "x" * 5_000, "Thu, \xb2 Jan")),
        ("range", "bytes=0-1,2-3" * 500),
        ("cookie", "a=b; " * 2_000),
    ],
    ids=shortened,
)
def test_no_header_is_too_odd(stack: Stack, route: str, name: str, value: str) -> None:
    status, head, _ = ask(stack, route, **{name: value})
    assert status in {200, 406}
    assert "content-range" not in head


@pytest.mark.parametrize("route", [*ROUTES, "/LEARN", "/learn/physics/questions/no", "/sitemap.xml"])
def test_nothing_that_a_cache_would_keep_has_a_name_that_the_client_gave(stack: Stack, route: str) -> None:
    names = ("x_forwarded_host", "x_forwarded_proto", "x_site_host", "forwarded", "x_original_url", "x_rewrite_url")
    named = dict.fromkeys(names, "evil.example") | {"x_http_method_override": "DELETE"}
    as_usual, misled = ask(stack, route), ask(stack, route, **named)
    assert (misled[0], misled[2]) == (as_usual[0], as_usual[2])
    assert "evil" not in misled[1]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "localhost", ""])
@pytest.mark.parametrize("route", [*ROUTES, "/-/LiveReload/events?path=/&seen=1", "/assets/x.png"])
def test_what_is_asked_of_another_host_is_refused_in_words(stack: Stack, route: str, host: str) -> None:
    status, head, body = ask(stack, route, host=host.format(port=urlsplit(stack.site).port))
    assert status == 403
    assert "\ncontent-type: text/plain" in head
    assert b"It answers requests to 127.0.0.1 and localhost" in body
    assert b"evil" not in body


@pytest.mark.parametrize("name", ["localhost", "LocalHost", "[::1]"])
def test_each_name_of_this_machine_will_do(stack: Stack, name: str) -> None:
    assert ask(stack, ARTICLE, host=f"{name}:{urlsplit(stack.site).port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get", "X" * 500])
@pytest.mark.parametrize("route", [*ROUTES, "/-/LiveReload.js", "/health"])
def test_nothing_but_reading_is_done(stack: Stack, route: str, method: str) -> None:
    status, head, body = ask(stack, route, method, x_secret="mirrored")
    assert status == 405
    assert "\nallow: get, head, options" in head
    assert b"mirrored" not in body


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0" * 100 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000,
    ],
    ids=shortened,
)
def test_what_is_no_request_is_refused(stack: Stack, request_bytes: bytes) -> None:
    assert send(stack, request_bytes)[0] == 400


def test_the_stack_has_no_error_to_tell_of(stack: Stack) -> None:
    """After all of this: the last test of the file."""
    assert ask(stack, ARTICLE)[0] == 200
    assert not [line for line in stack.lines if re.search("Traceback|Exception in ASGI", line)]
