"""A schedule, a call by hand, or a batch of a distributed map to a comparison of bucket and table."""

from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.reconcile import Progress, all_of, compare, enqueue, steps
from articles.publishing.running.deadline import has_time_left
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from articles.publishing.storage.uploads import is_article
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

require_local_stack()

logger = Logger()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Enqueue every file for which bucket and table differ, every redirect that is out of date, every wrong entry.

    Args:
        event: `all`: whether to take every file as different; `Items`: the objects to look at, as a listing of the
            bucket has them; without it all are looked at, from where the last run stopped.
        context: Tells the time left.

    Returns:
        `compared`: how many files, redirects, subjects and months were looked at; `different`: how many were enqueued;
        `done`: whether no time was lacking.
    """
    everything = event.get("all") is True
    if "Items" in event:
        result = _batch(event["Items"], services(), everything=everything)
    else:
        result = _site(services(), context, everything=everything)
    logger.info("reconciled", **result)
    with metrics_of_invocation() as metrics:
        metrics.add_metric("Different", MetricUnit.Count, result["different"])
        if "Items" not in event:  # an alarm asks whether there was such a run, however many files it saw
            metrics.add_metric("Compared", MetricUnit.Count, result["compared"])
    return result


def _batch(objects: list[dict[str, Any]], to: Services, *, everything: bool) -> dict[str, Any]:
    etags = {each["Key"]: each["ETag"].strip('"') for each in objects if is_article(each["Key"])}
    differences = all_of(etags) if everything else compare(etags, to)
    return {"compared": len(etags), "different": enqueue(differences, to), "done": True}


def _site(to: Services, context: LambdaContext, *, everything: bool) -> dict[str, Any]:
    saved = to.table.progress()
    progress = Progress.at(saved) if saved and not everything else Progress()
    compared = different = 0
    for step in steps(to, progress, everything=everything):
        different += enqueue(step.differences, to)
        compared += step.compared
        progress = step.progress
        to.table.save_progress(progress.saved)
        if not has_time_left(context):
            break
    return {"compared": compared, "different": different, "done": progress == Progress()}
