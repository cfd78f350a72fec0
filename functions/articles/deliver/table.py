"""What delivery reads from the table: a representation, or what is at a path."""

from __future__ import annotations

import binascii
import zlib

from articles.common import keys
from articles.deliver.dynamodb.errors import TableError

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from articles.deliver.dynamodb.client import Item

    GetItem = Callable[[str, Mapping[str, str]], Item | None]

LIVE, MOVED, GONE = "live", "moved", "gone"

# Seconds for which a process keeps the page of errors.
KEPT = 5

_GZIP = 31  # zlib's wbits for a gzip stream


class Stored:
    """A representation, as publishing stored it.

    Attributes:
        body: The content, compressed with gzip, in base64: DynamoDB returns it so, and Lambda takes it so.
        content_type: Value of the Content-Type header.
        etag: Entity tag, without quotes.
        modified: When it last changed, in seconds since the epoch.
        headers: Further headers, names in lower case.
        expires: From when on it must not be served any more, in seconds since the epoch; None if it never ends.
    """

    __slots__ = ("body", "content_type", "etag", "expires", "headers", "modified")

    def __init__(self, item: Item) -> None:
        self.body: str = item["body"]["B"]
        self.content_type: str = item["type"]["S"]
        self.etag: str = item["etag"]["S"]
        self.modified = int(item["modified"]["N"])
        self.expires = int(item["expires"]["N"]) if "expires" in item else None
        self.headers: dict[str, str] = {name.lower(): value["S"] for name, value in item["headers"]["M"].items()}

    def content(self, limit: int) -> bytes | None:
        """Decompress the content; None if it has more than `limit` bytes.

        Raises:
            TableError: The body is not gzip in base64.
        """
        decompressor = zlib.decompressobj(_GZIP)
        try:
            content = decompressor.decompress(binascii.a2b_base64(self.body), limit + 1)
        except (binascii.Error, zlib.error) as error:
            raise _malformed(error) from error
        if len(content) > limit:
            return None
        if not decompressor.eof:
            raise _malformed("the body ends too early")
        return content


class Card:
    """What is at a path.

    Attributes:
        state: `LIVE`, `MOVED` or `GONE`.
        location: The path where the page is now, if it has moved there; else empty.
        address: Where site.yaml has the path lead, if that is no article: another host, or a path; else empty.
    """

    __slots__ = ("address", "location", "state")

    def __init__(self, item: Item) -> None:
        self.state: str = item["state"]["S"]
        if self.state not in (LIVE, MOVED, GONE):
            raise ValueError(f"state {self.state!r}")
        elsewhere = self.state == MOVED and "location" not in item
        self.location: str = item["location"]["S"] if self.state == MOVED and not elsewhere else ""
        self.address: str = item["redirect"]["S"] if elsewhere else ""


class ErrorPage:
    """The page that tells a person of an error, in the look of the site.

    Attributes:
        html: The page, with places for a title and a text.
        policy: Its Content-Security-Policy.
        texts: Title and text, as HTML, by status.
    """

    __slots__ = ("html", "policy", "texts")

    def __init__(self, item: Item) -> None:
        self.html = zlib.decompress(binascii.a2b_base64(item["page"]["B"]), _GZIP).decode()
        self.policy: str = item["policy"]["S"]
        self.texts: dict[str, tuple[str, str]] = {
            status: (text["M"]["title"]["S"], text["M"]["text"]["S"]) for status, text in item["texts"]["M"].items()
        }


class Table:
    """Reads from one table; each method is at most one read.

    Attributes:
        last_error_page: The site's page of errors, as it was read last; None if there is no such page yet.
    """

    __slots__ = ("_get_item", "_name", "_until", "last_error_page")

    def __init__(self, get_item: GetItem, name: str) -> None:
        self._get_item = get_item
        self._name = name
        self._until = 0.0
        self.last_error_page: ErrorPage | None = None

    def representation(self, path: str, kind: str) -> Stored | None:
        """Read a representation of the page at a path; None if it has none.

        Raises:
            TableError: The table did not answer, or the item is malformed.
        """
        item = self._get_item(self._name, keys.representation(path, kind))
        try:
            return Stored(item) if item is not None else None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _malformed(error) from error

    def card(self, path: str) -> Card | None:
        """Read what is at a path; None if nothing ever was.

        Raises:
            TableError: The table did not answer, or the item is malformed.
        """
        item = self._get_item(self._name, keys.card(path))
        try:
            return Card(item) if item is not None else None
        except (KeyError, TypeError, ValueError) as error:
            raise _malformed(error) from error

    def error_page(self, now: float) -> ErrorPage | None:
        """The site's page of errors, as it was at most `KEPT` seconds ago; None if it has none.

        Args:
            now: The time, in seconds since the epoch.

        Raises:
            TableError: The table did not answer, or the item is malformed. It is not read again for `KEPT` seconds.
        """
        if now >= self._until:
            self._until = now + KEPT
            item = self._get_item(self._name, keys.error_page())
            try:
                self.last_error_page = ErrorPage(item) if item is not None else None
            except (AttributeError, KeyError, TypeError, ValueError, zlib.error) as error:
                raise _malformed(error) from error
        return self.last_error_page


def _malformed(reason: object) -> TableError:
    return TableError("ItemMalformed", f"An item is not as publishing writes it: {reason!r}")
