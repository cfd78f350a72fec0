"""A sitemap has as many articles as fit, and no byte more than it may have."""

import pytest
from articles.browse import sitemaps
from articles.browse.listed_articles import ListedArticle
from articles.publishing.rendering.settings import Settings

ENTRIES = [ListedArticle(f"/é{number:05}", "", modified=1_700_000_000) for number in range(20)]


@pytest.mark.parametrize("url", ["https://www.example.org", "https://bücher.example"])
def test_the_limit_counts_every_byte_of_the_document(url: str) -> None:
    settings = Settings(name="S", url=url, time_zone="UTC", author="A")
    whole = sitemaps.sitemap(ENTRIES, settings, 100_000)
    size = len(whole.xml.encode())
    assert whole.is_complete
    assert sitemaps.sitemap(ENTRIES, settings, size) == whole
    for limit in range(size // 2, size):
        cut = sitemaps.sitemap(ENTRIES, settings, limit)
        assert not cut.is_complete
        assert limit - 200 < len(cut.xml.encode()) <= limit
