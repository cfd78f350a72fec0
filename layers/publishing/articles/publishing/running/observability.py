"""What operators see of a function besides its log: metrics, and traces if they are switched on."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools.metrics import EphemeralMetrics

Handler = Callable[..., Any]


@contextmanager
def metrics_of_invocation() -> Iterator[EphemeralMetrics]:
    """Collect metrics. If there are any, write them when the invocation ends, in the embedded metric format."""
    metrics = EphemeralMetrics()
    try:
        yield metrics
    finally:
        if metrics.metric_set:
            metrics.flush_metrics()


def traced(handler: Handler) -> Handler:
    """Trace a handler with X-Ray if the environment says ``TRACING=Active``.

    The SDK takes 0.3 s to import, so it is imported only then.
    """

    @functools.cache
    def chosen() -> Handler:
        if os.environ.get("TRACING") != "Active":
            return handler
        from aws_lambda_powertools import Tracer  # noqa: PLC0415 - see above

        return Tracer().capture_lambda_handler(handler)

    @functools.wraps(handler)
    def traced_handler(event: Any, context: Any, **others: Any) -> Any:
        return chosen()(event, context, **others)

    return traced_handler
