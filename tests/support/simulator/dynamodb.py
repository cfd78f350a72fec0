"""DynamoDB: one table in memory, with the limits of the service."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.simulator.expressions import ExpressionError, Item, holds
from tests.support.simulator.requests import Client, Told, UnknownRequestError, must, refusal, request

MAX_TRANSACTION = 100
MAX_TRANSACTION_BYTES = 4 * 1024 * 1024
MAX_ITEM_BYTES = 400 * 1024
MAX_PARTITION_KEY_BYTES = 2048
MAX_SORT_KEY_BYTES = 1024
MAX_BATCH_GET = 100
INDEX = "by-source"
SORTED = ("by-subject", "by-month", "by-time")
# Of these, the one that has nothing of an item but its keys.
KEYS_ALONE = "by-time"

# No key that is asked for is after it.
LAST = chr(0x10FFFF)

# Items of an index that a query gives at once where the pages are short.
SHORT = 2

# Seconds for which an eventually consistent read may yet see what was there before; the service says "usually within
# a second", which is as long as it takes for anything to go wrong.
LAG = 0.2

_PARTITION_KEYS = ("pk", "subject_pk", "month_pk", "time_pk", "source")
_SORT_KEYS = ("sk", "subject_sk", "month_sk", "time_sk")

_FAILED = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}

Key = tuple[str, str]


@dataclass
class Items:
    """The table.

    Attributes:
        now: The time in seconds, which never goes back.
        as_moto: Whether batches are always answered whole, and reads never late.
        items: Each item, by its key.
        before: When each item that there is or was had been written last, and what it was until then.
    """

    now: Callable[[], float]
    as_moto: bool = False
    items: dict[Key, Item] = field(default_factory=dict)
    before: dict[Key, tuple[float, Item | None]] = field(default_factory=dict)
    batches: int = 0

    def read(self, key: Key, *, consistent: bool) -> Item | None:
        """An item as it is now, or as it may yet look."""
        if not consistent and not self.as_moto and key in self.before:
            written, item = self.before[key]
            if self.now() - written < LAG:
                return item
        return self.items.get(key)

    def write(self, key: Key, item: Item | None) -> None:
        """Replace an item, or delete it."""
        self.before[key] = self.now(), self.items.get(key)
        if item is None:
            self.items.pop(key, None)
        else:
            self.items[key] = item


class DynamoDB(Client):
    """A client."""

    def __init__(self, table: Items, told: Told) -> None:
        super().__init__(told)
        self._table = table

    # Reads

    @request
    def get_item(self, *, TableName: str, Key: Item, ConsistentRead: bool = False) -> dict[str, Any]:
        """Read one item."""
        item = self._table.read(_key("GetItem", Key), consistent=ConsistentRead)
        return {} if item is None else {"Item": item}

    @request
    def batch_get_item(self, *, RequestItems: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Read some items, or only the first of them."""
        ((table, wanted),) = RequestItems.items()
        known = {"Keys", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"}
        must(wanted.keys() <= known, "another parameter")
        keys = [_key("BatchGetItem", key) for key in wanted["Keys"]]
        if not 1 <= len(keys) <= MAX_BATCH_GET:
            raise _invalid("BatchGetItem", "Too many items requested for the BatchGetItem call")
        if len(set(keys)) < len(keys):
            raise _invalid("BatchGetItem", "Provided list of item keys contains duplicates")
        self._table.batches += 1
        answered = len(keys) if self._table.as_moto or self._table.batches % 3 else (len(keys) + 1) // 2
        found = (self._table.read(key, consistent=wanted.get("ConsistentRead", False)) for key in keys[:answered])
        left = wanted["Keys"][answered:]
        names = wanted.get("ExpressionAttributeNames", {})
        return {
            "Responses": {
                table: [_projected(item, wanted.get("ProjectionExpression", ""), names) for item in found if item]
            },
            "UnprocessedKeys": {table: {**wanted, "Keys": left}} if left else {},
        }

    @request
    def query(
        self,
        *,
        TableName: str,
        KeyConditionExpression: str,
        ExpressionAttributeValues: Item,
        ExpressionAttributeNames: Mapping[str, str] | None = None,
        IndexName: str | None = None,
        Limit: int | None = None,
        ScanIndexForward: bool = True,
        ProjectionExpression: str = "",
        ConsistentRead: bool = False,
        ExclusiveStartKey: Item | None = None,
    ) -> dict[str, Any]:
        """Read items of a partition of the table, or of an index, in the order of their sort keys, a page of them."""
        names = ExpressionAttributeNames or {}
        pk, sk, low, high = _asked(KeyConditionExpression, names, ExpressionAttributeValues)
        prefix: dict[str | None, str] = {None: "", **{index: f"{index.removeprefix('by-')}_" for index in SORTED}}
        must(IndexName in prefix and (pk, sk) == (f"{prefix[IndexName]}pk", f"{prefix[IndexName]}sk"), f"{pk}, {sk}")
        if IndexName is not None and ConsistentRead:
            raise _invalid("Query", "Consistent reads are not supported on global secondary indexes")
        partition = ExpressionAttributeValues[":pk"]["S"]
        possible = (key for key in self._table.before if IndexName is not None or key[0] == partition)
        read = (self._table.read(key, consistent=ConsistentRead) for key in possible)
        found = {
            (item[sk]["S"], item["pk"]["S"], item["sk"]["S"]): item
            for item in read
            if item and item.keys() >= {pk, sk} and item[pk]["S"] == partition and low <= item[sk]["S"] <= high
        }
        order = sorted(found, reverse=not ScanIndexForward)
        if ExclusiveStartKey:
            start = tuple(ExclusiveStartKey[name]["S"] for name in (sk, "pk", "sk"))
            order = [key for key in order if (key < start) is not ScanIndexForward and key != start]
        page, last = _page(order, Limit if self._table.as_moto or not IndexName else min(Limit or SHORT, SHORT))
        items = [_projected(found[key], ProjectionExpression, names) for key in page]
        if IndexName == KEYS_ALONE:
            items = [{name: item[name] for name in {"pk", "sk", pk, sk}} for item in items]
        more = {"LastEvaluatedKey": {name: found[last][name] for name in {pk, sk, "pk", "sk"}}} if last else {}
        return {"Items": items, "Count": len(items), **more}

    @request
    def scan(
        self,
        *,
        TableName: str,
        IndexName: str | None = None,
        Limit: int = 1000,
        ConsistentRead: bool = False,
        ExclusiveStartKey: Item | None = None,
    ) -> dict[str, Any]:
        """Read all items, or the keys of all that an index holds, a page of them."""
        must(IndexName in (None, INDEX), f"the index {IndexName}")
        if IndexName is not None and ConsistentRead:
            raise _invalid("Scan", "Consistent reads are not supported on global secondary indexes")
        names = ["pk", "sk"] if IndexName is None else ["source", "pk", "sk"]
        items = (self._table.read(key, consistent=ConsistentRead) for key in self._table.before)
        found = {tuple(item[name]["S"] for name in names): item for item in items if item and item.keys() >= {*names}}
        start = tuple(ExclusiveStartKey[name]["S"] for name in names) if ExclusiveStartKey else None
        page, last = _page([key for key in sorted(found) if start is None or key > start], Limit)
        read = [found[key] if IndexName is None else {name: found[key][name] for name in names} for key in page]
        more = {"LastEvaluatedKey": {name: found[last][name] for name in names}} if last else {}
        return {"Items": read, "Count": len(read), **more}

    # Writes

    @request
    def put_item(self, *, TableName: str, Item: Item, **condition: Any) -> dict[str, Any]:
        """Put one item, on a condition."""
        key = _checked("PutItem", Item)
        self._check("PutItem", key, condition)
        self._table.write(key, Item)
        return {}

    @request
    def delete_item(self, *, TableName: str, Key: Item, **condition: Any) -> dict[str, Any]:
        """Delete one item, on a condition."""
        key = _key("DeleteItem", Key)
        self._check("DeleteItem", key, condition)
        self._table.write(key, None)
        return {}

    @request
    def update_item(self, *, TableName: str, Key: Item, UpdateExpression: str, **condition: Any) -> dict[str, Any]:
        """Remove attributes of an item, on a condition."""
        action, _, names = UpdateExpression.partition(" ")
        must(action == "REMOVE" and names.replace(", ", "").isidentifier(), UpdateExpression)
        key = _key("UpdateItem", Key)
        self._check("UpdateItem", key, condition)
        item = self._table.items.get(key, Key)
        self._table.write(key, {name: value for name, value in item.items() if name not in names.split(", ")})
        return {}

    @request
    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
        """Write all or nothing."""
        operation = "TransactWriteItems"
        if not 1 <= len(TransactItems) <= MAX_TRANSACTION:
            raise _invalid(operation, f"Member must have length less than or equal to {MAX_TRANSACTION}")
        writes = [_write(item) for item in TransactItems]
        if len({key for key, _, _ in writes}) < len(writes):
            raise _invalid(operation, "Transaction request cannot include multiple operations on one item")
        if sum(_size(written) for _, written, _ in writes if written is not None) > MAX_TRANSACTION_BYTES:
            raise _invalid(operation, "Collection size cannot exceed the transaction's size limit of 4 MB")
        held = [self._holds(operation, key, condition) for key, _, condition in writes]
        if not all(held):
            raise _cancelled([{"Code": "None"} if each else _FAILED for each in held])
        for (key, item, _), action in zip(writes, TransactItems, strict=True):
            if "ConditionCheck" not in action:
                self._table.write(key, item)
        return {}

    def _check(self, operation: str, key: Key, condition: Mapping[str, Any]) -> None:
        if not self._holds(operation, key, condition):
            raise refusal(operation, "ConditionalCheckFailedException", "The conditional request failed")

    def _holds(self, operation: str, key: Key, condition: Mapping[str, Any]) -> bool:
        names = condition.get("ExpressionAttributeNames", {})
        values = condition.get("ExpressionAttributeValues", {})
        known = {"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"}
        must(condition.keys() <= known, f"{', '.join(condition)} of {operation}")
        if "ConditionExpression" not in condition:
            return True
        try:
            return holds(condition["ConditionExpression"], self._table.items.get(key), names, values)
        except ExpressionError as error:
            raise _invalid(operation, str(error)) from error


def _projected(item: Item, expression: str, names: Mapping[str, str]) -> Item:
    """The attributes of an item that an expression names; all if it is empty."""
    wanted = [names[name] for name in expression.split(", ")] if expression else item
    return {name: item[name] for name in wanted if name in item}


def _asked(condition: str, names: Mapping[str, str], values: Item) -> tuple[str, str, str, str]:
    """The partition key and sort key of a query, and the least and greatest sort key that it asks for."""
    match condition:
        case "pk = :pk":
            return "pk", "sk", "", LAST
        case "pk = :pk AND begins_with(sk, :prefix)":
            return "pk", "sk", values[":prefix"]["S"], values[":prefix"]["S"] + LAST
        case "#pk = :pk AND #sk BETWEEN :low AND :high":
            return names["#pk"], names["#sk"], values[":low"]["S"], values[":high"]["S"]
    raise UnknownRequestError(condition)


def _page(keys: list[Any], limit: int | None) -> tuple[list[Any], Any]:
    """As many keys as a page has, and the last of them if the page is full: whether there is more is not looked at."""
    page = keys[:limit]
    return page, page[-1] if len(page) == limit else None


def _write(action: Mapping[str, Mapping[str, Any]]) -> tuple[Key, Item | None, Mapping[str, Any]]:
    """The key that an action of a transaction is about, the item it puts, and its condition."""
    ((kind, request),) = action.items()
    condition = {name: value for name, value in request.items() if name not in ("TableName", "Item", "Key")}
    match kind:
        case "Put":
            key = _key("TransactWriteItems", {name: request["Item"].get(name, {}) for name in ("pk", "sk")})
            if problem := next(_problems(request["Item"]), None):
                raise _cancelled([{"Code": "ValidationError", "Message": problem}])
            return key, request["Item"], condition
        case "Delete" | "ConditionCheck":
            return _key("TransactWriteItems", request["Key"]), None, condition
        case _:
            raise UnknownRequestError(f"{kind} in a transaction")


def _key(operation: str, key: Item) -> Key:
    if key.keys() != {"pk", "sk"} or any(value.keys() != {"S"} for value in key.values()):
        raise _invalid(operation, "The provided key element does not match the schema")
    found = key["pk"]["S"], key["sk"]["S"]
    if problem := _problem_of_key(*found):
        raise _invalid(operation, problem)
    return found


@functools.cache
def _problem_of_key(pk: str, sk: str) -> str | None:
    return next(_problems({"pk": {"S": pk}, "sk": {"S": sk}}), None)


def _checked(operation: str, item: Item) -> Key:
    key = _key(operation, {name: item.get(name, {}) for name in ("pk", "sk")})
    if problem := next(_problems(item), None):
        raise _invalid(operation, problem)
    return key


def _problems(item: Item) -> Iterator[str]:
    """What the service would not take of an item."""
    for names, most in ((_PARTITION_KEYS, MAX_PARTITION_KEY_BYTES), (_SORT_KEYS, MAX_SORT_KEY_BYTES)):
        for name in names:
            value = item.get(name, {"S": "-"})
            if value.keys() != {"S"}:
                yield f"Type mismatch for the key {name}"
            elif not 1 <= len(value["S"].encode()) <= most:
                yield f"One or more parameter values were invalid: size of the key {name}"
    if _size(item) > MAX_ITEM_BYTES:
        yield "Item size has exceeded the maximum allowed size"


def _size(item: Item) -> int:
    """Bytes that an item counts, by 'DynamoDB item sizes and formats' in the developer guide, or a little more."""
    return sum(len(name.encode()) + _size_of(value) for name, value in item.items())


def _size_of(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return len(content) // 2 + 2
        case "L":
            return 3 + sum(1 + _size_of(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _size_of(each) for name, each in content.items())
        case _:
            return 1


def _typed(key: Key) -> dict[str, dict[str, str]]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def _invalid(operation: str, message: str) -> Exception:
    return refusal(operation, "ValidationException", message)


def _cancelled(reasons: list[dict[str, str]]) -> Exception:
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return refusal("TransactWriteItems", "TransactionCanceledException", message, CancellationReasons=reasons)
