"""Conditional requests (RFC 9110, section 13) and the dates in them (section 5.6.7)."""

import datetime as dt
from email.utils import format_datetime

import pytest
from articles.deliver.conditional import is_not_modified
from articles.deliver.http_dates import format_date, parse_date
from hypothesis import given
from hypothesis import strategies as st

ETAG = '"abc-gzip"'
MODIFIED = 784111777
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT"
DATES = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(9999, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "expected"),
    [
        (None, None, False),
        (ETAG, None, True),
        (f"W/{ETAG}", None, True),
        (f'"x", W/"y" ,{ETAG}', None, True),
        (f' {ETAG}\t,"z"', None, True),
        ("*", None, True),
        (" * ", None, True),
        ('"abc"', None, False),  # the tag of the other coding
        ("abc-gzip", None, False),
        (f"w/{ETAG}", None, False),
        (f"*, {ETAG}", None, True),
        ('"x", *', None, False),
        ("", None, False),
        ('"x"', DATE, False),  # the date does not count beside a tag
        (ETAG, EARLIER, True),
        (None, DATE, True),
        (None, "Sun, 06 Nov 1994 08:49:38 GMT", True),
        (None, EARLIER, False),
        (None, "Sunday, 06-Nov-94 08:49:37 GMT", True),
        (None, "Sun Nov  6 08:49:37 1994", True),
        (None, "yesterday", False),
        (None, "", False),
    ],
)
def test_a_client_that_has_the_representation_is_told_so(
    if_none_match: str | None, if_modified_since: str | None, expected: bool
) -> None:
    assert is_not_modified(ETAG, MODIFIED, if_none_match, if_modified_since) is expected


@given(st.none() | st.text(), st.none() | st.text())
def test_no_conditional_header_is_an_error(if_none_match: str | None, if_modified_since: str | None) -> None:
    assert is_not_modified(ETAG, MODIFIED, if_none_match, if_modified_since) in (True, False)


@given(DATES)
def test_dates_are_written_as_the_standard_library_writes_them(date: dt.datetime) -> None:
    date = date.replace(microsecond=0)
    written = format_date(int(date.timestamp()))
    assert written == format_datetime(date, usegmt=True)
    assert parse_date(written) == date.timestamp()


@given(DATES)
def test_the_three_forms_of_a_date_are_read_alike(date: dt.datetime) -> None:
    seconds = int(date.replace(microsecond=0).timestamp())
    assert parse_date(date.strftime("%a %b %e %H:%M:%S ") + f"{date.year:04}") == seconds
    if 1970 <= date.year < 2070:
        assert parse_date(date.strftime("%A, %d-%b-%y %H:%M:%S GMT")) == seconds


def test_a_leap_second_is_a_date() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == 1483228800


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 2025 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 ٠٨:49:37 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, x6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov " + "9" * 5000 + " 08:49:37 GMT",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None
