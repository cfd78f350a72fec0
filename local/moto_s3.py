"""moto's S3, with the events that S3 sends when an object of a versioned bucket is deleted.

Unadapted, moto says nothing of a delete marker, nor of a deleted version as long as others remain.
"""

import hashlib
from types import ModuleType
from typing import Any

from moto.s3 import notifications, urls
from moto.s3.models import FakeDeleteMarker, FakeKey, S3Backend
from moto.s3.notifications import S3NotificationEvent

_EMPTY_ETAG = hashlib.md5(b"", usedforsecurity=False).hexdigest()


class LocalS3Backend(S3Backend):
    """S3 that sends an event for each deletion."""

    @property
    def _url_module(self) -> ModuleType:
        return urls

    def reset(self) -> None:
        """Drop all buckets, and close the file that each version of an object is kept in."""
        for bucket in self.buckets.values():
            for _, versions in bucket.keys.lists():
                for version in versions:
                    if isinstance(version, FakeKey):
                        version.dispose()
        super().reset()

    def delete_object(
        self, bucket_name: str, key_name: str, version_id: str | None = None, bypass: bool = False
    ) -> tuple[bool, dict[str, Any]]:
        """Delete an object, which in a versioned bucket adds a delete marker, or one version of it for good."""
        bucket = self.get_bucket(bucket_name)
        before = list(bucket.keys.getlist(key_name, []))
        result = super().delete_object(bucket_name, key_name, version_id, bypass)
        after = bucket.keys.getlist(key_name, [])
        if not bucket.is_versioned or after == before:
            return result
        if version_id is None:
            self._notify(S3NotificationEvent.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT, bucket, after[-1])
        elif after:
            deleted = next(version for version in before if version not in after)
            self._notify(S3NotificationEvent.OBJECT_REMOVED_DELETE_EVENT, bucket, deleted)
        return result

    def _set_delete_marker(self, bucket_name: str, key_name: str) -> FakeDeleteMarker:
        """Add a delete marker that an event can be made of."""
        marker = super()._set_delete_marker(bucket_name, key_name)
        vars(marker).update(etag=_EMPTY_ETAG, size=0)
        return marker

    def _notify(self, event: S3NotificationEvent, bucket: Any, version: Any) -> None:
        notifications.send_event(self.account_id, event, bucket, version)
