"""Do what CloudFront does for `/assets/...`: serve the bucket's objects, with the headers that template.yaml names."""

import asyncio
import functools
from typing import TYPE_CHECKING
from urllib.parse import unquote

import boto3
from articles.local.http_api import AsgiApplication, Receive, Scope, Send, send_response
from articles.local.payload import Headers, Response
from articles.local.template import Template
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_s3 import S3Client

_PATH = "/assets/"
_POLICY = "AssetHeadersPolicy"


def with_assets(application: AsgiApplication, template: Template, bucket: str) -> AsgiApplication:
    """Make an application that serves assets itself, and passes on everything else.

    Args:
        application: The application.
        template: The template, which has the headers of assets.
        bucket: Name of the bucket.
    """
    headers = _headers(template)
    cors = _cors(template)
    client = functools.cache(lambda: boto3.Session().client("s3"))

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        path = unquote(scope["raw_path"].decode("latin-1"))
        if not path.startswith(_PATH) or scope["method"] not in ("GET", "HEAD"):
            await application(scope, receive, send)
            return
        asked = dict(scope["headers"])
        held = asked.get(b"if-none-match", b"").decode("latin-1")
        response = await asyncio.to_thread(_object, client, bucket, path.removeprefix("/"), held)
        added = headers + cors if b"origin" in asked else headers
        answer = Response(response.status, response.headers + added, response.body)
        await send_response(send, answer, with_body=scope["method"] != "HEAD")

    return answering


def _object(client: "Callable[[], S3Client]", bucket: str, key: str, held: str) -> Response:
    """Answer with an object of S3; with 304 if the client has it already."""
    try:
        found = client().get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return Response(status, (("content-type", "application/xml"),), b"")
    headers = (("content-type", found["ContentType"]), ("etag", found["ETag"]), ("cache-control", "no-cache"))
    body = found["Body"].read()
    return Response(304, headers, b"") if held == found["ETag"] else Response(200, headers, body)


def _cors(template: Template) -> Headers:
    """The headers that CloudFront adds to CORS requests alone."""
    config = template.properties(_POLICY)["ResponseHeadersPolicyConfig"]["CorsConfig"]
    return (("access-control-allow-origin", ", ".join(config["AccessControlAllowOrigins"]["Items"])),)


def _headers(template: Template) -> Headers:
    security = template.properties(_POLICY)["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    return (
        ("content-security-policy", security["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        ("referrer-policy", security["ReferrerPolicy"]["ReferrerPolicy"]),
        ("strict-transport-security", f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}"),
        ("x-content-type-options", "nosniff"),
    )
