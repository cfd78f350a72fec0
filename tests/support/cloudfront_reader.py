"""A reader of what is stored: asks through the function of CloudFront, then delivery."""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from articles.common.http_edge import from_event
from articles.common.representations import HTML, JSON, KINDS
from articles.deliver import delivery
from articles.deliver.settings import Settings
from articles.deliver.table import Table
from articles.publishing.storage.attributes import typed

from tests.support.asking import Answer
from tests.support.cloudfront import CODE, at_the_edge, request

SITE = "http://site"
SETTINGS = Settings(
    {
        "TABLE": "table",
        "CACHE_MAX_AGE": "60",
        "CACHE_S_MAXAGE": "60",
        "CACHE_STALE_WHILE_REVALIDATE": "30",
        "CACHE_STALE_IF_ERROR": "86400",
        "POWERTOOLS_SERVICE_NAME": "deliver",
        "POWERTOOLS_METRICS_NAMESPACE": "Articles",
    }
)


class Reader:
    """Asks for pages of which the table has these items.

    Args:
        items: The items, as publishing writes them.
        code: The function of CloudFront.
    """

    def __init__(self, items: Iterable[Mapping[str, Any]], code: str = CODE) -> None:
        self._items = {(item["pk"], item["sk"]): _as_json(item) for item in items}
        self._code = code
        self._table = Table(lambda _, key: self._items.get((key["pk"], key["sk"])), "table")

    def ask(self, target: str, accept: str | None = None) -> Answer:
        return self.ask_all([(target, accept)])[0]

    def ask_all(self, asked: Sequence[tuple[str, str | None]]) -> list[Answer]:
        """What is answered to requests for these addresses, each with an Accept header or none."""
        passed = at_the_edge([request(accept, target=target) for target, accept in asked], self._code)
        return [self._answered(each) for each in passed]

    def _answered(self, passed: Mapping[str, Any]) -> Answer:
        assert "statusCode" not in passed, passed
        headers = {name: header["value"] for name, header in passed["headers"].items()}
        path = unquote(passed["uri"])
        event = {"rawPath": path, "headers": headers, "requestContext": {"http": {"method": passed["method"]}}}
        return Answer.of(delivery.respond(from_event(event), self._table, SETTINGS))


def addresses(reader: Reader, path: str) -> set[str]:
    """Each address of the site that the representations of a page name: in HTML, in JSON, and in the Link header."""
    answers = {name: reader.ask(kind.at(path)) for name, kind in KINDS.items()}
    links = _Links()
    links.feed(answers[HTML].text)
    named = [*links.found, *json.loads(answers[JSON].text)["alternates"].values()]
    for each in answers.values():
        named += re.findall("<([^>]*)>", each.headers["link"])
    return {each.removeprefix(SITE) for each in named if each.startswith((SITE, "/"))}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "link"}:
            self.found += [value for name, value in attrs if name == "href" and value]


def _as_json(item: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """An item as DynamoDB gives it over HTTP, with binary data in base64."""
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value
        for name, value in typed(item).items()
    }
