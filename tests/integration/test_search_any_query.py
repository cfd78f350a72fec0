"""No query string whatever makes a search answer anything but a page, a problem with it, or that there is nothing."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.asking import asked
from tests.support.search_pages import TEXTS
from tests.support.searched import a_searched_site, article
from tests.support.world import World

PATHS = ("/search", "/api/search", "/tags", "/tags/c", "/authors", "/authors/editors", "/archive", "/tags/c/feed.atom")
NAMES = ("q", "subject", "tag", "author", "lang", "from", "to", "sort", "cursor", "unknown", "")
FILES = {
    f"n{number}": article(
        f"/x/{number}", f"C++ and C# {number}", "C, .NET, don't, x-y-z; é ß 日本語 3.14.", keywords="[C]"
    )
    for number in range(30)
}

of_names = st.lists(st.tuples(st.sampled_from(NAMES), TEXTS))
as_written = of_names.map(
    lambda pairs: urlencode([(name, text.encode(errors="surrogatepass")) for name, text in pairs])
)
bytewise = st.lists(st.tuples(st.sampled_from(NAMES), st.binary())).map(urlencode)
raw = st.lists(
    st.sampled_from([*NAMES, *"&=;%+?#", "%2", "%00", "%ff", "%ED%A0%80", "a", "-", '"', "é", "\0", "\ud800"])
).map("".join)


@pytest.fixture(scope="module", autouse=True)
def site() -> Iterator[World]:
    with a_searched_site(**FILES) as world:
        yield world


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(PATHS), st.one_of(as_written, bytewise, raw))
@example("/search", "q=" + "%22" * 10_000)
@example("/api/search", "&".join(["q=a"] * 30))
@example("/api/search", "a\ud800=1")
@example("/search", "q=\ud800&tag=\ud800&lang=\ud800&cursor=\ud800")
@example("/api/search", "from=9999-12-31&to=9999-12-31")
@example("/search", "q=-c%20-%22c%22%20-")
@example("/search", "lang=%F0%9D%9F%8E")
def test_any_query_is_answered(path: str, query: str) -> None:
    answer = asked(path, query)
    assert answer.status in ({200, 400} if path != "/tags/c" else {200, 400, 404})
    answer.text  # noqa: B018 - it is UTF-8
