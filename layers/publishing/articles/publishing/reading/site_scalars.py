"""Read single values of site.yaml, with a problem for what cannot be used."""

import re

from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields


def read_number(fields: Fields, name: str, least: int, most: int, code: str) -> int | None:
    """Read a whole number; None without a value that can be used.

    Args:
        fields: The keys.
        name: The key.
        least: The least number that it may have.
        most: The largest one.
        code: That of the problem.
    """
    scalar = fields.typed(name)
    if scalar is None:
        return None
    text = scalar.text.strip()
    if text not in map(str, range(least, most + 1)):  # no other spelling of a number
        fields.report(scalar, code, f"{name} must be a whole number from {least} to {most}, not {shortened(text)}")
        return None
    return int(text)


def read_match(fields: Fields, name: str, pattern: re.Pattern[str], code: str, wrong: str) -> re.Match[str] | None:
    """Read what a pattern describes; None without a value that can be used.

    Args:
        fields: The keys.
        name: The key.
        pattern: The pattern.
        code: That of the problem.
        wrong: What is said after the text of a value that is not so.
    """
    scalar = fields.scalar(name)
    if scalar is None:
        return None
    match = pattern.fullmatch(scalar.text.strip())
    if match is None:
        fields.report(scalar, code, f"{shortened(scalar.text)} {wrong}")
    return match
