"""Points in time that nothing may pass, on the monotonic clock."""

from time import monotonic


def within(seconds: float, deadline: float) -> float:
    """The deadline of a step that may take some seconds, and not pass the deadline of the whole."""
    return min(monotonic() + seconds, deadline)


def remaining(deadline: float) -> float:
    """Seconds that are left.

    Raises:
        TimeoutError: None are.
    """
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError("the time allowed is over")
    return left
