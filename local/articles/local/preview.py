"""Make a link to a preview, for the command and for the local stack."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

import boto3
from articles.common.preview_links import preview_target
from articles.local import aws
from articles.local.errors import LocalError
from articles.local.functions import function_named
from articles.local.output import Output
from articles.local.stack import local_template
from articles.local.stack_parameters import BUCKET
from articles.local.template import Template
from articles.publishing.storage.bucket import Bucket
from articles.publishing.storage.uploads import is_article
from botocore.exceptions import BotoCoreError, ClientError

_FUNCTION = "PreviewFunction"
_SECRETS = "PREVIEW_SECRETS"
_SECRET = "PreviewSecret"  # noqa: S105 - the name of a resource

# How long a link lasts that the local stack shows.
_SHOWN_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes the links of one site.

    Attributes:
        url: The site's address.
        secret: What its links are signed with.
        bucket: Its bucket.
    """

    url: str
    secret: str
    bucket: Bucket

    def link(self, key: str, seconds: int, now: float) -> str:
        """A link to the preview of a file, which ends in so many seconds."""
        return self.url + preview_target(key, int(now) + seconds, self.secret)


def write_link(key: str, seconds: int, stack: str | None, port: int, s3_port: int, out: TextIO) -> int:  # noqa: PLR0913, PLR0917 - what the command takes
    """Write a link to the preview of a file.

    Args:
        key: Object key of the file.
        seconds: How long the link lasts.
        stack: Name of a deployed stack; None for the local one.
        port: Port of the local site.
        s3_port: Port of the local AWS services.
        out: Where to write.

    Returns:
        The exit status: 1 if the bucket has no such article.

    Raises:
        LocalError: There is no such stack, or it cannot be asked.
    """
    try:
        signer = _deployed(stack) if stack else _local(port, s3_port)
        is_there = is_article(key) and signer.bucket.exists(key)
    except (BotoCoreError, ClientError) as error:
        raise LocalError(f"stack {stack}: {error}" if stack else str(error)) from error
    if not is_there:
        Output(out).line(f"{key}: the bucket has no such article; KEY is its path there, such as folder/file.md")
        return 1
    Output(out).line(signer.link(key, seconds, time.time()))
    return 0


def linker(template: Template, site: str) -> Callable[[str], str]:
    """What makes links to previews in the local stack, by the key of a file."""
    secret = _secret_of(template)
    return lambda key: site + preview_target(key, int(time.time()) + _SHOWN_SECONDS, secret)


def _local(port: int, s3_port: int) -> Signer:
    template = local_template(port, s3_port)
    s3 = boto3.client(
        "s3",
        endpoint_url=template.endpoint,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - of nothing
    )
    return Signer(f"http://{aws.HOST}:{port}", _secret_of(template), Bucket(s3, BUCKET))


def _deployed(stack: str) -> Signer:
    cloudformation = boto3.client("cloudformation")
    resource = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=_SECRET)
    secret = boto3.client("secretsmanager").get_secret_value(
        SecretId=resource["StackResourceDetail"]["PhysicalResourceId"]
    )["SecretString"]
    (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}
    return Signer(outputs["SiteUrl"].rstrip("/"), secret, Bucket(boto3.client("s3"), outputs["BucketName"]))


def _secret_of(template: Template) -> str:
    """The secret of the local stack: the first of those that its function takes."""
    return function_named(template, _FUNCTION).environment[_SECRETS].split(",")[0]
