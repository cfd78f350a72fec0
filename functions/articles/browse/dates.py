"""Dates of articles as lists write them."""

import datetime as dt

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def shown(date: str) -> str:
    """An ISO date as people read it, such as 6 February 2025."""
    day = dt.date.fromisoformat(date)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
