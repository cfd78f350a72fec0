"""URL paths and their one canonical form, for publishing an article and for serving it.

The canonical form is the decoded path: absolute, lower case, NFC, at most `MAX_PATH_BYTES` of UTF-8, made of letters,
marks, digits and the punctuation in `PUNCTUATION`, without empty, ``.`` or ``..`` segments and without a slash at the
end. ``%`` is not allowed, so decoding a path again does not change it.
"""

import re
import unicodedata
from urllib.parse import quote, unquote

from articles.common.representations import KINDS, either

# Sort keys of the table contain paths. They have at most 1,024 bytes, some of them for prefix, date and id.
MAX_PATH_BYTES = 900

# The punctuation that a path may contain: RFC 3986 allows it in a path, and it needs no escaping in text of HTML and
# XML, in headers and in item keys.
PUNCTUATION = "-._~!'()+,:=@"

# Suffixes select a representation of the page.
_SUFFIXES = tuple(kind.suffix for kind in KINDS.values() if kind.suffix)

# What `href` does not encode. Quotes and brackets are encoded: they could end a link in Markdown or in an attribute.
_HREF_SAFE = "/-._~!+,:=@"
_QUERY_SAFE = f"%&;?{_HREF_SAFE}"

_ASCII_ALLOWED = frozenset("/abcdefghijklmnopqrstuvwxyz0123456789" + PUNCTUATION)
_CATEGORIES = frozenset({"Ll", "Lm", "Lo", "Mn", "Mc", "Nd"})

# Invisible letters and marks (Default_Ignorable_Code_Point): with them, two paths could look the same.
INVISIBLE = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)

# The site's own files, each with one representation.
_FILES = frozenset(
    {
        *("/favicon.ico", "/favicon.svg", "/feed.atom", "/feed.json", "/llms.txt", "/opensearch.xml", "/robots.txt"),
        "/sitemap.xml",
    }
)
_TREES_OF_FILES = ("/api/", "/fonts/", "/scripts/", "/sitemaps/")

# Lists, which a file may introduce; so are those right below these roots, each of which has feeds.
_LISTS = frozenset({"/", "/archive", "/archive/all", "/authors", "/learn", "/search", "/tags"})
_ROOTS_OF_LISTS = frozenset({"authors", "learn", "tags"})
_RESERVED = _FILES | _LISTS | {"/health"}
_RESERVED_TREES = frozenset(
    ("api", "archive", "assets", "authors", "fonts", "pictures", "preview", "scripts", "search", "sitemaps", "tags")
)
_FEEDS = frozenset({"feed.atom", "feed.json"})
# What leads from an article of a subject to those beside it.
_SUBJECT_NEIGHBOURS = frozenset({"next", "previous"})
_SUBJECT = frozenset({"learn"})
_BELOW_LIST = 3  # segments

# Only publishing uses these. They are compiled at their first use, to keep delivery's start fast.
_SCHEME_OR_HOST = r"(?i)[a-z][a-z0-9+.-]*:|//+[^/]*\.[^/]*(?:/|\Z)"
_ASCII_ESCAPE = r"%([0-7][0-9A-Fa-f])"


