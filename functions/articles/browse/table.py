"""The table as browse reads it, with one method for each kind of request. Reads are eventually consistent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.common import keys
from articles.publishing.storage.attributes import plain, typed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]

# The most keys that BatchGetItem takes.
_MAX_KEYS = 100

# BatchGetItem returns at most 16 MB: fifty items of 400 KB take two requests, and throttling may split them further.
_MAX_BATCHES = 8


@dataclass(frozen=True, slots=True)
class Range:
    """The part of a partition between two sort keys, both included; of an index, or of the table if that is None."""

    index: str | None
    partition: str
    low: str
    high: str


class BusyError(Exception):
    """The table is too busy at the moment to return all that is needed."""


class Table:
    """A DynamoDB table."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        """Read the table of this name through a low-level client."""
        self._client = client
        self._name = name

    def get(self, key: keys.Key) -> Item | None:
        """The item with this key; None if no item has it."""
        response = self._client.get_item(TableName=self._name, Key=typed(key))
        return plain(response["Item"]) if "Item" in response else None

    def query(
        self, within: Range, *, reverse: bool = False, page_size: int | None = None, attributes: Sequence[str] = ()
    ) -> Iterator[Item]:
        """The items of a range, read on demand."""
        if within.low > within.high:  # DynamoDB refuses such a query
            return
        field = f"{within.index.removeprefix('by-')}_" if within.index else ""
        names = {"#pk": f"{field}pk", "#sk": f"{field}sk"}
        request: Any = {
            "TableName": self._name,
            "KeyConditionExpression": "#pk = :pk AND #sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": typed({":pk": within.partition, ":low": within.low, ":high": within.high}),
            "ScanIndexForward": not reverse,
            **({"IndexName": within.index} if within.index else {}),
            **({"Limit": page_size} if page_size else {}),
        }
        if attributes:
            projected = {f"#{number}": name for number, name in enumerate(attributes)}
            request["ProjectionExpression"] = ", ".join(projected)
            names |= projected
        request["ExpressionAttributeNames"] = names
        while True:
            response = self._client.query(**request)
            yield from map(plain, response["Items"])
            if "LastEvaluatedKey" not in response:
                return
            request["ExclusiveStartKey"] = response["LastEvaluatedKey"]

    def batch(self, wanted: Sequence[keys.Key], attributes: Sequence[str] = ()) -> Iterator[Item]:
        """The items with these keys, in no order; with all attributes if `attributes` is empty.

        Raises:
            BusyError: `_MAX_BATCHES` requests did not return all of them.
        """
        projected = {f"#{number}": name for number, name in enumerate(attributes)}
        projection = {"ProjectionExpression": ", ".join(projected), "ExpressionAttributeNames": projected}
        for start in range(0, len(wanted), _MAX_KEYS):
            keys_of_batch = [typed(key) for key in wanted[start : start + _MAX_KEYS]]
            pending: Any = {self._name: {"Keys": keys_of_batch, **(projection if attributes else {})}}
            for _ in range(_MAX_BATCHES):
                response = self._client.batch_get_item(RequestItems=pending)
                yield from map(plain, response["Responses"].get(self._name, ()))
                pending = response.get("UnprocessedKeys")
                if not pending:
                    break
            else:
                raise BusyError(f"{_MAX_BATCHES} requests did not bring all items")
