"""One file of a person's folder: whether it can be uploaded, and its bytes."""

import errno
import os
import re
import stat
from pathlib import Path

from publishing.bucket import MAX_KEY

# Bytes of one file that are read and uploaded; of an article, publishing takes less.
MAX_UPLOAD = 50 * 1024 * 1024

# What editors leave beside a file.
_BACKUP = "~"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNDECODABLE = re.compile("[\ud800-\udfff]")

# What tells one state of a file from another: time of modification in ns, size, and inode.
Signature = tuple[int, int, int]


def examine(file: str, root: str) -> Signature:
    """See that a file of a folder can be uploaded.

    Args:
        file: Its path.
        root: The real path of the folder.

    Raises:
        OSError: It cannot; the text of the error says why, and what to do.
    """
    state = os.lstat(file)
    if stat.S_ISLNK(state.st_mode):
        state = os.stat(resolve(file, root))  # noqa: PTH116 - a path is a text here, which takes half the time
    _check_regular(state)
    if state.st_size > MAX_UPLOAD:
        raise _error(f"it has {state.st_size:,} bytes, and {MAX_UPLOAD:,} are uploaded at most; make it smaller")
    return state.st_mtime_ns, state.st_size, state.st_ino


def resolve(file: str, root: str) -> str:
    """Where a file really is: in the folder, or it would be served to everybody from wherever it is.

    Args:
        file: A path in the folder, which may be a link or lead through one.
        root: The real path of the folder.

    Raises:
        FileNotFoundError: It is gone.
        OSError: It is out of the folder, or hidden, or nowhere.
    """
    try:
        target = os.path.realpath(file, strict=True)
    except OSError as error:
        if not os.path.lexists(file):
            raise
        raise _error("it is a link that leads to nothing; mend it, or remove it") from error
    if os.path.commonpath([root, target]) != root:
        raise _error("it is a link that leads out of the folder; put the file itself here")
    if any(map(is_skipped, Path(target).relative_to(root).parts)):
        raise _error("it is a link to a hidden file; put the file itself here")
    return target


def read(file: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a file: all, or one more than `most`, enough to see that it has more.

    Raises:
        OSError: It cannot be read, or is no file; a pipe or a device is not opened.
    """
    _check_regular(os.stat(file))  # noqa: PTH116 - as above
    # It may have become a pipe meanwhile, for which an open would wait.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - of a descriptor
        _check_regular(os.fstat(descriptor))
        return stream.read(most + 1)


def why_no_key(name: str) -> str | None:
    """Why a path below the folder is no object key, and what to do; none if it is one."""
    if _UNDECODABLE.search(name):
        return "its name is not UTF-8; rename it"
    if _CONTROL.search(name):
        return "its name has a control character; rename it"
    if (length := len(name.encode())) > MAX_KEY:
        return f"its path takes {length:,} bytes, and a key of S3 has {MAX_KEY:,} at most; shorten it"
    return None


def reason(error: OSError) -> str:
    """An error of a file, for the person who can mend it."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "it may not be read; change its permissions"
    return error.strerror or str(error)


def is_skipped(name: str) -> bool:
    """Whether a file or a folder of this name is passed over by rule: it is hidden, or a backup."""
    return name.startswith(".") or name.endswith(_BACKUP)


def _check_regular(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
        raise _error(f"it is {kinds.get(stat.S_IFMT(state.st_mode), 'a device')}, and no file; remove it")


def _error(why: str) -> OSError:
    return OSError(errno.EINVAL, why)
