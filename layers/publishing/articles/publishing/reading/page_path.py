"""The path of an article's page: as its file says, or else by the rules of site.yaml from the name of its file."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from articles.common.paths import PathError, folded, is_list, parse_path
from articles.common.representations import KINDS
from articles.common.slugs import segment
from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.keys import PATHS
from articles.publishing.reading.nearest import nearest
from articles.publishing.reading.yaml_nodes import Node, Scalar

# The rule for files below no folder that has one: the key without its ending.
DEFAULT_PATTERN = "/:folder/:name"

# Jekyll's names for permalinks (https://jekyllrb.com/docs/permalinks/).
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}

_DATED = re.compile(r"([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[-_ ](?=.)")
_ENDING = re.compile(r"\.[A-Za-z]+$")
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_PLACEHOLDERS = frozenset(
    {
        "basename", "categories", "category", "collection", "day", "filename", "folder", "i_day", "i_month", "month",
        "name", "output_ext", "path", "section", "sections", "short_day", "short_year", "slug", "subject", "title",
        "week", "y_day", "year",
    }
)  # fmt: skip
# A path cannot end like one representation of a page.
_SUFFIX = re.compile(rf"\.({'|'.join(kind.suffix[1:] for kind in KINDS.values() if kind.suffix)})\Z")
_TEMPLATE_CODE = re.compile(r"\{[{%]|<%|\$\{")
_INDEX = re.compile(r"(?:/|\A)index\.html?/*\Z", re.IGNORECASE)
# A file of this name stands for its folder.
_OF_FOLDERS = frozenset({"_index", "index", "readme"})


@dataclass(frozen=True, slots=True)
class FileName:
    """What the key of a file says.

    Attributes:
        folders: The folders that the file is in.
        name: The name of the file without ending; for one that stands for its folder, the name of that; empty for the
            root.
        date: The day that Jekyll has before a name; None if there is none.
        slug: The name without that day.
        is_folder: Whether the file stands for its folder.
    """

    folders: tuple[str, ...]
    name: str
    date: dt.date | None
    slug: str
    is_folder: bool = False

    @property
    def title(self) -> str:
        """The name in words."""
        words = self.slug if " " in self.slug else re.sub("[-_]+", " ", self.slug)
        words = " ".join(words.split())
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class PathRule:
    """How the paths of files in a folder are made.

    Attributes:
        folder: The folder, without slashes around it; empty for all files.
        pattern: The path, with placeholders such as `:year` and `:slug`.
    """

    folder: str
    pattern: str


@dataclass(frozen=True, slots=True)
class PathFacts:
    """What the placeholders of a pattern stand for, besides what the name of the file says."""

    title: str
    subject: str
    categories: Sequence[str]
    date: dt.date | None


def file_name(key: str) -> FileName:
    """Read the key of a file."""
    *folders, last = key.split("/")
    name = _ENDING.sub("", last)
    is_folder = name.lower() in _OF_FOLDERS
    if is_folder:
        *folders, name = folders or [""]
    dated = _DATED.match(name)
    try:
        date = dt.date(*map(int, dated[1].split("-"))) if dated else None
    except ValueError:
        date = None
    return FileName(tuple(folders), name, date, name[dated.end() :] if dated and date else name, is_folder)


def unknown_placeholder(pattern: str) -> str:
    """What is wrong with the placeholders of a pattern, and what to write; empty if nothing is."""
    for name in _PLACEHOLDER.findall(pattern):
        if name not in _PLACEHOLDERS:
            meant = nearest(name, _PLACEHOLDERS)
            return f":{name} stands for nothing; " + (f"did you mean :{meant}?" if meant else "write :folder or :slug")
    return ""


def read_path(fields: Fields, key: str, facts: PathFacts, rules: Sequence[PathRule]) -> tuple[str | None, Node | None]:
    """Read the path of the page.

    Args:
        fields: The keys of the file.
        key: Object key of the file.
        facts: What placeholders stand for.
        rules: The rules of site.yaml.

    Returns:
        The canonical path, None if there is none, which is reported; and the value that names it, None if that is the
        name of the file.
    """
    name = file_name(key)
    for which in PATHS[:-1]:
        scalar = _said(fields, which)
        if scalar is not None:
            values = _values(name, name.folders, facts, slug=_slug_of(fields) or segment(name.slug), title="")
            return _parsed(fields, scalar, _written(scalar.text, which, values)), scalar
    slug = _said(fields, "slug")
    if slug is not None and slug.text.strip().startswith("/"):  # Docusaurus: the whole path
        return _parsed(fields, slug, _trimmed(slug.text)), slug
    return _by_rules(fields, name, facts, rules, slug), slug


def _by_rules(
    fields: Fields, name: FileName, facts: PathFacts, rules: Sequence[PathRule], slug: Scalar | None
) -> str | None:
    own_slug = _slug_of(fields)
    if slug is not None and not own_slug:
        fields.lenient().report(slug, "path-unused", "No path can be made of slug; write letters, digits and hyphens.")
    rule = _rule_of(name, rules)
    depth = len(rule.folder.split("/")) if rule.folder else 0
    if name.is_folder and depth > len(name.folders):  # it stands for the folder that has the rule
        name = replace(name, name="", slug="")
    values = _values(name, name.folders[depth:], facts, slug=own_slug or segment(name.slug), title=segment(facts.title))
    if name.name and not (own_slug or values["name"]):
        message = "The name of the file has nothing that a path can have; add the key url, or rename the file."
        fields.report(None, "url-missing", message)
        return None
    if rule.pattern == DEFAULT_PATTERN and own_slug:
        values["name"] = own_slug
    path = _SUFFIX.sub(r"-\1", _expanded(rule.pattern, values))
    try:
        return parse_path(path)
    except PathError as error:
        if error.code == "url-reserved" and is_list(path):
            return path
        message = f"The path of this file would be {shortened(path)}. {error.message} Name another one in the key url."
        fields.report(slug, error.code, message)
        return None


def _rule_of(name: FileName, rules: Sequence[PathRule]) -> PathRule:
    """The rule of the nearest folder that has one."""
    folder = "/".join([*name.folders, *([name.name] if name.is_folder else []), ""])
    matching = [rule for rule in rules if not rule.folder or folder.startswith(f"{rule.folder}/")]
    return max(matching, key=lambda rule: len(rule.folder), default=PathRule("", DEFAULT_PATTERN))


def _said(fields: Fields, which: str) -> Scalar | None:
    """The value of a key that names the path; None if it has none, or one that only its own tool can understand."""
    node = fields.mapping.entries.get(which)
    if not isinstance(node, Scalar):
        return fields.scalar(which) if which == "url" else None
    text = node.text.strip()
    if not text or (which != "url" and text.lower() in ("false", "true", "null", "~")):
        return None
    if _TEMPLATE_CODE.search(text):
        message = f"Only another tool can work out {which}, so the name of the file gives the path; write the path."
        fields.lenient().report(node, "path-unused", message)
        return None
    return node


def _slug_of(fields: Fields) -> str:
    node = fields.mapping.entries.get("slug")
    if not isinstance(node, Scalar) or _TEMPLATE_CODE.search(node.text):
        return ""
    return "/".join(filter(None, map(segment, node.text.strip().split("/"))))


def _written(text: str, which: str, values: Mapping[str, str]) -> str:
    """The path that a value names."""
    if which == "permalink":
        text = _STYLES.get(text.strip(), text)
        text = _expanded(text, values) if _PLACEHOLDER.search(text) else text
    return _trimmed(text if which == "url" else _INDEX.sub("/", text.strip()))


def _trimmed(text: str) -> str:
    """A path with the slash at its beginning, and without one at its end, which other tools write or leave out."""
    text = text.strip()
    if "://" in text[:12] or text.startswith("//"):
        return text
    path = text.rstrip("/")
    return path if path.startswith("/") else f"/{path}"


def _parsed(fields: Fields, scalar: Scalar, path: str) -> str | None:
    if path == "/":  # the home page, but no other page of the site itself
        return path
    try:
        return parse_path(path)
    except PathError as error:
        fields.report(scalar, error.code, error.message)
        return None


def _expanded(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern with its values; a part that has none goes with its slash."""
    path = folded(_PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), pattern))
    return "/" + "/".join(filter(None, path.split("/")))


def _values(name: FileName, folders: Sequence[str], facts: PathFacts, *, slug: str, title: str) -> dict[str, str]:
    """The values of placeholders. In a permalink, `:title` is the slug, as Jekyll has it; then `title` is empty."""
    date = facts.date
    folder = "/".join(filter(None, map(segment, folders)))
    categories = "/".join(filter(None, map(segment, facts.categories)))
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
        "output_ext": "",
        "path": "/".join(filter(None, (folder, own))),
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
