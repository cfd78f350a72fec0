"""S3: buckets in memory. One is versioned, and tells a queue what is uploaded and deleted."""

import datetime as dt
import functools
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from tests.support.simulator.requests import Client, Told, must, refusal, request

MAX_KEY = 1024
MAX_DELETED = 1000


@dataclass(frozen=True)
class Version:
    """One version of an object; a delete marker has no body."""

    identifier: str
    body: bytes | None
    modified: dt.datetime

    @functools.cached_property
    def etag(self) -> str:
        """The ETag, with its quotes."""
        return f'"{hashlib.md5(self.body or b"", usedforsecurity=False).hexdigest()}"'


@dataclass
class Objects:
    """A bucket.

    Attributes:
        notify: Whom to tell of an event's name and key.
        now: The time in seconds.
        is_versioned: Whether older versions are kept.
        versions: The versions of each object, oldest first, by its key; one in a bucket that is not versioned.
    """

    notify: Callable[[str, str], object]
    now: Callable[[], float]
    is_versioned: bool = True
    versions: dict[str, tuple[Version, ...]] = field(default_factory=dict)
    added: int = 0

    def newest(self, key: str) -> Version | None:
        """The newest version of an object, unless it is a delete marker."""
        versions = self.versions.get(key)
        return versions[-1] if versions and versions[-1].body is not None else None

    def add(self, key: str, body: bytes | None) -> Version:
        """Add a version, or a delete marker."""
        modified = dt.datetime.fromtimestamp(self.now(), dt.UTC)
        self.added += 1
        version = Version(f"version-{self.added:06}", body, modified)
        self.versions[key] = (*self.versions.get(key, ()), version) if self.is_versioned else (version,)
        return version


class S3(Client):
    """A client."""

    def __init__(self, buckets: Mapping[str, Objects], told: Told) -> None:
        super().__init__(told)
        self._buckets = buckets

    @request
    def put_object(
        self,
        *,
        Bucket: str,
        Key: str,
        Body: bytes,
        ContentType: str = "",
        ContentDisposition: str = "",
        CacheControl: str = "",
        IfMatch: str | None = None,
        IfNoneMatch: str | None = None,
    ) -> dict[str, Any]:
        """Add a version of an object, on a condition."""
        must(IfNoneMatch in (None, "*"), "If-None-Match of an ETag")
        if len(Key.encode()) > MAX_KEY:
            raise refusal("PutObject", "KeyTooLongError", "Your key is too long")
        objects = self._buckets[Bucket]
        there = objects.newest(Key)
        if IfMatch is not None and there is None:
            raise _no_such_key("PutObject")
        if (IfMatch is not None and there and there.etag != IfMatch) or (IfNoneMatch == "*" and there):
            message = "At least one of the pre-conditions you specified did not hold"
            raise refusal("PutObject", "PreconditionFailed", message, 412)
        version = objects.add(Key, Body)
        objects.notify("ObjectCreated:Put", quote_plus(Key))
        return {"ETag": version.etag, **_version_of(version, objects)}

    @request
    def get_object(self, *, Bucket: str, Key: str, IfNoneMatch: str | None = None) -> dict[str, Any]:
        """Read an object, if it has not a certain ETag."""
        objects = self._buckets[Bucket]
        found = objects.newest(Key)
        if found is None or found.body is None:
            raise _no_such_key("GetObject")
        if found.etag == IfNoneMatch:
            raise refusal("GetObject", "304", "Not Modified", 304)
        body = StreamingBody(io.BytesIO(found.body), len(found.body))
        return {"Body": body, "ETag": found.etag, "LastModified": found.modified, **_version_of(found, objects)}

    @request
    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Look at an object."""
        objects = self._buckets[Bucket]
        found = objects.newest(Key)
        if found is None:
            raise refusal("HeadObject", "404", "Not Found", 404)
        return {"ETag": found.etag, "LastModified": found.modified, **_version_of(found, objects)}

    @request
    def delete_object(self, *, Bucket: str, Key: str, VersionId: str | None = None) -> dict[str, Any]:
        """Add a delete marker, or delete one version for good."""
        objects = self._buckets[Bucket]
        must(objects.is_versioned, "a deletion from a bucket that is not versioned")
        if VersionId is None:
            marker = objects.add(Key, None)
            objects.notify("ObjectRemoved:DeleteMarkerCreated", quote_plus(Key))
            return {"DeleteMarker": True, "VersionId": marker.identifier}
        kept = tuple(each for each in objects.versions[Key] if each.identifier != VersionId)
        objects.versions[Key] = kept
        if not kept:
            del objects.versions[Key]
        objects.notify("ObjectRemoved:Delete", quote_plus(Key))
        return {}

    @request
    def delete_objects(self, *, Bucket: str, Delete: Mapping[str, Any]) -> dict[str, Any]:
        """Delete objects for good, whether they are there or not, and say nothing of those that were deleted."""
        objects = self._buckets[Bucket]
        wanted: Sequence[Mapping[str, str]] = Delete["Objects"]
        must(not objects.is_versioned and Delete["Quiet"], "deletions from a versioned bucket, or all of them told")
        if not 1 <= len(wanted) <= MAX_DELETED:
            raise refusal("DeleteObjects", "MalformedXML", "The XML you provided was not well-formed")
        for each in wanted:
            objects.versions.pop(each["Key"], None)
        return {}

    @request
    def list_objects_v2(
        self, *, Bucket: str, Prefix: str = "", StartAfter: str = "", MaxKeys: int = 1000
    ) -> dict[str, Any]:
        """List objects in the order of their keys."""
        must(1 <= MaxKeys <= 1000, "so many keys")
        objects = self._buckets[Bucket]
        keys = [key for key in sorted(objects.versions) if key > StartAfter and key.startswith(Prefix)]
        found = [(key, objects.newest(key)) for key in keys]
        there = [{"Key": key, "ETag": newest.etag} for key, newest in found if newest is not None]
        listed = there[:MaxKeys]
        return {
            "IsTruncated": len(there) > MaxKeys,
            "KeyCount": len(listed),
            **({"Contents": listed} if listed else {}),
        }


def _version_of(version: Version, of: Objects) -> dict[str, str]:
    """What an answer says of a version, if there are any."""
    return {"VersionId": version.identifier} if of.is_versioned else {}


def _no_such_key(operation: str) -> ClientError:
    return refusal(operation, "NoSuchKey", "The specified key does not exist.", 404)
