"""A folder of files as one object of the bucket."""

import io
import tarfile
from pathlib import Path


def packed(folder: Path) -> bytes:
    """The files of a folder in one."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for file in sorted(folder.iterdir()):
            archive.add(file, file.name, filter=_without_origin)
    return buffer.getvalue()


def _without_origin(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry that does not say who made the file, and when, which takes more than it tells."""
    return entry.replace(mtime=0, mode=0o600, uid=0, gid=0, uname="", gname="", deep=False)


def unpacked(body: bytes, folder: Path) -> None:
    """Write the files that `packed` has put together into a folder; it is made."""
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        archive.extractall(folder, filter="data")
