"""Each function's role allows what the function asks of AWS, and nothing else: every scenario against template.yaml."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from articles.browse.files import files
from articles.browse.index_copy import local_copy
from articles.browse.library import library
from articles.local.functions import Function
from articles.local.template import read_template
from articles.publishing.media.facts import address_of
from articles.publishing.preview import Library, preview
from articles.publishing.storage.uploads import SITE_FILE
from botocore import xform_name

from tests.support.asking import ask
from tests.support.browse import a_site
from tests.support.samples import WORDS
from tests.support.scenarios import LOST, SCENARIOS, WORDS_KEY, B, Scenario, rejected, worded
from tests.support.world import BUCKET, QUEUED, World, a_simulated_world, file, in_process

ROOT = Path(__file__).parents[2]
TEMPLATE = read_template(ROOT / "template.yaml", {"BucketName": BUCKET, "SiteUrl": "http://site"}, "https://queue")
QUEUE = "arn:aws:sqs:us-east-1:123456789012:"

# Allowed, and never asked for by a function's own code: Lambda does it for the function, or S3 looks at it.
NOT_ASKED_FOR = {"TakeMessages", "Log", "TellMissingFromForbidden"}

TRANSACTED = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}

PICTURE = address_of("a.png", b"a", "png")
BROWSED = (
    "/",
    "/learn",
    "/learn/x",
    "/learn/x/feed.atom",
    "/feed.json",
    "/sitemap.xml",
    "/sitemaps/2025-02.xml",
    "/api/articles",
    "/api/changes",
    "/api/subjects",
    "/api/referrers/learn/x/questions/b",
    f"/{PICTURE}",
)
SEARCHED = ("/search?q=answer", "/api/search", "/tags", "/tags/c", "/tags/c/feed.atom", "/authors", "/archive")


@dataclass(frozen=True)
class Asked:
    """What IAM decides on: an action, its resource, and of an item of the table its partition."""

    action: str
    resource: str
    partition: str | None = None


@dataclass(frozen=True)
class Allowed:
    """One action of a statement on one of its resources."""

    sid: str
    action: str
    resource: str
    partitions: tuple[str, ...] | None = None

    def allows(self, asked: Asked) -> bool:
        return (
            self.action == asked.action
            and fnmatchcase(asked.resource, self.resource)
            and (self.partitions is None or asked.partition in self.partitions)
        )


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def allowed(function: str) -> list[Allowed]:
    """All that the role of a function allows."""
    role = TEMPLATE.function_properties(function)["Role"]["Fn::GetAtt"].removesuffix(".Arn")
    found = []
    for policy in TEMPLATE.document["Resources"][role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Sid"] == "Log":
                continue
            condition = statement.get("Condition", {}).get("ForAllValues:StringEquals", {})
            partitions = tuple(condition["dynamodb:LeadingKeys"]) if condition else None
            resources = as_list(TEMPLATE.resolve(statement["Resource"], role))
            found += [
                Allowed(statement["Sid"], action, resource, partitions)
                for action in as_list(statement["Action"])
                for resource in resources
            ]
    return found


def asked(operation: str, content: Mapping[str, Any]) -> Iterator[Asked]:
    """What a request is to IAM: the service authorization reference says which actions each operation needs."""
    if "Bucket" in content:
        yield from of_bucket(operation, f"arn:aws:s3:::{content['Bucket']}", content)
    elif "QueueUrl" in content:
        assert operation in {"send_message", "send_message_batch"}, operation
        yield Asked("sqs:SendMessage", QUEUE + content["QueueUrl"].rpartition("/")[2])
    elif operation == "transact_write_items":
        for item in content["TransactItems"]:
            ((name, request),) = item.items()
            yield on_table(TRANSACTED[name], request)
    elif operation == "batch_get_item":
        for name, request in content["RequestItems"].items():
            yield from (on_table("BatchGetItem", {"TableName": name, "Key": key}) for key in request["Keys"])
    else:
        yield on_table("".join(word.capitalize() for word in operation.split("_")), content)


def of_bucket(operation: str, bucket: str, content: Mapping[str, Any]) -> Iterator[Asked]:
    match operation:
        case "list_objects_v2":
            yield Asked("s3:ListBucket", bucket)
        case "get_object" | "head_object":
            yield Asked("s3:GetObject", f"{bucket}/{content['Key']}")
        case "put_object":
            yield Asked("s3:PutObject", f"{bucket}/{content['Key']}")
            if "IfMatch" in content:  # which needs to know what is there
                yield Asked("s3:GetObject", f"{bucket}/{content['Key']}")
        case "delete_objects":
            yield from (Asked("s3:DeleteObject", f"{bucket}/{each['Key']}") for each in content["Delete"]["Objects"])
        case _:
            raise AssertionError(f"which permission does {operation} need?")


def on_table(action: str, request: Mapping[str, Any]) -> Asked:
    table = f"arn:aws:dynamodb:us-east-1:123456789012:table/{request['TableName']}"
    item = request.get("Key") or request.get("Item") or {}
    partition = item["pk"].get("S") if "pk" in item else None
    return Asked(
        f"dynamodb:{action}", table + (f"/index/{request['IndexName']}" if "IndexName" in request else ""), partition
    )


@contextmanager
def recorded(world: World) -> Iterator[list[tuple[str, Asked]]]:
    """What each function asks for, with the function's name."""
    found: list[tuple[str, Asked]] = []
    invoke_with = world.invoke_with

    def recording(function: Function) -> Callable[[Any], Any]:
        invoke = invoke_with(function)

        def invoked(event: Any) -> Any:
            world.log = []
            try:
                return invoke(event)
            finally:
                for moment, operation, content in world.log:
                    if moment == "before":
                        found.extend((function.name, each) for each in asked(operation, content))
                world.log = None

        return invoked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "invoke_with", recording)
        yield found


