"""Answer HTTP API events. If the table cannot be read, respond 503 and log the error."""

from __future__ import annotations

import functools
import os

from articles.common.http_edge import from_event
from articles.common.sam_local import require_local_stack
from articles.deliver import delivery, log, problems
from articles.deliver.dynamodb.client import DynamoDB
from articles.deliver.dynamodb.errors import TableError
from articles.deliver.settings import settings
from articles.deliver.table import Table

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from articles.deliver.responses import Result

require_local_stack()


def handler(event: Mapping[str, Any], context: Any) -> Result:
    """Answer an HTTP request, payload format version 2.0."""
    request = from_event(event)
    try:
        return delivery.respond(request, table(), settings())
    except TableError as error:
        log.table_unavailable(error, request, context.aws_request_id, settings())
        return problems.answer(problems.UNAVAILABLE, request, lambda: table().last_error_page)


@functools.cache
def table() -> Table:
    """The table; its client is made once in each process."""
    return Table(DynamoDB(os.environ).get_item, settings().table)
