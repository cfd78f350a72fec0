"""What the API learns from CloudFront: that a request came through it, and for which host.

CloudFront adds a secret to each request, and the host that the reader asked for: the API itself is asked for its own.
While the secret is being changed there are two, as CloudFront's places learn of a new one at different times.
"""

from __future__ import annotations

import hmac

TYPE_CHECKING = False  # the typing module would be a part of delivery's start-up
if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET_HEADER = "x-origin-secret"  # noqa: S105 - the name of a header
HOST_HEADER = "x-site-host"

_MAX_HOST = 253
_MAX_LABEL = 63
_LETTERS_DIGITS_HYPHEN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def is_admitted(headers: Mapping[str, str], secrets: str) -> bool:
    """Whether a request may be answered.

    Args:
        headers: Those of a request, their names in lower case.
        secrets: What CloudFront may add, separated by commas; empty where nothing stands in front of the API.
    """
    if not secrets:
        return True
    sent = headers.get(SECRET_HEADER, "").encode()
    return any(hmac.compare_digest(sent, secret.encode()) for secret in secrets.split(","))


def site_url(headers: Mapping[str, str], own_domain: str, configured: str, secrets: str) -> str:
    """Scheme and host that links to the site are made of, without a slash at the end.

    Args:
        headers: Those of a request that was admitted, their names in lower case.
        own_domain: The domain of the API itself.
        configured: The site's URL; empty where it is the domain that CloudFront or the API was given.
        secrets: As above. Where there is none, the host that a header names is anybody's word, and not taken; nor is
            what is no host name. The links are then those of the API's own domain.
    """
    if configured:
        return configured.rstrip("/")
    named = headers.get(HOST_HEADER, "") if secrets else ""
    return f"https://{named if _is_host_name(named) else own_domain}"


def _is_host_name(text: str) -> bool:
    """Whether a text is a host name in lower case: labels of letters, digits and hyphens (RFC 1123, 2.1), no port."""
    *_, last = labels = text.split(".")
    return len(text) <= _MAX_HOST and not last.isdigit() and all(map(_is_label, labels))


def _is_label(text: str) -> bool:
    inside = 0 < len(text) <= _MAX_LABEL and not text.startswith("-") and not text.endswith("-")
    return inside and _LETTERS_DIGITS_HYPHEN.issuperset(text)
