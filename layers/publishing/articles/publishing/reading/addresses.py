"""Read addresses of other hosts, as site.yaml has them, into ASCII."""

import re
from urllib.parse import quote

from articles.publishing.errors import shortened
from articles.publishing.reading.site_kinds import MAX_ADDRESS_BYTES

_ADDRESS = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?")
_HOST_ALONE = re.compile(r"[\w-]+(\.[\w-]+)+(?:[:/?#].*)?")
_MAX_HOST = 253

# Letters for which the two standards of international names have different hosts: as they stand, they name neither.
_AMBIGUOUS = frozenset("\xdf\u1e9e\u03c2")

_ADDRESS_SAFE = "%/:?#[]()@!$&'*+,;=-._~"


def address(text: str, what: str) -> tuple[str, str]:
    """Read an http or https address.

    Args:
        text: The address as it stands in the file.
        what: What leads there, as a message begins with it.

    Returns:
        The address in ASCII, and an empty text; or an empty text, and what is wrong with it and what to write.
    """
    match = _ADDRESS.fullmatch(text) if text.isprintable() and " " not in text and "\\" not in text else None
    if match is None:
        return "", _why_no_address(text, what)
    scheme, host, rest = match.groups()
    if "@" in host:
        return "", "This address is public, so it cannot have a user or password; remove what precedes @."
    host = _ascii_host(host)
    if not host:
        return "", "The host of this address is not a valid name; write it as in https://www.example.org/page."
    found = f"{scheme.lower()}://{host}{quote(rest, safe=_ADDRESS_SAFE)}"
    if len(found) > MAX_ADDRESS_BYTES:
        return "", f"The address has {len(found):,} bytes; shorten it to at most {MAX_ADDRESS_BYTES:,}."
    return found, ""


def _why_no_address(text: str, what: str) -> str:
    if text.startswith("//"):
        return f"Write the address with its scheme: https:{shortened(text)}"
    if _HOST_ALONE.fullmatch(text):
        return f"Write the address with its scheme: https://{shortened(text)}"
    return f"{what} leads to a path of this site, such as /new-name, or to an http or https address without spaces."


def _ascii_host(host: str) -> str:
    """A host and perhaps its port, in lower case and ASCII; empty if it is not valid."""
    name, colon, port = host.partition(":")
    if len(name) > _MAX_HOST or _AMBIGUOUS & set(name):
        return ""
    try:
        found = name.encode("idna").decode("ascii").lower() + colon + port
    except UnicodeError:
        return ""
    return found if _HOST.fullmatch(found) and int(port or 0) < 2**16 else ""
