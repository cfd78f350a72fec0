"""Links to previews: who has one may see what a file will look like, until the link ends.

A link is signed with a secret of the stack, by HMAC (RFC 2104) over the file's key and the time at which it ends. Both
the end and the signature are in the query, which the access log does not keep.
"""

from __future__ import annotations

import base64
import hmac
import re
from urllib.parse import parse_qs, quote

PREFIX = "/preview/"

_TIME = re.compile(r"[0-9]{1,12}")


def preview_target(key: str, expires: int, secret: str) -> str:
    """Make the path and query of a preview.

    Args:
        key: Object key of the file.
        expires: When the link ends, in seconds since the epoch.
        secret: The secret of the stack.
    """
    return f"{PREFIX}{quote(key)}?expires={expires}&signature={_signature(key, str(expires), secret)}"


def is_signed(key: str, query: str, secrets: str, now: float) -> bool:
    """Whether a link to a preview was made with a secret of the stack, and has not ended.

    Args:
        key: The object key that it names.
        query: Its query, as sent.
        secrets: The secrets that are valid, separated by commas.
        now: The time, in seconds since the epoch.
    """
    sent = {name: values[0] for name, values in parse_qs(query).items()}
    expires, signature = sent.get("expires", ""), _bytes(sent.get("signature", ""))
    matches = [
        hmac.compare_digest(signature, _signature(key, expires, secret).encode())
        for secret in secrets.split(",")
        if secret
    ]
    return any(matches) and _TIME.fullmatch(expires) is not None and now < int(expires)


def _signature(key: str, expires: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), _bytes(f"{expires} {key}"), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
