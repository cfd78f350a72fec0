"""A folder and the bucket: what is in the one is uploaded to the other, at first and whenever it changes.

What the file system says of a change is only a hint, as an event of the bucket is for the table: the folder is read
again, and what differs from what was uploaded last is uploaded or deleted. So a folder that is moved, or a change that
was never told of, is no special case.
"""

import mimetypes
import os
import stat
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import watchfiles

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ARTICLE = ".md"
_ASSETS = "assets/"

# Milliseconds: an editor's several writes of one save are one change, and a person does not notice.
_DEBOUNCE = 200
_STEP = 20

# Milliseconds after which the folder is read though nothing was told.
_LOOK_AGAIN = 30_000

_UPLOADS_AT_A_TIME = 4

# What tells one state of a file from another: time of modification in ns, size, and inode.
Signature = tuple[int, int, int]
Snapshot = Mapping[str, Signature]
Done = Callable[[str, OSError | None], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do so that the bucket holds what the folder does: object keys, in order."""

    uploads: tuple[str, ...]
    deletions: tuple[str, ...]


def snapshot(folder: Path) -> Snapshot:
    """The files of a folder that belong into the bucket, by object key: articles, and everything under `assets/`."""
    return dict(_files(folder))


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """What has changed from one snapshot to another."""
    uploads = (key for key, signature in after.items() if before.get(key) != signature)
    return Changes(tuple(sorted(uploads)), tuple(sorted(before.keys() - after.keys())))


def upload(  # noqa: PLR0913 - a folder, a bucket, and when to stop
    folder: Path, keys: Sequence[str], s3: "S3Client", bucket: str, done: Done, *, stop: threading.Event
) -> None:
    """Upload files, until told to stop. One that is gone by now is left out.

    Args:
        folder: The folder.
        keys: The object keys of the files.
        s3: Where the bucket is.
        bucket: Its name.
        done: Told each key when it is done with, and the error if the file cannot be read.
        stop: Set to end.
    """

    def put(key: str) -> None:
        if stop.is_set():
            return
        failure = None
        try:
            body = (folder / key).read_bytes()
            s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=_content_type(key))
        except OSError as error:
            failure = None if isinstance(error, FileNotFoundError) else error
        done(key, failure)

    with ThreadPoolExecutor(_UPLOADS_AT_A_TIME, thread_name_prefix="upload") as threads:
        for upload_of_one in [threads.submit(put, key) for key in keys]:
            upload_of_one.result()


def follow(  # noqa: PLR0913 - a folder, a bucket, and when to stop
    folder: Path, known: Snapshot, s3: "S3Client", bucket: str, done: Done, *, stop: threading.Event
) -> None:
    """Keep the bucket in line with a folder, until told to stop.

    Args:
        folder: The folder. While it is not there, nothing is done.
        known: What has been uploaded of it.
        s3: Where the bucket is.
        bucket: Its name.
        done: Told each key that was uploaded, and the error if the file cannot be read.
        stop: Set to end.

    Raises:
        OSError: The operating system cannot watch the folder.
    """
    hints = watchfiles.watch(
        folder,
        watch_filter=None,
        debounce=_DEBOUNCE,
        step=_STEP,
        rust_timeout=_LOOK_AGAIN,
        yield_on_timeout=True,
        stop_event=stop,
    )
    for _ in hints:
        if not folder.is_dir():
            continue
        now = snapshot(folder)
        changed = changes(known, now)
        upload(folder, changed.uploads, s3, bucket, done, stop=stop)
        for key in changed.deletions:
            s3.delete_object(Bucket=bucket, Key=key)
        known = now


def _files(folder: Path) -> Iterator[tuple[str, Signature]]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = os.path.relpath(parent, folder)
        prefix = "" if inside == os.curdir else inside.replace(os.sep, "/") + "/"
        for name in names:
            key = prefix + name
            if name.startswith(".") or not (key.startswith(_ASSETS) or name.endswith(_ARTICLE)):
                continue
            with suppress(FileNotFoundError):  # it went while the folder was read
                state = os.stat(os.path.join(parent, name))  # noqa: PTH116, PTH118 - a path object each is half the time
                if stat.S_ISREG(state.st_mode):
                    yield key, (state.st_mtime_ns, state.st_size, state.st_ino)


def _content_type(key: str) -> str:
    if key.endswith(_ARTICLE):
        return "text/markdown; charset=utf-8"
    return mimetypes.guess_type(key)[0] or "application/octet-stream"
