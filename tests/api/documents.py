"""Sitemaps by their schema, and feeds by parsers that feed readers use; run by check.py in an environment of its own.

documents.py SITE
"""

import io
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import feedparser
import feedparser_rs
from lxml import etree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"

# RFC 4287, sections 4.1.1 and 4.1.2: exactly one of each.
REQUIRED = ("id", "title", "updated")


def main(site: str) -> None:
    """Check the documents of a site; raises where one is not as it should be."""
    entries = sitemaps(site)
    feeds = ["/feed", *(f"{path}/feed" for path in subjects(site))]
    posts = sum(feed(site, path) for path in feeds)
    assert entries > 0, "no sitemap has an entry"
    assert posts > entries, "the feeds of subjects have nothing"
    print(f"{entries} entries of sitemaps, {posts} of {2 * len(feeds)} feeds")  # noqa: T201 - the result


def sitemaps(site: str) -> int:
    """How many entries the sitemaps have, that are all valid."""
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("sitemap.xsd")))
    index = etree.fromstring(read(site, "/sitemap.xml"))
    entries = 0
    for location in index.iterfind(f"{SITEMAP}sitemap/{SITEMAP}loc"):
        sitemap = etree.fromstring(read(site, urlsplit(location.text).path))
        schema.assertValid(sitemap)
        entries += len(sitemap)
    schema.assertValid(as_sitemap(index))
    return entries


def as_sitemap(index: etree._Element) -> etree._Element:
    """An index as the sitemap that has the same entries.

    Its own schema, siteindex.xsd, knows the same elements, with `loc` and `lastmod` of the same types, under two other
    names.
    """
    names = {f"{SITEMAP}sitemapindex": f"{SITEMAP}urlset", f"{SITEMAP}sitemap": f"{SITEMAP}url"}
    for element in index.iter(*names):
        element.tag = names[element.tag]
    return etree.fromstring(etree.tostring(index))


def subjects(site: str) -> list[str]:
    """Paths of all subjects."""
    return [urlsplit(each["url"]).path for each in json.loads(read(site, "/api/subjects"))["subjects"]]


def feed(site: str, path: str) -> int:
    """How many entries both forms of a feed have together; they have the same ones."""
    atom, as_json = read(site, f"{path}.atom"), read(site, f"{path}.json")
    root = etree.fromstring(atom)
    for element in (root, *root.iterfind(f"{ATOM}entry")):
        for name in REQUIRED:
            assert len(element.findall(f"{ATOM}{name}")) == 1, f"{path}.atom: {name} of {element.tag}"
    parsed = [parse(feedparser, io.BytesIO(atom), "atom10"), parse(feedparser_rs, as_json.decode(), "json11")]
    identities = [[entry.id for entry in each.entries] for each in parsed]
    assert identities[0], f"{path}: no entries"
    assert identities[0] == identities[1], path
    assert all(entry.content[0].value for each in parsed for entry in each.entries), f"{path}: an entry without content"
    return sum(map(len, identities))


def parse(parser: Any, text: io.BytesIO | str, version: str) -> Any:
    """A feed that a parser, one of two with the same interface, finds nothing wrong with."""
    found = parser.parse(text)
    assert not found.bozo, found.bozo_exception
    assert found.version == version, found.version
    return found


def read(site: str, path: str) -> bytes:
    """What the site answers."""
    with urlopen(site + path) as response:
        content: bytes = response.read()
    return content


if __name__ == "__main__":
    main(sys.argv[1])
