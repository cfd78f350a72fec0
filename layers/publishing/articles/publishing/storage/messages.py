"""What the messages of the ingest queue ask for: S3 events, and the requests of our own queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from articles.publishing.storage.uploads import is_article


@dataclass(frozen=True, slots=True)
class Sync:
    """A file to sync; `force` though it has not changed."""

    key: str
    force: bool = False


def syncs_in(body: Mapping[str, Any]) -> list[Sync]:
    """The files that a message names, each once, in order.

    Args:
        body: An S3 event of whatever name, S3's test event, which names none, or ``{"sync": [key, ...]}``.

    Returns:
        The article files; other objects of the bucket are left out.
    """
    if "sync" in body:
        wanted = [Sync(key, bool(body.get("force"))) for key in body["sync"]]
    else:
        # S3 encodes keys as a form does: a space is a plus sign, and a plus sign %2B.
        wanted = [Sync(unquote_plus(record["s3"]["object"]["key"])) for record in body.get("Records", ())]
    return [each for each in dict.fromkeys(wanted) if is_article(each.key)]
