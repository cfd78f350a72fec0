"""Whether a commit is still true when it has been made."""

from articles.publishing.running.services import Services
from articles.publishing.storage.sites import Site
from articles.publishing.storage.sources import Source
from articles.publishing.storage.uploads import NotModified


def is_current(source: Source, site: Site, services: Services) -> bool:
    """Whether the bucket still holds what was committed, and the settings that it was made with are in force.

    If a file is changed and changed back, another run may read the restored version just before this commit, find that
    the table agrees with it, and write nothing. So the last run to write looks once more. A rebuild for new settings
    may likewise have passed the file before this commit.
    """

    def has_same_file() -> bool:
        upload = services.bucket.get(source.key, unless=source.etag)
        return upload is None if source.state == "deleted" else isinstance(upload, NotModified)

    def has_same_site() -> bool:
        return services.table.site().revision == site.revision

    with services.pool(2) as pool:
        return all([*pool.map(lambda look: look(), (has_same_file, has_same_site))])
