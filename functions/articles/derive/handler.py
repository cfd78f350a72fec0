"""Carry out the messages of the derive queue: what takes long, and no page has to wait for.

The paths of a batch are one segment of the search index, and come first: readers search for what has just been
published. Pictures are made for a few seconds; those that are left go to the end of the queue, so that the next paths
need not wait for them. Neighbours of pages are computed when the index is at rest.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.running.deadline import has_time_left
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from articles.publishing.storage.messages import (
    DeriveRequest,
    Index,
    IndexAnew,
    Pass,
    Relate,
    Widths,
    to_derive_request,
)
from articles.publishing.widths import make_widths
from articles.search.anew import index_anew
from articles.search.compaction import compact
from articles.search.indexing import index
from articles.search.relating import ask_for_pass, begin_pass, relate
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import SQSEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

require_local_stack()

logger = Logger()

# Seconds after which no further picture is begun.
PICTURES_SECONDS = 5

# What messages ask for, by their ids.
Asked = Mapping[str, DeriveRequest]


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(
    event: dict[str, Any], context: LambdaContext, *, connected: Callable[[], Services] = services
) -> dict[str, list[dict[str, str]]]:
    """Carry out the messages of a batch.

    Args:
        event: A batch from the queue.
        context: Says how much time is left.
        connected: The site's services; made from the environment, in Lambda.

    Returns:
        The messages that failed and must be delivered again.
    """
    asked, failed = _read(event)
    failed += _index_all(asked, connected)
    failed += _relate_all(asked, connected)
    failed += _make_widths_of_all(asked, context, connected)
    return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}


def _read(event: dict[str, Any]) -> tuple[Asked, list[str]]:
    """What the messages of a batch ask for; and the ids of those that are none of this queue."""
    asked: dict[str, DeriveRequest] = {}
    failed = []
    for record in SQSEvent(event).records:
        try:
            asked[record.message_id] = to_derive_request(record.json_body)
        except ValueError:
            logger.exception("derive failed", body=record.body)
            failed.append(record.message_id)
    return asked, failed


def _index_all(asked: Asked, connected: Callable[[], Services]) -> list[str]:
    """Carry out what is about the search index; returns the ids of the messages that failed."""
    paths = {name: request.paths for name, request in asked.items() if isinstance(request, Index)}
    of_index = {name: request for name, request in asked.items() if isinstance(request, IndexAnew)}
    all_paths = [path for some in paths.values() for path in some]
    failed = [*paths] if paths and not _is_done(_index, all_paths, connected) else []
    return failed + [name for name, request in of_index.items() if not _is_done(_anew, request, connected)]


def _relate_all(asked: Asked, connected: Callable[[], Services]) -> list[str]:
    """Carry out what is about neighbours of pages; returns the ids of the messages that failed."""
    passes = {name: request for name, request in asked.items() if isinstance(request, Pass)}
    failed = [name for name, request in passes.items() if not _is_done(_pass, request, connected)]
    of_pages = {name: request for name, request in asked.items() if isinstance(request, Relate)}
    is_done = not of_pages or _is_done(_relate, [*of_pages.values()], connected)
    return failed + ([] if is_done else [*of_pages])


def _make_widths_of_all(asked: Asked, context: LambdaContext, connected: Callable[[], Services]) -> list[str]:
    """Make narrower forms of pictures, as many as there is time for; returns the ids of the messages that failed."""
    failed = []
    put_off = []
    end = time.monotonic() + PICTURES_SECONDS
    for name, request in asked.items():
        if isinstance(request, Widths):
            if time.monotonic() > end or not has_time_left(context):
                put_off.append((name, request))
            elif not _is_done(_make_widths, request, connected):
                failed.append(name)
    if put_off and not _is_done(_send_again, [request for _, request in put_off], connected):
        failed += [name for name, _ in put_off]
    return failed


def _is_done(carry_out: Callable[[Any, Services], None], request: Any, connected: Callable[[], Services]) -> bool:
    """Whether a request could be carried out; if not, the reason is logged."""
    try:
        carry_out(request, connected())
    except Exception:
        logger.exception("derive failed", request=repr(request))
        return False
    return True


def _index(paths: list[str], to: Services) -> None:
    segments = index(paths, to)
    merged = compact(to)
    ask_for_pass(to)
    logger.info("indexed", paths=len(paths), segments=segments, merged=merged)
    with metrics_of_invocation() as metrics:
        metrics.add_metric("Indexed", MetricUnit.Count, len(paths))


def _anew(request: IndexAnew, to: Services) -> None:
    is_complete = index_anew(request, to)
    compact(to)
    ask_for_pass(to)
    logger.info("indexed anew", cursor=request.cursor, complete=is_complete)


def _pass(request: Pass, to: Services) -> None:
    asked = begin_pass(request, to)
    if asked:
        logger.info("pass", pages=asked)


def _relate(asked: list[Relate], to: Services) -> None:
    changed = relate(asked, to)
    logger.info("related", pages=sum(len(each.paths) for each in asked), changed=changed)


def _make_widths(request: Widths, to: Services) -> None:
    done = make_widths(request.key, to)
    if done is not None:
        logger.info("derived", key=request.key, outcome=done)
        with metrics_of_invocation() as metrics:
            metrics.add_metric("Derived", MetricUnit.Count, 1)


def _send_again(requests: list[Widths], to: Services) -> None:
    to.derive.send(requests)
