"""The bridge of this machine's container engine: how functions that SAM runs in containers reach the local stack.

If the engine runs directly on Linux, containers reach this machine at the bridge's address, and cannot reach what
listens on the loopback address only. If it runs in a virtual machine, like Docker Desktop, it forwards requests to
`host.docker.internal` to the loopback address.
"""

import json
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Network, ip_interface
from typing import Any

from articles.local.errors import LocalError

# https://docs.docker.com/desktop/features/networking/
FORWARDED = "host.docker.internal"

# Where SAM looks for an engine unless DOCKER_HOST names another.
_DEFAULT_HOST = "unix:///var/run/docker.sock"
# Seconds to wait for an answer. An engine that has just been started on a busy machine takes some.
_PATIENCE = 10.0

# Linux: lets a socket bind to an address that does not exist yet. podman makes its bridge with the first container.
_IP_FREEBIND = 15


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge.

    Attributes:
        address: This machine's address on the bridge.
        network: The network of this machine and its containers.
    """

    address: str
    network: IPv4Network

    def listen(self, port: int) -> socket.socket:
        """A socket that listens on this machine's address.

        Raises:
            OSError: The port is in use.
        """
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.IPPROTO_IP, _IP_FREEBIND, 1)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listener.bind((self.address, port))
            listener.listen()
        except OSError:
            listener.close()
            raise
        return listener


def parse_bridge(text: str) -> Bridge:
    """Parse a bridge's address and prefix, such as `172.17.0.1/16`.

    Raises:
        LocalError: The text is something else, or not IPv4.
    """
    try:
        found = ip_interface(text)
    except ValueError as error:
        raise LocalError(
            f"{text} is not an address and prefix, such as 172.17.0.1/16; --bridge names another"
        ) from error
    if not isinstance(found.network, IPv4Network):
        raise LocalError(f"{text} is not an IPv4 address; --bridge names another")
    return Bridge(str(found.ip), found.network)


def find_bridge(environ: Mapping[str, str] = os.environ) -> Bridge | None:
    """Ask the engine that SAM uses for its default bridge, by the Docker Engine API, which podman has, too.

    Returns:
        The bridge. None if the engine does not answer, or runs its containers elsewhere: in a virtual machine or, if it
        is rootless, in a network of its own.
    """
    host = environ.get("DOCKER_HOST") or _DEFAULT_HOST
    if sys.platform != "linux" or not host.startswith("unix://"):
        return None
    try:
        engine = _ask(host.removeprefix("unix://"), "/info")
        network = _ask(host.removeprefix("unix://"), "/networks/bridge")
        if engine["OperatingSystem"] == "Docker Desktop" or "name=rootless" in (engine["SecurityOptions"] or ()):
            return None
        gateways = [(each["Gateway"], each["Subnet"]) for each in network["IPAM"]["Config"] if "Gateway" in each]
        return next((Bridge(gateway, IPv4Network(subnet)) for gateway, subnet in gateways if ":" not in subnet), None)
    except (OSError, HTTPException, ValueError, KeyError):  # no engine, or one that does not tell
        return None


def _ask(path: str, target: str) -> Any:
    connection = _UnixConnection(path)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            raise HTTPException(answer.status)
        return json.loads(answer.read())
    finally:
        connection.close()


class _UnixConnection(HTTPConnection):
    """HTTP over a socket of this machine's file system."""

    def __init__(self, path: str) -> None:
        super().__init__("engine", timeout=_PATIENCE)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
