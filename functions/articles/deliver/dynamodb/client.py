"""A DynamoDB client with one operation, GetItem.

This is the site's hot path. boto3 takes about ten times as long to start, and twenty times the CPU for a read.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from json.encoder import encode_basestring_ascii as quoted

from articles.deliver.dynamodb.attribute_values import loads
from articles.deliver.dynamodb.credentials import CredentialsProvider
from articles.deliver.dynamodb.deadlines import within
from articles.deliver.dynamodb.dialer import Dialer
from articles.deliver.dynamodb.endpoint import dynamodb_endpoint
from articles.deliver.dynamodb.errors import TableError
from articles.deliver.dynamodb.signing import Signer

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from articles.deliver.dynamodb.connection import Connection, Response

    Item = dict[str, dict[str, Any]]

TARGET = "DynamoDB_20120810.GetItem"

TRIES = 3
BACKOFF = 0.05

_OK = 200
_SERVER_ERRORS = 500
# See 'Error handling with DynamoDB' in its developer guide.
_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
    }
)
_CREDENTIALS_REFUSED = frozenset(
    {
        "ExpiredTokenException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    }
)


class Timeouts:
    """How long a read may take, in seconds.

    Attributes:
        connect: To connect, TLS included, in each try.
        read: To send a request and receive its response completely, in each try.
        total: For all tries and the pauses between them.
    """

    __slots__ = ("connect", "read", "total")

    def __init__(self, connect: float = 1.0, read: float = 1.0, total: float = 5.0) -> None:
        self.connect = connect
        self.read = read
        self.total = total


class DynamoDB:
    """Gets items. Threads may share it: each takes a connection, and gives it back when it is done."""

    __slots__ = ("_credentials", "_dialer", "_idle", "_signer", "_timeouts")

    def __init__(self, environ: Mapping[str, str], timeouts: Timeouts | None = None) -> None:
        """Read region, endpoint and certificate authorities from the environment; credentials are read when needed.

        Raises:
            KeyError: The environment names no region.
            ValueError: The endpoint that it names is not a URL, or has a path.
        """
        region = environ.get("AWS_REGION") or environ["AWS_DEFAULT_REGION"]
        endpoint = dynamodb_endpoint(environ, region)
        self._timeouts = timeouts or Timeouts()
        self._credentials = CredentialsProvider(environ)
        self._dialer = Dialer(endpoint, environ)
        self._signer = Signer(region, endpoint.authority)
        self._idle: list[Connection] = []

    def get_item(self, table: str, key: Mapping[str, str]) -> Item | None:
        """Get the item with a primary key of strings, in DynamoDB's JSON; None if there is none.

        The read is eventually consistent.

        Raises:
            TableError: DynamoDB did not answer in time, or answered with an error.
        """
        # As `json.dumps` would write it, in a third of the time.
        names = ", ".join([f'{quoted(name)}: {{"S": {quoted(value)}}}' for name, value in key.items()])
        body = f'{{"TableName": {quoted(table)}, "Key": {{{names}}}}}'.encode()
        deadline = time.monotonic() + self._timeouts.total
        tried = 0
        while True:
            try:
                return _item(self._try(body, deadline))
            except TableError as error:
                pause = _jittered(BACKOFF * 2**tried)
                tried += 1
                if not error.retryable or tried == TRIES or time.monotonic() + pause >= deadline:
                    raise
            time.sleep(pause)

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop().close()

    def _try(self, body: bytes, deadline: float) -> Response:
        credentials = self._credentials.get(deadline)
        headers = self._signer.signed_headers(TARGET, body, credentials, time.time())
        head = f"POST / HTTP/1.1\n{headers}content-length:{len(body)}\n\n".replace("\n", "\r\n")
        request = head.encode() + body
        try:
            response = self._exchange(request, deadline)
        except OSError as error:
            raise TableError("ConnectionFailed", f"{type(error).__name__}: {error}", retryable=True) from error
        if response.head.status != _OK:
            raise self._error(response)
        return response

    def _exchange(self, request: bytes, deadline: float) -> Response:
        connection = self._idle_connection() or self._dialer.open(within(self._timeouts.connect, deadline))
        try:
            return connection.exchange(request, within(self._timeouts.read, deadline))
        finally:
            if connection.reusable:
                self._idle.append(connection)
            else:
                connection.close()

    def _idle_connection(self) -> Connection | None:
        """Take a kept connection that is still open; None if there is none."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_quiet():
                return connection
            connection.close()
        return None

    def _error(self, response: Response) -> TableError:
        try:
            details = json.loads(response.body)
            code = details["__type"].rpartition("#")[2]
            message = details.get("message") or details.get("Message") or ""
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            code, message = f"HTTP{response.head.status}", ""
        refused = code in _CREDENTIALS_REFUSED
        if refused:
            self._credentials.refuse()
        retryable = refused or code in _THROTTLED or response.head.status >= _SERVER_ERRORS
        return TableError(code, message, retryable=retryable, request_id=_request_id(response))


def _item(response: Response) -> Item | None:
    """Read the item from a response; None if it has none."""
    checksum = response.head.get("x-amz-crc32")
    if checksum and checksum != str(zlib.crc32(response.body)):
        raise _garbled(response, "its checksum is another")
    try:
        answer = loads(response.body)
        item: Item | None = answer.get("Item")
    except (AttributeError, RecursionError, ValueError) as error:
        raise _garbled(response, f"it is not understood: {error}") from error
    if item is not None and not isinstance(item, dict):
        raise _garbled(response, "it has no item in it")
    return item


def _garbled(response: Response, reason: str) -> TableError:
    message = f"The response of {len(response.body)} bytes is wrong: {reason}."
    return TableError("ResponseGarbled", message, retryable=True, request_id=_request_id(response))


def _request_id(response: Response) -> str:
    return response.head.get("x-amzn-requestid")


def _jittered(seconds: float) -> float:
    """A random time up to this (full jitter). The random module is slow to import, and repeats after a snapshot."""
    return seconds * int.from_bytes(os.urandom(2), "big") / 0xFFFF
