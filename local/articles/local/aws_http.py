"""Serve the AWS services of the local stack over HTTP: decide who is answered, and by which service.

moto's own server has two hundred services, some of which make requests to other hosts, and an interface that wipes
everything. This one has three, and refuses requests for others.
"""

import functools
import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from http import HTTPStatus
from ipaddress import IPv4Network, ip_address
from typing import Any, Literal
from xml.sax.saxutils import escape

from articles.local import access
from articles.local.bridge import FORWARDED
from articles.local.payload import may_have_body
from articles.local.threads import describe
from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
from werkzeug.exceptions import ClientDisconnected
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.wsgi import get_input_stream

Protocol = Literal["json", "query", "rest"]
WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]

SERVICES: tuple[Any, ...] = ("dynamodb", "s3", "sqs")

# With one request at a time, no read sees half of a write, and a condition holds until its write is done. SQS has locks
# of its own, because a request that waits for messages must not block others.
_ONE_AT_A_TIME = ("dynamodb", "s3")

# The beginning of X-Amz-Target in the JSON protocols, and its service.
_TARGETS: Mapping[str, str] = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs"}
_UNSIGNED = "s3"

_CODES = {HTTPStatus.BAD_REQUEST: "BadRequest", HTTPStatus.FORBIDDEN: "AccessDenied"}

# How many bytes of a refused request are read, and for how many seconds, so that its client gets to read the answer.
_MAX_REFUSED = 1024 * 1024
_PATIENCE = 1.0

_FROM_A_PAGE = (
    "This is the local stack of somebody who writes articles on this machine. It answers clients of AWS services, such "
    "as the AWS CLI or boto3, and no page in a browser."
)
_OTHER_SERVICE = "The local stack has S3, SQS and DynamoDB, and no other AWS service."

_log = logging.getLogger(__name__)


class Server(ThreadedWSGIServer):
    """A server for these services, with a thread for each connection.

    Attributes:
        ending: Whether it has been told to end. Requests under way are then not waited for, and may fail.
    """

    def __init__(self, host: str, port: int, descriptor: int, network: IPv4Network | None = None) -> None:
        """Serve on a socket that listens already.

        Args:
            host: The address that it listens on.
            port: The port.
            descriptor: Its file descriptor.
            network: The network whose addresses are answered; if not given, everybody is.
        """
        super().__init__(host, port, _application(), RequestHandler, fd=descriptor)
        self.ending = False
        # Containers call this machine by a name below .internal, which no other machine on the internet can have.
        self.names = frozenset({host, FORWARDED})
        self._network = network

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002 - as socketserver calls it
        """Whether this client is answered at all."""
        return self._network is None or ip_address(client_address[0]) in self._network

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - as socketserver calls it
        """Log, in one line, that a connection ended in an error."""
        if not self.ending:
            _log.error("a connection of the AWS services ended: %s", describe(sys.exc_info()[1] or Exception()))