class PathError(ValueError):
    """No page can have this url as its path.

    Attributes:
        code: Stable name of the kind of problem, documented in docs/format.md.
        message: One sentence that says what is wrong and what to write.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def parse_path(url: str, *, may_be_reserved: bool = False) -> str:
    """Parse an author's url into the canonical path.

    Upper case is corrected silently, and what `href` would encode may be percent-encoded. Any other difference from the
    canonical form is an error that says what to write.

    Args:
        url: The url as it stands in a file.
        may_be_reserved: Whether it may also be a page of the site itself, or one representation of an article.

    Returns:
        The canonical path, decoded.

    Raises:
        PathError: No page can have this path, or the url is not in its canonical form.
    """
    if len(url) > 3 * MAX_PATH_BYTES:  # too long even if each byte is percent-encoded
        raise _too_long(len(url.encode("utf-8", "surrogatepass")))
    if not url or re.match(_SCHEME_OR_HOST, url.lstrip()):
        raise PathError("url-not-a-path", "Write only the path, without scheme and host, such as /learn/subject/name.")
    try:
        decoded = unquote(url, errors="strict")
    except UnicodeDecodeError:
        raise PathError("url-encoding", "The percent-encoding in the url is not UTF-8; write the letters.") from None
    path = _resolved(folded(decoded))
    refusal = _refusal(path)
    if refusal is not None:
        raise refusal
    if path.endswith(_SUFFIXES) and not may_be_reserved:
        ending = either(_SUFFIXES)
        raise PathError("url-suffix", f"The url may not end in {ending}: these select a representation of a page.")
    if is_reserved(path) and not may_be_reserved:
        raise PathError("url-reserved", f"{path} is a page of the site itself; choose another url.")
    if path != folded(decoded) or not unicodedata.is_normalized("NFC", decoded) or _is_needlessly_encoded(url):
        raise PathError("url-form", f"Write the url as {path}")
    return path


def canonical_path(request_path: str, limit: int = MAX_PATH_BYTES) -> str | None:
    """Bring a requested path into its canonical form, at which it is served, or to which it is redirected.

    This corrects upper case, text that is not in NFC, slashes that are doubled or at the end, and percent-encoding that
    the first decoding has left. The result may still be reserved, or end in a representation's suffix.

    Args:
        request_path: The path of a request, percent-decoded once.
        limit: The most bytes of UTF-8 that it may have; more than a page's path if it has a prefix or suffix.

    Returns:
        The canonical path; None if the path cannot be corrected.
    """
    if len(request_path) > 3 * limit:
        return None
    try:
        decoded = unquote(request_path, errors="strict")
    except UnicodeDecodeError:
        return None
    path = _trimmed(folded(decoded))
    return path if _refusal(path, limit) is None else None


def href(path: str, query: str = "") -> str:
    """Percent-encode a path for HTML, XML and headers; the result has no quotes, brackets or spaces.

    Args:
        path: A path, decoded.
        query: A query string as it was sent, to append. Characters that it should have encoded are encoded.
    """
    address = quote(path, safe=_HREF_SAFE)
    return f"{address}?{quote(query, safe=_QUERY_SAFE)}" if query else address


def is_reserved(path: str) -> bool:
    """Whether the site itself serves this canonical path, so that no article can have it."""
    root = path.split("/")[1]
    is_of_subject = _is_below_list(path, _SUBJECT, _FEEDS | _SUBJECT_NEIGHBOURS)
    return path in _RESERVED or root in _RESERVED_TREES or is_list(path) or is_of_subject


def is_list(path: str) -> bool:
    """Whether a canonical path is that of a list of the site: a file whose key leads there introduces the list."""
    _, root, *below = path.split("/")
    return path in _LISTS or (root in _ROOTS_OF_LISTS and len(below) == 1)


def is_for_programs(request_path: str) -> bool:
    """Whether a path has only one representation, so that Accept is ignored, and errors are problem details.

    CloudFront's function in template.yaml has the same rule.

    Args:
        request_path: The path of a request, percent-decoded once.
    """
    return (
        request_path.endswith(_SUFFIXES)
        or request_path.startswith(_TREES_OF_FILES)
        or request_path in _FILES
        or _is_below_list(request_path, _ROOTS_OF_LISTS, _FEEDS)
    )


def folded(text: str) -> str:
    """Convert a text to lower case and NFC. Doing so again changes nothing."""
    return unicodedata.normalize("NFC", text.lower())


def is_allowed(char: str) -> bool:
    """Whether a folded character may stand in a path."""
    if char.isascii():
        return char in _ASCII_ALLOWED
    return unicodedata.category(char) in _CATEGORIES and char not in INVISIBLE


def _is_below_list(path: str, roots: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a path is that of a list below one of these roots with one of these names behind it."""
    segments = path.split("/")[1:]
    return len(segments) == _BELOW_LIST and segments[0] in roots and segments[1] != "" and segments[2] in names


def _trimmed(path: str) -> str:
    """Remove doubled slashes and the slash at the end."""
    while "//" in path:
        path = path.replace("//", "/")
    return path.rstrip("/") or "/"


def _resolved(path: str) -> str:
    """Guess what the author meant: put hyphens for white space, and resolve dot segments as in RFC 3986, 5.2.4."""
    segments: list[str] = []
    for segment in "-".join(path.split()).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    return "/" + "/".join(segments)


def _refusal(path: str, limit: int = MAX_PATH_BYTES) -> PathError | None:
    """Why a folded path cannot be canonical; None if it can."""
    size = len(path.encode("utf-8", "surrogatepass"))
    if size > limit:
        return _too_long(size)
    if not _ASCII_ALLOWED.issuperset(path):
        char = next((char for char in path if not is_allowed(char)), None)
        if char is not None:
            shown = char if "!" <= char <= "~" else f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
            return PathError("url-character", f"The url may not contain {shown}; use letters, digits and hyphens.")
    if not path.startswith("/") or {".", ".."} & set(path.split("/")):
        return PathError("url-not-a-path", "Write the url as a path that begins with a slash.")
    return None


def _is_needlessly_encoded(url: str) -> bool:
    escaped = (chr(int(match[1], 16)) for match in re.finditer(_ASCII_ESCAPE, url))
    return any(quote(char, safe=_HREF_SAFE) == char for char in escaped)


def _too_long(size: int) -> PathError:
    return PathError("url-too-long", f"The url takes {size} bytes of UTF-8; shorten it to at most {MAX_PATH_BYTES}.")
