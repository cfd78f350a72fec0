"""Read a file of a site's own, of the folder `site/`, and make what is served of it."""

import json
from collections.abc import Collection

from articles.publishing.media.copies import Copy
from articles.publishing.media.facts import Media, address_of
from articles.publishing.media.formats import ending
from articles.publishing.media.own_files import language_of, own_format_of
from articles.publishing.reading.site_fonts import check_font
from articles.publishing.reading.site_style import read_style
from articles.publishing.reading.site_words import read_site_words


def read_own_file(key: str, source: bytes, hosts: Collection[str]) -> Copy:
    """Read a file of a site's own.

    Args:
        key: Its object key, one of those that `own_format_of` knows.
        source: Its content, or as much of it as is more than it may have.
        hosts: Those that `head` of site.yaml names.

    Returns:
        What is served of it, with what its author should know.

    Raises:
        ArticleError: It cannot be used.
    """
    form = own_format_of(key)
    if form is None:
        raise ValueError(key)
    if form.kind == "words":
        words, warnings = read_site_words(language_of(key), source)
        body, suffix = json.dumps(words, ensure_ascii=False, sort_keys=True).encode(), "json"
    elif form.kind == "font":
        check_font(key, source)
        body, suffix, warnings = source, ending(key), ()
    else:
        body, suffix, warnings = source, ending(key), read_style(source, hosts)
    return Copy(Media(address_of(key, body, suffix), form.kind, form.media_type, len(body)), body, warnings)