class RequestHandler(MotoRequestHandler):
    """Answers all requests of a connection, one after the other. werkzeug's own handler closes it after the first.

    An upload of ten thousand files makes a hundred thousand requests, and there are not enough ports for a connection
    each.
    """

    server: Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True  # the rest is sent at once, without waiting for the client's acknowledgement

    def run_wsgi(self) -> None:
        """Answer a request."""
        if reason := self._refusal():
            self._refuse(HTTPStatus.FORBIDDEN, reason)
            return
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        try:
            environ = self.make_environ()
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST, "The target of the request is not a path.")
            return
        head: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            head.append((status, headers))
            return self.wfile.write

        try:
            body = b"".join(self.server.app(environ, start_response))
        except ClientDisconnected:
            self.close_connection = True
        except Exception as error:  # noqa: BLE001 - whatever moto raises, its client is answered
            if not self.server.ending:
                _log.error("the AWS services cannot answer %s: %s", self.requestline, describe(error))
            self._fail(HTTPStatus.INTERNAL_SERVER_ERROR, describe(error))
        else:
            status, headers = head[-1]
            self._answer(int(status.partition(" ")[0]), status.partition(" ")[2], headers, body)

    def handle_expect_100(self) -> bool:
        """Leave it to `run_wsgi`."""
        return True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - as werkzeug calls it
        """Say nothing: what a person should see, `local.terminal` prints."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing, sooner."""

    def _refusal(self) -> str | None:
        """Why a request is refused, in words for whoever made it; None if it is not."""
        fields = self.headers.items()
        if not self.path.startswith("/") or not access.has_own_host(fields, self.server.port, self.server.names):
            return access.FOREIGN_HOST
        return _FROM_A_PAGE if access.is_of_a_page(fields) else None

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        """Answer with an error before the body has been read."""
        length = self.headers.get("Content-Length", "")
        if length.isdecimal():
            self.connection.settimeout(_PATIENCE)
            with suppress(TimeoutError):  # answer anyway
                self.rfile.read(min(int(length), _MAX_REFUSED))
        self._fail(status, reason)

    def _fail(self, status: HTTPStatus, reason: str) -> None:
        """Answer with an error, and close the connection, so that the rest of the request is not read as another."""
        self.close_connection = True
        content_type, body = _error(status, reason, "json" if "X-Amz-Target" in self.headers else "rest")
        self._answer(status, status.phrase, [("Content-Type", content_type), ("Connection", "close")], body)

    def _answer(self, status: int, phrase: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        headers = list(headers)
        self.send_response(status, phrase)
        for name, value in headers:
            self.send_header(name, value)
        has_body = self.command != "HEAD" and may_have_body(status)
        if has_body and "content-length" not in {name.lower() for name, _ in headers}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)


@functools.cache
def _application() -> WsgiApplication:
    """The services as one WSGI application for all servers. It reads the whole body before it answers a request."""
    services = {name: _service(name) for name in SERVICES}

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = get_input_stream(environ).read()
        environ |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}
        service = services.get(service_of(environ), _no_service)
        return service(environ, start_response)

    return application


def _no_service(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    protocol: Protocol = "json" if "HTTP_X_AMZ_TARGET" in environ else "query"
    content_type, body = _error(HTTPStatus.FORBIDDEN, _OTHER_SERVICE, protocol)
    start_response("403 Forbidden", [("Content-Type", content_type)])
    return [body]


def service_of(environ: Mapping[str, Any]) -> str:
    """The name of the AWS service that a request is for, which need not be one of `SERVICES`.

    The JSON protocols name it in X-Amz-Target, all others in the scope of the signature (`Credential=<key>/<day>/
    <region>/<service>/aws4_request`). A request without a signature, or with one in its query, is for S3.
    """
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return _TARGETS.get(target.partition(".")[0], target)
    _, found, credential = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")
    scope = credential.partition(",")[0].strip().split("/")
    if not found:
        return _UNSIGNED
    return scope[-2].lower() if len(scope) > 1 else ""


def _service(name: Any) -> WsgiApplication:
    """One service as a WSGI application."""
    application: WsgiApplication = create_backend_app(name)
    lock = threading.Lock() if name in _ONE_AT_A_TIME else nullcontext()

    def alone(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with lock:
            return list(application(environ, start_response))

    return alone


def _error(status: HTTPStatus, reason: str, protocol: Protocol) -> tuple[str, bytes]:
    """An error in the form that clients of a protocol read: its content type and body."""
    code = _CODES.get(status, "InternalError")
    if protocol == "json":
        return "application/x-amz-json-1.0", json.dumps({"__type": code, "message": reason}).encode()
    error = f"<Error><Code>{code}</Code><Message>{escape(reason)}</Message></Error>"
    body = f"<ErrorResponse>{error}</ErrorResponse>" if protocol == "query" else error
    return "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
