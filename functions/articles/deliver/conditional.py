"""Conditional requests (RFC 9110, section 13)."""

from articles.common.http_edge import is_matched
from articles.deliver.http_dates import parse_date


def is_not_modified(etag: str, modified: int, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether to respond 304 to a GET or HEAD.

    Args:
        etag: The entity tag of the representation, with its quotes; it contains no comma.
        modified: When the representation last changed, in seconds since the epoch.
        if_none_match: The If-None-Match header, if there is one.
        if_modified_since: The If-Modified-Since header, if there is one; ignored if there is an If-None-Match.
    """
    if if_none_match is not None:
        return is_matched(if_none_match, etag)
    since = parse_date(if_modified_since) if if_modified_since is not None else None
    return since is not None and modified <= since
