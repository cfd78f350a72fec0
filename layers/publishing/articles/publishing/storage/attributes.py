"""Attributes of items as the low-level client of DynamoDB has them, and as values of Python."""

from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

_serialise = TypeSerializer().serialize
_deserialise = TypeDeserializer().deserialize


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values, each with its type, as the client takes them."""
    return {name: _serialise(value) for name, value in values.items()}


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """The values of what the client gave."""
    return {name: _deserialise(value) for name, value in item.items()}
