"""Which requests to the local stack are its own clients', and which a page of some other site has a browser make.

A browser sends what any page asks for to any address, this machine's too. Its requests say so, by fields that no page
can set or leave out: Host has the name that the page used, also where that name was made to lead here (DNS rebinding);
Origin (https://fetch.spec.whatwg.org/#origin-header) and Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/) say
where the page is from.
"""

import re
from collections.abc import Collection, Iterable

# As which this machine knows itself.
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_ALSO_BELOW = ".localhost"

# What anybody is told whose request names another. The servers listen on IPv4 only, so [::1] is not offered.
FOREIGN_HOST = (
    "This is the local stack of somebody who writes articles on this machine. It answers requests to 127.0.0.1 and "
    "localhost, with its own port; yours is for another host."
)

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
_HTTP_PORT = 80

# What browsers add to requests that pages make, and clients of AWS services never.
_OF_PAGES = frozenset({"origin", "referer", "access-control-request-method", "sec-websocket-key"})
_OWN_SITE = frozenset({"same-origin", "none"})

Fields = Iterable[tuple[str, str]]


def is_own_host(host: str, port: int, names: Collection[str] = ()) -> bool:
    """Whether the Host of a request names this machine, and the port that the request came to.

    Names below `localhost` do, as no other machine can have one (RFC 6761, 6.3): S3 clients put the bucket's before it.

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
    """Whether a request has one Host, which is ours.

    Args:
        fields: The fields of its head.
        port: The port that it came to.
        names: Other names of this machine, in lower case.
    """
    hosts = [value for name, value in fields if name.lower() == "host"]
    return len(hosts) == 1 and is_own_host(hosts[0].strip(), port, names)


def is_of_own_pages(fields: Fields) -> bool:
    """Whether a request to the site may be one of its own pages, or of no page at all."""
    given = {name.lower(): value.strip() for name, value in fields}
    origin = given.get("origin")
    return given.get("sec-fetch-site", "none") in _OWN_SITE and origin in (None, f"http://{given.get('host')}")


def is_of_a_page(fields: Fields) -> bool:
    """Whether a page made a request, rather than a client of AWS services, or a person in the address bar."""
    given = {name.lower(): value.strip() for name, value in fields}
    return not _OF_PAGES.isdisjoint(given) or given.get("sec-fetch-site", "none") != "none"
