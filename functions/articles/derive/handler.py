"""Carry out the messages of the derive queue: what takes long, and no page has to wait for."""

from collections.abc import Callable
from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.running.batches import carry_out
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from articles.publishing.storage.messages import Message, Widths, to_derive_request
from articles.publishing.widths import make_widths
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

require_local_stack()

logger = Logger()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(
    event: dict[str, Any], context: LambdaContext, *, connected: Callable[[], Services] = services
) -> PartialItemFailureResponse:
    """Carry out every message of a batch.

    Args:
        event: A batch from the queue.
        context: Says how much time is left.
        connected: The site's services; made from the environment, in Lambda.

    Returns:
        The messages that failed and must be delivered again.
    """
    with metrics_of_invocation() as metrics:

        def each(message: Message) -> None:
            _carry_out(to_derive_request(message), connected(), metrics)

        return carry_out(event, context, each, logger, "derive failed")


def _carry_out(request: Widths, to: Services, metrics: EphemeralMetrics) -> None:
    done = make_widths(request.key, to)
    if done is not None:
        logger.info("derived", key=request.key, outcome=done)
        metrics.add_metric("Derived", MetricUnit.Count, 1)
