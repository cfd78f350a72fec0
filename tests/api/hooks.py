"""What Schemathesis cannot know of valid requests: that a cursor comes from its own list, and which date is first."""

import json
import os
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import schemathesis
from hypothesis import strategies as st

SITE = os.environ["SITE"]
SUBJECTS = ("physics", "music", "computer-science")

schemathesis.openapi.format(
    "slug", st.sampled_from(SUBJECTS) | st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True)
)


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Make a well-formed cursor one of the list that it is sent to, and dates a span of time."""
    query = case.query
    if not query or case.method == "OPTIONS" or not _is_positive(case):
        return
    if "from" in query and "to" in query:
        query["from"], query["to"] = sorted([query["from"], query["to"]])
    if query.pop("cursor", None) is not None and case.path.startswith("/api/"):
        cursor = _second_page(case.formatted_path, query)
        if cursor is not None:
            query["cursor"] = cursor


def _is_positive(case: Any) -> bool:
    return case.meta is None or case.meta.generation.mode.is_positive


def _second_page(path: str, query: dict[str, Any]) -> str | None:
    """The cursor of the second page, where there is a list and it has one."""
    wanted = {name: ",".join(value) if isinstance(value, list) else value for name, value in query.items()}
    try:
        shortest = {} if path == "/api/search" else {"limit": 1}
        with urlopen(f"{SITE}{path}?{urlencode({**wanted, **shortest})}") as response:
            following = json.load(response)["next"]
    except HTTPError:
        return None
    return parse_qs(urlsplit(following).query)["cursor"][0] if following else None
