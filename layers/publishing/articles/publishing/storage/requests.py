"""Requests to a DynamoDB table, with values as Python has them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from articles.common import keys
from articles.publishing.errors import ConflictError
from articles.publishing.storage.attributes import plain, typed
from articles.publishing.storage.writes import Write
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MAX_WRITES = 100
MAX_BATCH_GET = 100

# Cancellation reasons after which another try can succeed, as the TransactWriteItems reference lists them.
_CONFLICTS = {
    "ConditionalCheckFailed",
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "None",
}

# The parts of a write that consist of attribute values.
_TYPED = {"ExpressionAttributeValues", "Item", "Key"}

Item = dict[str, Any]


class Requests:
    """Requests to one table. Reads are strongly consistent.

    A write is one transaction, guarded by the revisions that were read; a `ConflictError` says that one of them has
    changed and all must be read again.
    """

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        """Use the table of this name through a low-level DynamoDB client."""
        self._client = client
        self.name = name

    def get(self, key: keys.Key) -> Item | None:
        """The item with a key; None if the table has no such item."""
        response = self._client.get_item(TableName=self.name, Key=typed(key), ConsistentRead=True)
        return plain(response["Item"]) if "Item" in response else None

    def batch_get(self, wanted: Sequence[keys.Key]) -> Iterator[Item]:
        """The items with these keys, in any order."""
        for start in range(0, len(wanted), MAX_BATCH_GET):
            batch = [typed(key) for key in wanted[start : start + MAX_BATCH_GET]]
            pending: Any = {self.name: {"Keys": batch, "ConsistentRead": True}}
            while pending:
                response = self._client.batch_get_item(RequestItems=pending)
                yield from map(plain, response["Responses"].get(self.name, ()))
                pending = response.get("UnprocessedKeys")

    def by_key(self, wanted: Sequence[keys.Key]) -> dict[tuple[str, str], Item]:
        """The items with these keys, by their pk and sk."""
        return {(item["pk"], item["sk"]): item for item in self.batch_get(wanted)}

    def query(self, partition: str, prefix: str, cursor: str | None, limit: int) -> tuple[list[Item], str | None]:
        """A page of the items of a partition whose sort keys have a prefix, in their order.

        Args:
            partition: The partition key.
            prefix: What the sort keys begin with.
            cursor: The sort key after which to begin; None for the first page.
            limit: How many items at most.

        Returns:
            The items, and the cursor of the next page, None at the end.
        """
        start: Any = {"ExclusiveStartKey": typed({"pk": partition, "sk": cursor})} if cursor else {}
        response = self._client.query(
            TableName=self.name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)" if prefix else "pk = :pk",
            ExpressionAttributeValues=typed({":pk": partition, **({":prefix": prefix} if prefix else {})}),
            ConsistentRead=True,
            Limit=limit,
            **start,
        )
        last = response.get("LastEvaluatedKey")
        return [plain(item) for item in response["Items"]], plain(last)["sk"] if last else None

    def query_index(self, index: str, name: str, partition: str, low: str, high: str) -> Iterator[Item]:
        """The items of a partition of an index, in the order of their sort keys, as far as the index has them.

        Args:
            index: Name of the index.
            name: What the names of its keys begin with: its keys are `<name>_pk` and `<name>_sk`.
            partition: The partition key.
            low: The first sort key.
            high: The last one.
        """
        start: Any = {}
        while True:
            response = self._client.query(
                TableName=self.name,
                IndexName=index,
                KeyConditionExpression="#pk = :pk AND #sk BETWEEN :low AND :high",
                ExpressionAttributeNames={"#pk": f"{name}_pk", "#sk": f"{name}_sk"},
                ExpressionAttributeValues=typed({":pk": partition, ":low": low, ":high": high}),
                **start,
            )
            yield from map(plain, response["Items"])
            if "LastEvaluatedKey" not in response:
                return
            start = {"ExclusiveStartKey": response["LastEvaluatedKey"]}

    def commit(self, writes: Sequence[Write]) -> None:
        """Write all or nothing.

        Raises:
            ConflictError: A condition does not hold, or another transaction was in the way: read again.
            ValueError: These are more writes than a transaction can have.
        """
        if len(writes) > MAX_WRITES:
            raise ValueError(f"{len(writes)} writes in one transaction, {MAX_WRITES} are possible")
        try:
            self._client.transact_write_items(
                TransactItems=[_request(write, self.name) for write in writes]  # type: ignore[misc]
            )
        except ClientError as error:
            if _is_conflict(error):
                raise ConflictError(str(error)) from error
            raise


def _request(write: Write, table: str) -> dict[str, Any]:
    """A write as the client takes it."""
    ((action, parts),) = write.items()
    values = {name: typed(value) if name in _TYPED else value for name, value in parts.items()}
    return {action: {"TableName": table, **values}}


def _is_conflict(error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    if code == "TransactionCanceledException":
        reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
        return all(reason.get("Code", "None") in _CONFLICTS for reason in reasons)
    return code in ("TransactionConflictException", "TransactionInProgressException")
