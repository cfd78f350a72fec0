"""The bucket of what is derived, as browse reads it where no CloudFront does."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Seconds for which an address of the bucket works. A player that goes on after a pause asks there again.
VALID = 3_600

# All within the function's ten seconds. The host of a signed address is that which MEDIA_HOST names.
_CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 3},
    connect_timeout=1,
    read_timeout=2,
    signature_version="s3v4",
    s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
)

# What whoever wrote an object said of it for readers, by what S3's client calls it.
_HEADERS = {
    "CacheControl": "cache-control",
    "ContentDisposition": "content-disposition",
    "ContentType": "content-type",
}

Method = Literal["GET", "HEAD"]


@dataclass(frozen=True, slots=True)
class File:
    """An object.

    Attributes:
        size: How many bytes it has.
        etag: Its entity tag, with quotes.
        headers: What readers are told of it.
        read: Reads all of it.
    """

    size: int
    etag: str
    headers: dict[str, str]
    read: Callable[[], bytes]


class Files:
    """An S3 bucket."""

    def __init__(self, client: "S3Client", name: str) -> None:
        """Read the bucket of this name through an S3 client."""
        self._client = client
        self._name = name

    @contextmanager
    def opened(self, key: str) -> Iterator[File | None]:
        """Open an object until the block ends; None if there is none."""
        try:
            response = self._client.get_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            yield None
            return
        with response["Body"] as stream:
            said = {name: str(response[field]) for field, name in _HEADERS.items() if field in response}  # type: ignore[literal-required]
            yield File(response["ContentLength"], response["ETag"], said, stream.read)

    def content(self, key: str) -> bytes | None:
        """Read all of an object; None if there is none."""
        with self.opened(key) as file:
            return None if file is None else file.read()

    def address(self, key: str, method: Method) -> str:
        """Where the bucket itself answers this method for an object, for an hour."""
        operation = {"GET": "get_object", "HEAD": "head_object"}[method]
        return self._client.generate_presigned_url(
            operation, Params={"Bucket": self._name, "Key": key}, ExpiresIn=VALID
        )


@functools.cache
def files() -> Files:
    """The bucket that the function's environment names; made once in each process."""
    return Files(boto3.client("s3", config=_CONFIG), os.environ["DERIVED_BUCKET"])
