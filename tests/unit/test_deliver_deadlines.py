"""Steps end with the whole that they are part of."""

from time import monotonic

import pytest
from articles.deliver.dynamodb.deadlines import remaining, within


def test_a_step_may_take_its_own_time_and_no_more_than_is_left() -> None:
    now = monotonic()
    assert within(1, now + 60) == pytest.approx(now + 1, abs=0.5)
    assert within(60, now + 1) == now + 1


def test_what_is_left_is_never_nothing() -> None:
    assert 0 < remaining(monotonic() + 60) <= 60
    with pytest.raises(TimeoutError):
        remaining(monotonic())
