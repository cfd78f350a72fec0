"""Reload open pages in a browser when what is at their path changes, and show there which files are wrong.

Nothing of this is deployed.

A script is added to an HTML response only if a browser navigates to it, as `Sec-Fetch-Dest` says. Everybody else gets
the bytes that a deployed site would send. A page with the script is never cached: the script knows the page's version.
"""

import asyncio
import gzip
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote

from articles.local import access
from articles.local.http_api import AsgiApplication, Message, Receive, Scope, Send, fields_of, refusal, send_response
from articles.local.payload import Headers, Response
from articles.publishing.errors import Problem

# Paths of articles are in lower case, so no article can have this one.
_PREFIX = "/-/LiveReload"
SCRIPT = f"{_PREFIX}.js"
EVENTS = f"{_PREFIX}/events"

# Who has more problems mends these first.
_MOST_SHOWN = 20

_OF_ANOTHER_SITE = "Only the pages of this site are told of changes."
_CONDITIONS = (b"if-none-match", b"if-modified-since")
_REPLACED = ("etag", "last-modified", "cache-control", "content-encoding", "content-length")
_JAVASCRIPT = Path(__file__).with_suffix(".js")


class LiveReload:
    """An ASGI application that adds live reload to another.

    Everything except `changed`, `told` and `close` runs in the event loop that serves the application.
    """

    def __init__(self, application: AsgiApplication) -> None:
        self._application = application
        self._versions: Counter[str] = Counter()
        self._problems: Mapping[str, Sequence[Problem]] = {}
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        self._loop = asyncio.get_running_loop()
        path = unquote(scope["raw_path"].decode("latin-1"))
        if path in (SCRIPT, EVENTS) and not access.is_of_own_pages(fields_of(scope)):
            await send_response(send, refusal(_OF_ANOTHER_SITE), with_body=scope["method"] != "HEAD")
        elif path == SCRIPT and scope["method"] in ("GET", "HEAD"):
            headers = (("content-type", "text/javascript"), ("cache-control", "no-store"))
            await send_response(send, Response(200, headers, _JAVASCRIPT.read_bytes()))
        elif path == EVENTS:
            await self._send_events(scope, receive, send)
        elif is_navigation(scope):
            await self._inject(path, scope, receive, send)
        else:
            await self._application(scope, receive, send)

    def changed(self, path: str) -> None:
        """Reload the pages that show this path. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake, path)

    def told(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        """Show in all pages why files cannot be published, by their names. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._show, dict(problems))
        else:
            self._problems = dict(problems)

    def close(self) -> None:
        """End the connections of open pages. From any thread."""
        self._closed = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake_all)

    async def _send_events(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send an event, as server-sent events, once the version of a path differs from the one that the page shows."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        path, seen = (query.get(name, [""])[0] for name in ("path", "seen"))
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b": waiting\n\n", "more_body": True})
        woken = asyncio.Event()
        listeners = self._waiting.setdefault(path, set())
        listeners.add(woken)
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await self._send_problems(send, lambda: str(self._versions[path]) == seen, woken, gone)
        finally:
            gone.cancel()
            listeners.discard(woken)
        event = b"" if str(self._versions[path]) == seen else b"data: changed\n\n"
        await send({"type": "http.response.body", "body": event})

    async def _send_problems(
        self, send: Send, is_current: Callable[[], bool], woken: asyncio.Event, gone: "asyncio.Future[None]"
    ) -> None:
        """Send what is wrong with files, and again when that changes, until the page is not the current one."""
        sent: Mapping[str, Sequence[Problem]] = {}
        while is_current() and not self._closed and not gone.done():
            woken.clear()
            if sent != self._problems:
                sent = self._problems
                event = f"event: problems\ndata: {json.dumps(_shown(sent))}\n\n".encode()
                await send({"type": "http.response.body", "body": event, "more_body": True})
            await _first_of(woken.wait(), asyncio.shield(gone))

    async def _inject(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page and the script in it. What is not HTML is passed on as it is."""
        version = self._versions[path]
        await with_page(self._application, scope, receive, send, lambda page: _with_script(page, path, version))

    def _wake(self, path: str) -> None:
        self._versions[path] += 1
        for woken in self._waiting.get(path, ()):
            woken.set()

    def _show(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        if problems != self._problems:
            self._problems = problems
            self._wake_all()

    def _wake_all(self) -> None:
        for listeners in self._waiting.values():
            for woken in listeners:
                woken.set()


def _shown(problems: Mapping[str, Sequence[Problem]]) -> list[dict[str, str]]:
    """What the script shows: where each problem is, and what is wrong and what to do."""
    named = [(name, each) for name, some in sorted(problems.items()) for each in some]
    return [
        {"place": f"{name}:{each.line}:{each.column}", "message": each.message} for name, each in named[:_MOST_SHOWN]
    ]


async def with_page(
    application: AsgiApplication, scope: Scope, receive: Receive, send: Send, change: Callable[[Response], Response]
) -> None:
    """Answer a request with the page that an application has for it, changed. What is not HTML is passed on as it is.

    Nobody may keep a page that was changed.

    Args:
        application: The application.
        scope: The request; so is `receive`.
        receive: Receives the rest of it.
        send: Sends the answer.
        change: Changes the page, which is not compressed.
    """
    headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
    messages: list[Message] = []

    async def collect(message: Message) -> None:
        messages.append(message)

    await application({**scope, "headers": headers}, receive, collect)
    page = _html_page(messages)
    if page is None:
        for message in messages:
            await send(message)
    else:
        kept = tuple((name, value) for name, value in page.headers if name not in _REPLACED)
        await send_response(send, change(replace(page, headers=(*kept, ("cache-control", "no-store")))))


def is_navigation(scope: Scope) -> bool:
    """Whether a browser navigates to a page."""
    return scope["method"] == "GET" and (b"sec-fetch-dest", b"document") in scope["headers"]


def _html_page(messages: Sequence[Message]) -> Response | None:
    """The response that an application sent; None if it is not HTML."""
    start, *rest = messages
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
    if not dict(headers).get("content-type", "").startswith("text/html"):
        return None
    body = b"".join(message["body"] for message in rest)
    return Response(start["status"], headers, gzip.decompress(body) if _is_gzip(headers) else body)


def _with_script(page: Response, path: str, version: int) -> Response:
    """The page with the script in it."""
    source = f"{SCRIPT}?path={quote(path, safe='')}&amp;seen={version}"
    script = f'<script src="{source}"></script>'.encode()
    before, end, after = page.body.rpartition(b"</body>")
    body = before + script + end + after if end else page.body + script
    headers = tuple(
        (name, _allowing_script(value) if name == "content-security-policy" else value) for name, value in page.headers
    )
    return replace(page, headers=headers, body=body)


def _allowing_script(policy: str) -> str:
    """A Content-Security-Policy that also lets the script load, and connect to learn of changes."""
    directives = {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}
    for name in ("script-src", "connect-src"):
        sources = [source for source in directives.get(name, []) if source != "'none'"]
        directives[name] = [*sources, "'self'"]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _is_gzip(headers: Headers) -> bool:
    return dict(headers).get("content-encoding") == "gzip"


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_of(*waits: Awaitable[object]) -> None:
    """Wait for the first of these, and cancel the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
