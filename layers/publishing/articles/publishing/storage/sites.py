"""What the table knows of the site as a whole: the settings in force, and how far a rebuild has come."""

import hashlib
from dataclasses import dataclass, field

from articles.publishing.reading.ignoring import is_ignored
from articles.publishing.reading.interface_words import NO_WORDS, OwnWords
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering.settings import Settings, settings_of
from articles.publishing.storage.neighbours import Candidates, Neighbours
from articles.publishing.storage.sources import Source


@dataclass(frozen=True, slots=True)
class Site:
    """The settings in force.

    Attributes:
        revision: Of the commit of site.yaml that last changed what files or pages depend on; 0 if none has.
        file: What site.yaml says, without its redirects and warnings.
        own: The own files that are in use, by their keys in order, each with the address of what is served of it.
    """

    revision: int = 0
    file: SiteFile = field(default_factory=SiteFile)
    own: tuple[tuple[str, str], ...] = ()

    def settings(self, url: str, media_host: str = "", words: OwnWords = NO_WORDS) -> Settings:
        """What pages depend on; arguments as those of `settings_of`."""
        return settings_of(self.file, url, media_host, dict(self.own), words)

    def treats_alike(self, source: Source) -> bool:
        """Whether a file would be warned of the same keys as by its last sync, and is ignored if it was then."""
        is_left_out = is_ignored(source.key, self.file.ignore)
        return source.quiet == self.quiet and is_left_out == (source.state == "ignored")

    def candidates(self, named: tuple[str, ...], neighbours: Neighbours, *, unlisted: bool) -> Candidates:
        """What the related articles of a page are taken from. Search does not know an unlisted one, so none are added.

        Args:
            named: The paths that its author names.
            neighbours: Its neighbours.
            unlisted: Whether it is unlisted.
        """
        return Candidates(named, neighbours, 0 if unlisted else self.file.related.fill)

    @property
    def quiet(self) -> str:
        """A short hash of the keys that authors are not warned of."""
        return _short_hash(self.file.extra_keys)

    @property
    def allowed(self) -> str:
        """A short hash of the hosts of which the author of an own file is not warned."""
        return _short_hash(self.file.head.hosts)


def _short_hash(names: tuple[str, ...]) -> str:
    return hashlib.sha256(repr(names).encode()).hexdigest()[:8] if names else ""


@dataclass(frozen=True, slots=True)
class RebuildProgress:
    """How far a rebuild has come.

    Attributes:
        revision: Of the settings that it is for.
        asked: How many files it has asked for so far.
        done: Whether these are all.
    """

    revision: int
    asked: int
    done: bool
