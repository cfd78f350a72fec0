"""Reads that do not wait for each other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

# botocore keeps ten connections.
WORKERS = 10


def at_once(look: Callable[[A], B], wanted: Sequence[A]) -> list[B]:
    """Look at each, in parallel. Returns the results, in the same order."""
    if len(wanted) == 1:
        return [look(wanted[0])]
    with ThreadPoolExecutor(WORKERS) as pool:
        return [*pool.map(look, wanted)]
