"""The HTTP API of template.yaml: an ASGI application in front of its functions."""

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from articles.local import access
from articles.local.functions import Invoke, Route
from articles.local.payload import Request, Response, may_have_body, to_event, to_response
from articles.local.routing import find_route

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApplication = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_REQUEST = 10 * 1024 * 1024
_THREADS = 8


def http_api(
    routes: Sequence[Route], functions: Mapping[str, Invoke], report: Callable[[str, Exception], None]
) -> AsgiApplication:
    """The API as an ASGI application.

    Args:
        routes: Its routes.
        functions: What invokes each function that a route leads to, by logical name.
        report: Called with the name of a function and an error: the one that it raised, or the one in its result.
    """
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="http")

    def respond(request: Request) -> Response:
        match = find_route(routes, request.method, request.path)
        if match is None:
            return _message(404, "Not Found")
        try:
            return to_response(functions[match.route.function](to_event(request, match, dt.datetime.now(dt.UTC))))
        except Exception as error:  # noqa: BLE001 - whatever a function raises is answered by API Gateway
            report(match.route.function, error)
            return _message(500, "Internal Server Error")

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            response = _message(413, "Request Entity Too Large")
        else:
            response = await asyncio.get_running_loop().run_in_executor(threads, respond, _request(scope, body))
        await send_response(send, response, with_body=scope["method"] != "HEAD")

    return application


def for_own_host(application: AsgiApplication, port: int) -> AsgiApplication:
    """Make an application that answers requests for this machine, and refuses requests for another host.

    Args:
        application: The application.
        port: The port that it is served on.
    """

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        if access.has_own_host(fields_of(scope), port):
            await application(scope, receive, send)
        else:
            await send_response(send, refusal(access.FOREIGN_HOST), with_body=scope["method"] != "HEAD")

    return answering


def fields_of(scope: Scope) -> list[tuple[str, str]]:
    """The fields of a request's head."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]


def refusal(reason: str) -> Response:
    """The answer to a request that nobody here has made. It closes the connection."""
    headers = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), ("connection", "close"))
    return Response(403, headers, f"{reason}\n".encode())


async def send_response(send: Send, response: Response, *, with_body: bool = True) -> None:
    """Send a response; without its body if `with_body` is false."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    has_body = may_have_body(response.status)
    if has_body:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = response.body if with_body and has_body else b""
    await send({"type": "http.response.body", "body": body})


async def _read(receive: Receive) -> bytes | None:
    """The body of a request; None if it is larger than API Gateway takes."""
    chunks: list[bytes] = []
    more = True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
        if sum(map(len, chunks)) > MAX_REQUEST:
            return None
    return b"".join(chunks)


def _request(scope: Scope, body: bytes) -> Request:
    client = scope.get("client")
    return Request(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=tuple(fields_of(scope)),
        body=body,
        client=client[0] if client else "",
    )


def _message(status: int, message: str) -> Response:
    """An answer that API Gateway itself makes."""
    body = json.dumps({"message": message}, separators=(",", ":")).encode()
    return Response(status, (("content-type", "application/json"),), body)
