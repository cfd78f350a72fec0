"""Opens connections to an endpoint: TCP, and TLS with its certificate verified."""

from __future__ import annotations

import os
import socket
import ssl

from articles.deliver.dynamodb.connection import Connection
from articles.deliver.dynamodb.deadlines import remaining

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping

    from articles.deliver.dynamodb.endpoint import Endpoint

# The certificate authorities of AWS's endpoints (amazontrust.com/repository). A system's bundle has well over a hundred
# more, and OpenSSL takes tens of milliseconds to read them.
AMAZON_ROOTS = os.path.join(os.path.dirname(__file__), "amazon-roots.pem")  # noqa: PTH118, PTH120 - pathlib costs 4 ms

_AMAZON_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws")


class Dialer:
    """Opens connections to one endpoint.

    AWS's endpoints are verified against Amazon's own authorities. If these fail to verify a certificate, all later
    connections use the system's authorities. ``AWS_CA_BUNDLE`` names a file of authorities to use instead.
    """

    __slots__ = ("_authorities", "_context", "_endpoint")

    def __init__(self, endpoint: Endpoint, environ: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        # None means the system's authorities.
        self._authorities: str | None = environ.get("AWS_CA_BUNDLE") or None
        if self._authorities is None and endpoint.host.endswith(_AMAZON_DOMAINS):
            self._authorities = AMAZON_ROOTS
        self._context: ssl.SSLContext | None = None

    def open(self, deadline: float) -> Connection:
        """Connect before a deadline on the monotonic clock.

        Raises:
            OSError: The host was not found, refused or was too slow, or its certificate is not trusted.
        """
        connected = self._connect(deadline)
        if not self._endpoint.secure:
            return Connection(connected)
        try:
            connected.settimeout(remaining(deadline))
            return Connection(self._tls().wrap_socket(connected, server_hostname=self._endpoint.host))
        except ssl.SSLCertVerificationError:
            connected.close()
            if self._authorities == AMAZON_ROOTS:
                self._authorities = self._context = None
            raise
        except OSError:
            connected.close()
            raise

    def _connect(self, deadline: float) -> socket.socket:
        """Connect to the first address that accepts. The addresses share the time that is left equally."""
        failure = OSError("the endpoint's name has no address")
        addresses = socket.getaddrinfo(self._endpoint.host, self._endpoint.port, type=socket.SOCK_STREAM)
        for tried, (family, kind, protocol, _, address) in enumerate(addresses):
            connecting = socket.socket(family, kind, protocol)
            try:
                connecting.settimeout(remaining(deadline) / (len(addresses) - tried))
                connecting.connect(address)
                connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:
                connecting.close()
                failure = error
            else:
                return connecting
        raise failure

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self._authorities is None:
                self._context.load_default_certs()
            else:
                self._context.load_verify_locations(self._authorities)
        return self._context
