"""Log lines for the operator: JSON on standard output, in Lambda's form.

A line is also a metric, in CloudWatch's embedded metric format.
"""

from __future__ import annotations

import json
import sys
import time

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from articles.common.http_edge import Request
    from articles.deliver.dynamodb.errors import TableError
    from articles.deliver.settings import Settings

_METRIC = "TableUnavailable"


def table_unavailable(error: TableError, request: Request, invocation: str, settings: Settings) -> None:
    """Log that a request was answered 503, and count it.

    Args:
        error: The reason.
        request: The request.
        invocation: Lambda's id of the invocation.
        settings: The function's settings.
    """
    now = time.time()
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    line = {
        "timestamp": f"{seconds}.{int(now * 1000) % 1000:03}Z",
        "level": "ERROR",
        "message": f"answered 503: {error}",
        "requestId": invocation,
        "service": settings.service,
        "path": request.path,
        "code": error.code,
        "dynamodbRequestId": error.request_id,
        _METRIC: 1,
        "_aws": {
            "Timestamp": int(now * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": settings.namespace,
                    "Dimensions": [["service"]],
                    "Metrics": [{"Name": _METRIC, "Unit": "Count"}],
                }
            ],
        },
    }
    sys.stdout.write(json.dumps(line) + "\n")
