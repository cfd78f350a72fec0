"""Which part of a file a request asks for (RFC 9110, section 14)."""

import re
from collections.abc import Mapping

# One range. Whoever asks for several, or in other units, gets the whole file, as RFC 9110 allows.
_RANGE = re.compile(r"bytes=(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<length>[0-9]{1,18}))")


class UnsatisfiableError(Exception):
    """The file has no such part: it is shorter."""


def asked_part(headers: Mapping[str, str], etag: str, size: int) -> range | None:
    """The bytes that a GET asks for, by their places; None if it is the whole file.

    Args:
        headers: The request's headers, their names in lower case.
        etag: The file's entity tag, a strong one, with its quotes.
        size: How many bytes the file has.

    Raises:
        UnsatisfiableError: There are no such bytes.
    """
    found = _RANGE.fullmatch(headers.get("range", "").replace(" ", "").lower())
    # If-Range has to match strongly (section 13.1.5). Of dates we make no use: what changes has another address.
    if found is None or headers.get("if-range", etag) != etag:
        return None
    if found["length"] is not None:
        part = range(max(0, size - int(found["length"])), size)
    else:
        first, last = int(found["first"]), int(found["last"] or size - 1)
        if found["last"] and last < first:
            return None  # not a range (section 14.1.1)
        part = range(first, min(last + 1, size))
    if not part:
        raise UnsatisfiableError
    return part


def content_range(part: range, size: int) -> str:
    """The Content-Range of an answer with a part of a file."""
    return f"bytes {part.start}-{part.stop - 1}/{size}"
