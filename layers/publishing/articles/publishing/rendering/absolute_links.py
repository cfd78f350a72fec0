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


def _absolute(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:  # brackets without an IPv6 address in them: this leads nowhere anyway
        return reference
