"""Sign DynamoDB requests (see 'Signature Version 4' in AWS's IAM user guide)."""

from __future__ import annotations

import functools
import hashlib
import hmac
import time

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from articles.deliver.dynamodb.credentials import Credentials

CONTENT_TYPE = "application/x-amz-json-1.0"
_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "dynamodb"


class Signer:
    """Signs requests to DynamoDB in one region.

    Attributes:
        region: The region that the signature is for.
        authority: The Host header of the requests.
    """

    __slots__ = ("authority", "region")

    def __init__(self, region: str, authority: str) -> None:
        self.region = region
        self.authority = authority

    def signed_headers(self, target: str, body: bytes, credentials: Credentials, now: float) -> str:
        """Sign a POST to ``/``.

        Args:
            target: The X-Amz-Target header: version and operation.
            body: The request's body.
            credentials: The credentials to sign with.
            now: The time, in seconds since the epoch.

        Returns:
            The headers with the signature, one on each line; without Content-Length.
        """
        timestamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
        # Signed headers have to be sorted by name.
        names = "content-type;host;x-amz-date;x-amz-target"
        token = ""
        if credentials.token:
            names = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
            token = f"x-amz-security-token:{credentials.token}\n"
        first = f"content-type:{CONTENT_TYPE}\nhost:{self.authority}\nx-amz-date:{timestamp}\n"
        headers = f"{first}{token}x-amz-target:{target}\n"
        request = f"POST\n/\n\n{headers}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        date = timestamp[:8]
        scope = f"{date}/{self.region}/{_SERVICE}/aws4_request"
        to_sign = f"{_ALGORITHM}\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = _mac(_signing_key(credentials.secret_key, date, self.region), to_sign).hex()
        credential = f"{credentials.access_key}/{scope}"
        return (
            f"{headers}authorization:{_ALGORITHM} Credential={credential}, SignedHeaders={names}, "
            f"Signature={signature}\n"
        )


@functools.lru_cache(maxsize=4)
def _signing_key(secret_key: str, date: str, region: str) -> bytes:
    """Derive the signing key of a day. It is cached: it takes four of a signature's five rounds of hashing."""
    key = f"AWS4{secret_key}".encode()
    for part in (date, region, _SERVICE, "aws4_request"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, message: str) -> bytes:
    return hmac.digest(key, message.encode(), "sha256")
