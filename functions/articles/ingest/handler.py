"""Sync each file that an SQS batch of S3 events names, or that an S3 event itself names."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.errors import Problem
from articles.publishing.outcome import Outcome
from articles.publishing.running.batches import work_off
from articles.publishing.running.deadline import check_time_left
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from articles.publishing.storage.messages import Sync, syncs_in
from articles.publishing.sync import sync
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

require_local_stack()

logger = Logger()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(
    event: dict[str, Any], context: LambdaContext, *, connected: Callable[[], Services] = services
) -> PartialItemFailureResponse | None:
    """Sync every file that the event names.

    Args:
        event: A batch from the queue, or an event of S3.
        context: Says how much time is left.
        connected: The site's services; made from the environment, in Lambda.

    Returns:
        For a batch from the queue, the messages that failed and must be delivered again; else None.
    """
    with metrics_of_invocation() as metrics:

        def handle(record: SQSRecord) -> None:
            try:
                wanted = syncs_in(record.json_body)
            except Exception:
                # The message itself is not logged: S3's messages say who uploaded, and from where. The dead-letter
                # queue has it.
                logger.exception("not a message for this queue", message_id=record.message_id)
                raise
            _sync_all(wanted, connected, context, metrics)

        if event.get("Records") and event["Records"][0].get("eventSource") == "aws:sqs":
            return work_off(event, context, handle)
        _sync_all(syncs_in(event), connected, context, metrics)
        return None


def _sync_all(
    wanted: Iterable[Sync], connected: Callable[[], Services], context: LambdaContext, metrics: EphemeralMetrics
) -> None:
    for each in wanted:
        started = time.perf_counter()
        try:
            check_time_left(context)
            outcome = sync(each.key, connected(), force=each.force)
        except Exception:
            logger.exception("sync failed", key=each.key)
            raise
        _tell(outcome, (time.perf_counter() - started) * 1000, metrics)


def _tell(outcome: Outcome, milliseconds: float, metrics: EphemeralMetrics) -> None:
    logger.info(
        outcome.state,
        key=outcome.key,
        path=outcome.path,
        duration_ms=round(milliseconds, 1),
        problems=[_loggable(problem) for problem in outcome.problems],
    )
    if outcome.state != "unchanged":
        metrics.add_metric(outcome.state.capitalize(), MetricUnit.Count, 1)
    if outcome.state == "published" and outcome.delay is not None:
        metrics.add_metric("PublishDelay", MetricUnit.Milliseconds, outcome.delay * 1000)


def _loggable(problem: Problem) -> dict[str, Any]:
    """A problem as it is logged. Its message may quote what is not published, so only the level DEBUG includes it."""
    told = asdict(problem)
    return told if logger.log_level <= logging.DEBUG else {name: told[name] for name in told if name != "message"}
