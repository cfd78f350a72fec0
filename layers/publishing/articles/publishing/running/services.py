"""What the pipelines need from outside, in one value: buckets, table, queues, workers and the clock."""

import functools
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import boto3
from articles.publishing.rendering.settings import Settings
from articles.publishing.running.bounded import Bound, Bounded
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.derived import Derived
from articles.publishing.storage.own_words import OwnWordsReader
from articles.publishing.storage.queues import Queue
from articles.publishing.storage.sites import Site
from articles.publishing.storage.table import Table
from botocore.config import Config

# Throttling and time-outs are retried by botocore, with backoff and jitter, well within a function's time.
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=2, read_timeout=10)


@dataclass(frozen=True, slots=True)
class Services:
    """Buckets, table, queues and address of one site, and how its functions work.

    Attributes:
        bucket: What authors upload.
        derived: What is made of their pictures, recordings and documents, for readers.
        table: What is published of them.
        ingest: The queue of files to sync.
        refresh: The queue of paths to render again.
        derive: The queue of what is derived later.
        url: The site's address: scheme and host, without a slash at the end.
        media_host: Scheme and host to which readers may be redirected for what is derived; empty if they never are.
        words: The words of a site's own.
        bounded: Calls what reads or renders a file, within limits of time and memory.
        now: The time, in seconds since the epoch.
        sleep: Waits, in seconds.
        pool: Makes what runs that many calls at once.
        page: How many referrers, or claims, one message works off.
        rebuild_delay: Seconds until a rebuild begins, so that several changes of the settings are one rebuild.
        anew_delay: Seconds until the files are listed whose pages a new search index is to have: the list is late by a
            moment, and must have those that the one before has.
        pass_delay: Seconds for which the search index must not have changed before neighbours are computed.
    """

    bucket: Bucket
    derived: Derived
    table: Table
    ingest: Queue
    refresh: Queue
    derive: Queue
    url: str
    media_host: str
    words: OwnWordsReader
    bounded: Bound
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    pool: Callable[[int], Executor] = ThreadPoolExecutor
    page: int = 100
    rebuild_delay: int = 10
    anew_delay: int = 10
    pass_delay: int = 60

    def settings(self, site: Site) -> Settings:
        """What pages depend on by the settings in force."""
        return site.settings(self.url, self.media_host, self.words.of(site.own))


@functools.cache
def services() -> Services:
    """The services that the function's environment names; made once in each process.

    Raises:
        KeyError: A variable is missing; the template sets them all.
    """
    bounded = Bounded()  # forks this process, so it comes before any connection
    return connect(os.environ, boto3.client, bounded)


def connect(environment: Mapping[str, str], client: Callable[..., Any], bounded: Bound) -> Services:
    """Make the services that an environment names.

    Args:
        environment: The variables of a function.
        client: Makes a client of an AWS service, as `boto3.client` does.
        bounded: Calls what reads or renders a file.

    Raises:
        KeyError: A variable is missing.
    """
    s3, sqs = client("s3", config=_CONFIG), client("sqs", config=_CONFIG)
    derived = Derived(s3, environment["DERIVED_BUCKET"])
    return Services(
        bucket=Bucket(s3, environment["BUCKET"]),
        derived=derived,
        table=Table(client("dynamodb", config=_CONFIG), environment["TABLE"]),
        ingest=Queue(sqs, environment["INGEST_QUEUE"]),
        refresh=Queue(sqs, environment["REFRESH_QUEUE"]),
        derive=Queue(sqs, environment["DERIVE_QUEUE"]),
        url=environment["SITE_URL"].rstrip("/"),
        media_host=environment["MEDIA_HOST"],
        words=OwnWordsReader(derived.found),
        bounded=bounded,
    )
