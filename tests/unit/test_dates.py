"""Dates as they are written, and as moment.js's formats show them."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from articles.publishing.reading.article import Article
from articles.publishing.reading.dates import parse_date, parse_moment, parts_of
from articles.publishing.reading.languages import LANGUAGES
from articles.publishing.rendering import times
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.shown_dates import date_text, in_format, shown_date, shown_month
from hypothesis import given
from hypothesis import strategies as st

RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})", re.ASCII)
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
        "20250206",
        "2025/02/06",
        "2025.2.6",
        "Feb 6, 2025",
        "February 6th 2025",
        "feb. 06, 2025",
        "6 Feb 2025",
        "6. February 2025",
        "06-Feb-2025",
        "6th of February, 2025",
        "Thursday, February 6, 2025 at 3:04 pm",
        "Thu, 06 Feb 2025 10:30:00 GMT",
        "2025-02-06 10:30:00 +0000 UTC",
        "2025-02-06 10:30:00.000 -0500 EST",
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
        "Feb 2025",
        "Feb 30, 2025",
        "06/02/2025",
        "2025020",
        "202502061",
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
    ("text", "moment"),
    [
        ("2025-02-06", "2025-02-06"),
        ("2025-2-6", "2025-02-06"),
        ("2025-02-06T10:30:00Z", "2025-02-06T10:30:00+00:00"),
        ("2025-02-06t10:30:00.123+01:00", "2025-02-06T10:30:00+01:00"),
        ("2025-02-06 9:30", "2025-02-06T09:30:00"),
        ("2025-02-06 10:30:05 -0500", "2025-02-06T10:30:05-05:00"),
        ("2025-02-06 10:30 +1", "2025-02-06T10:30:00+01:00"),
        ("2025-02-06 10:30z", "2025-02-06T10:30:00+00:00"),
        ("Thu, 06 Feb 2025 10:30:00 GMT", "2025-02-06T10:30:00+00:00"),
        ("Feb 6, 2025 at 10:30 PM", "2025-02-06T22:30:00"),
        ("20250206T12:30 am", "2025-02-06T00:30:00"),
        ("2025-02-06 10:30:00 -0500 EST", "2025-02-06T10:30:00-05:00"),
    ],
)
def test_a_time_is_what_is_written(text: str, moment: str) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "10:30",
            "2025-02-30",
            "2025-02-06 24:01",
            "2025-02-06 10:30 +99:00",
            "2025-02-06 13:30 pm",
            "2025-02-06 0:30 am",
            "2025-02-06 noon",
        ),
        *("0001-01-01", "9999-12-31"),
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    assert parse_moment(text) == ""


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Monrovia"])


@given(st.dates(), st.times(), st.sampled_from(["", "Z", "+14:00", "-12:00", "+23:59", "-23:59"]), ZONES)
def test_every_day_and_time_is_told_as_feeds_and_sitemaps_want_it(
    day: dt.date, time: dt.time, offset: str, zone: str
) -> None:
    settings = Settings(name="", url="https://example.org", time_zone=zone, author="")
    for updated in (parse_moment(day.isoformat()), parse_moment(f"{day} {time:%H:%M:%S}{offset}")):
        article = Article(path="/a", title="", question="", answer="", date=day, updated=updated)
        for told in filter(None, (times.published(article, settings), times.modified_text(article, settings))):
            assert RFC_3339.fullmatch(told)
            dt.datetime.fromisoformat(told)


def test_a_day_begins_in_the_zone_of_the_site() -> None:
    settings = Settings(name="", url="https://example.org", time_zone="Europe/Berlin", author="")
    article = Article(path="/a", title="", question="", answer="", date=dt.date(2025, 7, 1), updated="2025-07-02")
    assert times.published(article, settings) == "2025-07-01T00:00:00+02:00"
    assert times.modified_text(article, settings) == "2025-07-01T22:00:00Z"
    old = Article(path="/a", title="", question="", answer="", date=dt.date(1800, 1, 1))
    assert times.published(old, settings) == "1800-01-01T00:00:00Z", "RFC 3339 has no seconds in an offset"


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
    assert (in_format(DAY, date_format, "en"), parts_of(date_format)[1]) == (shown, "")


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
    assert (in_format(DAY, date_format, "en"), parts_of(date_format)) == ("", ((), unknown))


@given(st.dates(), st.text(st.sampled_from("YMDdHhmsaA[]\\ ,.-ox年")), st.text())
def test_any_format_is_shown_or_refused(date: dt.date, tokens: str, text: str) -> None:
    for date_format in (tokens, text):
        _, unknown = parts_of(date_format)
        assert not (in_format(date, date_format, "en") and unknown)
        assert unknown in date_format


@pytest.mark.parametrize(
    ("language", "date_format", "shown"),
    [
        ("en", "dddd, MMMM Do YYYY", "Thursday, February 6th 2025"),
        ("de", "dddd, Do MMMM YYYY", "Donnerstag, 6. Februar 2025"),
        ("fr-CA", "Do MMMM YYYY", "6 février 2025"),
        ("pl", "D MMMM YYYY", "6 lutego 2025"),
        ("ar", "D MMMM YYYY", "6 فبراير 2025"),
        ("ja", "YYYY年MMMMDo", "2025年2月6日"),
        ("zh-Hant", "YYYY年M月Do", "2025年2月6日"),
    ],
)
def test_names_in_a_format_are_those_of_the_language(language: str, date_format: str, shown: str) -> None:
    assert in_format(DAY, date_format, language) == shown


@pytest.mark.parametrize(("day", "shown"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd")])
def test_english_days_have_their_endings(day: int, shown: str) -> None:
    assert in_format(DAY.replace(month=1, day=day), "Do", "en") == shown


SITE = Settings(name="", url="", time_zone="UTC", author="")


@pytest.mark.parametrize(
    ("language", "date_format", "shown"),
    [
        ("en", "long", "February 6, 2025"),
        ("en-GB", "full", "Thursday, 6 February 2025"),
        ("de-AT", "medium", "06.02.2025"),
        ("pt-BR", "long", "6 de fevereiro de 2025"),
        ("de-001", "long", "6. Februar 2025"),
        ("zh", "long", "2025年2月6日"),
        ("zh-TW", "full", "2025年2月6日 星期四"),
        ("fa", "long", "6 فوریه 2025"),
        ("ru", "short", "06.02.2025"),
    ],
)
def test_a_site_has_dates_in_its_language_and_format(language: str, date_format: str, shown: str) -> None:
    settings = replace(SITE, language=language, date_format=date_format)
    assert shown_date(DAY, settings) == shown
    assert date_text(Article(path="/a", title="", question="", answer="", date=DAY, language="fr"), settings) == shown


def test_an_author_s_own_format_wins_in_the_language_of_the_article() -> None:
    article = Article(path="/a", title="", question="", answer="", date=DAY, date_format="D MMMM")
    german = replace(SITE, language="de")
    assert date_text(article, german) == "6 Februar"
    assert date_text(replace(article, language="fr"), german) == "6 février"
    assert date_text(replace(article, language="sv"), german) == "6 Februar"
    assert date_text(replace(article, date_format="yyyy"), german) == "6. Februar 2025"
    assert date_text(replace(article, date=None), german) == ""


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_has_dates_and_months(tag: str) -> None:
    settings = replace(SITE, language=tag)
    shown = {shown_date(DAY.replace(day=1, month=month), settings) for month in range(1, 13)}
    assert not any("M0" in text or "February" in text for text in shown if tag != "en")
    assert len(shown) == len({shown_month(DAY.replace(day=1, month=month), settings) for month in range(1, 13)}) == 12
