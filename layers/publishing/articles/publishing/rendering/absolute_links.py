"""Addresses for HTML that is read elsewhere than on its page."""

import re
from urllib.parse import urljoin

_LINKING_TAG = re.compile(r'<(?:a|audio|img|source|track|video)(?:\s+[\w-]+(?:="[^"]*")?)*')
_REFERENCE = re.compile(r'(\s(?:href|poster|src)=")([^"]*)')
_REFERENCES = re.compile(r'(\ssrcset=")([^"]*)')
_FIRST_OF_SOURCE = re.compile(r"(?:\A|(?<=, ))[^\s,]\S*")


def with_absolute_links(html: str, url: str) -> str:
    """Make the URLs of links, pictures and media absolute.

    Args:
        html: Sanitised HTML.
        url: The address of the page that it is part of.
    """

    def absolute(tag: re.Match[str]) -> str:
        linked = _REFERENCE.sub(lambda reference: reference[1] + _absolute(url, reference[2]), tag[0])
        return _REFERENCES.sub(lambda sources: sources[1] + _FIRST_OF_SOURCE.sub(of_source, sources[2]), linked)

    def of_source(address: re.Match[str]) -> str:
        return _absolute(url, address[0])

    return _LINKING_TAG.sub(absolute, html)


def with_links_of_site(html: str, origin: str) -> str:
    """Make absolute URLs of the site's own links, pictures and media paths again, for a page of the site.

    Args:
        html: What `with_absolute_links` gives.
        origin: The site's address, without a slash at the end.
    """
    own = re.compile(rf'((?:="|, )){re.escape(origin)}(?=/)')
    return _LINKING_TAG.sub(lambda tag: own.sub(r"\1", tag[0]), html)


def _absolute(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:  # brackets without an IPv6 address in them: this leads nowhere anyway
        return reference
