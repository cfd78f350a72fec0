"""What pages need to know of a file that they show or offer, and the address at which it is served."""

import hashlib
import re
from dataclasses import dataclass

from articles.publishing.media.formats import Kind

# Below this path of the site, and with it as the beginning of their keys in the bucket of what is derived.
FOLDER = "pictures/"

# The widths in pixels in which a picture is offered, besides its own.
WIDTHS = (640, 1280, 1920)

# Hexadecimal digits of a hash in an address: 128 bits.
_DIGITS = 32
_ADDRESS = re.compile(rf"{FOLDER}[0-9a-f]{{{_DIGITS}}}/[0-9a-f]{{{_DIGITS}}}(-[1-9][0-9]*\.webp|\.[a-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Media:
    """A file that pages can show or offer.

    Attributes:
        address: Key in the bucket of what is derived, and path below that of the site: it holds a hash of the file's
            key and one of what is served there, so that nothing else ever has it.
        kind: How a page shows it.
        media_type: Its media type.
        size: Bytes of what is served.
        width: Pixels, if it is a picture; None if it is not, or is a vector picture without a size.
        height: As `width`.
        widths: The widths in which it is offered in WebP, too: `narrower` has their addresses. None until they are
            made.
        is_animated: Whether it is a picture that moves.
    """

    address: str
    kind: Kind
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    widths: tuple[int, ...] | None = None
    is_animated: bool = False

    @property
    def stem(self) -> str:
        """What all of its addresses have in common, and no other version of the file."""
        return stem_of(self.address)

    @property
    def href(self) -> str:
        """The path of the site at which it is served."""
        return f"/{self.address}"

    def narrower(self, width: int) -> str:
        """The address of the picture in one of `widths`."""
        return f"{self.address.rpartition('.')[0]}-{width}.webp"

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses at which it is served."""
        return (self.address, *(self.narrower(width) for width in self.widths or ()))


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file beside the articles, to which a text leads, or which it shows.

    Attributes:
        key: Its object key.
        media: What is served of it; None if no version of it could be used so far.
        problem: Why the version that the bucket has cannot be used; empty if it can.
        others: Keys of other files of the name by which it was found.
    """

    key: str
    media: Media | None
    problem: str = ""
    others: tuple[str, ...] = ()


def stem_of(address: str) -> str:
    """What the addresses of one version of a file have in common: folder and hash."""
    folder, _, name = address.rpartition("/")
    return f"{folder}/{name[:_DIGITS]}"


def folder_of(key: str) -> str:
    """What the addresses of everything that is made of a file begin with, whatever it holds."""
    return f"{FOLDER}{_hashed(key.encode())}/"


def address_of(key: str, content: bytes, ending: str) -> str:
    """The address of what is served for a file.

    Args:
        key: Its object key.
        content: What is served.
        ending: The ending of its name, in lower case.
    """
    return f"{folder_of(key)}{_hashed(content)}.{ending}"


def is_address(text: str) -> bool:
    """Whether a text has the form of an address: there may be something at it."""
    return _ADDRESS.fullmatch(text) is not None


def _hashed(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()[:_DIGITS]
