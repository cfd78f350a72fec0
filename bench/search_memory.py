"""What memory a process takes that starts, fetches an index and answers queries: prints the most that it had, in bytes.

    python -m bench.search_memory SIZE FOLDER

The folder has the objects of the index of a site of so many articles, each in a file by its key.
"""

import io
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

import articles.browse.search_handler  # noqa: F401 - what the function imports takes memory, too
from articles.browse.search_results import find
from articles.publishing.storage.search_index import SearchIndex
from articles.search.engine.searching import Question
from articles.search.local_copy import LocalCopy
from botocore.response import StreamingBody

from bench.search_library import QUERIES, Site, Table, services


class Folder:
    """In place of a client of S3."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_object(self, **request: Any) -> dict[str, Any]:
        """Read a file."""
        content = (self._folder / request["Key"]).read_bytes()
        return {"Body": StreamingBody(io.BytesIO(content), len(content)), "ETag": "1"}


def main(size: int, folder: Path) -> None:
    """Answer queries of a site of so many articles, and print what that took."""
    site = Site(size)
    of_site = services(Folder(folder), Table(site))
    with tempfile.TemporaryDirectory() as copied:
        searching = LocalCopy(SearchIndex(of_site.derived), Path(copied)).searching()
        for query in site.queries(QUERIES):
            find(Question(query), searching, of_site.table, facets=10)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
