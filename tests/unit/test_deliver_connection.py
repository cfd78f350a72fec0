"""One exchange on a socket, where the other side is slow to take the request."""

import socket
import threading
from time import monotonic

import pytest
from articles.deliver.dynamodb.connection import Connection

REQUEST = b"x" * 8_000_000  # more than the buffers between two sockets hold


def test_a_request_larger_than_the_buffers_is_sent_in_pieces() -> None:
    near, far = socket.socketpair()

    def answer() -> None:
        left = len(REQUEST)
        while left:
            left -= len(far.recv(1_000_000))
        far.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")

    thread = threading.Thread(target=answer)
    thread.start()
    with near, far:
        response = Connection(near).exchange(REQUEST, monotonic() + 10)
        thread.join()
    assert (response.head.status, bytes(response.body)) == (200, b"OK")


def test_a_request_that_is_not_taken_times_out() -> None:
    near, far = socket.socketpair()
    with near, far, pytest.raises(TimeoutError):
        Connection(near).exchange(REQUEST, monotonic() + 0.1)
