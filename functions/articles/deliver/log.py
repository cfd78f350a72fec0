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

_TABLE_METRIC = "TableUnavailable"
_LOOK_METRIC = "ErrorPageUnavailable"


def table_unavailable(error: TableError, request: Request, invocation: str, settings: Settings) -> None:
    """Log that a request was answered 503, and count it.

    Args:
        error: The reason.
        request: The request.
        invocation: Lambda's id of the invocation.
        settings: The function's settings.
    """
    line = _line("ERROR", f"answered 503: {error}", error, request)
    _write({**line, "requestId": invocation}, _TABLE_METRIC, settings)


def error_page_unavailable(error: TableError, request: Request, settings: Settings) -> None:
    """Log that an error was told in another look than the site's of now, and count it.

    Args:
        error: Why the site's page of errors cannot be read.
        request: The request that was answered the error.
        settings: The function's settings.
    """
    line = _line("WARNING", f"the page of errors cannot be read: {error}", error, request)
    _write(line, _LOOK_METRIC, settings)


def _line(level: str, message: str, error: TableError, request: Request) -> dict[str, object]:
    return {
        "level": level,
        "message": message,
        "path": request.path,
        "code": error.code,
        "dynamodbRequestId": error.request_id,
    }


def _write(line: dict[str, object], metric: str, settings: Settings) -> None:
    """Write a line with its time, which counts one of a metric."""
    now = time.time()
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
    counted = {
        "timestamp": f"{seconds}.{int(now * 1000) % 1000:03}Z",
        **line,
        "service": settings.service,
        metric: 1,
        "_aws": {
            "Timestamp": int(now * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": settings.namespace,
                    "Dimensions": [["service"]],
                    "Metrics": [{"Name": metric, "Unit": "Count"}],
                }
            ],
        },
    }
    sys.stdout.write(json.dumps(counted) + "\n")
