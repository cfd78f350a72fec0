"""DynamoDB's JSON is read as `json` reads it, however it is made up."""

import base64
import json
from typing import Any

import pytest
from articles.deliver.dynamodb.attribute_values import loads
from hypothesis import given
from hypothesis import strategies as st

TEXT = st.text() | st.sampled_from(['"B":"', '\\"B\\":\\"', "!", '"', "\\"])
BASE64 = st.binary().map(lambda value: base64.b64encode(value).decode())
SCALARS = st.one_of(
    st.fixed_dictionaries({"S": TEXT}),
    st.fixed_dictionaries({"B": BASE64}),
    st.fixed_dictionaries({"N": st.integers().map(str)}),
    st.fixed_dictionaries({"BS": st.lists(BASE64)}),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"L": st.lists(inner)}),
        st.fixed_dictionaries({"M": st.dictionaries(TEXT | st.just("B"), inner)}),
    ),
    max_leaves=8,
)
ITEMS = st.dictionaries(TEXT | st.just("B"), VALUES)
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": ")])


@given(ITEMS, SEPARATORS, st.booleans())
def test_any_item_is_read_as_json_reads_it(item: dict[str, Any], separators: tuple[str, str], ascii_only: bool) -> None:
    body = json.dumps({"Item": item}, separators=separators, ensure_ascii=ascii_only).encode()
    assert loads(body) == loads(bytearray(body)) == {"Item": item}


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"Item":{}}',
        rb'{"Item":{"a":{"B":"YQ=\u003d"},"b":{"B":"!"}}}',
        b'{"Item":{"a":{"L":[{"B":"YQ=="}]},"b":{"B":""}}}',
        b'{"Item":{"a":{"B":"YQ=="},"b":{"B":"Yg=="}}}',
        b'{"B":"YQ==","Item":{"a":{"S":"x"}}}',
    ],
)
def test_unusual_documents_are_read_too(body: bytes) -> None:
    assert loads(body) == json.loads(body)


@pytest.mark.parametrize(
    "body", [b"", b'{"Item":{"a":{"B":"YQ==', b'{"Item":{"a":{"B":"\xff"}}}', b'{"Item":{"a":{"B":"YQ=="}}', b"\xff"]
)
def test_what_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(body)
