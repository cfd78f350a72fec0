"""Tell money from formulae: both begin with a dollar."""

import re

# Accounts write a minus as brackets, and word processors as a dash.
_SIGN = r"[-+\u2212\u2013\u2014~<>\u2248\u00b1(]?"
_AMOUNT = re.compile(rf"\s?{_SIGN}\.?\d")
# An amount, and then nothing or words.
_AMOUNT_IN_PROSE = re.compile(rf"{_SIGN}\.?\d[\d.,]*\)?[,;:]?\s*(?:\Z|\s[^\W\d_]{{2}})")
# Two amounts are parted by a sign, as `5/` or `5,`; what ends so is a formula.
_END_OF_FORMULA = re.compile(r"[\w)}\]]\Z")


def is_money(text: str, start: int, end: int) -> bool:
    """Whether what stands between two dollars is prose: ``$10 and $x``, ``5$ or 10$``, ``$HOME and $PATH``.

    Args:
        text: The text that holds both.
        start: Where what is between them begins.
        end: Where it ends.
    """
    between = text[start:end]
    before, after = text[start - 2 : start - 1], text[end + 1 : end + 2]
    spaced_left, spaced_right = between[0].isspace(), between[-1].isspace()
    parts_amounts = _AMOUNT.match(between) is not None and _AMOUNT.match(text, end + 1) is not None
    if spaced_left and spaced_right:
        return parts_amounts
    if spaced_right:
        is_amount = between[0].isdigit() or _AMOUNT_IN_PROSE.match(between) is not None
        return parts_amounts or is_amount or after.isalnum()
    if spaced_left:
        return between.lstrip()[0].isdigit() or before.isalnum()
    return parts_amounts and not _END_OF_FORMULA.search(between)
