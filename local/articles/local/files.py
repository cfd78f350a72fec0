"""One file of a person's folder: whether it can be uploaded, and its bytes."""

import errno
import io
import os
import re
import select
import stat
import sys
from pathlib import Path

from articles.publishing.storage.uploads import MAX_KEY

# By this name commands take standard input for a file.
STANDARD_INPUT = Path("-")

# The most bytes of a file that are read and uploaded. Publishing allows fewer for an article.
MAX_UPLOAD = 50 * 1024 * 1024

# What editors leave beside a file.
_BACKUP = "~"

# Paths by which a process names a file that it already has open.
_DESCRIPTOR = re.compile(r"/dev/(stdin|fd/[0-9]+)|/proc/(self|[0-9]+)/fd/[0-9]+")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNDECODABLE = re.compile("[\ud800-\udfff]")

# What distinguishes states of a file: its modification time in ns, size, and inode.
Signature = tuple[int, int, int]


def examine(file: str, root: str) -> Signature:
    """Check that a file of a folder can be uploaded.

    Args:
        file: Its path.
        root: The real path of the folder.

    Raises:
        OSError: It cannot be. The text of the error says why, and what to do.
    """
    state = os.lstat(file)
    if stat.S_ISLNK(state.st_mode):
        state = os.stat(resolve(file, root))  # noqa: PTH116 - a path is a text here, which takes half the time
    _check_regular(state, "remove it")
    if state.st_size > MAX_UPLOAD:
        raise _error(f"it has {state.st_size:,} bytes, and {MAX_UPLOAD:,} are uploaded at most; make it smaller")
    return state.st_mtime_ns, state.st_size, state.st_ino


def resolve(file: str, root: str) -> str:
    """Find where a file really is. That must be in the folder: files from elsewhere must not become public.

    Args:
        file: A path in the folder, which may be a link or lead through one.
        root: The real path of the folder.

    Raises:
        FileNotFoundError: It is gone.
        OSError: It is outside of the folder or hidden, or the link leads to nothing.
    """
    try:
        target = os.path.realpath(file, strict=True)
    except OSError as error:
        if not os.path.lexists(file):
            raise
        raise _error("it is a link that leads to nothing; mend or remove it") from error
    if os.path.commonpath([root, target]) != root:
        raise _error("it is a link that leads out of the folder; put the file itself here")
    if any(map(is_skipped, Path(target).relative_to(root).parts)):
        raise _error("it is a link to a hidden file; put the file itself here")
    return target


def read(file: str | os.PathLike[str], most: int) -> bytes:
    """Read the bytes of a file of a folder: all, but at most one more than `most`, enough to see that it has more.

    Raises:
        OSError: It cannot be read, or is not a regular file. Pipes and devices are not opened.
    """
    _check_regular(os.stat(file), "remove it")  # noqa: PTH116 - as above
    with _opened(file) as stream:
        _check_regular(os.fstat(stream.fileno()), "remove it")  # it may have become a pipe meanwhile
        return stream.read(most + 1) or b""


def key_of(file: Path, folder: Path) -> str:
    """The key that a named file would have in the bucket.

    Args:
        file: Its path, or `-` for standard input, which has a name like any article.
        folder: The folder of articles that it belongs to.
    """
    return "article.md" if file == STANDARD_INPUT else os.fspath(absolute(file).relative_to(folder))


def read_named(file: Path, folder: Path, most: int) -> bytes:
    """Read the bytes of a file or pipe that a person named: all, but at most one more than `most`.

    Links are followed as they would be for an upload of the folder, so that nothing else is read or quoted.

    Args:
        file: Its path, or `-` for standard input. A pipe that the shell made (`/dev/stdin`, or `/dev/fd/63` for
            `<(...)`) is in no folder.
        folder: The folder of articles that it belongs to.
        most: How many bytes to read.

    Raises:
        OSError: It cannot be read. The text of the error says why, and what to do.
    """
    if file == STANDARD_INPUT:
        return _read_standard_input(most)
    if file.is_symlink() and not os.path.exists(file):  # noqa: PTH110 - pathlib raises for a loop
        raise _error("it is a link that leads to nothing; mend it")
    _check_readable(os.stat(file))  # noqa: PTH116 - as above
    if not _DESCRIPTOR.fullmatch(os.fspath(file)):
        _follow(file, folder)
    with _opened(file) as stream:
        state = os.fstat(stream.fileno())
        _check_readable(state)
        return _read_pipe(stream, most) if stat.S_ISFIFO(state.st_mode) else stream.read(most + 1) or b""


def _read_standard_input(most: int) -> bytes:
    if sys.stdin is None:
        raise _error("standard input is closed; see what should write to it")
    return sys.stdin.buffer.read(most + 1)


def _follow(file: Path, folder: Path) -> None:
    """Check that a path in a folder leads to a file of that folder."""
    root = os.path.realpath(folder)
    parent = os.path.realpath(file.parent)
    if parent != os.path.normpath(os.path.join(root, absolute(file).parent.relative_to(folder))):  # noqa: PTH118
        raise _error("its folder is a link, which is not followed; put the folder itself there")
    if file.is_symlink():
        resolve(os.path.join(parent, file.name), root)  # noqa: PTH118 - as above


def absolute(file: Path) -> Path:
    """Make a path absolute. Links stay in it as they were named; `..` is resolved through them."""
    anchor, *parts = file.absolute().parts
    path = Path(anchor)
    for part in parts:
        path = Path(os.path.realpath(path)).parent if part == ".." else path / part
    return path


def _opened(file: str | os.PathLike[str]) -> io.FileIO:
    """Open a file; or a pipe, without waiting for a writer."""
    return io.FileIO(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))


def _read_pipe(stream: io.FileIO, most: int) -> bytes:
    """Read a pipe until nobody has it open for writing any more.

    Raises:
        OSError: Nothing came.
    """
    content = b""
    while len(content) <= most:
        part = stream.read(most + 1 - len(content))
        if part is None:
            select.select([stream], [], [])
        elif part:
            content += part
        else:
            break
    if not content:
        raise _error("nothing came out of this pipe; see what should write to it")
    return content


def name_of(file: Path) -> str:
    """What a file is called in messages: its path as it was given, with escapes for bytes that are not UTF-8."""
    return "<stdin>" if file == STANDARD_INPUT else os.fsencode(file).decode("utf-8", "backslashreplace")


def why_no_key(name: str) -> str | None:
    """Why a path below the folder cannot be an object key, and what to do; None if it can be one."""
    if _UNDECODABLE.search(name):
        return "its name is not UTF-8; rename it"
    if _CONTROL.search(name):
        return "its name has a control character; rename it"
    if (length := len(name.encode())) > MAX_KEY:
        return f"its path takes {length:,} bytes, and a key of S3 has {MAX_KEY:,} at most; shorten it"
    return None


def reason(error: OSError) -> str:
    """The reason of a file's error, for the person who can fix it."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "it may not be read; change its permissions"
    return error.strerror or str(error)


def is_skipped(name: str) -> bool:
    """Whether files and folders of this name are always skipped: hidden ones, and backups."""
    return name.startswith(".") or name.endswith(_BACKUP)


def _check_regular(state: os.stat_result, cure: str) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise _error(f"it is {_kind(state)}, not a file; {cure}")


def _check_readable(state: os.stat_result) -> None:
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISFIFO(state.st_mode)):
        raise _error(f"it is {_kind(state)}; name a file")


def _kind(state: os.stat_result) -> str:
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return kinds.get(stat.S_IFMT(state.st_mode), "a device")


def _error(why: str) -> OSError:
    return OSError(errno.EINVAL, why)
