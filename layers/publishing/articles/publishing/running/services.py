"""What the pipelines need from outside, in one value: bucket, table, queues, settings, workers and the clock."""

import functools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import boto3
from articles.publishing.rendering.settings import Settings, from_environment
from articles.publishing.running.bounded import Bound, Bounded
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.queues import Queue
from articles.publishing.storage.table import Table
from botocore.config import Config

# Throttling and time-outs are retried by botocore, with backoff and jitter, well within a function's time.
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=2, read_timeout=10)


@dataclass(frozen=True, slots=True)
class Services:
    """Bucket, table, queues and settings of one site, and the clock.

    Attributes:
        bucket: The article files.
        table: What is published of them.
        ingest: The queue of files to sync.
        refresh: The queue of paths to render again.
        settings: The site's settings.
        bounded: Calls what reads or renders a file, within limits of time and memory.
        now: The time, in seconds since the epoch.
        sleep: Waits, in seconds.
    """

    bucket: Bucket
    table: Table
    ingest: Queue
    refresh: Queue
    settings: Settings
    bounded: Bound
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@functools.cache
def services() -> Services:
    """The services that the function's environment names; made once in each process.

    Raises:
        KeyError: A variable is missing; the template sets them all.
    """
    bounded = Bounded()  # forks this process, so it comes before any connection
    sqs = boto3.client("sqs", config=_CONFIG)
    return Services(
        bucket=Bucket(boto3.client("s3", config=_CONFIG), os.environ["BUCKET"]),
        table=Table(boto3.client("dynamodb", config=_CONFIG), os.environ["TABLE"]),
        ingest=Queue(sqs, os.environ["INGEST_QUEUE"]),
        refresh=Queue(sqs, os.environ["REFRESH_QUEUE"]),
        settings=from_environment(),
        bounded=bounded,
    )
