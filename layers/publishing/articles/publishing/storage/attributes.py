"""Convert items between Python values and the typed attributes of DynamoDB's low-level client."""

from collections.abc import Mapping
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

_serialise = TypeSerializer().serialize
_deserialise = TypeDeserializer().deserialize


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Convert Python values to typed attributes, as the client takes them."""
    return {name: _serialise(value) for name, value in values.items()}


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    """Convert typed attributes, as the client returns them, to Python values."""
    return {name: _deserialise(value) for name, value in item.items()}
