"""The credentials to sign requests with, from the environment or from the container credentials endpoint.

See 'Container credential provider' in AWS's SDK reference guide. A function has its keys in the environment. With
SnapStart the snapshot would contain them, so it has the address of an endpoint instead.
"""

from __future__ import annotations

import json
import time

from articles.deliver.dynamodb.deadlines import within
from articles.deliver.dynamodb.dialer import Dialer
from articles.deliver.dynamodb.endpoint import Endpoint
from articles.deliver.dynamodb.errors import TableError

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# Credentials are fetched again this many seconds before they expire, and this many seconds after a failure.
REFRESH_BEFORE = 300.0
REFRESH_AGAIN = 30.0

_TIMEOUT = 1.0
_HOST = "http://169.254.170.2"
# Hosts that may send credentials without TLS: the machine itself, and AWS's link-local addresses.
_PLAIN_HOSTS = frozenset({"localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"})


class Credentials:
    """A pair of keys and a session token, which may be empty."""

    __slots__ = ("access_key", "secret_key", "token")

    def __init__(self, access_key: str, secret_key: str, token: str = "") -> None:
        """Check and keep the keys and the token.

        Raises:
            TableError: A header cannot contain the access key or the token.
        """
        if not all(part.isascii() and part.isprintable() and " " not in part for part in (access_key, token)):
            raise TableError("InvalidCredentials", "Access key or session token have characters that no key has.")
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token


class CredentialsProvider:
    """Provides credentials that are valid now."""

    __slots__ = ("_environ", "_expires", "_fetched", "_given", "_refresh_at")

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._given: Credentials | None = None
        self._fetched: Credentials | None = None
        self._expires = 0.0
        self._refresh_at = 0.0

    def get(self, deadline: float) -> Credentials:
        """Get credentials that are valid now, before a deadline on the monotonic clock.

        Raises:
            TableError: There are none.
        """
        access_key = self._environ.get("AWS_ACCESS_KEY_ID")
        # New keys have a new id. Any other change is read after DynamoDB has refused the old credentials.
        if self._given is not None and self._given.access_key == access_key:
            return self._given
        secret_key = self._environ.get("AWS_SECRET_ACCESS_KEY")
        if access_key and secret_key:
            self._given = Credentials(access_key, secret_key, self._environ.get("AWS_SESSION_TOKEN", ""))
            return self._given
        return self._from_container(deadline)

    def refuse(self) -> None:
        """Forget the credentials: DynamoDB has refused them, even if they have not expired."""
        self._given = self._fetched = None

    def _from_container(self, deadline: float) -> Credentials:
        now = time.time()
        if self._fetched is None or now >= self._refresh_at:
            try:
                self._fetched, self._expires = _fetch(self._environ, deadline)
                self._refresh_at = self._expires - REFRESH_BEFORE
            except TableError:
                if self._fetched is None or now >= self._expires:
                    raise
                self._refresh_at = now + REFRESH_AGAIN
        return self._fetched


def _fetch(environ: Mapping[str, str], deadline: float) -> tuple[Credentials, float]:
    """Fetch credentials from the container credentials endpoint, and their expiry in seconds since the epoch."""
    endpoint = _container_endpoint(environ)
    head = f"GET {endpoint.target} HTTP/1.1\r\nHost: {endpoint.authority}\r\nAccept: application/json\r\n"
    if token := _authorization(environ):
        head += f"Authorization: {token}\r\n"
    try:
        connection = Dialer(endpoint, environ).open(within(_TIMEOUT, deadline))
        try:
            response = connection.exchange(f"{head}Connection: close\r\n\r\n".encode(), within(_TIMEOUT, deadline))
        finally:
            connection.close()
    except OSError as error:
        raise _unavailable(f"the endpoint does not answer: {error}") from error
    if response.head.status != 200:  # noqa: PLR2004
        raise _unavailable(f"the endpoint answers {response.head.status}")
    try:
        return _parse(json.loads(response.body))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise _unavailable(f"the endpoint's answer is not understood: {error!r}") from error


def _container_endpoint(environ: Mapping[str, str]) -> Endpoint:
    relative = environ.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    url = _HOST + relative if relative else environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    if not url:
        raise TableError("NoCredentials", "The environment has neither keys nor the address of an endpoint with keys.")
    try:
        endpoint = Endpoint(url)
    except ValueError as error:
        raise TableError("NoCredentials", f"The address of the credentials endpoint is {error}.") from error
    if not (endpoint.secure or endpoint.host in _PLAIN_HOSTS or _is_loopback(endpoint.host)):
        raise TableError("NoCredentials", f"Credentials are not asked of {endpoint.host} without TLS.")
    return endpoint


def _is_loopback(host: str) -> bool:
    """Whether a host is an address in 127.0.0.0/8, not a name."""
    return host.startswith("127.") and host.replace(".", "").isdigit()


def _authorization(environ: Mapping[str, str]) -> str:
    """The token for the endpoint; empty if there is none. Its file is read each time, since the token changes."""
    path = environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    if path:
        try:
            with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs 4 ms
                token = file.read()
        except OSError as error:
            raise _unavailable(f"the token file is not readable: {error}") from error
    else:
        token = environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
    if "\r" in token or "\n" in token:
        raise TableError("NoCredentials", "The authorization token has more than one line.")
    return token


def _parse(answer: Mapping[str, Any]) -> tuple[Credentials, float]:
    from datetime import UTC, datetime  # noqa: PLC0415 - costs 3 ms, and only the endpoint needs it

    expires = datetime.fromisoformat(answer["Expiration"])
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["Token"]), expires.timestamp()


def _unavailable(reason: str) -> TableError:
    return TableError("CredentialsUnavailable", f"No credentials: {reason}.", retryable=True)
