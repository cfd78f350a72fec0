"""Tell requests of the local stack's own clients from requests that a browser makes for a page of another site.

A browser sends the requests of any page to any address, this machine's too. But such requests can be recognised, by
fields that no page can set or leave out. Host has the name that the page used, even if that name was made to lead here
(DNS rebinding). Origin (https://fetch.spec.whatwg.org/#origin-header) and Sec-Fetch-Site
(https://www.w3.org/TR/fetch-metadata/) say where the page is from.
"""

import re
from collections.abc import Collection, Iterable

# The names by which this machine knows itself.
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_ALSO_BELOW = ".localhost"

# The answer to a request for another host. The servers listen on IPv4 only, so it does not offer [::1].
FOREIGN_HOST = (
    "This is the local stack of somebody who writes articles on this machine. It answers requests to 127.0.0.1 and "
    "localhost, with its own port; yours is for another host."
)

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_HTTP_PORT = 80

# Fields that browsers add to the requests of pages, and that clients of AWS services never send.
_OF_PAGES = frozenset({"origin", "referer", "access-control-request-method", "sec-websocket-key"})
_OWN_SITE = frozenset({"same-origin", "none"})

Fields = Iterable[tuple[str, str]]


def is_own_host(host: str, port: int, names: Collection[str] = ()) -> bool:
    """Whether the Host of a request names this machine and the port that the request came to.

    Names below `localhost` count, because no other machine can have one (RFC 6761, section 6.3), and S3 clients put the
    name of the bucket before it.

    Args:
        host: The value of the field.
        port: The port that the request came to.
        names: Other names of this machine, in lower case.
    """
    match = _HOST.fullmatch(host)
    if match is None or int(match["port"] or _HTTP_PORT) != port:
        return False
    name = match["name"].lower()
    return name in _NAMES or name in names or name.endswith(_ALSO_BELOW)


def has_own_host(fields: Fields, port: int, names: Collection[str] = ()) -> bool:
    """Whether a request has exactly one Host, and that is ours.

    Args:
        fields: The fields of its head.
        port: The port that it came to.
        names: Other names of this machine, in lower case.
    """
    hosts = [value for name, value in fields if name.lower() == "host"]
    return len(hosts) == 1 and is_own_host(hosts[0].strip(), port, names)


def is_of_own_pages(fields: Fields) -> bool:
    """Whether a request to the site may come from one of its own pages, or not from a page at all."""
    given = {name.lower(): value.strip() for name, value in fields}
    origin = given.get("origin")
    return given.get("sec-fetch-site", "none") in _OWN_SITE and origin in (None, f"http://{given.get('host')}")


def is_of_a_page(fields: Fields) -> bool:
    """Whether a request was made by a page, and not by a client of AWS services or a person in the address bar."""
    given = {name.lower(): value.strip() for name, value in fields}
    return not _OF_PAGES.isdisjoint(given) or given.get("sec-fetch-site", "none") != "none"
