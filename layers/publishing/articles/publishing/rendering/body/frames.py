"""Frames: which pages of other sites a page shows in itself, and how."""

from collections.abc import Collection
from html import escape
from urllib.parse import urlsplit, urlunsplit

_YOUTUBE = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com"})
_WITHOUT_COOKIES = "www.youtube-nocookie.com"

# What a player needs. Its host is never the site's own, so it cannot take the sandbox off.
_SANDBOX = "allow-popups allow-presentation allow-same-origin allow-scripts"


def frame_address(address: str, hosts: Collection[str]) -> str | None:
    """The address of a page to be shown in a frame; None if it is not shown.

    Players of YouTube are those of its host without cookies.

    Args:
        address: As the author wrote it.
        hosts: Those whose pages are shown.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # brackets without an address in them
        return None
    host = parts.netloc.lower()
    if host in _YOUTUBE and parts.path.startswith("/embed/") and parts.scheme in ("", "http", "https"):
        parts, host = parts._replace(scheme="https"), _WITHOUT_COOKIES
    return urlunsplit(("https", host, *parts[2:])) if host in hosts and parts.scheme in ("", "https") else None


def frame(address: str, title: str) -> str:
    """HTML of a page in a frame.

    Args:
        address: Its address, as `frame_address` gives it.
        title: What it shows, for people who do not see it.
    """
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" loading="lazy" sandbox="{_SANDBOX}"'
        ' referrerpolicy="strict-origin-when-cross-origin" allowfullscreen></iframe>'
    )
