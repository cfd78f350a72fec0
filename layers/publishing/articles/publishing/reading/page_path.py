"""The path of an article's page: as its file says, or else by the rules of site.yaml from the name of its file."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeGuard

from articles.common.paths import PathError, is_list, parse_path
from articles.common.representations import KINDS
from articles.common.slugs import segment
from articles.publishing.errors import shortened
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.file_names import FileName
from articles.publishing.reading.keys import PATHS
from articles.publishing.reading.placeholders import (
    PLACEHOLDER,
    PathFacts,
    expand,
    joined,
    values_of,
    values_of_docusaurus,
)
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

# The ending of an address at which a page is a file. A page that stands for its folder has none.
_FILE_ENDING = re.compile(r"(?:\.html?|:output_ext)\Z")
# Docusaurus' names for pages of its docs and its blog.
_OF_DOCUSAURUS = re.compile(r":(?:doc|post)(?![a-z_])")
# A path cannot end like one representation of a page.
_SUFFIX = re.compile(rf"\.({'|'.join(kind.suffix[1:] for kind in KINDS.values() if kind.suffix)})\Z")
_TEMPLATE_CODE = re.compile(r"\{[{%]|<%|\$\{")
_INDEX = re.compile(r"(?:/|\A)index\.html?/*\Z", re.IGNORECASE)


class PathRule(NamedTuple):
    """How the paths of files in a folder are made.

    Attributes:
        folder: The folder, without slashes around it; empty for all files.
        pattern: The path, with placeholders such as `:year` and `:slug`.
    """

    folder: str
    pattern: str


def read_path(
    fields: Fields, name: FileName, facts: PathFacts, rules: Sequence[PathRule]
) -> tuple[str | None, Node | None]:
    """Read the path of the page.

    Args:
        fields: The keys of the file.
        name: What the key of the file says.
        facts: What placeholders stand for.
        rules: The rules of site.yaml.

    Returns:
        The canonical path, None if there is none, which is reported; and the value that names it, None if that is the
        name of the file.
    """
    for which in PATHS[:-1]:
        scalar = _said(fields, which)
        if scalar is not None:
            return _parsed(fields, scalar, _written(fields, scalar.text, which, name, facts)), scalar
    slug, rule = _said(fields, "slug"), _rule_of(name, rules)
    if _is_whole(slug) and not _OF_DOCUSAURUS.search(rule.pattern):
        return _parsed(fields, slug, _trimmed(slug.text)), slug
    return _by_rule(fields, name, facts, rule, slug), slug


def _by_rule(fields: Fields, name: FileName, facts: PathFacts, rule: PathRule, slug: Scalar | None) -> str | None:
    own_slug = _slug_of(fields)
    if slug is not None and not own_slug and not _is_whole(slug):
        fields.lenient().report(slug, "path-unused", "No path can be made of slug; write letters, digits and hyphens.")
    depth = len(rule.folder.split("/")) if rule.folder else 0
    if name.is_folder and depth > len(name.folders):  # it stands for the folder that has the rule
        name = replace(name, name="", slug="")
    values = values_of(
        name, name.folders[depth:], facts, slug=own_slug or segment(name.slug), title=segment(facts.title)
    )
    if name.name and not (own_slug or values["name"]):
        message = "The name of the file has nothing that a path can have; add the key url, or rename the file."
        fields.report(None, "url-missing", message)
        return None
    if own_slug:
        values |= {"name": own_slug, "title": own_slug}
    as_slug = f"/{own_slug}" if _is_whole(slug) else own_slug
    values |= values_of_docusaurus(name, name.folders[depth:], as_slug, facts.id)
    pattern = _FILE_ENDING.sub("", rule.pattern) if name.is_folder else rule.pattern
    path = _SUFFIX.sub(r"-\1", expand(pattern, values))
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
    return joined(map(segment, node.text.strip().split("/")))


def _is_whole(slug: Scalar | None) -> TypeGuard[Scalar]:
    """Whether a slug is a whole path, as in Docusaurus, and not the last part of one."""
    return slug is not None and slug.text.strip().startswith("/")


def _written(fields: Fields, text: str, which: str, name: FileName, facts: PathFacts) -> str:
    """The path that a value names."""
    if which == "url":
        return _trimmed(text)
    pattern = _STYLES.get(text.strip(), text) if which == "permalink" else ""
    if PLACEHOLDER.search(pattern):
        slug = _slug_of(fields) or segment(name.slug)
        text = expand(pattern, values_of(name, name.folders, facts, slug=slug, title=""))
    return _trimmed(_INDEX.sub("/", text.strip()))


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
