"""A site in moto, made from template.yaml, with its queues worked off by hand; and what must be true of it."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from publishing.article import Article, parse_article
from publishing.bucket import is_article
from publishing.cards import related_articles
from publishing.errors import ArticleError
from publishing.items import to_card, to_source
from publishing.representations import represent
from publishing.site import Site, site

from local import aws
from local.event_sources import work_off
from local.functions import Function, functions, invoker
from local.resources import create_resources
from local.template import Template, read_template

ROOT = Path(__file__).parents[2]
BUCKET = "articles"
ENDPOINT = "https://queue.amazonaws.com"


def file(url: str, title: str = "A title", answer: str = "An answer.", related: tuple[str, ...] = ()) -> str:
    """An article file."""
    lines = [f"title: {title}", f"question: {title}?", f"url: {url}", "subject: X", "date: 2025-02-06"]
    for number, link in enumerate(related, 1):
        lines += [f"related_article{number}:", f"    title: as the file says {number}", f"    url: {link}"]
    return "\n".join(["---", *lines, "---", "", answer, ""])


class World:
    """Bucket, queues, table and functions of template.yaml, in moto."""

    def __init__(self) -> None:
        template = _template()
        create_resources(template, _session())
        self.functions = {function.name: function for function in functions(template)}
        self.s3 = boto3.client("s3")
        self.sqs = boto3.client("sqs")
        self.dynamodb = boto3.client("dynamodb")
        self.errors: list[Exception] = []

    @property
    def site(self) -> Site:
        return site()

    def put(self, key: str, text: str | bytes) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode() if isinstance(text, str) else text)

    def delete(self, key: str) -> None:
        self.s3.delete_object(Bucket=BUCKET, Key=key)

    def step(self, name: str) -> int:
        """Give a function one batch of its queue; returns how many messages there were."""
        function = self.functions[name]
        (source,) = function.queues
        response = self.sqs.receive_message(QueueUrl=source.url, MaxNumberOfMessages=10)
        messages: list[Any] = response.get("Messages", [])
        if messages:
            work_off(source, self.invoke_with(function), self.sqs, self.errors.append, messages)
        return len(messages)

    def settle(self) -> None:
        """Work both queues off until nothing is left."""
        while self.step("IngestFunction") or self.step("RefreshFunction"):
            pass

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        return self.invoke_with(self.functions[name])(event)

    def invoke_with(self, function: Function) -> Any:
        return invoker(function, function.load())

    def drop_events(self) -> None:
        """Lose every event and request for a sync that is under way."""
        url = self.functions["IngestFunction"].queues[0].url
        while messages := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def items(self) -> list[dict[str, Any]]:
        from boto3.dynamodb.types import TypeDeserializer  # noqa: PLC0415 - after moto has been started

        plain = TypeDeserializer().deserialize
        found = self.dynamodb.get_paginator("scan").paginate(TableName=self.site.table.name)
        return [{name: plain(value) for name, value in item.items()} for page in found for item in page["Items"]]

    def uploads(self) -> dict[str, Article | None]:
        """What the bucket holds: the article of each file, none for one that cannot be published."""
        found: dict[str, Article | None] = {}
        for item in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            key = item["Key"]
            if is_article(key):
                found[key] = _parsed(self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read(), key)
        return found


def _parsed(body: bytes, key: str) -> Article | None:
    try:
        return parse_article(body, key)
    except ArticleError:
        return None


@functools.cache
def _template() -> Template:
    return read_template(ROOT / "template.yaml", {"BucketName": BUCKET, "SiteUrl": "http://site"}, ENDPOINT)


@functools.cache
def _session() -> boto3.Session:
    """One session for all worlds: each would read the models of the services again."""
    return boto3.Session()


@contextmanager
def a_world() -> Iterator[World]:
    """A world of its own, and the environment of its functions."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        aws.adapt()
        for name, value in aws.environment(ENDPOINT).items():
            patch.setenv(name, value)
        patch.delenv("AWS_ENDPOINT_URL")
        patch.setattr(boto3, "DEFAULT_SESSION", _session())
        world = World()
        for name, value in world.functions["IngestFunction"].environment.items():
            patch.setenv(name, value)
        site.cache_clear()
        try:
            yield world
        finally:
            site.cache_clear()


def check(world: World) -> None:  # noqa: C901, PLR0912 - one promise after the other
    """Whatever happened before: now that nothing is under way, the table agrees with the bucket."""
    items = world.items()
    uploads = world.uploads()
    sources = {item["source"]: to_source(item) for item in items if item["sk"] == "SOURCE"}
    cards = {item["path"]: to_card(item) for item in items if item["sk"] == "CARD"}
    live = {path: card for path, card in cards.items() if card.state == "live"}

    for source in sources.values():
        assert source.outbox == (), f"{source.key} is unfinished"
        assert source.key in uploads or source.state == "deleted", f"{source.key} is gone, and {source.state}"
        if source.path is not None:
            assert live[source.path].owner == source.key, f"{source.key} is not live at {source.path}"
    for card in live.values():
        assert sources[card.owner].path == card.path, f"{card.path} is live, and {card.owner} does not know"

    for key, article in uploads.items():
        source = sources[key]
        if article is None:
            assert source.state == "rejected", f"{key} cannot be published, and is {source.state}"
        elif source.state == "waiting":
            assert source.claim == article.path
            holder = live[article.path].owner
            assert holder == source.holder != key, f"{key} waits for {source.holder}, the holder is {holder}"
            assert any(holder in problem.message for problem in source.problems)
        else:
            assert source.state == "published", f"{key} is valid, and {source.state}"
            assert source.path == article.path
            assert world.site.table.article(article.path) == article

    for path, card in live.items():
        article = world.site.table.article(path)
        assert article is not None
        assert card.links == tuple(link.path for link in article.related)
        related = related_articles(path, card.links, world.site.table.cards(card.links))
        assert all(each.path in live for each in related)
        now = {each.kind: each.etag for each in represent(article, related, world.site.settings).representations}
        stored = {
            item["sk"][4:]: item["etag"]
            for item in items
            if item["pk"] == f"PATH#{path}" and "etag" in item and item["sk"].startswith("REP#")
        }
        assert stored == now, f"{path} is not what rendering gives now"

    edges = {(item["pk"][5:], item["sk"][9:]) for item in items if item["sk"].startswith("REFERRER#")}
    assert edges == {(link, card.path) for card in cards.values() for link in card.links}, "orphaned or missing edges"
    claims = {(item["pk"][5:], item["sk"][6:]) for item in items if item["sk"].startswith("CLAIM#")}
    assert claims == {(each.claim, each.key) for each in sources.values() if each.claim is not None}
    for card in cards.values():
        if card.state == "moved":
            assert card.location in live, f"{card.path} redirects to {card.location}, which is not live"
        elif card.state == "gone" and card.location is not None:
            assert card.location not in live, f"{card.path} should redirect to {card.location}"
    for item in items:
        if item["sk"].startswith(("REP#", "ARTICLE")):
            assert item["pk"][5:] in live, f"{item['sk']} of {item['pk']} is left behind"
