"""Medians and ratios of what was measured in turns."""

import math
import os
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

ROUNDS = 11

Samples = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Spread:
    """A median, with the quartiles on both sides of it."""

    low: float
    median: float
    high: float

    def __format__(self, spec: str) -> str:
        """Such as `12.3 (11.9 to 13.0)`; the specification is that of each number."""
        return f"{self.median:{spec}} ({self.low:{spec}} to {self.high:{spec}})"

    def times(self, factor: float) -> "Spread":
        """The same in another unit."""
        return Spread(self.low * factor, self.median * factor, self.high * factor)


def in_turns(steps: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> Samples:
    """What each step measures, in every round once each, so that what else the machine does disturbs all alike.

    A first round, which finds caches cold, is not counted.
    """
    samples: Samples = {name: [] for name in steps}
    for number in range(rounds + 1):
        for name, step in steps.items():
            sample = step()
            if number:
                samples[name].append(sample)
    return samples


@contextmanager
def on_one_core() -> Iterator[None]:
    """Keep this process, and those that it starts, on one core until the block ends, where the system can.

    Waking what waits on another core costs a request as much as all of its work, where the cores are virtual.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, median, high)


def ratio(values: Sequence[float], to: Sequence[float]) -> Spread:
    """Median and quartiles of the ratios within each round."""
    return spread([value / other for value, other in zip(values, to, strict=True)])


def slope(sizes: Sequence[float], values: Sequence[float]) -> float:
    """How a cost grows with a size on a log-log plot, by least squares: 0 is flat, 1 proportional."""
    return statistics.linear_regression([math.log(size) for size in sizes], [math.log(value) for value in values]).slope
