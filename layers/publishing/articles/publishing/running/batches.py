"""Work off the messages of a batch of SQS: those that fail are delivered again, the others are not."""

from collections.abc import Callable
from typing import Any

from articles.publishing.running.deadline import check_time_left
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext


def work_off(
    event: dict[str, Any], context: LambdaContext, handle: Callable[[SQSRecord], None]
) -> PartialItemFailureResponse:
    """Handle each message of a batch.

    Args:
        event: A batch from a queue.
        context: As Lambda gives it.
        handle: Handles one message. It logs what it raises.

    Returns:
        The messages that failed and must be delivered again.
    """
    # If all messages fail, report each of them instead of raising: each failure has been logged.
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event, handle, processor, context)


def carry_out(
    event: dict[str, Any], context: LambdaContext, each: Callable[[Any], None], logger: Logger, failure: str
) -> PartialItemFailureResponse:
    """Carry out what each message of a batch asks for, while there is time.

    Args:
        event: A batch from a queue of ours, whose messages may be logged.
        context: Says how much time is left.
        each: Carries out what one message asks for, which it is given as JSON was read.
        logger: Is told which messages fail.
        failure: What it calls that.

    Returns:
        The messages that failed and must be delivered again.
    """

    def handle(record: SQSRecord) -> None:
        try:
            check_time_left(context)
            each(record.json_body)
        except Exception:
            logger.exception(failure, body=record.body)
            raise

    return work_off(event, context, handle)
