"""The AWS services of the local stack: moto's S3, SQS and DynamoDB behind one address, in this process."""

import logging
import os
import socket
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import IPv4Network
from typing import Any

from articles.local.aws_http import SERVICES, Server
from articles.local.moto_dynamodb import LocalDynamoDBBackend
from articles.local.moto_responses import ItemSerializer
from articles.local.moto_s3 import LocalS3Backend
from articles.local.moto_sqs import LocalQueue, LocalSQSBackend
from articles.local.template import ACCOUNT, REGION
from articles.local.threads import running
from moto.backends import get_backend
from moto.core.model_instances import model_data
from moto.core.serialize import SERVICE_SPECIFIC_SERIALIZERS
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

HOST = "127.0.0.1"

_POLL_SECONDS = 0.05

_log = logging.getLogger(__name__)


def environment(endpoint: str, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which AWS clients find the local services, and nothing about the user's accounts.

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
def serving(listener: socket.socket, failed: Callable[[str], object] = _log.error) -> Iterator[None]:
    """Serve AWS services, empty at first, on a listening socket until the block ends. They run in threads.

    Args:
        listener: The socket.
        failed: Called with the reason if they end before the block does.
    """
    with services(), answering(listener, failed):
        yield


@contextmanager
def services() -> Iterator[None]:
    """Provide AWS services in this process, empty at first, until the block ends."""
    adapt()
    try:
        yield
    finally:
        _forget()


@contextmanager
def answering(
    listener: socket.socket, failed: Callable[[str], object] = _log.error, network: IPv4Network | None = None
) -> Iterator[None]:
    """Answer requests to this process's services on a listening socket until the block ends. The server is a thread.

    Args:
        listener: The socket.
        failed: Called with the reason if the server ends before the block does.
        network: The network whose addresses are answered; if not given, everybody is.
    """
    host, port = listener.getsockname()
    server = Server(host, port, listener.fileno(), network)

    def serve() -> None:
        try:
            server.serve_forever(_POLL_SECONDS)
        except BaseException:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # otherwise clients are connected, and wait for an answer
            raise

    def stop() -> None:
        server.ending = True
        server.shutdown()

    with running("the server of the AWS services", serve, stop, failed):
        yield


def adapt() -> None:
    """Make moto use the adapted classes for its services, and forget objects that it no longer needs."""
    dynamodb_backends.backend = LocalDynamoDBBackend
    s3_backends.backend = LocalS3Backend
    sqs_backends.backend = LocalSQSBackend
    SERVICE_SPECIFIC_SERIALIZERS["dynamodb"] = {"json": ItemSerializer}
    _forget()
    for service in SERVICES:
        for model in model_data[service].values():
            # For its dashboard, moto keeps every object that it ever made: it leaks every item read or written.
            model.instances_tracked = deque(maxlen=0)  # type: ignore[attr-defined]


def _forget() -> None:
    """Drop all buckets, queues and tables."""
    for service in SERVICES:
        backends: Any = get_backend(service)
        for account in backends.values():
            account.reset()
        backends.clear()


def release_in_flight() -> None:
    """Make all messages in flight visible again, because whoever received them can no longer delete them."""
    for queue in sqs_backends[ACCOUNT][REGION].queues.values():
        if isinstance(queue, LocalQueue):
            queue.release()
