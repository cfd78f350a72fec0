"""The few forms of condition that publishing states."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from tests.support.simulator.requests import UnknownRequestError

Item = Mapping[str, Mapping[str, Any]]

_EXISTS = re.compile(r"attribute_(not_)?exists\((#?\w+)\)")
_COMPARED = re.compile(r"(#?\w+) (=|<>|<|<=|>|>=) (:\w+)")
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class ExpressionError(Exception):
    """DynamoDB would not take the expression."""


def holds(expression: str, item: Item | None, names: Mapping[str, str], values: Item) -> bool:
    """Whether a condition holds of an item; none where there is no item.

    Raises:
        ExpressionError: It names an attribute by a reserved word, or what is not defined, or leaves a name or value
            unused.
        UnknownRequestError: It may be right, but is not simulated.
    """
    used = set(re.findall(r"[#:]\w+", expression))
    if used != {*names, *values}:
        raise ExpressionError(f"Not both defined and used: {', '.join(sorted(used ^ {*names, *values}))}")
    return all(list(_terms(expression, item or {}, names, values)))


def _terms(expression: str, item: Item, names: Mapping[str, str], values: Item) -> Iterator[bool]:
    for term in expression.split(" AND "):
        if match := _EXISTS.fullmatch(term):
            yield (_name(match[2], names) in item) is (match[1] is None)
        elif match := _COMPARED.fullmatch(term):
            attribute, value = item.get(_name(match[1], names)), values[match[3]]
            yield attribute is not None and _compare(match[2], attribute, value)
        else:
            raise UnknownRequestError(f"the condition {term}")


def _name(token: str, names: Mapping[str, str]) -> str:
    if token.startswith("#"):
        return names[token]
    if token.upper() in ReservedKeywords.get_reserved_keywords():
        raise ExpressionError(f"Attribute name is a reserved keyword; reserved keyword: {token}")
    return token


def _compare(comparison: str, left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    (left_type, left_value), (right_type, right_value) = *left.items(), *right.items()
    if left_type != right_type:
        return comparison == "<>"
    if left_type == "N":
        left_value, right_value = Decimal(left_value), Decimal(right_value)
    return _COMPARISONS[comparison](left_value, right_value)
