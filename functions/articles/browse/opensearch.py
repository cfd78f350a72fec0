"""What browsers need to search the site from their own field: OpenSearch 1.1 (https://github.com/dewitt/opensearch)."""

from xml.etree import ElementTree as ET

from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.words import words_of

MEDIA_TYPE = "application/opensearchdescription+xml"

# Characters that a name and a description may have.
_SHORT_NAME = 16
_DESCRIPTION = 1024


def description(settings: Settings) -> str:
    """Write the description."""
    root = ET.Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    for name, text in (
        ("ShortName", settings.name[:_SHORT_NAME].strip()),
        ("Description", words_of(settings).plain("search_site", site=settings.name)[:_DESCRIPTION]),
        ("InputEncoding", "UTF-8"),
    ):
        ET.SubElement(root, name).text = text
    ET.SubElement(root, "Url", {"type": "text/html", "template": f"{settings.url}/search?q={{searchTerms}}"})
    ET.SubElement(root, "Image", {"type": "image/svg+xml"}).text = f"{settings.url}/favicon.svg"
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
