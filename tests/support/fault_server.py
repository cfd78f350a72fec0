"""An HTTP server on loopback that answers as it is told: well, wrong, slowly, half, or not at all."""

import json
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

# Answers one request; returns whether the connection stays open.
Step = Callable[[socket.socket], bool]


def answer(
    body: bytes | Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None, **options: Any
) -> Step:
    """A response as DynamoDB gives it, except for the headers given; a header of None is left out.

    Options: `close` closes the connection after it, `version` is the protocol's, `sent` is how many bytes of the body
    are sent before it is closed.
    """
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {
        "Content-Type": "application/x-amz-json-1.0",
        "Content-Length": str(len(content)),
        "x-amzn-RequestId": "REQUEST-ID",
        "x-amz-crc32": str(zlib.crc32(content)),
        **(headers or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    head = f"{options.get('version', 'HTTP/1.1')} {status} Whatever\r\n{lines}\r\n".encode()
    sent = options.get("sent", len(content))

    def step(connection: socket.socket) -> bool:
        connection.sendall(head + content[:sent])
        return sent == len(content) and not options.get("close", False)

    return step


def error(code: str, status: int = 400, message: str = "") -> Step:
    """An error of DynamoDB's."""
    return answer({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}, status)


def send(data: bytes) -> Step:
    """Bytes as they are, and the end of the connection."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(data)
        return False

    return step


def reset(connection: socket.socket) -> bool:
    """The connection is reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def silence(connection: socket.socket) -> bool:
    """No answer for as long as the client waits."""
    connection.recv(1)
    return False


def drip(connection: socket.socket) -> bool:
    """An answer so slow that it never ends, though never a long wait for its next byte."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    connection.settimeout(0.02)
    while True:
        try:
            connection.sendall(b" ")
            if not connection.recv(1):
                return False
        except TimeoutError:
            continue
        except OSError:
            return False


class FaultServer:
    """A server that answers each request by the next step, and by the last one from then on.

    Attributes:
        requests: The requests that came, head and body.
        connections: How many connections there were.
        port: Where it listens.
    """

    def __init__(self, steps: tuple[Step, ...], tls: ssl.SSLContext | None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._steps = list(steps)
        self._tls = tls
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"{'https' if self._tls else 'http'}://{'localhost' if self._tls else '127.0.0.1'}:{self.port}"

    def close_connections(self) -> None:
        """Close the connections that are open, as a server does with idle ones."""
        while self._open:
            self._close(self._open.pop())

    def stop(self) -> None:
        """Stop listening, and close all connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        self.close_connections()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            while request := _read_request(connection):
                self.requests.append(request)
                step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
                if not step(connection):
                    break
        except OSError:
            pass  # the client is gone
        finally:
            if connection in self._open:
                self._open.remove(connection)
            self._close(connection)

    @staticmethod
    def _close(connection: socket.socket) -> None:
        try:
            if not connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
                connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # closed already
        connection.close()


@contextmanager
def serving(*steps: Step, tls: ssl.SSLContext | None = None) -> Iterator[FaultServer]:
    """A server that answers by these steps, until the block ends."""
    server = FaultServer(steps, tls)
    try:
        yield server
    finally:
        server.stop()


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
