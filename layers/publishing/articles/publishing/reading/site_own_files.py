"""Read a file of a site's own, of the folder `site/`, and make what is served of it."""

from collections.abc import Collection

from articles.publishing.media.copies import Copy
from articles.publishing.media.facts import Media, address_of
from articles.publishing.media.formats import ending
from articles.publishing.media.own_files import own_format_of
from articles.publishing.reading.site_style import read_style


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
    warnings = read_style(source, hosts)
    media = Media(address_of(key, source, ending(key)), form.kind, form.media_type, len(source))
    return Copy(media, source, warnings)
