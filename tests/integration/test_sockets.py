"""No answer of the local stack is held back until the client has acknowledged the packet before, 40 ms on Linux."""

import http.client
import socket

import pytest
from articles.local import aws, aws_http
from articles.local.run import listening


def test_connections_of_the_site_send_at_once() -> None:
    with listening(0, "PORT") as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_connections_of_the_services_send_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[int] = []
    answer = aws_http.RequestHandler.run_wsgi

    def run_wsgi(handler: aws_http.RequestHandler) -> None:
        found.append(handler.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        answer(handler)

    monkeypatch.setattr(aws_http.RequestHandler, "run_wsgi", run_wsgi)
    with socket.create_server((aws.HOST, 0)) as listener, aws.serving(listener):
        host, port = listener.getsockname()
        client = http.client.HTTPConnection(host, port, timeout=30)
        client.request("GET", "/")
        assert client.getresponse().read()
        client.close()
    assert found
    assert all(found)
