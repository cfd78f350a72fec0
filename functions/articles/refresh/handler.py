"""Carry out the messages of the refresh queue: pages to render again, and what else may follow a commit."""

from collections.abc import Callable
from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.aliases import wake_rivals
from articles.publishing.rebuild import rebuild
from articles.publishing.redirects import settle_redirects
from articles.publishing.refresh import Refreshed, refresh, refresh_referrers, wake_claimants
from articles.publishing.running.batches import carry_out
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from articles.publishing.settle import place, settle_entry
from articles.publishing.storage.messages import (
    Claimants,
    FollowUp,
    Message,
    Place,
    Rebuild,
    Redirects,
    Referrers,
    Refresh,
    Related,
    Rivals,
    Settle,
    to_follow_up,
)
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
            _carry_out(to_follow_up(message), connected(), metrics)

        return carry_out(event, context, each, logger, "refresh failed")


def _carry_out(request: FollowUp, to: Services, metrics: EphemeralMetrics) -> None:
    match request:
        case Refresh(path, passed):
            _tell(path, refresh(path, to, passed=passed), metrics)
        case Related(path, neighbours):
            _tell(path, refresh(path, to, neighbours=neighbours), metrics)
        case Referrers() | Claimants() | Rivals():
            of = request.to.name if isinstance(request, Referrers) else request.path
            logger.debug("asked", what=type(request).__name__, of=of, number=_ask(request, to))
        case Place(path):
            place(path, to)
        case Settle(entry):
            settle_entry(entry, to)
        case Redirects(paths):
            settle_redirects(paths, to)
        case Rebuild(revision):
            logger.info("rebuild", revision=revision, asked=rebuild(request, to))


def _tell(path: str, done: Refreshed | None, metrics: EphemeralMetrics) -> None:
    if done == "refreshed":
        logger.info("refreshed", path=path)
        metrics.add_metric("Refreshed", MetricUnit.Count, 1)
    elif done == "refused":
        logger.warning("cannot be rendered again, and stays as it is", path=path)


def _ask(request: Referrers | Claimants | Rivals, to: Services) -> int:
    """Ask for what the referrers of something need, or those who want a path; returns how many were asked for."""
    match request:
        case Referrers():
            return refresh_referrers(request, to)
        case Claimants(path, cursor):
            return wake_claimants(path, cursor, to)
        case Rivals():
            return wake_rivals(request, to)
