"""A site as authors and readers have it, on this machine or deployed: a bucket, and an address.

What a test uploads has keys and paths of its own, so that it meets nothing that is there, and it can all be removed.
"""

import json
import secrets
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import boto3
import httpx
from articles.common import keys

from tests.support.stack import Stack, eventually

# CloudFront keeps a page for a minute, gives it once more while it asks again, and does so in each of its places.
PATIENCE_WITH_CACHES = 300.0
PAUSE_BETWEEN_REQUESTS = 0.5


class Site:
    """A site, and a place in it that only the files of one run of tests are in.

    Attributes:
        url: Address of the site, scheme and host.
        api_url: Address of the API behind it; the same where nothing stands in front.
        bucket: Name of the bucket.
        table: Name of the table.
        place: What the keys and paths of this run's own files begin with.
    """

    def __init__(self, outputs: dict[str, str], session: boto3.Session, endpoint: str | None = None) -> None:
        self.url = outputs["SiteUrl"]
        self.api_url = outputs["ApiUrl"]
        self.bucket = outputs["BucketName"]
        self.table = outputs["TableName"]
        self.place = f"e2e-{secrets.token_hex(6)}"
        self._is_local = endpoint is not None
        self._s3: Any = session.client("s3", endpoint_url=endpoint)
        self._dynamodb: Any = session.client("dynamodb", endpoint_url=endpoint)
        # A proxy of the user's knows nothing of this machine.
        self._http = httpx.Client(base_url=self.url, timeout=30, trust_env=not self._is_local)
        self._paths: set[str] = set()

    @property
    def serves_assets(self) -> bool:
        """Whether images are served: by CloudFront where it stands in front, and by the local stack in its place."""
        return self._is_local or self.url != self.api_url

    def path(self, name: str) -> str:
        """The path of an article of this run."""
        path = f"/{self.place}/{name}"
        self._paths.add(path)
        return path

    def upload(self, name: str, content: str, content_type: str = "text/markdown") -> None:
        """Upload a file, as a person does with any client."""
        self._s3.put_object(Bucket=self.bucket, Key=self._key(name), Body=content.encode(), ContentType=content_type)

    def delete(self, name: str) -> str:
        """Delete a file; gives the version of the bucket that says so."""
        marker: str = self._s3.delete_object(Bucket=self.bucket, Key=self._key(name))["VersionId"]
        return marker

    def undelete(self, name: str, marker: str) -> None:
        """Take back that a file was deleted."""
        self._s3.delete_object(Bucket=self.bucket, Key=self._key(name), VersionId=marker)

    def report(self, name: str) -> dict[str, Any] | None:
        """What the author is told of a file; none as long as there is nothing."""
        try:
            found = self._s3.get_object(Bucket=self.bucket, Key=f"reports/{self._key(name)}.json")
        except self._s3.exceptions.NoSuchKey:
            return None
        report: dict[str, Any] = json.load(found["Body"])
        return report

    def get(self, path: str, **headers: str) -> httpx.Response:
        """What the site answers."""
        return self._http.get(path, headers=headers)

    def head(self, path: str) -> httpx.Response:
        """What the site answers to HEAD."""
        return self._http.head(path)

    def shows(self, path: str, text: str) -> bool:
        """Whether a page comes to show a text."""
        return self.comes_to(lambda: text in self.get(path).text)

    def answers(self, path: str, status: int) -> bool:
        """Whether a path comes to be answered with a status."""
        return self.comes_to(lambda: self.get(path).status_code == status)

    def comes_to(self, condition: Any) -> bool:
        """Whether something comes to hold in time."""
        if self._is_local:
            return eventually(condition)
        return eventually(condition, PATIENCE_WITH_CACHES, PAUSE_BETWEEN_REQUESTS)

    def remove_all(self) -> None:
        """Remove what this run has uploaded, all versions of it, and what became of it."""
        uploaded = {version["Key"] for version in self._versions(f"{self.place}/")}
        for key in uploaded:
            self._s3.delete_object(Bucket=self.bucket, Key=key)
        articles = {key for key in uploaded if PurePosixPath(key).suffix == ".md"}
        assert self.comes_to(lambda: all(self._state(key) == "deleted" for key in articles))
        for prefix in (f"{self.place}/", f"reports/{self.place}/", f"assets/{self.place}/"):
            for version in self._versions(prefix):
                self._s3.delete_object(Bucket=self.bucket, **version)
        for key in articles:
            self._dynamodb.delete_item(TableName=self.table, Key=_marshalled(keys.source(key)))
        for path in self._paths:
            for item in self._items(keys.path_partition(path)):
                self._dynamodb.delete_item(TableName=self.table, Key=item)

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()
        self._s3.close()
        self._dynamodb.close()

    def _key(self, name: str) -> str:
        return f"assets/{self.place}/{name[7:]}" if name.startswith("assets/") else f"{self.place}/{name}"

    def _state(self, key: str) -> str | None:
        found = self._dynamodb.get_item(TableName=self.table, Key=_marshalled(keys.source(key)), ConsistentRead=True)
        state: str | None = found["Item"]["state"]["S"] if "Item" in found else None
        return state

    def _versions(self, prefix: str) -> Iterator[dict[str, str]]:
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=prefix)
        for page in pages:
            for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                yield {"Key": version["Key"], "VersionId": version["VersionId"]}

    def _items(self, partition: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="pk, sk",
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]


def local_site(stack: Stack) -> Site:
    """The site of the local stack."""
    outputs = {"SiteUrl": stack.site, "ApiUrl": stack.site, "BucketName": "articles", "TableName": "articles-Table"}
    session = boto3.Session("local", "local", region_name="us-east-1")
    return Site(outputs, session, stack.endpoint)


def deployed_site(stack_name: str) -> Site:
    """The site of a deployed stack, by what the stack says of itself and with the user's own credentials."""
    session = boto3.Session()
    (stack,) = session.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    return Site({output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}, session)


def _marshalled(key: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"S": value} for name, value in key.items()}
