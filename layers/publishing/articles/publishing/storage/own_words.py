"""Words of a site's own, as they are served, and kept while they are in use."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

from articles.publishing.media.own_files import language_of
from articles.publishing.reading.interface_words import NO_WORDS, OwnWords, Word


class OwnWordsReader:
    """Reads words, each version of a file once: what is at an address never changes."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        """Read them by this function, which is given an address; None if nothing is there."""
        self._read = read
        self._kept: Mapping[str, Mapping[str, Word]] = {}

    def of(self, own: Iterable[tuple[str, str]]) -> OwnWords:
        """The words of own files.

        Args:
            own: The own files in use, as `Site` has them. Words that are lost are ours, until a comparison finds that.
        """
        wanted = {address: language for key, address in own if (language := language_of(key))}
        if not wanted:
            return NO_WORDS
        found = {each: self._kept[each] if each in self._kept else self._words(each) for each in wanted}
        self._kept = {address: words for address, words in found.items() if words is not None}
        digest = hashlib.sha256(repr(sorted(self._kept)).encode()).hexdigest()[:20]
        return OwnWords(digest, {wanted[address]: words for address, words in self._kept.items()})

    def _words(self, address: str) -> Mapping[str, Word] | None:
        body = self._read(address)
        return None if body is None else json.loads(body)
