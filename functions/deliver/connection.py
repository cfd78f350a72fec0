"""One HTTP/1.1 connection that is kept open between exchanges (RFC 9112).

What `http.client` does, for the one kind of response that AWS's services give: a status, a few headers, and a body
whose length is said in advance. `http.client` brings the parsers of e-mail with it, which take longer to import than
all of delivery does; and its time-outs begin anew with every packet, so that a slow answer is never over.
"""

from __future__ import annotations

import ssl

from deliver.deadlines import remaining

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

# An item is at most 400 KB, in base64 a third more, and the rest is the JSON around it.
MAX_BODY = 1024 * 1024
_MAX_HEAD = 32 * 1024
_CHUNK = 64 * 1024
_MAX_DIGITS = 19
_END_OF_HEAD = b"\r\n\r\n"


class ProtocolError(ConnectionError):
    """The other side closed the connection early, or what it sent is no such response."""


class Response:
    """A response that has arrived completely.

    Attributes:
        status: Its status code.
        headers: Its headers, names in lower case.
        body: Its body.
    """

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytearray) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Connection:
    """A connected socket, used for one exchange at a time.

    Attributes:
        reusable: Whether another exchange may follow.
    """

    __slots__ = ("_socket", "reusable")

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self.reusable = False

    def exchange(self, request: bytes, deadline: float) -> Response:
        """Send a request and read its response.

        Raises:
            ProtocolError: There is no response, half of one, or one that is not understood.
            TimeoutError: It was not complete at the deadline.
            OSError: The connection failed.
        """
        self.reusable = False
        self._socket.settimeout(remaining(deadline))
        self._socket.sendall(request)
        head, beginning = self._read_head(deadline)
        version, status, headers = _parse_head(head)
        body = self._read_body(_content_length(headers), beginning, deadline)
        self.reusable = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        return Response(status, headers, body)

    def is_quiet(self) -> bool:
        """Whether the other side has neither closed the connection nor sent what nobody asked for."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _read_head(self, deadline: float) -> tuple[bytes, bytearray]:
        """The head of a response, and what came of its body in the same packets."""
        received = bytearray()
        while (end := received.find(_END_OF_HEAD)) < 0:
            if len(received) > _MAX_HEAD:
                raise ProtocolError(f"the head of the response has more than {_MAX_HEAD} bytes")
            self._socket.settimeout(remaining(deadline))
            chunk = self._socket.recv(_CHUNK)
            if not chunk:
                raise ProtocolError("the connection was closed before the response began")
            received += chunk
        return bytes(received[:end]), received[end + len(_END_OF_HEAD) :]

    def _read_body(self, length: int, beginning: bytearray, deadline: float) -> bytearray:
        """A body of that length, which begins with what has come of it."""
        filled = len(beginning)
        if filled > length:
            raise ProtocolError("the response is longer than it says")
        body = bytearray(length)
        body[:filled] = beginning
        view = memoryview(body)
        while filled < length:
            self._socket.settimeout(remaining(deadline))
            count = self._socket.recv_into(view[filled:])
            if not count:
                raise ProtocolError(f"the connection was closed after {filled} of {length} bytes")
            filled += count
        return body


def _parse_head(head: bytes) -> tuple[str, int, dict[str, str]]:
    """Version, status and headers."""
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = status_line.partition(" ")
    status = rest.partition(" ")[0]
    if version not in ("HTTP/1.1", "HTTP/1.0") or not _is_number(status):
        raise ProtocolError(f"not the beginning of a response: {status_line[:80]!r}")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return version, int(status), headers


def _content_length(headers: Mapping[str, str]) -> int:
    length = headers.get("content-length", "")
    if not _is_number(length) or "transfer-encoding" in headers:
        raise ProtocolError("the response does not say how long it is")
    if int(length) > MAX_BODY:
        raise ProtocolError(f"the response has {length} bytes; at most {MAX_BODY} are read")
    return int(length)


def _is_number(text: str) -> bool:
    """Whether a text is a number of a length that can be meant, in ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
