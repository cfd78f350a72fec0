"""Keep the bucket in line with a folder: upload what is in it at the start, and then whenever it changes.

A change that the file system reports is only a hint, as an event from the bucket is for the table. The folder is read
again, and what differs from the last upload is uploaded or deleted. So it is no special case if the folder is moved, or
if a change was never reported.
"""

import mimetypes
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from articles.local.files import MAX_UPLOAD, read, reason, resolve
from articles.local.folder import Contents, Snapshot, look
from articles.local.terminal import Terminal
from articles.local.threads import describe
from articles.publishing.media.formats import format_of
from articles.publishing.media.own_files import FOLDER, own_format_of
from articles.publishing.storage.uploads import EXTENSIONS, SITE_FILE, is_own, is_served
from botocore.exceptions import BotoCoreError, ClientError
from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Milliseconds. The several writes with which an editor saves a file count as one change, and nobody notices the delay.
_DEBOUNCE = 200
_STEP = 20

# Milliseconds after which the folder is read even if no change was reported.
_LOOK_AGAIN = 30_000

# Seconds between two readings of a folder that cannot be watched.
_PAUSE = 1.0

_UPLOADS_AT_A_TIME = 4

# Seconds to wait for the settings before the first upload of articles.
_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do so that the bucket holds what the folder holds: object keys, in order."""

    uploads: tuple[str, ...]
    deletions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the bucket has followed the folder.

    Attributes:
        uploaded: What the bucket holds of the folder.
        told: The problems that have been reported, by the name of the file.
        ignored: The files that have been reported to be none of those that are uploaded.
    """

    uploaded: Snapshot = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


def changes(uploaded: Snapshot, contents: Contents) -> Changes:
    """What to upload, and what to delete. Files that are refused stay in the bucket as they were.

    Pictures, and how the site looks, come first, so that few pages are made before what they show is there.
    """
    uploads = (key for key, signature in contents.files.items() if uploaded.get(key) != signature)
    missing = (key for key in uploaded if key not in contents.files and not _is_refused(key, contents))
    in_order = sorted(uploads, key=lambda key: (not is_served(key), key))
    return Changes(tuple(in_order), tuple(sorted(missing)))


def follow(  # noqa: PLR0913 - a folder, a bucket, and what to wait for
    folder: Path,
    s3: "S3Client",
    bucket: str,
    terminal: Terminal,
    *,
    stop: threading.Event,
    is_in_force: Callable[[Mapping[str, str]], bool],
) -> None:
    """Keep the bucket in line with a folder, until told to stop.

    Args:
        folder: The folder. While it does not exist, nothing is done.
        s3: The client for the bucket.
        bucket: Its name.
        terminal: Where to report files that cannot be uploaded.
        stop: Set this to end.
        is_in_force: Whether these versions of site.yaml and of own files have been processed: their ETags, by key.
    """
    followed = Followed()
    for _ in _hints(folder, terminal, stop):
        if os.path.isdir(folder):  # noqa: PTH112 - pathlib raises where it may not look
            if not followed.uploaded:
                _begin_with_site(folder, s3, bucket, terminal, is_in_force)
            followed = bring(folder, followed, s3, bucket, terminal, stop=stop)


def bring(  # noqa: PLR0913 - a folder, a bucket, and when to stop
    folder: Path, followed: Followed, s3: "S3Client", bucket: str, terminal: Terminal, *, stop: threading.Event
) -> Followed:
    """Bring the bucket in line with a folder once, and report problems that have not been reported before.

    Returns:
        How far it got. What could not be uploaded is tried again the next time.
    """
    root = os.path.realpath(folder)
    contents = look(root)
    _tell(contents.refused, followed.told, terminal)
    if new := contents.ignored - followed.ignored:
        terminal.ignored(sorted(new))
    changed = changes(followed.uploaded, contents)

    def put(key: str) -> None:
        _upload(root, key, s3, bucket)

    def delete(key: str) -> None:
        s3.delete_object(Bucket=bucket, Key=key)

    with terminal.uploading(len(changed.uploads)) as advance:
        failures = _each(put, changed.uploads, advance, stop)
    failures |= _each(delete, changed.deletions, lambda: None, stop)
    _tell(failures, followed.told, terminal)
    as_before = {
        key: signature for key, signature in followed.uploaded.items() if key in failures or _is_refused(key, contents)
    }
    uploaded = {key: signature for key, signature in contents.files.items() if key not in failures} | as_before
    return Followed(uploaded, {**contents.refused, **failures}, contents.ignored)


