"""A persistent HTTP/1.1 connection (RFC 9112).

It does what `http.client` does, but only for responses as AWS's services send them: a status, a few headers with a
Content-Length, and a body. `http.client` imports the e-mail parsers, which takes longer than importing all of delivery.
Its time-outs start again with every packet, so a slow response may never time out.
"""

from __future__ import annotations

import select
import ssl

from articles.deliver.dynamodb.deadlines import remaining

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    import socket

# An item has at most 400 KB, a third more in base64. The rest is for the JSON around it.
MAX_BODY = 1024 * 1024
_MAX_HEAD = 32 * 1024
_CHUNK = 16 * 1024  # the most that a TLS record holds
_MAX_DIGITS = 19
_END_OF_HEAD = b"\r\n\r\n"
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class ProtocolError(ConnectionError):
    """The server closed the connection early, or its response is malformed or of another kind."""


class Head:
    """The head of a response. Its text is searched when a header is needed, since most are never needed.

    Attributes:
        version: The protocol's name and version, such as ``HTTP/1.1``.
        status: The status code.
    """

    __slots__ = ("_folded", "_text", "status", "version")

    def __init__(self, head: bytes) -> None:
        """Parse the head of a response.

        Raises:
            ProtocolError: It does not begin with a status line of HTTP/1.1 or HTTP/1.0.
        """
        self._text = head.decode("latin-1")
        self._folded = self._text.lower()
        status_line = self._text.partition("\r\n")[0]
        self.version, _, rest = status_line.partition(" ")
        status = rest.partition(" ")[0]
        if self.version not in ("HTTP/1.1", "HTTP/1.0") or not _is_number(status):
            raise ProtocolError(f"not the beginning of a response: {status_line[:80]!r}")
        self.status = int(status)

    def get(self, name: str) -> str:
        """The value of a header; empty if there is none.

        Args:
            name: Its name, in lower case.
        """
        start = self._folded.find(f"\r\n{name}:")
        if start < 0:
            return ""
        start += len(name) + 3
        end = self._text.find("\r\n", start)
        return self._text[start : end if end >= 0 else None].strip()


class Response:
    """A response that has arrived completely.

    Attributes:
        head: Its status and headers.
        body: Its body.
    """

    __slots__ = ("body", "head")

    def __init__(self, head: Head, body: bytes | bytearray) -> None:
        self.head = head
        self.body = body


class Connection:
    """A connected socket, used for one exchange at a time.

    The socket does not block. Most exchanges wait once only, in a poll before the first read. A time-out of the socket
    itself would take two more system calls for each step.

    Attributes:
        reusable: Whether another exchange may follow.
    """

    __slots__ = ("_poll", "_socket", "reusable")

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self._socket = connected
        self._poll = select.poll()
        self._poll.register(connected, select.POLLIN)
        self.reusable = False

    def exchange(self, request: bytes, deadline: float) -> Response:
        """Send a request and read its response, before a deadline on the monotonic clock.

        Raises:
            ProtocolError: The response is missing, incomplete or malformed.
            TimeoutError: The response was not complete by the deadline.
            OSError: The connection failed.
        """
        self.reusable = False
        self._send(request, deadline)
        self._wait(deadline)
        head, beginning = self._read_head(deadline)
        body = self._read_body(_content_length(head), beginning, deadline)
        self.reusable = head.version == "HTTP/1.1" and head.get("connection").lower() != "close"
        return Response(head, body)

    def is_quiet(self) -> bool:
        """Whether the connection is open and idle: the server has not closed it, and has sent nothing unasked."""
        return not self._poll.poll(0) and not (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending())

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _send(self, request: bytes, deadline: float) -> None:
        left = memoryview(request)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except _WOULD_BLOCK:
                self._poll.modify(self._socket, select.POLLOUT)
                self._wait(deadline)
                self._poll.modify(self._socket, select.POLLIN)

    def _read_head(self, deadline: float) -> tuple[Head, bytes]:
        """Read the head of a response, and the beginning of its body if that came with it."""
        received = b""
        while (end := received.find(_END_OF_HEAD)) < 0:
            if len(received) > _MAX_HEAD:
                raise ProtocolError(f"the head of the response has more than {_MAX_HEAD} bytes")
            try:
                chunk = self._socket.recv(_CHUNK)
            except _WOULD_BLOCK:
                self._wait(deadline)
                continue
            if not chunk:
                raise ProtocolError("the connection was closed before the response began")
            received += chunk
        return Head(received[:end]), received[end + len(_END_OF_HEAD) :]

    def _read_body(self, length: int, beginning: bytes, deadline: float) -> bytes | bytearray:
        """Read the rest of a body of this length, of which the beginning has been read."""
        filled = len(beginning)
        if filled > length:
            raise ProtocolError("the response is longer than it says")
        if filled == length:
            return beginning
        body = bytearray(length)
        body[:filled] = beginning
        view = memoryview(body)
        while filled < length:
            try:
                count = self._socket.recv_into(view[filled:])
            except _WOULD_BLOCK:
                self._wait(deadline)
                continue
            if not count:
                raise ProtocolError(f"the connection was closed after {filled} of {length} bytes")
            filled += count
        return body

    def _wait(self, deadline: float) -> None:
        """Wait until the socket can be read or written.

        Raises:
            TimeoutError: The deadline has passed.
        """
        if not self._poll.poll(remaining(deadline) * 1000):
            raise TimeoutError("the time allowed is over")


def _content_length(head: Head) -> int:
    length = head.get("content-length")
    if not _is_number(length) or head.get("transfer-encoding"):
        raise ProtocolError("the response does not say how long it is")
    if int(length) > MAX_BODY:
        raise ProtocolError(f"the response has {length} bytes; at most {MAX_BODY} are read")
    return int(length)


def _is_number(text: str) -> bool:
    """Whether a text is a number in ASCII digits, and of a plausible length."""
    return text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
