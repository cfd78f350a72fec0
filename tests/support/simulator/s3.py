"""S3: one versioned bucket in memory, which tells a queue what is uploaded and deleted."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from tests.support.simulator.requests import Client, Told, must, refusal, request

MAX_KEY = 1024


@dataclass(frozen=True)
class Version:
    """One version of an object; a delete marker has no body."""

    identifier: str
    body: bytes | None
    modified: dt.datetime

    @property
    def etag(self) -> str:
        """The ETag, with its quotes."""
        return f'"{hashlib.md5(self.body or b"", usedforsecurity=False).hexdigest()}"'


@dataclass
class Objects:
    """The versions of each object, oldest first, by its key; and whom to tell of an event's name and key."""

    notify: Callable[[str, str], object]
    now: Callable[[], float]
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
        self.versions[key] = (*self.versions.get(key, ()), version)
        return version


class S3(Client):
    """A client."""

    def __init__(self, objects: Objects, told: Told) -> None:
        super().__init__(told)
        self._objects = objects

    @request
    def put_object(
        self,
        *,
        Bucket: str,
        Key: str,
        Body: bytes,
        ContentType: str = "",
        IfMatch: str | None = None,
        IfNoneMatch: str | None = None,
    ) -> dict[str, Any]:
        """Add a version of an object, on a condition."""
        must(IfNoneMatch in (None, "*"), "If-None-Match of an ETag")
        if len(Key.encode()) > MAX_KEY:
            raise refusal("PutObject", "KeyTooLongError", "Your key is too long")
        there = self._objects.newest(Key)
        if IfMatch is not None and there is None:
            raise _no_such_key("PutObject")
        if (IfMatch is not None and there and there.etag != IfMatch) or (IfNoneMatch == "*" and there):
            message = "At least one of the pre-conditions you specified did not hold"
            raise refusal("PutObject", "PreconditionFailed", message, 412)
        version = self._objects.add(Key, Body)
        self._objects.notify("ObjectCreated:Put", quote_plus(Key))
        return {"ETag": version.etag, "VersionId": version.identifier}

    @request
    def get_object(self, *, Bucket: str, Key: str, IfNoneMatch: str | None = None) -> dict[str, Any]:
        """Read an object, if it has not a certain ETag."""
        found = self._objects.newest(Key)
        if found is None or found.body is None:
            raise _no_such_key("GetObject")
        if found.etag == IfNoneMatch:
            raise refusal("GetObject", "304", "Not Modified", 304)
        body = StreamingBody(io.BytesIO(found.body), len(found.body))
        return {"Body": body, "ETag": found.etag, "VersionId": found.identifier, "LastModified": found.modified}

    @request
    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Look at an object."""
        found = self._objects.newest(Key)
        if found is None:
            raise refusal("HeadObject", "404", "Not Found", 404)
        return {"ETag": found.etag, "VersionId": found.identifier, "LastModified": found.modified}

    @request
    def delete_object(self, *, Bucket: str, Key: str, VersionId: str | None = None) -> dict[str, Any]:
        """Add a delete marker, or delete one version for good."""
        if VersionId is None:
            marker = self._objects.add(Key, None)
            self._objects.notify("ObjectRemoved:DeleteMarkerCreated", quote_plus(Key))
            return {"DeleteMarker": True, "VersionId": marker.identifier}
        kept = tuple(each for each in self._objects.versions[Key] if each.identifier != VersionId)
        self._objects.versions[Key] = kept
        if not kept:
            del self._objects.versions[Key]
        self._objects.notify("ObjectRemoved:Delete", quote_plus(Key))
        return {}

    @request
    def list_objects_v2(self, *, Bucket: str, StartAfter: str = "", MaxKeys: int = 1000) -> dict[str, Any]:
        """List objects in the order of their keys."""
        must(1 <= MaxKeys <= 1000, "so many keys")
        found = [(key, self._objects.newest(key)) for key in sorted(self._objects.versions) if key > StartAfter]
        there = [{"Key": key, "ETag": newest.etag} for key, newest in found if newest is not None]
        listed = there[:MaxKeys]
        return {
            "IsTruncated": len(there) > MaxKeys,
            "KeyCount": len(listed),
            **({"Contents": listed} if listed else {}),
        }


def _no_such_key(operation: str) -> ClientError:
    return refusal(operation, "NoSuchKey", "The specified key does not exist.", 404)
