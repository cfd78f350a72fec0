"""The AWS services of the local stack: moto's S3, SQS and DynamoDB behind one address, in this process."""

import io
import logging
import os
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from moto.backends import get_backend
from moto.core.model_instances import model_data
from moto.core.serialize import SERVICE_SPECIFIC_SERIALIZERS
from moto.dynamodb.models import dynamodb_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends
from werkzeug.serving import make_server
from werkzeug.wsgi import get_input_stream

from local.moto_dynamodb import LocalDynamoDBBackend
from local.moto_responses import ItemSerializer
from local.moto_s3 import LocalS3Backend
from local.moto_sqs import LocalQueue, LocalSQSBackend
from local.template import ACCOUNT, REGION

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]

HOST = "127.0.0.1"

# A read sees no half of a write, and a condition holds until its write is done. SQS has locks of its own: a request
# that waits for messages must not keep others out.
_ONE_AT_A_TIME = ("dynamodb", "s3")
_BODILESS = (204, 304)
_SERVICES: tuple[Any, ...] = ("dynamodb", "s3", "sqs")


def environment(endpoint: str, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which AWS clients find the local services, and nothing of the user's accounts.

    Args:
        endpoint: Address of the local services, scheme and host.
        base: The environment to begin with; its AWS variables and proxies are left out.
    """
    kept = {
        name: value
        for name, value in base.items()
        if not name.startswith("AWS_") and not name.lower().endswith("_proxy")
    }
    return kept | {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def serving(listener: socket.socket) -> Iterator[None]:
    """Serve the AWS services on a socket that listens, in threads of this process, until the block ends."""
    adapt()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    host, port = listener.getsockname()
    server = make_server(
        host, port, _Dispatcher(_application), threaded=True, request_handler=RequestHandler, fd=listener.fileno()
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="aws", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        _forget()


def adapt() -> None:
    """Have moto make its services from the adapted classes, and forget objects that it no longer needs."""
    dynamodb_backends.backend = LocalDynamoDBBackend
    s3_backends.backend = LocalS3Backend
    sqs_backends.backend = LocalSQSBackend
    SERVICE_SPECIFIC_SERIALIZERS["dynamodb"] = {"json": ItemSerializer}
    _forget()
    for service in _SERVICES:
        for model in model_data[service].values():
            # moto keeps every object that it ever made, for its dashboard: a leak of each item read and written.
            model.instances_tracked = deque(maxlen=0)  # type: ignore[attr-defined]


def _forget() -> None:
    """Drop all buckets, queues and tables."""
    for service in _SERVICES:
        backends: Any = get_backend(service)
        for account in backends.values():
            account.reset()
        backends.clear()


def release_in_flight() -> None:
    """Make all messages visible that somebody has received who can no longer delete them."""
    for queue in sqs_backends[ACCOUNT][REGION].queues.values():
        if isinstance(queue, LocalQueue):
            queue.release()


class RequestHandler(MotoRequestHandler):
    """Answers the requests of a connection one after the other; werkzeug's own closes it after the first.

    A load of ten thousand files makes a hundred thousand requests: more than there are ports for as many connections.
    """

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True  # what does not fit is sent at once, not when the client has acknowledged the first

    def run_wsgi(self) -> None:
        """Answer a request."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        head: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
            head.append((status, headers))
            return self.wfile.write

        body = b"".join(self.server.app(self.make_environ(), start_response))
        status, headers = head[-1]
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        has_body = self.command != "HEAD" and int(code) not in _BODILESS
        if has_body and "content-length" not in {name.lower() for name, _ in headers}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)

    def handle_expect_100(self) -> bool:
        """Leave it to `run_wsgi`."""
        return True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: what a person should see, `local.terminal` prints."""


class _Dispatcher(DomainDispatcherApplication):
    """moto's application, which for each request tries the addresses of two hundred services; here it remembers."""

    def __init__(self, create_app: Any) -> None:
        super().__init__(create_app)
        self._known: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """The service at a host."""
        if host not in self._known:
            self._known[host] = super().get_backend_for_host(host)
        return self._known[host]


def _application(service: Any) -> WsgiApplication:
    """One service as a WSGI application, which is called when the body of a request has arrived."""
    application: WsgiApplication = create_backend_app(service)
    lock = threading.Lock() if service in _ONE_AT_A_TIME else nullcontext()

    def whole(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = get_input_stream(environ).read()
        environ |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}
        with lock:
            return list(application(environ, start_response))

    return whole
