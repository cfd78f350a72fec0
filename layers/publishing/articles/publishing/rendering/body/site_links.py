"""What a link within the site names: a page by its path, the page of a file, or that of a file with a name anywhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from articles.common.paths import canonical_path, folded, is_reserved
from articles.publishing.media.facts import is_address
from articles.publishing.media.formats import format_of
from articles.publishing.reading.file_names import file_name
from articles.publishing.reading.text_links import Target, TextLink
from articles.publishing.rendering.body.template_links import Meant, meant
from markdown_it.common.normalize_url import normalizeLink

MAX_TARGETS = 4

# Where other tools have the files that they serve at the root.
_STATIC = ("static", "public")

_MAX_NAME_BYTES = 1024  # no key is longer
_ADDRESS = re.compile(r"(?:https?:)?//([^/?#]*)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ARTICLE = re.compile(r"\.(?:md|markdown|mdx)\Z", re.IGNORECASE)
_PAGE = re.compile(r"(?:(?:\A|/)index)?\.html?\Z", re.IGNORECASE)
_FILE = re.compile(r"[^/]\.[a-z][a-z0-9]{0,4}\Z", re.IGNORECASE)
# Docusaurus, VitePress and Zola have names for the root of the site's files.
_ROOT = re.compile(r"@(?:site)?/")


@dataclass(frozen=True, slots=True)
class Base:
    """What the links of an article start from.

    Attributes:
        key: Object key of its file.
        path: Canonical path of its page.
        url: The site's own address; empty if it is not known.
    """

    key: str
    path: str
    url: str = ""

    @property
    def folder(self) -> str:
        """The folder that the file is in."""
        return self.key.rpartition("/")[0]

    @property
    def ending(self) -> str:
        """The ending of the file."""
        found = _ARTICLE.search(self.key)
        return found[0] if found else ".md"


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link within the site.

    Attributes:
        link: What it names.
        query: The query that it has; empty if it has none.
    """

    link: TextLink
    query: str = ""


def site_link(destination: str, base: Base) -> SiteLink | None:
    """Read the destination of a link; None if it leads elsewhere, within the page, or to no page of an author.

    Args:
        destination: As the parser has it: percent-encoded, or with template code.
        base: What links of the article start from.
    """
    if "{" in destination:
        code = meant(destination)
        return _of_template(code, base) if code else None
    return _of_address(destination, base)


def name_link(written: str, base: Base) -> SiteLink | None:
    """Read what stands in ``[[ ]]``: a name, folders before it, a part of the page behind it.

    Args:
        written: What stands before the bar.
        base: What links of the article start from.
    """
    name, _, parts = written.partition("#")
    named = _named(name.strip().rstrip("/"), base)
    return _made([named], "" if format_of(name.strip()) else parts.rpartition("#")[2].strip())


def is_of_media(link: TextLink) -> bool:
    """Whether a link names a file that pages show or offer, and no page."""
    return format_of(link.targets[0].name) is not None


def _of_address(destination: str, base: Base) -> SiteLink | None:
    own = _without_site(destination, base.url)
    rest, _, part = own.partition("#")
    written, _, query = rest.partition("?")
    root = _ROOT.match(written)
    if not written or _SCHEME.match(written) or written.startswith("//"):
        return None
    path = unquote(written)
    fragment = unquote(part)
    if is_served(path):
        return None
    if format_of(path):
        return _made(_media(path[root.end() - 1 :] if root else path, base))
    if root:
        return _made(_files_of_root(path[root.end() :], base), fragment, query)
    if path.startswith("/"):
        return _made(_of_root(path, base), fragment, query)
    return _made(_relative(path, base), fragment, query)


def _media(path: str, base: Base) -> Iterator[Target | None]:
    """What a path may be of a file that pages show or offer.

    It starts from the file that has it or from the root, or else from the page, as with tools that write the HTML of
    `a.md` to `a/index.html`.
    """
    if not path.startswith("/"):
        yield _file(base.folder, path)
        yield None if path.startswith(".") else _file("", path)
        yield _file(_ARTICLE.sub("", base.key), path)
        return
    top = base.key.partition("/")[0] if "/" in base.key else ""
    yield _file("", path)
    yield _file(top, path)
    yield from (_file(folder, path) for folder in _STATIC)


def _without_site(destination: str, url: str) -> str:
    """A destination, but below the root if it is an address of the site itself."""
    address, own = _ADDRESS.match(destination), _ADDRESS.match(normalizeLink(url)) if url else None
    if address and own and address[1].lower() == own[1].lower():
        rest = destination[address.end() :]
        return rest if rest.startswith("/") else f"/{rest}"
    return destination


