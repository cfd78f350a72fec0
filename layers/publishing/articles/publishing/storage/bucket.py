"""The bucket of article files: the truth that the table is made to agree with."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.publishing.storage.uploads import MAX_SOURCE, NotModified, Upload, report_key
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_NOT_FOUND = {"NoSuchKey", "404"}
_NOT_MODIFIED = {"304", "NotModified"}
_PRECONDITION = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}


@dataclass(frozen=True, slots=True)
class Report:
    """The author's report that the bucket holds: its ETag, and the revision of the source it was made from."""

    etag: str
    revision: int


class Bucket:
    """An S3 bucket, with the few requests that publishing makes."""

    def __init__(self, client: "S3Client", name: str) -> None:
        """Use the bucket of this name through an S3 client."""
        self._client = client
        self.name = name

    def get(self, key: str, unless: str = "", limit: int = MAX_SOURCE) -> Upload | NotModified | None:
        """Read an object as it is now (S3 reads are strongly consistent).

        Args:
            key: Object key.
            unless: ETag of the version that is already known.
            limit: Of the content, read this many bytes and one more, to see whether it is too large.

        Returns:
            The object, `NotModified` if it still has that ETag, None if there is no object.
        """
        condition: Any = {"IfNoneMatch": f'"{unless}"'} if unless else {}
        try:
            response = self._client.get_object(Bucket=self.name, Key=key, **condition)
        except ClientError as error:
            if _code(error) in _NOT_MODIFIED:
                return NotModified()
            if _code(error) in _NOT_FOUND:
                return None
            raise
        with response["Body"] as stream:
            body = stream.read(limit + 1)
        return Upload(body, response["ETag"].strip('"'), response.get("VersionId", ""), response["LastModified"])

    def exists(self, key: str) -> bool:
        """Whether there is an object with this key now."""
        try:
            self._client.head_object(Bucket=self.name, Key=key)
        except ClientError as error:
            if _code(error) in _NOT_FOUND:
                return False
            raise
        return True

    def page(self, after: str = "", limit: int = 1000) -> tuple[list[tuple[str, str]], str | None]:
        """Return one page of the listing: keys with their ETags, and the key to continue after, None at the end."""
        response = self._client.list_objects_v2(Bucket=self.name, StartAfter=after, MaxKeys=limit)
        objects = [(item["Key"], item["ETag"].strip('"')) for item in response.get("Contents", [])]
        return objects, objects[-1][0] if response.get("IsTruncated") and objects else None

    def report(self, key: str) -> Report | None:
        """Read the author's report on a file; None if the bucket does not have one."""
        try:
            response = self._client.get_object(Bucket=self.name, Key=report_key(key))
        except ClientError as error:
            if _code(error) in _NOT_FOUND:
                return None
            raise
        with response["Body"] as stream:
            revision = json.load(stream)["revision"]
        return Report(response["ETag"], revision)

    def put_report(self, key: str, body: bytes, replacing: Report | None) -> bool:
        """Write the author's report on a file, but only if the one that was read is still there.

        Returns:
            False if another run has written one since.
        """
        condition: Any = {"IfMatch": replacing.etag} if replacing else {"IfNoneMatch": "*"}
        try:
            self._client.put_object(
                Bucket=self.name, Key=report_key(key), Body=body, ContentType="application/json", **condition
            )
        except ClientError as error:
            if _code(error) in _PRECONDITION:
                return False
            raise
        return True


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]
