"""Try again when other runs were in the way."""

import random
from collections.abc import Callable
from typing import TypeVar

from articles.publishing.errors import ConflictError, ContentionError
from articles.publishing.running.services import Services

T = TypeVar("T")

MAX_ATTEMPTS = 8
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 1.0


def until_settled(attempt: Callable[[T | None], tuple[T, bool]], services: Services, what: str) -> T:
    """Attempt a change until nothing is left to do, with a pause of full jitter before each attempt but the first.

    Args:
        attempt: Takes what the last completed attempt returned as done, None at first. Returns what is done now, and
            whether nothing is left to do. Raises `ConflictError` if others were in the way; the next attempt reads
            everything again.
        services: Their `sleep` makes the pauses.
        what: Names the change in the error message.

    Returns:
        What was done.

    Raises:
        ContentionError: All attempts were used up; the caller should try again later.
    """
    done: T | None = None
    for number in range(MAX_ATTEMPTS):
        if number:
            longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**number)
            services.sleep(random.uniform(0, longest))  # noqa: S311 - jitter is no secret
        try:
            done, settled = attempt(done)
        except ConflictError:
            continue
        if settled:
            return done
    raise ContentionError(f"{what}: others were in the way {MAX_ATTEMPTS} times")
