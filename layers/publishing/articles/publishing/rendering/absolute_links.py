"""Addresses for HTML that is read elsewhere than on its page."""

import re
from collections.abc import Callable
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

    def of_sources(addresses: str) -> str:
        return _FIRST_OF_SOURCE.sub(lambda address: _absolute(url, address[0]), addresses)

    return _with_references(html, lambda address: _absolute(url, address), of_sources)


def with_links_of_site(html: str, origin: str) -> str:
    """Make absolute URLs of the site's own links, pictures and media paths again, for a page of the site.

    Args:
        html: What `with_absolute_links` gives.
        origin: The site's address, without a slash at the end.
    """
    own = re.compile(rf"(?:\A|(?<=, )){re.escape(origin)}(?=/(?!/))")

    def of_site(value: str) -> str:
        return own.sub("", value)

    return _with_references(html, of_site, of_site)


def _with_references(html: str, of_address: Callable[[str], str], of_sources: Callable[[str], str]) -> str:
    """Change the addresses of links, pictures and media."""

    def changed(tag: re.Match[str]) -> str:
        linked = _REFERENCE.sub(lambda found: found[1] + of_address(found[2]), tag[0])
        return _REFERENCES.sub(lambda found: found[1] + of_sources(found[2]), linked)

    return _LINKING_TAG.sub(changed, html)


def _absolute(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:  # brackets without an IPv6 address in them: this leads nowhere anyway
        return reference
