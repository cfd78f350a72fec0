"""Dates as they are written, and as moment.js's formats show them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publishing.dates import format_date, parse_date

DAY = dt.date(2025, 2, 6)


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-06",
        "2025-2-6",
        "2025-02-06T10:30:00Z",
        "2025-02-06t10:30:00.123+01:00",
        "2025-02-06 10:30",
        "2025-02-06 10:30:00 -05:00",
    ],
)
def test_a_date_is_the_day_that_is_written(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-02",
        "2025-02-30",
        "2025-13-01",
        "0000-01-01",
        "06.02.2025",
        "Feb 06, 2025",
        "20250206",
        "2025-02-06T",
        "2025-02-06 noon",
        "2025-02-06-07",
        "٢٠٢٥-٠٢-٠٦",
        "2025-02-06T10:30:00Z\nx",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("date_format", "shown"),
    [
        ("MMM DD, YYYY", "Feb 06, 2025"),
        ("MMMM Do, YYYY", "February 6th, 2025"),
        ("dddd D.M.YY", "Thursday 6.2.25"),
        ("ddd, DD/MM/YYYY", "Thu, 06/02/2025"),
        ("DDD DDDD", "37 037"),
        ("[Day] D [of] MMMM", "Day 6 of February"),
        ("[] YYYY", " 2025"),
        (r"\D D", "D 6"),
        ("YYYY年MM月DD日", "2025年02月06日"),
        ("YYYY-MM-DD HH:mm:ss A", "2025-02-06 00:00:00 AM"),
        ("h:m:s a H hh", "12:0:0 am 0 12"),
        ("[D", "[6"),
        ("", ""),
    ],
)
def test_formats_of_moment_are_shown_as_moment_shows_them(date_format: str, shown: str) -> None:
    assert format_date(DAY, date_format) == (shown, "")


@pytest.mark.parametrize(
    ("date_format", "unknown"),
    [
        ("yyyy-MM-DD", "yyyy"),
        ("YYYYY", "YYYYY"),
        ("MMM dd", "dd"),
        ("d", "d"),
        ("Qo", "Qo"),
        ("W [week]", "W"),
        ("X", "X"),
        ("YYYY Z", "Z"),
        ("LL", "LL"),
        ("%B %d", "B"),
        ("D of MMMM", "o"),
        ("jS F Y", "j"),
    ],
)
def test_what_cannot_be_shown_is_named(date_format: str, unknown: str) -> None:
    shown, named = format_date(DAY, date_format)
    assert (shown, named) == ("", unknown)


@given(st.dates(), st.text(st.sampled_from("YMDdHhmsaA[]\\ ,.-ox年")), st.text())
def test_any_format_is_shown_or_refused(date: dt.date, tokens: str, text: str) -> None:
    for date_format in (tokens, text):
        shown, unknown = format_date(date, date_format)
        assert not (shown and unknown)
        assert unknown in date_format