def _begin_with_site(
    folder: Path, s3: "S3Client", bucket: str, terminal: Terminal, is_in_force: Callable[[Mapping[str, str]], bool]
) -> None:
    """Put the folder's settings and own files in force before the first page is made. Else all would be made twice.

    What cannot be uploaded is reported with the other files.
    """
    root = os.path.realpath(folder)
    uploaded = {}
    own = sorted(key for key in look(root).files if key.startswith(FOLDER) and is_served(key))
    for key in [*own, SITE_FILE]:
        with suppress(BotoCoreError, ClientError, OSError):
            uploaded[key] = _upload(root, key, s3, bucket)
    until = time.monotonic() + _PATIENCE
    while not is_in_force(uploaded):
        if time.monotonic() > until:
            terminal.line("warning", f"{' '.join(uploaded)} not processed for {_PATIENCE} s; the articles follow now")
            return
        time.sleep(_STEP / 1000)


def _upload(root: str, key: str, s3: "S3Client", bucket: str) -> str:
    """Upload a file of a folder; returns its ETag, without quotes."""
    body = read(resolve(f"{root}/{key}", root), MAX_UPLOAD)  # it may be a link by now
    if len(body) > MAX_UPLOAD:
        raise OSError(0, "it grew while it was read; it is tried again")
    return s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=_content_type(key))["ETag"].strip('"')


def _each(
    work: Callable[[str], None], keys: Iterable[str], advance: Callable[[], None], stop: threading.Event
) -> dict[str, str]:
    """Do something for each key, until told to stop. Returns why it failed, by key."""

    def attempt(key: str) -> str | None:
        why = None
        try:
            if not stop.is_set():
                work(key)
        except FileNotFoundError:
            pass  # it is gone; the next look at the folder finds that
        except OSError as error:
            why = reason(error)
        except (BotoCoreError, ClientError) as error:
            why = describe(error)
        advance()
        return why

    keys = list(keys)
    with ThreadPoolExecutor(_UPLOADS_AT_A_TIME, thread_name_prefix="upload") as threads:
        outcomes = zip(keys, threads.map(attempt, keys), strict=True)
        return {key: why for key, why in outcomes if why is not None}


def _hints(folder: Path, terminal: Terminal, stop: threading.Event) -> Iterator[None]:
    """Yield when to look at the folder: at the start, when the system reports a change, and from time to time."""
    told = set()
    while not stop.is_set():
        try:
            with RustNotify([os.fspath(folder)], False, False, 0, True, True) as system:
                yield  # changes from before it was watched are not reported
                while system.watch(_DEBOUNCE, _STEP, _LOOK_AGAIN, stop) != "stop":
                    yield
        except (OSError, WatchfilesRustInternalError) as error:
            # It fails, for example, at a name that is not UTF-8, even if somebody only looks into such a folder.
            if str(error) not in told:
                told.add(str(error))
                terminal.line("warning", f"the folder cannot be watched, and is read every second instead: {error}")
            stop.wait(_PAUSE)
            yield


def _tell(problems: Mapping[str, str], told: Mapping[str, str], terminal: Terminal) -> None:
    """Report what is wrong with files, except what has been reported before."""
    for name, why in problems.items():
        if told.get(name) != why:
            terminal.refused(name, why)


def _is_refused(key: str, contents: Contents) -> bool:
    """Whether a key, or a folder that it is in, is refused."""
    if not contents.refused:
        return False
    parents = [key[: end + 1] for end, char in enumerate(key) if char == "/"]
    return any(name in contents.refused for name in ("", *parents, key))


def _content_type(key: str) -> str:
    if key.lower().endswith(EXTENSIONS):
        return "text/markdown; charset=utf-8"
    if key == SITE_FILE or (is_own(key) and key.endswith(".yaml")):
        return "application/yaml"
    if media := own_format_of(key) or format_of(key):
        return media.media_type
    return mimetypes.guess_type(key)[0] or "application/octet-stream"
