"""The keys of the table's items. No other module spells one out.

| pk | sk | holds |
|---|---|---|
| ``SOURCE#<key>`` | ``SOURCE`` | one uploaded file |
| ``PATH#<path>`` | ``CARD`` | what others need to know of a path |
| ``PATH#<path>`` | ``ARTICLE`` | the parsed article |
| ``PATH#<path>`` | ``REP#<kind>`` | one finished representation |
| ``PATH#<path>`` | ``LINKS`` | the links of the page, and where it is registered as one that links |
| ``PATH#<path>`` | ``REFERRER#<path>`` | that page links here, or redirects here |
| ``SOURCE#<key>`` | ``REFERRER#<path>`` | that page links to this file |
| ``NAME#<name>`` | ``REFERRER#<path>`` | that page links to a file of this name |
| ``PATH#<path>`` | ``CLAIM#<key>``, a long key hashed | that file wants this path, which another file holds |
| ``PATH#<path>`` | ``ALIAS#<time>#<key>``, a long key hashed | that file has this path as an alias since then |
| ``NAME#<name>`` | ``SOURCE#<key>``, a long key hashed | that file has this name, and is live |
| ``ETAG#<etag>`` | ``SOURCE#<key>``, a long key hashed | that file came with this content, and is live with it |
| ``ETAG#<etag>`` | ``REFERRER#<path>`` | that page links to a file that was deleted with this content |
| ``GROUP#<group>`` | ``SOURCE#<key>``, a long key hashed | that file is one of these translations, and is live |
| ``GROUP#<group>`` | ``REFERRER#<path>`` | that page leads to these translations |
| ``SUBJECTS`` | ``<slug>`` | there are live articles of this subject |
| ``MONTHS`` | ``YYYY-MM`` | there are live articles of this month |
| ``MEMBERS#SUBJECTS#<slug>`` | ``<path>`` | a live article of the subject |
| ``MEMBERS#MONTHS#YYYY-MM`` | ``<path>`` | a live article of the month |
| ``SITEMAPS`` | ``<date>#<id>#<path>`` | a live article at which its month's list is cut into sitemaps |
| these four with ``@<language>`` | the same | the same of articles in one of the site's other languages |
| ``RECONCILE`` | ``PROGRESS`` | where the comparison of bucket and table stopped |
| ``SITE`` | ``SITE`` | what site.yaml says, without its redirects |
| ``SITE`` | ``ERRORS`` | the page that tells a person of an error |
| ``SITE`` | ``REDIRECTS`` | the redirects of site.yaml |
| ``SITE`` | ``REBUILD`` | how far the last rebuild has come |
"""

import hashlib
import time

from articles.common.paths import href

BY_SUBJECT = "by-subject"
BY_MONTH = "by-month"
BY_TIME = "by-time"

# The partitions of `by-time` for what is due: a write to an index goes to one of them.
DUE_PARTITIONS = 8

SOURCE_PREFIX = "SOURCE#"
PATH_PREFIX = "PATH#"
REFERRER_PREFIX = "REFERRER#"
CLAIM_PREFIX = "CLAIM#"
ALIAS_PREFIX = "ALIAS#"
NAME_PREFIX = "NAME#"
ETAG_PREFIX = "ETAG#"
GROUP_PREFIX = "GROUP#"
MEMBERS_PREFIX = "MEMBERS#"
SUBJECTS = "SUBJECTS"
MONTHS = "MONTHS"
SITEMAPS = "SITEMAPS"
SITE = "SITE"

# The longest keys that DynamoDB allows.
_MAX_PARTITION_BYTES = 2048
_MAX_SORT_BYTES = 1024

# The average size of a sitemap, in bytes. A response holds thirty times as much, which one sitemap in 10^13 exceeds
# (e^-30). An index lists at most 50,000 sitemaps; they hold 28 million articles with paths of 60 bytes.
_SITEMAP_BYTES = 150_000
# The size of a URL's entry in a sitemap without the path: 67 for the elements and a time, the rest for scheme and host.
_ENTRY_BYTES = 200

# A primary key: pk and sk. It is not a TypedDict, because importing the typing module would slow down delivery's start.
Key = dict[str, str]


