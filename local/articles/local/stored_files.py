"""Do what CloudFront does for files: serve the objects of buckets, with the headers that template.yaml names."""

import asyncio
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import boto3
from articles.common.http_edge import is_matched
from articles.common.ranges import UnsatisfiableError, asked_part, content_range
from articles.local.http_api import AsgiApplication, Receive, Scope, Send, fields_of, send_response
from articles.local.payload import Headers, Response
from articles.local.template import Template
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class _Tree:
    """The files below a path.

    Attributes:
        bucket: Name of their bucket.
        prefix: What their keys begin with; also their paths, after a slash.
        is_kept: Whether a browser may keep one without asking, as its object says.
        headers: What CloudFront adds to every answer.
        cors: What it adds to CORS requests alone.
    """

    bucket: str
    prefix: str
    is_kept: bool
    headers: Headers
    cors: Headers


def with_stored_files(application: AsgiApplication, template: Template) -> AsgiApplication:
    """Make an application that serves the files of buckets itself, and passes on everything else.

    Args:
        application: The application.
        template: The template, which has the buckets, and the headers of what is in them.
    """
    trees = [
        # An author who changes an asset is to see that at once. A picture that changes has another address.
        _tree(template, "ContentBucket", "assets/", "AssetHeadersPolicy", is_kept=False),
        _tree(template, "DerivedBucket", "pictures/", "MediaHeadersPolicy", is_kept=True),
    ]
    client = functools.cache(lambda: boto3.Session().client("s3"))

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        key = unquote(scope["raw_path"].decode("latin-1")).removeprefix("/")
        tree = next((each for each in trees if key.startswith(each.prefix)), None)
        if tree is None or scope["method"] not in ("GET", "HEAD"):
            await application(scope, receive, send)
            return
        asked = dict(fields_of(scope))
        if scope["method"] == "HEAD":
            asked.pop("range", None)
        response = await asyncio.to_thread(_object, client, tree, key, asked)
        added = tree.headers + tree.cors if "origin" in asked else tree.headers
        answer = Response(response.status, response.headers + added, response.body)
        await send_response(send, answer, with_body=scope["method"] != "HEAD")

    return answering


def _object(client: "Callable[[], S3Client]", tree: _Tree, key: str, asked: Mapping[str, str]) -> Response:
    """Answer with an object of S3, or with a part of it; with 304 if the client has it already."""
    try:
        found = client().get_object(Bucket=tree.bucket, Key=key)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return Response(status, (("content-type", "application/xml"),), b"")
    headers: Headers = (
        ("content-type", found["ContentType"]),
        ("etag", found["ETag"]),
        ("cache-control", found.get("CacheControl", "no-cache") if tree.is_kept else "no-cache"),
        ("accept-ranges", "bytes"),
    )
    if "ContentDisposition" in found:
        headers += (("content-disposition", found["ContentDisposition"]),)
    body = found["Body"].read()
    if is_matched(asked.get("if-none-match", ""), found["ETag"]):
        return Response(304, headers, b"")
    try:
        part = asked_part(asked, found["ETag"], len(body))
    except UnsatisfiableError:
        return Response(416, (("content-range", f"bytes */{len(body)}"), ("content-type", "application/xml")), b"")
    if part is None:
        return Response(200, headers, body)
    return Response(206, (*headers, ("content-range", content_range(part, len(body)))), body[part.start : part.stop])


def _tree(template: Template, bucket: str, prefix: str, policy: str, *, is_kept: bool) -> _Tree:
    config = template.properties(policy)["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    headers = (
        ("content-security-policy", security["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        ("referrer-policy", security["ReferrerPolicy"]["ReferrerPolicy"]),
        ("strict-transport-security", f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}"),
        ("x-content-type-options", "nosniff"),
    )
    cors = (("access-control-allow-origin", ", ".join(config["CorsConfig"]["AccessControlAllowOrigins"]["Items"])),)
    return _Tree(template.reference(bucket), prefix, is_kept, headers, cors)
