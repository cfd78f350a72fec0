"""A tick: have each file synced that is due soon, or was due before."""

from collections.abc import Callable
from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.clock import tick
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

require_local_stack()

logger = Logger()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(
    _event: dict[str, Any], _context: LambdaContext, *, connected: Callable[[], Services] = services
) -> dict[str, int]:
    """Enqueue every file that is due within two minutes, each for its time, and every one that was due before.

    Args:
        _event: The schedule's; nothing in it matters.
        _context: Lambda's.
        connected: The site's services; made from the environment, in Lambda.

    Returns:
        `sent`: how many files were enqueued; `overdue`: how many of them have been due for more than five minutes.
    """
    to = connected()
    done = tick(to.table, to.ingest, to.now())
    if done.sent:
        logger.info("ticked", sent=done.sent, overdue=done.overdue)
    with metrics_of_invocation() as metrics:
        metrics.add_metric("Overdue", MetricUnit.Count, done.overdue)
    return {"sent": done.sent, "overdue": done.overdue}
