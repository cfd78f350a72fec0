"""moto's DynamoDB, with transactions and queries whose cost depends on what they touch, not on the size of the table.

By itself, moto copies the whole table for every operation of a transaction, and goes through all items for every query.
Here, a transaction saves only the items that it names, and restores them if it fails. A query looks up its partition,
which is kept sorted after the first query, and gets only the part that can be in its answer. moto still decides what an
operation answers: each method narrows what moto works on, and then calls moto's own.

Requests must come one at a time: neither moto nor this locks a table. `local.aws_http` sees to that.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from types import ModuleType
from typing import Any, cast

from articles.local.moto_order import SCALARS, Key, Order, comparable, first
from moto.dynamodb import urls
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import SecondaryIndex, Table

# The name of an index, None for the table itself; and the values of the attributes that make a partition of it.
_Partition = tuple[Any, ...]


# The items that the current query can answer with. Each thread has its own: tests query in parallel, without a server.
_CANDIDATES: ContextVar[list[Item] | None] = ContextVar("candidates", default=None)


class PartitionedTable(Table):
    """A table that knows the items of each partition of its indexes."""

    def adapt(self) -> None:
        """Start to keep the partitions, and add the items that are in the table already."""
        self._partitions: dict[_Partition, dict[Key, Item]] = {}
        self._memberships: dict[Key, list[_Partition]] = {}
        self._orders: dict[_Partition, Order] = {}
        self._in_transaction = False
        for item in self.all_items():
            self.reindex((item.hash_key, item.range_key))

    def __deepcopy__(self, memo: dict[int, Any]) -> "PartitionedTable":
        """Return a copy; but in a transaction the table itself, because `restoring` has saved what that touches."""
        if self._in_transaction:
            return self
        duplicate = cast("PartitionedTable", self.__class__.__new__(self.__class__))
        memo[id(self)] = duplicate
        duplicate.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return duplicate

    def put_item(self, *args: Any, **kwargs: Any) -> Item:
        """Put an item."""
        item = super().put_item(*args, **kwargs)
        self.reindex((item.hash_key, item.range_key))
        return item

    def delete_item(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        """Delete an item."""
        item = super().delete_item(hash_key, range_key)
        self.reindex((hash_key, range_key))
        return item

    def all_items(self) -> list[Item]:
        """All items; within a query, only those that it can answer with."""
        candidates = _CANDIDATES.get()
        return super().all_items() if candidates is None else candidates

    def query(  # noqa: PLR0913, PLR0917 - moto's signature
        self,
        hash_key: DynamoType | None,
        range_comparison: str | None,
        range_objs: list[DynamoType],
        limit: int,
        exclusive_start_key: dict[str, Any],
        scan_index_forward: bool,
        projection_expressions: list[list[str]] | None,
        index_name: str | None = None,
        consistent_read: bool = False,
        filter_expression: Any = None,
        hash_key_conditions: list[tuple[str, DynamoType]] | None = None,
        range_key_conditions: list[tuple[str, str, list[DynamoType]]] | None = None,
        **filter_kwargs: Any,
    ) -> tuple[list[Item], int, dict[str, Any] | None]:
        """Query one partition."""

        def matches(item: Item) -> bool:
            value = item.attrs.get(range_key_conditions[-1][0]) if range_key_conditions else None
            return not range_comparison or (value is not None and value.compare(range_comparison, range_objs))

        countable = not filter_kwargs and (range_key_conditions or not range_comparison)
        window = self._window(index_name, dict(hash_key_conditions or ()), exclusive_start_key, scan_index_forward)
        candidates = None
        if window is not None:
            candidates = first(window, limit, matches) if limit and countable else list(window)
        token = _CANDIDATES.set(candidates)
        try:
            return super().query(
                hash_key,
                range_comparison,
                range_objs,
                limit,
                exclusive_start_key,
                scan_index_forward,
                projection_expressions,
                index_name,
                consistent_read,
                filter_expression,
                hash_key_conditions,
                range_key_conditions,
                **filter_kwargs,
            )
        finally:
            _CANDIDATES.reset(token)

    def reindex(self, key: Key) -> None:
        """Update the indexes to what the item with this key is now."""
        own = _partition(None, [key[0]])
        for partition in (own, *self._memberships.get(key, ())):
            if partition in self._orders:
                self._orders[partition].discard(key)
                if not self._orders[partition]:
                    del self._orders[partition]
        for partition in self._memberships.pop(key, ()):
            del self._partitions[partition][key]
        item = self._peek(key)
        if item is None:
            return
        memberships = {
            _partition(index, [item.attrs[name] for name in _hash_names(index)]): index
            for index in self.all_indexes()
            if all(name in item.attrs for name in _hash_names(index))
        }
        for partition in memberships:
            self._partitions.setdefault(partition, {})[key] = item
        if memberships:
            self._memberships[key] = list(memberships)
        for partition, index in {own: None, **memberships}.items():
            if partition in self._orders:
                self._enter(self._orders[partition], item, index)

    @contextmanager
    def restoring(self, keys: Iterable[Key]) -> Iterator[None]:
        """Restore the items with these keys if the block raises an exception."""
        saved = [(key, copy.deepcopy(self._peek(key))) for key in keys]
        self._in_transaction = True
        try:
            yield
        except Exception:
            for key, item in saved:
                self._restore(key, item)
            raise
        finally:
            self._in_transaction = False

    def keys_in(self, attributes: Mapping[str, Any]) -> Iterator[Key]:
        """The primary key in an item or key of a request; nothing if it is not a valid one."""
        values = [attributes[name] for name in self.table_key_attrs if name in attributes]
        if len(values) == len(self.table_key_attrs) and all(next(iter(value)) in SCALARS for value in values):
            types = [DynamoType(value) for value in values]
            yield types[0], types[1] if self.has_range_key else None

    def _peek(self, key: Key) -> Item | None:
        """The item with this key. If there is none, moto's `get_item` would leave an empty partition behind."""
        partition: Any = self.items.get(key[0])
        item: Item | None = partition.get(key[1]) if self.has_range_key and partition is not None else partition
        return item

    def _restore(self, key: Key, item: Item | None) -> None:
        hash_key, range_key = key
        if item is None:
            super().delete_item(hash_key, range_key)
        elif self.has_range_key:
            self.items[hash_key][range_key] = item
        else:
            self.items[hash_key] = item  # type: ignore[assignment]  # moto types only tables with a range key
        self.reindex(key)

    def _window(
        self,
        index_name: str | None,
        conditions: Mapping[str, DynamoType],
        start: Mapping[str, Any] | None,
        forward: bool,
    ) -> Iterator[Item] | None:
        """The items of a partition after a start key, in the order of a query; None if the partition is not known."""
        index = next((index for index in self.all_indexes() if index.name == index_name), None)
        names = _hash_names(index) if index else [self.hash_key_attr]
        if (index_name and index is None) or not all(name in conditions for name in names):
            return None
        attributes = self._sort_attributes(index)
        position = None
        if start is not None and all(name in start for name in attributes):
            position = [comparable(DynamoType(start[name])) for name in attributes]
        keys = self._order(index, [conditions[name] for name in names]).after(position, forward)
        return (cast("Item", self._peek(key)) for key in keys)

    def _order(self, index: SecondaryIndex | None, values: Sequence[DynamoType]) -> Order:
        """The order of a partition. It is kept from now on, unless the partition is empty."""
        partition = _partition(index, values)
        if partition in self._orders:
            return self._orders[partition]
        order = Order()
        for item in self._items_of(index, values):
            self._enter(order, item, index)
        if order:
            self._orders[partition] = order
        return order

    def _enter(self, order: Order, item: Item, index: SecondaryIndex | None) -> None:
        attributes = self._sort_attributes(index)
        if all(name in item.attrs for name in attributes):
            position = [comparable(item.attrs[name]) for name in attributes]
            order.add((item.hash_key, item.range_key), position)

    def _items_of(self, index: SecondaryIndex | None, values: Sequence[DynamoType]) -> Iterable[Item]:
        if index is not None:
            return self._partitions.get(_partition(index, values), {}).values()
        if values[0].type not in SCALARS:
            return ()
        partition: Any = self.items.get(values[0], {})
        return partition.values() if self.has_range_key or not partition else (partition,)

    def _sort_attributes(self, index: SecondaryIndex | None) -> list[str]:
        """The attributes that moto sorts the items of a partition by."""
        if index is None:
            return self.table_key_attrs
        ranges = [key["AttributeName"] for key in index.schema if key["KeyType"] == "RANGE"]
        return [*_hash_names(index), *(ranges or [self.range_key_attr or self.hash_key_attr]), *self.table_key_attrs]


