"""What the name of a file says: the name of its page, the day before it, and whether it stands for its folder."""

import datetime as dt
import re
from dataclasses import dataclass

from articles.publishing.reading.dates import parse_date

# The endings of article file names, in upper or lower case.
EXTENSIONS = (".md", ".markdown", ".mdx")

_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_DATED = re.compile(rf"({_DAY})(?:[-_ ](?=.)|\Z)")
_ENDING = re.compile(r"\.[A-Za-z]+$")
# A file of this name stands for its folder.
_OF_FOLDERS = frozenset({"_index", "index", "readme"})


@dataclass(frozen=True, slots=True)
class FileName:
    """What the key of a file says.

    Attributes:
        folders: The folders that the file is in.
        name: The name of the file without ending; for one that stands for its folder, the name of that; empty for the
            root.
        date: The day that Jekyll has before a name, or that is the name; None if there is none.
        slug: The name without the day before it.
        is_folder: Whether the file stands for its folder.
    """

    folders: tuple[str, ...]
    name: str
    date: dt.date | None
    slug: str
    is_folder: bool = False

    @property
    def is_post(self) -> bool:
        """Whether it is in Jekyll's folder of posts."""
        return "_posts" in self.folders

    @property
    def title(self) -> str:
        """The name in words."""
        is_as_meant = " " in self.slug or re.fullmatch(_DAY, self.slug)
        words = self.slug if is_as_meant else re.sub("[-_]+", " ", self.slug)
        words = " ".join(words.split())
        return words[:1].upper() + words[1:]


def file_name(key: str) -> FileName:
    """Read the key of a file."""
    *folders, last = key.split("/")
    name = _ENDING.sub("", last)
    is_folder = name.lower() in _OF_FOLDERS
    if is_folder:
        *folders, name = folders or [""]
    dated = _DATED.match(name)
    date = parse_date(dated[1]) if dated else None
    slug = (name[dated.end() :] if dated and date else "") or name
    return FileName(tuple(folders), name, date, slug, is_folder)
