"""The bucket of what is derived: what pages show and offer besides their text, as readers get it.

An object never changes at its key, so whoever has it may keep it for ever; and all of them can be made again.
"""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CACHE_CONTROL = "public, max-age=31536000, immutable"

# How many objects one request deletes.
_MAX_DELETED = 1000

_NOT_MODIFIED = ("304", "NotModified")

# As S3 answers if a condition does not hold, or if somebody else is writing the object at the same moment.
_REFUSED = ("PreconditionFailed", "412", "ConditionalRequestConflict", "NoSuchKey")

# What may stand in an extended value as it is (RFC 8187, 3.2.1), besides what `quote` leaves alone.
_PLAIN = "!#$&+^`|"


class MissingError(LookupError):
    """There is no such object: it was never made, or has been deleted."""


class UndeletedError(Exception):
    """The bucket kept an object that was to be deleted: try again later."""


class Derived:
    """An S3 bucket, with the few requests that publishing makes."""

    def __init__(self, client: "S3Client", name: str) -> None:
        """Use the bucket of this name through an S3 client."""
        self._client = client
        self.name = name

    def put(self, key: str, body: bytes, media_type: str, name: str) -> None:
        """Write an object, with the headers that readers get with it.

        Args:
            key: Object key.
            body: Its content.
            media_type: What that is.
            name: The name of the file, for readers who save it.
        """
        self._client.put_object(
            Bucket=self.name,
            Key=key,
            Body=body,
            ContentType=media_type,
            ContentDisposition=f"inline; filename*=UTF-8''{quote(name, safe=_PLAIN)}",
            CacheControl=CACHE_CONTROL,
        )

    def get(self, key: str) -> bytes:
        """Read an object.

        Raises:
            MissingError: There is none.
        """
        try:
            response = self._client.get_object(Bucket=self.name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise MissingError(key) from error
            raise
        with response["Body"] as stream:
            return stream.read()

    def found(self, key: str) -> bytes | None:
        """Read an object; None if there is none."""
        try:
            return self.get(key)
        except MissingError:
            return None

    def get_tagged(self, key: str, unless: str | None = None) -> tuple[bytes | None, str] | None:
        """Read an object that changes at its key.

        Args:
            key: Object key.
            unless: An ETag with which it need not be read.

        Returns:
            Its content, None if it has that ETag, and its ETag; None if there is no such object.
        """
        condition: Any = {} if unless is None else {"IfNoneMatch": unless}
        try:
            response = self._client.get_object(Bucket=self.name, Key=key, **condition)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "NoSuchKey":
                return None
            if code in _NOT_MODIFIED and unless is not None:
                return None, unless
            raise
        with response["Body"] as stream:
            return stream.read(), response["ETag"]

    def put_if(self, key: str, body: bytes, etag: str | None) -> bool:
        """Write an object that changes at its key, if it still has the ETag that was read; None if there was none.

        Returns:
            False if it has another one by now.
        """
        condition: Any = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
        try:
            self._client.put_object(Bucket=self.name, Key=key, Body=body, ContentType="application/json", **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] in _REFUSED:
                return False
            raise
        return True

    def exists(self, key: str) -> bool:
        """Whether there is an object with this key now."""
        try:
            self._client.head_object(Bucket=self.name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return False
            raise
        return True

    def listed(self, prefix: str) -> list[str]:
        """The keys of all objects whose keys begin with a prefix, in order."""
        keys: list[str] = []
        after = ""
        while True:
            response = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, StartAfter=after)
            keys += [item["Key"] for item in response.get("Contents", [])]
            if not response.get("IsTruncated"):
                return keys
            after = keys[-1]

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that are not there are no error.

        Raises:
            UndeletedError: One of them could not be deleted.
        """
        left = iter(keys)
        while some := list(islice(left, _MAX_DELETED)):
            response = self._client.delete_objects(
                Bucket=self.name, Delete={"Objects": [{"Key": key} for key in some], "Quiet": True}
            )
            if errors := response.get("Errors"):
                raise UndeletedError(f"{len(errors)} objects: {errors[0].get('Message', errors[0].get('Code'))}")