class LocalDynamoDBBackend(DynamoDBBackend):
    """DynamoDB whose tables are a `PartitionedTable` each."""

    @property
    def _url_module(self) -> ModuleType:
        return urls

    def create_table(self, *args: Any, **kwargs: Any) -> Table:
        """Create a table."""
        table = super().create_table(*args, **kwargs)
        table.__class__ = PartitionedTable  # type: ignore[type-abstract]
        cast("PartitionedTable", table).adapt()
        return table

    def update_table(self, *args: Any, **kwargs: Any) -> Table:
        """Change a table, for example its indexes."""
        table = super().update_table(*args, **kwargs)
        if isinstance(table, PartitionedTable):
            table.adapt()
        return table

    def update_item(self, table_name: str, key: dict[str, dict[str, Any]], *args: Any, **kwargs: Any) -> Item:
        """Update an item, which moto does in place."""
        table = self.get_table(table_name)
        try:
            return super().update_item(table_name, key, *args, **kwargs)
        finally:
            if isinstance(table, PartitionedTable):
                for primary_key in table.keys_in(key):
                    table.reindex(primary_key)

    def transact_write_items(self, transact_items: list[dict[str, Any]]) -> None:
        """Write all or nothing."""
        with ExitStack() as stack:
            for table, keys in self._touched(transact_items):
                stack.enter_context(table.restoring(keys))
            super().transact_write_items(transact_items)

    def _touched(self, transact_items: list[dict[str, Any]]) -> list[tuple[PartitionedTable, list[Key]]]:
        """The keys that a transaction touches, by table. Tables with a stream are left out: moto must restore those."""
        touched: dict[str, list[Key]] = {}
        operations = [operation for item in transact_items for operation in item.values()]
        for operation in operations:
            table = self.tables.get(operation["TableName"])
            if isinstance(table, PartitionedTable) and table.stream_shard is None:
                keys = touched.setdefault(table.name, [])
                keys.extend(table.keys_in(operation.get("Item") or operation.get("Key") or {}))
        return [
            (table, keys) for name, keys in touched.items() if isinstance(table := self.tables[name], PartitionedTable)
        ]


def _hash_names(index: SecondaryIndex) -> list[str]:
    return [key["AttributeName"] for key in index.schema if key["KeyType"] == "HASH"]


def _partition(index: SecondaryIndex | None, values: Sequence[DynamoType]) -> _Partition:
    return (index.name if index else None, *map(comparable, values))