def requests_of(scenario: Scenario) -> list[tuple[str, Asked]]:
    with a_simulated_world() as world, recorded(world) as found:
        scenario.before(world)
        world.settle()
        scenario.change(world)
        world.settle()
        world.reconcile()
        world.settle()
        world.invoke("ReconcileFunction", {"all": True})
        world.settle()
    return found


def refreshed_first(world: World) -> None:
    """Other settings are in force, and a page is refreshed by them before its file is synced: search is told."""
    world.put(SITE_FILE, "language: de\n")
    world.step("IngestFunction")
    world.give("RefreshFunction", {"refresh": B})


def refreshed_alone(world: World) -> None:
    """A process refreshes a page, and has yet to read the words of the site."""
    world.restart()
    world.give("RefreshFunction", {"refresh": B})


def published() -> dict[str, list[Asked]]:
    """What the publishing functions ask for, over all scenarios."""
    found: dict[str, list[Asked]] = {}
    apart = (Scenario("refresh first", rejected, refreshed_first), Scenario("refresh alone", worded, refreshed_alone))
    for scenario in (*SCENARIOS, LOST, *apart):
        for function, each in requests_of(scenario):
            found.setdefault(function, []).append(each)
    return found


def browsed() -> dict[str, list[Asked]]:
    """What browse asks for."""
    found: list[Asked] = []
    with a_site() as world:
        world.put("a.md", file("/learn/x/questions/a", related=("/learn/x/questions/b",)))
        world.put("b.md", file("/learn/x/questions/b"))
        world.settle()
        world.site.derived.put(PICTURE, b"a", "image/png", "a.png")
        for client in (library()._table._client, files()._client):
            client.meta.events.register(
                "provide-client-params.*.*",
                lambda params, model, **_: found.extend(asked(xform_name(model.name), params)),
            )
        assert {target: ask(target).status for target in BROWSED} == dict.fromkeys(BROWSED, 200)
    return {"BrowseFunction": found}


def searched() -> dict[str, list[Asked]]:
    """What search asks for."""
    found: list[Asked] = []
    with a_site() as world:
        world.put("a.md", file("/learn/x/questions/a", more="keywords: [C]"))
        world.put(WORDS_KEY, WORDS)
        world.settle()
        for client in (library()._table._client, files()._client, local_copy().index._derived._client):
            client.meta.events.register(
                "provide-client-params.*.*",
                lambda params, model, **_: found.extend(asked(xform_name(model.name), params)),
            )
        assert {target: ask(target).status for target in SEARCHED} == dict.fromkeys(SEARCHED, 200)
    return {"SearchFunction": found}


def previewed() -> dict[str, list[Asked]]:
    """What preview asks for."""
    with a_simulated_world() as world:
        text = "See [[b]]."
        world.put("a.md", file("/learn/x/questions/a", "T", text, ("/learn/x/questions/b",), more="draft: true"))
        world.put(WORDS_KEY, WORDS)
        world.settle()
        world.restart()
        world.log = []
        library = Library(world.site.bucket, world.site.table, "", in_process, world.site.words)
        assert preview("a.md", library, world.site.now()) is not None
        assert preview("none.md", library, world.site.now()) is None
        found = [each for moment, name, content in world.log if moment == "before" for each in asked(name, content)]
    return {"PreviewFunction": found}


@pytest.mark.parametrize(
    ("asked_for", "functions"),
    [
        (published, {*QUEUED, "ReconcileFunction", "ClockFunction"}),
        (browsed, {"BrowseFunction"}),
        (searched, {"SearchFunction"}),
        (previewed, {"PreviewFunction"}),
    ],
)
def test_roles_allow_all_that_is_asked_for_and_nothing_that_never_is(
    asked_for: Callable[[], dict[str, list[Asked]]], functions: set[str]
) -> None:
    found = asked_for()
    assert found.keys() == functions
    for function, requests in found.items():
        permissions = allowed(function)
        assert {each for each in requests if not any(permission.allows(each) for permission in permissions)} == set()
        unused = [
            permission
            for permission in permissions
            if permission.sid not in NOT_ASKED_FOR
            if not any(permission.allows(each) for each in requests)
        ]
        assert unused == [], function


def test_deliver_may_read_an_item_and_no_more() -> None:
    assert [(each.action, each.resource) for each in allowed("DeliverFunction")] == [
        ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/articles-Table")
    ]
