"""URL paths: one canonical form, decided when an article is published and used again when it is read.

The canonical form is the decoded path: absolute, lower case, NFC, at most `MAX_PATH_BYTES` of UTF-8, made of letters,
marks, digits and the punctuation in `PUNCTUATION`, without empty, ``.`` or ``..`` segments and without a slash at the
end. Nothing in it is an escape: ``%`` is not allowed, so that a path is never decoded twice to mean something else.
"""

import re
import unicodedata
from urllib.parse import quote, unquote

from articles.common.representations import KINDS, either

# Keys of the table hold paths: a sort key is at most 1,024 bytes, and some of it is prefix, date and id.
MAX_PATH_BYTES = 900

# What may stand in a path besides letters, marks and digits: allowed in a path by RFC 3986, and of no meaning in
# HTML, XML, headers, item keys or a query string.
PUNCTUATION = "-._~!'()+,:=@"

# Suffixes select a representation of the page.
_SUFFIXES = tuple(kind.suffix for kind in KINDS.values() if kind.suffix)

# What `href` leaves as it is: quotes and brackets would end a link in Markdown or in a carelessly quoted attribute.
_HREF_SAFE = "/-._~!+,:=@"
_QUERY_SAFE = f"%&;?{_HREF_SAFE}"

_ASCII_ALLOWED = frozenset("/abcdefghijklmnopqrstuvwxyz0123456789" + PUNCTUATION)
_CATEGORIES = frozenset({"Ll", "Lm", "Lo", "Mn", "Mc", "Nd"})

# Letters and marks that are drawn as nothing (Default_Ignorable_Code_Point): two paths would look the same.
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

# What the site itself has, and in one form each.
_FILES = frozenset(
    {"/favicon.ico", "/favicon.svg", "/feed.atom", "/feed.json", "/llms.txt", "/robots.txt", "/sitemap.xml"}
)
_TREES_OF_FILES = ("/api/", "/fonts/", "/sitemaps/")

_RESERVED = _FILES | {"/", "/health", "/learn"}
_RESERVED_TREES = frozenset({"api", "assets", "fonts", "sitemaps"})
_SUBJECT_FEEDS = frozenset({"feed.atom", "feed.json"})

# Of publishing only: compiled when they are first used, which delivery's start does not wait for.
_SCHEME_OR_HOST = r"(?i)[a-z][a-z0-9+.-]*:|//+[^/]*\.[^/]*(?:/|\Z)"
_ASCII_ESCAPE = r"%([0-7][0-9A-Fa-f])"


class PathError(ValueError):
    """The url is no path that a page can have.

    Attributes:
        code: Stable name of the kind of problem, documented in docs/format.md.
        message: One sentence that says what is wrong and what to write.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def parse_path(url: str) -> str:
    """The canonical path that an author's url names.

    Case is mended silently, and what `href` would encode may be percent-encoded; whatever else needs a change is
    an error that names the form to write.

    Args:
        url: The url as it stands in a file.

    Returns:
        The canonical path, decoded.

    Raises:
        PathError: There is no such page, or the url is not written as it should be.
    """
    if len(url) > 3 * MAX_PATH_BYTES:  # no shorter path can be written with that many characters
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
    if path.endswith(_SUFFIXES):
        ending = either(_SUFFIXES)
        raise PathError("url-suffix", f"The url may not end in {ending}: these select a representation of a page.")
    if is_reserved(path):
        raise PathError("url-reserved", f"{path} is a page of the site itself; choose another url.")
    if path != folded(decoded) or not unicodedata.is_normalized("NFC", decoded) or _is_needlessly_encoded(url):
        raise PathError("url-form", f"Write the url as {path}")
    return path


def canonical_path(request_path: str, limit: int = MAX_PATH_BYTES) -> str | None:
    """The nearest canonical form of a requested path: what it is served by, or redirected to.

    Mended are upper case, a missing normal form, slashes that are doubled or at the end, and escapes that are left
    after the one decoding. The result is canonical in form: it may yet be reserved or end in a representation's suffix.

    Args:
        request_path: The path of a request, percent-decoded once.
        limit: The bytes of UTF-8 that it may take: more than a page's path where a prefix or a suffix stands around it.

    Returns:
        The canonical path, or None where there is none near.
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
    """The path as it stands in HTML, XML and headers: percent-encoded, and free of quotes, brackets and spaces.

    Args:
        path: A path, decoded.
        query: A query string as it was sent, to stand behind it; what it should have encoded is.
    """
    address = quote(path, safe=_HREF_SAFE)
    return f"{address}?{quote(query, safe=_QUERY_SAFE)}" if query else address


def is_reserved(path: str) -> bool:
    """Whether the site itself serves this canonical path, so that no article can have it."""
    _, root, *below = path.split("/")
    is_subject = root == "learn" and not below[1:]
    return path in _RESERVED or root in _RESERVED_TREES or is_subject or _is_subject_feed(path)


def is_for_programs(request_path: str) -> bool:
    """Whether a path says itself in which form it is answered, so that Accept has no say; errors are problem details.

    CloudFront's function has the same rule.

    Args:
        request_path: The path of a request, percent-decoded once.
    """
    return (
        request_path.endswith(_SUFFIXES)
        or request_path.startswith(_TREES_OF_FILES)
        or request_path in _FILES
        or _is_subject_feed(request_path)
    )


def folded(text: str) -> str:
    """Lower case and NFC, a fixed point of both."""
    return unicodedata.normalize("NFC", text.lower())


def is_allowed(char: str) -> bool:
    """Whether a folded character may stand in a path."""
    if char.isascii():
        return char in _ASCII_ALLOWED
    return unicodedata.category(char) in _CATEGORIES and char not in INVISIBLE


def _is_subject_feed(path: str) -> bool:
    if not path.startswith("/learn/"):
        return False
    _, _, subject, *below = path.split("/")
    return subject != "" and len(below) == 1 and below[0] in _SUBJECT_FEEDS


def _trimmed(path: str) -> str:
    """Without doubled slashes and the slash at the end."""
    while "//" in path:
        path = path.replace("//", "/")
    return path.rstrip("/") or "/"


def _resolved(path: str) -> str:
    """What the author most likely meant: white space mended and dot segments resolved as in RFC 3986, 5.2.4."""
    segments: list[str] = []
    for segment in "-".join(path.split()).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    return "/" + "/".join(segments)


def _refusal(path: str, limit: int = MAX_PATH_BYTES) -> PathError | None:
    """Why a folded path cannot be canonical, if so."""
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
