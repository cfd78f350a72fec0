"""moto's S3, with the events that S3 sends when an object of a versioned bucket is deleted, and its limit for keys.

By itself, moto sends no event for a delete marker, or for a deleted version while others remain, and takes keys of any
length. It also sends events to services other than queues, some of which would make requests to other hosts.
"""

import hashlib
from types import ModuleType
from typing import Any

from articles.publishing.storage.uploads import MAX_KEY
from moto.s3 import notifications, urls
from moto.s3.exceptions import InvalidNotificationARN, S3ClientError
from moto.s3.models import FakeDeleteMarker, FakeKey, FakeMultipart, S3Backend
from moto.s3.notifications import S3NotificationEvent

_EMPTY_ETAG = hashlib.md5(b"", usedforsecurity=False).hexdigest()


class KeyTooLongError(S3ClientError):
    """A key has more bytes than S3 allows."""

    code = "KeyTooLongError"
    message = "Your key is too long"


class LocalS3Backend(S3Backend):
    """S3 that sends an event for each deletion, to queues only, and has the same limit for keys as S3."""

    @property
    def _url_module(self) -> ModuleType:
        return urls

    def reset(self) -> None:
        """Drop all buckets, and close the files that hold the versions of objects."""
        for bucket in self.buckets.values():
            for _, versions in bucket.keys.lists():
                for version in versions:
                    if isinstance(version, FakeKey):
                        version.dispose()
        super().reset()

    def put_object(self, bucket_name: str, key_name: str, *args: Any, **kwargs: Any) -> FakeKey:
        """Put an object."""
        _check_length(key_name)
        return super().put_object(bucket_name, key_name, *args, **kwargs)

    def create_multipart_upload(self, bucket_name: str, key_name: str, *args: Any, **kwargs: Any) -> FakeMultipart:
        """Begin an upload in parts."""
        _check_length(key_name)
        return super().create_multipart_upload(bucket_name, key_name, *args, **kwargs)

    def copy_object(self, src_key: FakeKey, dest_bucket_name: str, dest_key_name: str, *args: Any, **more: Any) -> None:
        """Copy an object."""
        _check_length(dest_key_name)
        super().copy_object(src_key, dest_bucket_name, dest_key_name, *args, **more)

    def get_object(self, bucket_name: str, key_name: str, *args: Any, **kwargs: Any) -> FakeKey | None:
        """Get an object."""
        _check_length(key_name)
        return super().get_object(bucket_name, key_name, *args, **kwargs)

    def put_bucket_notification_configuration(self, bucket_name: str, notification_config: dict[str, Any]) -> None:
        """Set which queues get events."""
        if any(name.endswith("Configuration") and name != "QueueConfiguration" for name in notification_config):
            raise InvalidNotificationARN
        super().put_bucket_notification_configuration(bucket_name, notification_config)

    def delete_object(
        self, bucket_name: str, key_name: str, version_id: str | None = None, bypass: bool = False
    ) -> tuple[bool, dict[str, Any]]:
        """Delete an object (in a versioned bucket, that adds a delete marker), or one version of it for good."""
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
        """Add a delete marker with what an event needs: an ETag and a size."""
        marker = super()._set_delete_marker(bucket_name, key_name)
        vars(marker).update(etag=_EMPTY_ETAG, size=0)
        return marker

    def _notify(self, event: S3NotificationEvent, bucket: Any, version: Any) -> None:
        notifications.send_event(self.account_id, event, bucket, version)


def _check_length(key: str) -> None:
    if len(key.encode()) > MAX_KEY:
        raise KeyTooLongError(KeyTooLongError.message)
