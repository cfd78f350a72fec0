"""The bridge to containers, as an engine tells of it. What it is good for, `make check-sam-local` shows."""

import http.server
import json
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from articles.local.bridge import Bridge, find_bridge, parse_bridge
from articles.local.errors import LocalError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere containers run in a virtual machine")

DOCKER = Bridge("172.17.0.1", IPv4Network("172.17.0.0/16"))
ENGINE: dict[str, Any] = {"OperatingSystem": "Debian GNU/Linux 13", "SecurityOptions": ["name=seccomp,profile=builtin"]}
NETWORK = {
    "IPAM": {
        "Config": [{"Subnet": "fd00::/64", "Gateway": "fd00::1"}, {"Subnet": "172.17.0.0/16", "Gateway": "172.17.0.1"}]
    }
}


@contextmanager
def engine(folder: Path, documents: dict[str, Any]) -> Iterator[dict[str, str]]:
    """An engine that answers with documents; gives the environment in which it is found."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = documents.get(self.path)
            self.send_response(404 if document is None else 200)
            self.end_headers()
            self.wfile.write(document if isinstance(document, bytes) else json.dumps(document).encode())

        def address_string(self) -> str:
            return "a client"

        def log_message(self, *_: object) -> None:
            pass

    path = str(folder / "engine.sock")
    with socketserver.ThreadingUnixStreamServer(path, Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {"DOCKER_HOST": f"unix://{path}"}
        server.shutdown()


def test_it_is_the_one_that_the_engine_tells_of(tmp_path: Path) -> None:
    with engine(tmp_path, {"/info": ENGINE, "/networks/bridge": NETWORK}) as environ:
        assert find_bridge(environ) == DOCKER


@pytest.mark.parametrize(
    "documents",
    [
        {"/info": ENGINE | {"OperatingSystem": "Docker Desktop"}, "/networks/bridge": NETWORK},
        {"/info": ENGINE | {"SecurityOptions": ["name=rootless"]}, "/networks/bridge": NETWORK},
        {"/info": ENGINE, "/networks/bridge": {"IPAM": {"Config": [{"Subnet": "172.17.0.0/16"}]}}},
        {"/info": ENGINE, "/networks/bridge": {"message": "network bridge not found"}},
        {"/info": ENGINE, "/networks/bridge": b"no JSON"},
        {"/info": ENGINE},
        {},
    ],
)
def test_there_is_none_where_containers_are_elsewhere_or_the_engine_says_nothing(
    tmp_path: Path, documents: dict[str, Any]
) -> None:
    with engine(tmp_path, documents) as environ:
        assert find_bridge(environ) is None


def test_there_is_none_without_an_engine(tmp_path: Path) -> None:
    assert find_bridge({"DOCKER_HOST": f"unix://{tmp_path}/nowhere.sock"}) is None
    assert find_bridge({"DOCKER_HOST": "tcp://192.0.2.1:2375"}) is None


def test_it_may_be_named() -> None:
    assert parse_bridge("172.17.0.1/16") == DOCKER
    for text in ("172.17.0", "fd00::1/64", "172.17.0.1/33", "nonsense"):
        with pytest.raises(LocalError, match="--bridge names another"):
            parse_bridge(text)


def test_it_is_listened_on_before_it_is_there() -> None:
    """As podman's is not, until a container has been started."""
    with Bridge("203.0.113.1", IPv4Network("203.0.113.0/24")).listen(0) as listener:
        assert listener.getsockname()[0] == "203.0.113.1"
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match=os.strerror(98)):
        Bridge("127.0.0.1", IPv4Network("127.0.0.0/8")).listen(taken.getsockname()[1])
