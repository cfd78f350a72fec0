"""The placeholders of patterns of paths, such as `:year` and `:slug`, and what they stand for."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from articles.common.paths import folded
from articles.common.slugs import segment
from articles.publishing.reading.docusaurus import document_path, post_path
from articles.publishing.reading.file_names import FileName
from articles.publishing.reading.nearest import nearest

PLACEHOLDER = re.compile(r":([a-z_]+)")
_PLACEHOLDERS = frozenset(
    {
        "basename", "categories", "category", "collection", "day", "doc", "filename", "folder", "i_day", "i_month",
        "month", "name", "output_ext", "path", "post", "section", "sections", "short_day", "short_year", "slug",
        "subject", "title", "week", "y_day", "year",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What the placeholders of a pattern stand for, besides what the name of the file says.

    Attributes:
        title: The title of the page.
        subject: Its subject.
        categories: All of its categories, or its subject alone.
        date: Its date.
        id: Its key `id`, unless that is a number.
    """

    title: str
    subject: str
    categories: Sequence[str]
    date: dt.date | None
    id: str = ""


def unknown_placeholder(pattern: str) -> str:
    """What is wrong with the placeholders of a pattern, and what to write; empty if nothing is."""
    for name in PLACEHOLDER.findall(pattern):
        if name not in _PLACEHOLDERS:
            meant = nearest(name, _PLACEHOLDERS)
            return f":{name} stands for nothing; " + (f"did you mean :{meant}?" if meant else "write :folder or :slug")
    return ""


def expand(pattern: str, values: Mapping[str, str]) -> str:
    """Put the values of placeholders into a pattern; a part that has none goes with its slash."""
    path = folded(PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), pattern))
    return "/" + joined(path.split("/"))


def values_of(name: FileName, folders: Sequence[str], facts: PathFacts, *, slug: str, title: str) -> dict[str, str]:
    """Find what placeholders stand for, but those of Docusaurus.

    Args:
        name: What the key of the file says.
        folders: The folders of the file, from that of the rule on.
        facts: What else there is.
        slug: The value of `:slug`.
        title: The value of `:title`; empty for that of `:slug`, as Jekyll has it in a permalink.
    """
    date = facts.date
    folder = joined(map(segment, folders))
    categories = joined(map(segment, facts.categories))
    own = segment(name.name)
    return {
        "basename": own,
        "categories": categories,
        "category": segment(facts.subject),
        "collection": segment(name.folders[0].lstrip("_")) if name.folders else "",
        "day": f"{date:%d}" if date else "",
        "filename": own,
        "folder": folder,
        "i_day": str(date.day) if date else "",
        "i_month": str(date.month) if date else "",
        "month": f"{date:%m}" if date else "",
        "name": own,
        "output_ext": ".html",
        "path": joined((folder, own)),
        "section": segment(folders[0]) if folders else "",
        "sections": folder,
        "short_day": f"{date:%a}" if date else "",
        "short_year": f"{date:%y}" if date else "",
        "slug": slug,
        "subject": segment(facts.subject),
        "title": title or slug,
        "week": f"{date:%V}" if date else "",
        "y_day": f"{date:%j}" if date else "",
        "year": f"{date:%Y}" if date else "",
    }


def values_of_docusaurus(name: FileName, folders: Sequence[str], slug: str, id_: str) -> dict[str, str]:
    """Find what `:doc` and `:post` stand for.

    Args:
        name: What the key of the file says.
        folders: The folders of the file, from that of the rule on.
        slug: The key `slug` of the file, in the characters of paths.
        id_: The key `id` of the file, unless that is a number.
    """
    document = document_path(folders, name.name, is_folder=name.is_folder, slug=slug, id_=id_)
    post = post_path(folders, name.slug, date=name.date, slug=slug)
    return {"doc": joined(map(segment, document)), "post": joined(map(segment, post))}


def joined(parts: Iterable[str]) -> str:
    """Put slashes between parts of a path; empty ones are left out."""
    return "/".join(filter(None, parts))
