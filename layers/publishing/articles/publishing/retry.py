"""Trying again where others were in the way."""

import random
from collections.abc import Iterator

from articles.publishing.errors import ConflictError
from articles.publishing.running.services import Services

MAX_ATTEMPTS = 8
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 1.0


def attempts(services: Services, what: str) -> Iterator[int]:
    """Count attempts, with a pause of full jitter before each but the first.

    Args:
        services: Whose clock to wait by.
        what: What is tried, for the message.

    Yields:
        The number of the attempt, from 0.

    Raises:
        ConflictError: All attempts were used up.
    """
    for number in range(MAX_ATTEMPTS):
        if number:
            longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**number)
            services.sleep(random.uniform(0, longest))  # noqa: S311 - jitter is no secret
        yield number
    raise ConflictError(f"{what}: others were in the way {MAX_ATTEMPTS} times")
