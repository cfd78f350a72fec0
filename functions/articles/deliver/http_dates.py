"""HTTP dates (RFC 9110, section 5.6.7), from and to seconds since the epoch."""

import time

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
_EPOCH = 719163  # the proleptic Gregorian ordinal of 1 January 1970

_FIELDS = 6  # of a date in GMT: weekday, day, month, year, time, GMT
_FIELDS_ASCTIME = 5
_TWO_DIGITS = 2


def format_date(seconds: int) -> str:
    """Write a date in the preferred form, such as ``Sun, 06 Nov 1994 08:49:37 GMT``."""
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(seconds)
    return f"{_DAYS[weekday]}, {day:02} {_MONTHS[month - 1]} {year} {hour:02}:{minute:02}:{second:02} GMT"


def parse_date(text: str) -> int | None:
    """Read a date in any of the three forms; None if the text is not a date."""
    fields = text.replace(",", " ").replace("-", " ").split()
    if len(fields) == _FIELDS and fields[-1] == "GMT":
        _, day, month, year, clock, _ = fields
    elif len(fields) == _FIELDS_ASCTIME:
        _, month, day, clock, year = fields
    else:
        return None
    days, seconds = _days(year, month, day), _seconds(clock)
    return None if days is None or seconds is None else days * 86400 + seconds


def _days(year: str, month: str, day: str) -> int | None:
    """Days since the epoch; None if there is no such day."""
    number, of_month = _number(year, 9999), _number(day, 31)
    if number is None or of_month is None or month not in _MONTHS:
        return None
    if len(year) == _TWO_DIGITS:  # a year from 1970 to 2069: nothing here is older
        number += 1900 if number >= 70 else 2000  # noqa: PLR2004
    index = _MONTHS.index(month)
    leap = number % 4 == 0 and (number % 100 != 0 or number % 400 == 0)
    length = _DAYS_BEFORE_MONTH[index + 1] - _DAYS_BEFORE_MONTH[index] + (leap and index == 1)
    if not (number and 1 <= of_month <= length):
        return None
    past = number - 1
    of_year = _DAYS_BEFORE_MONTH[index] + (leap and index > 1) + of_month
    return past * 365 + past // 4 - past // 100 + past // 400 + of_year - _EPOCH


def _seconds(clock: str) -> int | None:
    """Seconds since midnight; None if there is no such time."""
    numbers = [_number(part, 60) for part in clock.split(":")]
    if len(numbers) != 3 or None in numbers:  # noqa: PLR2004
        return None
    hour, minute, second = (number or 0 for number in numbers)
    return hour * 3600 + minute * 60 + second if hour <= 23 and minute <= 59 else None  # noqa: PLR2004


def _number(digits: str, most: int) -> int | None:
    """Read a number from 0 to `most`; None if the text is not one."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))):
        return None
    number = int(digits)
    return number if number <= most else None
