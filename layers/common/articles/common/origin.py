"""What CloudFront adds to a request: a secret, and the host that the reader asked for.

The secret shows that the request came through CloudFront. The host is added because CloudFront calls the API at the
API's own domain. While the secret is being changed two are valid: edge locations learn of a new one at different times.
"""

from __future__ import annotations

import hmac

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET_HEADER = "x-origin-secret"  # noqa: S105 - the name of a header
HOST_HEADER = "x-site-host"

_MAX_HOST = 253
_MAX_LABEL = 63
_LETTERS_DIGITS_HYPHEN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def is_admitted(headers: Mapping[str, str], secrets: str) -> bool:
    """Whether a request has a valid secret, if it needs one.

    Args:
        headers: The request's headers, their names in lower case.
        secrets: The secrets that are valid, separated by commas; empty if nothing is in front of the API.
    """
    if not secrets:
        return True
    sent = headers.get(SECRET_HEADER, "").encode()
    return any(hmac.compare_digest(sent, secret.encode()) for secret in secrets.split(","))


def site_url(headers: Mapping[str, str], own_domain: str, configured: str, secrets: str) -> str:
    """The site's URL, which links to it begin with: scheme and host, without a slash at the end.

    Args:
        headers: The headers of an admitted request, their names in lower case.
        own_domain: The domain of the API itself.
        configured: The site's URL in the settings; empty if they have none.
        secrets: As in `is_admitted`. Without one, anybody can send a host, so the header is ignored; so is one that is
            not a host name. The URL then has the API's own domain.
    """
    if configured:
        return configured.rstrip("/")
    named = headers.get(HOST_HEADER, "") if secrets else ""
    return f"https://{named if _is_host_name(named) else own_domain}"


def _is_host_name(text: str) -> bool:
    """Whether a text is a host name in lower case, without a port (RFC 1123, 2.1)."""
    *_, last = labels = text.split(".")
    return len(text) <= _MAX_HOST and not last.isdigit() and all(map(_is_label, labels))


def _is_label(text: str) -> bool:
    inside = 0 < len(text) <= _MAX_LABEL and not text.startswith("-") and not text.endswith("-")
    return inside and _LETTERS_DIGITS_HYPHEN.issuperset(text)
