"""Deadlines: points in time on the monotonic clock, in seconds."""

from time import monotonic


def within(seconds: float, deadline: float) -> float:
    """The deadline of a step that may take this many seconds, but may not pass the deadline of the whole."""
    return min(monotonic() + seconds, deadline)


def remaining(deadline: float) -> float:
    """The seconds that are left until a deadline.

    Raises:
        TimeoutError: The deadline has passed.
    """
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError("the time allowed is over")
    return left
