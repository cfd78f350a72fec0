"""Compare bucket and table: on a schedule, when called by hand, or for a batch of a distributed map."""

from collections.abc import Callable
from typing import Any

from articles.common.sam_local import require_local_stack
from articles.publishing.reconcile import Progress, all_of, compare, enqueue, steps
from articles.publishing.running.deadline import has_time_left
from articles.publishing.running.observability import metrics_of_invocation, traced
from articles.publishing.running.services import Services, services
from articles.publishing.storage.uploads import is_content
from articles.search.form import ensure_form
from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

require_local_stack()

logger = Logger()


@traced
@logger.inject_lambda_context(clear_state=True)
def handler(
    event: dict[str, Any], context: LambdaContext, *, connected: Callable[[], Services] = services
) -> dict[str, Any]:
    """Enqueue every file whose table entry differs from the bucket, every outdated redirect, and every wrong entry.

    Args:
        event: `all`: whether to treat every file as different. `Items`: the objects to compare, as in a listing of the
            bucket; without it, everything is compared, from where the last run stopped.
        context: Says how much time is left.
        connected: The site's services; made from the environment, in Lambda.

    Returns:
        `compared`: how many objects, files, redirects and entries of directories were compared; `different`: how many
        requests were enqueued; `done`: whether the time was enough to get to the end.
    """
    everything = event.get("all") is True
    if "Items" in event:
        result = _batch(event["Items"], connected(), everything=everything)
    else:
        result = _site(connected(), context, everything=everything)
    logger.info("reconciled", **result)
    with metrics_of_invocation() as metrics:
        metrics.add_metric("Different", MetricUnit.Count, result["different"])
        if "Items" not in event:  # an alarm watches whether such a run took place, however many files it saw
            metrics.add_metric("Compared", MetricUnit.Count, result["compared"])
    return result


def _batch(objects: list[dict[str, Any]], to: Services, *, everything: bool) -> dict[str, Any]:
    etags = {each["Key"]: each["ETag"].strip('"') for each in objects if is_content(each["Key"])}
    differences = all_of(etags) if everything else compare(etags, to)
    return {"compared": len(etags), "different": enqueue(differences, to), "done": True}


def _site(to: Services, context: LambdaContext, *, everything: bool) -> dict[str, Any]:
    saved = to.table.progress()
    progress = Progress.at(saved) if saved and not everything else Progress()
    if progress == Progress():
        ensure_form(to)
    compared = different = 0
    for step in steps(to, progress, everything=everything):
        different += enqueue(step.differences, to)
        compared += step.compared
        progress = step.progress
        to.table.save_progress(progress.saved)
        if not has_time_left(context):
            break
    return {"compared": compared, "different": different, "done": progress == Progress()}
