"""Links to previews: only who has the secret can make one, and each ends."""

from urllib.parse import unquote, urlsplit

import pytest
from articles.common.preview_links import PREFIX, is_signed, preview_target
from hypothesis import given
from hypothesis import strategies as st

KEY, SECRET, NOW = "physics/light.md", "a-secret", 1_800_000_000
keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def parts(target: str) -> tuple[str, str]:
    """The key and the query of a link, as the function gets them: its path has been decoded once."""
    split = urlsplit(target)
    return unquote(split.path).removeprefix(PREFIX), split.query


@given(keys, st.integers(NOW + 1, NOW + 10**8), st.sampled_from([SECRET, "another"]))
def test_a_link_can_be_followed_until_it_ends(key: str, expires: int, secret: str) -> None:
    found, query = parts(preview_target(key, expires, secret))
    assert found == key
    assert is_signed(key, query, f"{SECRET},another", expires - 0.1)
    assert not is_signed(key, query, f"{SECRET},another", expires)


QUERY = parts(preview_target(KEY, NOW + 60, SECRET))[1]
EXPIRES, SIGNATURE = QUERY.split("&")


@pytest.mark.parametrize(
    "query",
    [
        *("", "expires", "signature=", EXPIRES, SIGNATURE, f"{EXPIRES}&signature=", f"expires=&{SIGNATURE}"),
        *(QUERY[:-1], QUERY[:-5], f"{QUERY}A", QUERY.replace(f"{NOW + 60}", f"{NOW + 61}"), QUERY.swapcase()),
        *(f"expires=0{NOW + 60}&{SIGNATURE}", f"expires=%20{NOW + 60}&{SIGNATURE}", f"expires=1e99&{SIGNATURE}"),
        *("expires=\u0661&signature=\ud800", "&".join(["a=b"] * 500), f"expires=-1&{SIGNATURE}"),
    ],
)
def test_no_other_query_is_taken(query: str) -> None:
    assert not is_signed(KEY, query, SECRET, NOW)


@given(st.text(max_size=60))
def test_nothing_that_somebody_makes_up_is_taken_or_raises(query: str) -> None:
    assert not is_signed(KEY, query, SECRET, NOW)


def test_a_link_is_for_one_file_of_one_stack() -> None:
    assert is_signed(KEY, QUERY, SECRET, NOW)
    assert not is_signed("physics/other.md", QUERY, SECRET, NOW)
    assert not is_signed(KEY, QUERY, "another", NOW)


@pytest.mark.parametrize("secrets", ["", ","])
def test_without_a_secret_no_link_is_taken(secrets: str) -> None:
    assert not is_signed(KEY, parts(preview_target(KEY, NOW + 60, ""))[1], secrets, NOW)


def test_what_follows_in_the_query_does_not_matter() -> None:
    """Mail programs add to links."""
    assert is_signed(KEY, f"{QUERY}&utm_source=mail", SECRET, NOW)