def _of_template(code: Meant, base: Base) -> SiteLink | None:
    if code.lookup == "path":
        return _of_address(code.address, base)
    rest, _, fragment = code.address.partition("#")
    path = unquote(rest.partition("?")[0])
    whole = path.lstrip("/")
    if format_of(whole):
        return _made(_media(f"/{whole}", base))
    if is_other_file(whole):
        return None
    stem = _ARTICLE.sub("", whole).rstrip("/")
    name = _named(stem, base)
    if code.lookup == "post":
        return _made([_file("_posts", f"{stem}.md"), name], unquote(fragment))
    if code.lookup == "file":
        return _made([_file("", whole), name], unquote(fragment))
    beside = None if path.startswith("/") else _file(base.folder, f"{stem}{base.ending}")
    return _made([beside, _file("", f"{stem}{base.ending}"), name, _path(stem)], unquote(fragment))


def _of_root(path: str, base: Base) -> Iterator[Target | None]:
    """What a path from the root of the site may lead to."""
    if _ARTICLE.search(path):
        yield from _files_of_root(path, base)
    elif _PAGE.search(path):
        yield from _pages(path)
    else:
        yield _path(path)


def _files_of_root(path: str, base: Base) -> Iterator[Target | None]:
    """What a file may be that is named from the root: of all files, or of the folder that has the articles."""
    if is_other_file(path):
        return
    whole = path if _ARTICLE.search(path) else f"{path.rstrip('/')}{base.ending}"
    top = base.key.partition("/")[0] if "/" in base.key else ""
    yield _file("", whole)
    yield None if whole.lstrip("/").startswith(f"{top}/") else _file(top, whole)
    yield _path(_default_path(whole))


def _relative(path: str, base: Base) -> Iterator[Target | None]:
    """What a path that starts from the file, or from its page, may lead to."""
    if _ARTICLE.search(path):
        key = _joined(base.folder, path)
        yield _file("", key)
        yield None if path.startswith(".") else _file("", path)  # as Obsidian and Docusaurus have it
        yield _path(f"{_parent(base.path)}/{_default_path(path)}")
        yield None if file_name(key).is_folder else _named(_ARTICLE.sub("", path), base)
        return
    if is_other_file(path):
        yield _path(f"{_parent(base.path)}/{path}")
        return
    is_file, stem = bool(_PAGE.search(path)), _PAGE.sub("", path).rstrip("/")
    beside = f"{_parent(base.path)}/{path}"
    page = canonical_path(_joined("/", beside))
    if page and is_reserved(page):
        return  # a browser finds it
    yield _file(base.folder, f"{stem}{base.ending}") if stem.strip("./") else None
    if is_file:
        yield from _pages(beside)
    else:
        yield _file(base.folder, f"{stem}/index{base.ending}")
        yield _path(f"{base.path}/{stem}")
        yield _path(beside)


def _pages(path: str) -> Iterator[Target | None]:
    """The page at a path that ends as a file of HTML does, and the one without that ending."""
    yield _path(path)
    yield _path(_PAGE.sub("", path))


def is_within_site(destination: str, base: Base) -> bool:
    """Whether an address leads to where the site has what authors write, and not to another host or a page of ours."""
    path = unquote(_without_site(destination, base.url).partition("#")[0].partition("?")[0])
    if not path or _SCHEME.match(path) or path.startswith("//") or "{" in destination or is_served(path):
        return False
    found = canonical_path(_joined("/", path)) if path.startswith("/") else None
    return found is None or not is_reserved(found)


def is_served(path: str) -> bool:
    """Whether a path is one at which something is served that was made of a file: that stays as it is written."""
    return is_address(path.removeprefix("/"))


def is_other_file(path: str) -> bool:
    """Whether a path is that of a file that is neither an article nor a page."""
    return bool(_FILE.search(path)) and not _ARTICLE.search(path) and not _PAGE.search(path)


def _made(targets: Iterable[Target | None], fragment: str = "", query: str = "") -> SiteLink | None:
    found = tuple(dict.fromkeys(filter(None, targets)))[:MAX_TARGETS]
    return SiteLink(TextLink(found, fragment), query) if found else None


def _file(folder: str, path: str) -> Target | None:
    key = _joined(folder, path)
    return Target("file", key) if _fits(key) else None


def _path(path: str) -> Target | None:
    """The page at a path; none if no page of an author can be there."""
    found = canonical_path("-".join(_joined("/", path).split()))
    return Target("path", found) if found and not is_reserved(found) else None


def _named(name: str, base: Base) -> Target | None:
    """The page of a file that has a name, in folders if there are some before it."""
    whole = _joined(base.folder if name.startswith(("./", "../")) else "", _ARTICLE.sub("", name))
    return Target("name", folded(whole)) if _fits(whole) else None


def _fits(name: str) -> bool:
    return bool(name) and len(name.encode("utf-8", "surrogatepass")) <= _MAX_NAME_BYTES


def _default_path(key: str) -> str:
    """The path of a file that names no other: its key without its ending; of one that stands for its folder, that."""
    name = file_name(key)
    return "/".join([*name.folders, name.name])


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _joined(folder: str, path: str) -> str:
    """A path below a folder, without dot segments. Nothing is above the root."""
    segments: list[str] = []
    for segment in f"{folder}/{path}".split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    return ("/" if folder.startswith("/") else "") + "/".join(segments)
