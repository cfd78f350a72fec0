import pytest
from articles.common.ranges import UnsatisfiableError, asked_part, content_range

ETAG = '"a"'


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 9),
        ("bytes=0-0", 0, 0),
        ("bytes=9-", 9, 9),
        ("bytes=2-5", 2, 5),
        ("bytes=2-99", 2, 9),
        ("bytes=-1", 9, 9),
        ("bytes=-99", 0, 9),
        ("Bytes= 2 - 5", 2, 5),
    ],
)
def test_a_part_of_ten_bytes(asked: str, first: int, last: int) -> None:
    part = asked_part({"range": asked}, ETAG, 10)
    assert part == range(first, last + 1)
    assert content_range(part, 10) == f"bytes {first}-{last}/10"


@pytest.mark.parametrize(
    "asked",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,3-4", "lines=0-1", f"bytes={'9' * 99}-"],
)
def test_whoever_asks_for_no_range_or_for_several_gets_everything(asked: str) -> None:
    assert asked_part({"range": asked} if asked else {}, ETAG, 10) is None


@pytest.mark.parametrize(("asked", "size"), [("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_what_is_not_there_cannot_be_had(asked: str, size: int) -> None:
    with pytest.raises(UnsatisfiableError):
        asked_part({"range": asked}, ETAG, size)


@pytest.mark.parametrize(
    ("if_range", "has_changed"),
    [(ETAG, False), ('"b"', True), (f"W/{ETAG}", True), ("Tue, 24 Nov 2026 00:00:00 GMT", True)],
)
def test_whoever_has_a_part_of_another_file_gets_all_of_this_one(if_range: str, has_changed: bool) -> None:
    part = asked_part({"range": "bytes=5-", "if-range": if_range}, ETAG, 10)
    assert (part is None) is has_changed