def source(key: str) -> Key:
    """The item of the uploaded file with this object key."""
    return {"pk": SOURCE_PREFIX + key, "sk": "SOURCE"}


def path_partition(path: str) -> str:
    """The partition of everything stored under a canonical path."""
    return PATH_PREFIX + path


def card(path: str) -> Key:
    """The item that says what is at a path."""
    return {"pk": path_partition(path), "sk": "CARD"}


def article(path: str) -> Key:
    """The item with the parsed article of a live path."""
    return {"pk": path_partition(path), "sk": "ARTICLE"}


def representation(path: str, kind: str) -> Key:
    """The item with one finished representation of a live path."""
    return {"pk": path_partition(path), "sk": "REP#" + kind}


def links(path: str) -> Key:
    """The item with the links of the page at a path."""
    return {"pk": path_partition(path), "sk": "LINKS"}


def target_partition(kind: str, name: str) -> str:
    """The partition of what a link looks at: a `path`, a `file` by its key, a `name`, a `content`, or a `group`."""
    if kind == "name":
        return _fitting(NAME_PREFIX, name, _MAX_PARTITION_BYTES)
    return {"file": SOURCE_PREFIX, "content": ETAG_PREFIX, "group": GROUP_PREFIX}.get(kind, PATH_PREFIX) + name


def referrer(kind: str, name: str, referrer_path: str) -> Key:
    """The item that records a link, or a redirect, from ``referrer_path`` to what it names."""
    return {"pk": target_partition(kind, name), "sk": REFERRER_PREFIX + referrer_path}


def claim(path: str, key: str) -> Key:
    """The item of the claim of the file ``key`` to ``path``."""
    return {"pk": path_partition(path), "sk": _fitting(CLAIM_PREFIX, key, _MAX_SORT_BYTES)}


def alias(path: str, since: str, key: str) -> Key:
    """The item of the file ``key`` that has had ``path`` as an alias since then. The oldest sorts first."""
    return {"pk": path_partition(path), "sk": _fitting(f"{ALIAS_PREFIX}{since}#", key, _MAX_SORT_BYTES)}


def name(file_name: str, key: str) -> Key:
    """The item that says that the file ``key``, whose name this is, is live."""
    return {"pk": target_partition("name", file_name), "sk": _fitting(SOURCE_PREFIX, key, _MAX_SORT_BYTES)}


def content(etag: str, key: str) -> Key:
    """The item that says that the file ``key`` came with the content of this ETag, and is live with it."""
    return {"pk": target_partition("content", etag), "sk": _fitting(SOURCE_PREFIX, key, _MAX_SORT_BYTES)}


def translation(group: str, key: str) -> Key:
    """The item that says that the file ``key`` is one of these translations, and is live."""
    return {"pk": target_partition("group", group), "sk": _fitting(SOURCE_PREFIX, key, _MAX_SORT_BYTES)}


def of_edition(name: str, edition: str) -> str:
    """A directory, or a partition of an index, of what is in one of the site's other languages; itself for the main."""
    return f"{name}@{edition}" if edition else name


def entry(directory: str, name: str) -> Key:
    """The entry of a subject or month in its directory."""
    return {"pk": directory, "sk": name}


def members_partition(directory: str, name: str) -> str:
    """The partition of the live articles that belong to a directory's entry."""
    return f"{MEMBERS_PREFIX}{directory}#{name}"


def member(directory: str, name: str, path: str) -> Key:
    """The item that records that the article at a path belongs to a directory's entry."""
    return {"pk": members_partition(directory, name), "sk": path}


def starts_sitemap(path: str) -> bool:
    """Whether the article at this path begins a new sitemap in the list of its month.

    The path alone decides. So a list of any length is cut into sitemaps of bounded size without being counted, and
    publishing an article moves no other cut. The longer a path is, the more often it begins a sitemap.
    """
    number = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8])  # of 2^64
    return number * _SITEMAP_BYTES < (len(href(path)) + _ENTRY_BYTES) << 64


