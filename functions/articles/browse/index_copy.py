"""The search index, as this process has it on its disk."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

import boto3
from articles.publishing.storage.derived import Derived
from articles.publishing.storage.search_index import SearchIndex
from articles.search.local_copy import AT_ONCE, LocalCopy
from botocore.config import Config

# All within the function's ten seconds, also the first time, when the whole index is fetched.
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 3}, connect_timeout=1, read_timeout=5, max_pool_connections=AT_ONCE
)


@functools.cache
def local_copy() -> LocalCopy:
    """The copy of the index in the bucket that the function's environment names; made once in each process."""
    folder = tempfile.mkdtemp(prefix="search-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    client = boto3.client("s3", config=_CONFIG)
    return LocalCopy(SearchIndex(Derived(client, os.environ["DERIVED_BUCKET"])), Path(folder))
