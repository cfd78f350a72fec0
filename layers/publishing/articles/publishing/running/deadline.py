"""The time that a function has left, so that it can stop before Lambda stops it."""

from typing import Protocol

# Enough for the slowest file, whose worker is given up after the patience of `running.bounded`, and for retries of
# the requests that it needs.
MARGIN_MS = 45_000


class Context(Protocol):
    """The part of Lambda's context that is used."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is stopped."""


class OutOfTimeError(Exception):
    """The rest of the batch must be delivered again."""


def has_time_left(context: Context) -> bool:
    """Whether there is time for another step."""
    return context.get_remaining_time_in_millis() > MARGIN_MS


def check_time_left(context: Context) -> None:
    """Go on only if there is time for another step.

    Raises:
        OutOfTimeError: There is not.
    """
    if not has_time_left(context):
        raise OutOfTimeError("no time left in this invocation")
