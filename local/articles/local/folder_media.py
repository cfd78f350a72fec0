"""The files of a folder that its pages show or offer. Each is read when a page asks for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from articles.local.files import reason
from articles.publishing.errors import ArticleError
from articles.publishing.media.copies import read_media
from articles.publishing.media.facts import MediaFile
from articles.publishing.running.bounded import Bound


class FolderMedia(Mapping[str, MediaFile]):
    """The files beside the articles of a folder, by their keys."""

    def __init__(self, keys: Iterable[str], read: Callable[[str], bytes], bounded: Bound) -> None:
        """Take a folder.

        Args:
            keys: Those of its files that pages can show or offer.
            read: Reads one of them.
            bounded: Calls what looks at it, within limits of time and memory.
        """
        self._files: dict[str, MediaFile | None] = dict.fromkeys(keys)
        self._read = read
        self._bounded = bounded

    def __getitem__(self, key: str) -> MediaFile:
        found = self._files[key]
        if found is None:
            found = self._files[key] = self._looked_at(key)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def _looked_at(self, key: str) -> MediaFile:
        try:
            return MediaFile(key, self._bounded(read_media, key, self._read(key)).media)
        except ArticleError as error:
            return MediaFile(key, None, error.problems[0].message)
        except OSError as error:
            return MediaFile(key, None, f"The file cannot be read: {reason(error)}.")