def sitemap_start(sort: str, edition: str = "") -> Key:
    """The directory entry of an article that begins a sitemap, by its sort key in the indexes."""
    return {"pk": of_edition(SITEMAPS, edition), "sk": sort}


def progress() -> Key:
    """The item that says where the comparison of bucket and table stopped."""
    return {"pk": "RECONCILE", "sk": "PROGRESS"}


def site() -> Key:
    """The item of the site's settings."""
    return {"pk": SITE, "sk": "SITE"}


def error_page() -> Key:
    """The item of the page that tells a person of an error."""
    return {"pk": SITE, "sk": "ERRORS"}


def redirects() -> Key:
    """The item of the redirects that the settings name."""
    return {"pk": SITE, "sk": "REDIRECTS"}


def rebuild() -> Key:
    """The item that says how far the last rebuild has come."""
    return {"pk": SITE, "sk": "REBUILD"}


def subject_index(slug: str, edition: str = "") -> str:
    """The partition of a subject in the ``by-subject`` index; in another language than the main one, of an edition."""
    return of_edition(f"SUBJECT#{slug}", edition)


def month_index(year_month: str, edition: str = "") -> str:
    """The partition of a month in the ``by-month`` index; likewise."""
    return of_edition(f"MONTH#{year_month}", edition)


def due_index(key: str) -> str:
    """The partition of a file that is due in the ``by-time`` index."""
    return due_partition(hashlib.sha256(key.encode()).digest()[0] % DUE_PARTITIONS)


def due_partition(number: int) -> str:
    """The partition of ``by-time`` for what is due with a number from 0 on."""
    return f"DUE#{number}"


def due_sort(due: int, key: str = "") -> str:
    """The sort key in ``by-time`` of a file that is due at a time, in seconds since the epoch; without a file, of none.

    A time before the epoch is never due. 12 digits are enough for the year 9999.
    """
    return _fitting(f"{due:012d}#", key, _MAX_SORT_BYTES)


def due_time(sort: str) -> int:
    """When the file with this sort key in ``by-time`` is due."""
    return int(sort.partition("#")[0])


def changed_index(year_month: str) -> str:
    """The partition of what changed in a month in the ``by-time`` index."""
    return f"CHANGED#{year_month}"


def changed_month(changed: int) -> str:
    """The month, ``YYYY-MM``, in UTC of a time in seconds since the epoch."""
    return time.strftime("%Y-%m", time.gmtime(changed))


def changed_sort(changed: int, path: str = "") -> str:
    """The sort key in ``by-time`` of a path that changed at a time, in seconds since the epoch; the least of all.

    12 digits are enough for the year 9999.
    """
    return f"{changed:012d}#{path}"


def changed_time(sort: str) -> int:
    """When the path with this sort key in ``by-time`` changed."""
    return int(sort.partition("#")[0])


def changed_path(sort: str) -> str:
    """The path with this sort key in ``by-time``."""
    return sort.partition("#")[2]


def index_sort(date: str, article_id: int | None, path: str) -> str:
    """The sort key of both indexes: by date, then id, then path.

    Args:
        date: ISO date, ``YYYY-MM-DD``.
        article_id: The article's id; an article without one sorts first.
        path: Canonical path.
    """
    return f"{date}#{0 if article_id is None else article_id:020d}#{path}"


def index_path(sort: str) -> str:
    """The path of a sort key of the indexes."""
    return sort.split("#", 2)[2]


def index_month(sort: str) -> str:
    """The month, ``YYYY-MM``, of a sort key of the indexes."""
    return sort[:7]


def index_range(first: str | None = None, last: str | None = None) -> tuple[str, str]:
    """The lowest and the highest sort key in the indexes for articles from one date to another.

    Args:
        first: The first date, ``YYYY-MM-DD``, or month, ``YYYY-MM``; None for no limit.
        last: The last date or month, included; None for no limit.
    """
    return first or "0", f"{last}~" if last else "~"


def _fitting(prefix: str, text: str, most: int) -> str:
    """A key of a prefix and a text, which is hashed if it is too long: a key of S3 alone may have 1,024 bytes."""
    whole = prefix + text
    return whole if len(whole.encode()) <= most else prefix + hashlib.sha256(text.encode()).hexdigest()
