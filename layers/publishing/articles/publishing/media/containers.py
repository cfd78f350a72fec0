"""What the readers of the picture formats have in common: each takes a file apart without decoding its pixels."""

from dataclasses import dataclass

from articles.publishing.media.limits import too_large

# The tag of the orientation, and the type of its value (Exif 2.32, 4.6.4 and 4.6.2).
_ORIENTATION, _SHORT = 0x0112, 3
_ENTRY = 12

# The orientations that swap width and height.
TURNED_SIDEWAYS = (5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, still encoded.

    Attributes:
        body: The file without what is not the picture; the file itself if it has nothing else, or if it is animated.
        width: Pixels of what is stored, which may yet have to be turned.
        height: As `width`.
        orientation: How it has to be turned, 1 to 8, as in Exif; 1 if it is upright.
        is_animated: Whether it has several frames.
        scratch: Bytes of memory that decoding it takes, besides its pixels.
    """

    body: bytes
    width: int
    height: int
    orientation: int = 1
    is_animated: bool = False
    scratch: int = 0


# More parts than this are in no picture that anybody has made to be seen: going through them would take seconds.
MOST_PARTS = 100_000


class DamagedError(Exception):
    """A file is not as its format demands. The message says what is wrong, after 'The picture is damaged: '."""


def check_parts(parts: int) -> None:
    """Refuse to go through very many parts.

    Raises:
        ArticleError: There are too many.
    """
    if parts > MOST_PARTS:
        raise too_large(f"The picture is in more than {MOST_PARTS:,} parts", "export it again")


def orientation_of(exif: bytes) -> int:
    """The orientation in Exif data, from their TIFF header on; 1 if they have none, or are no Exif data."""
    if exif[:4] not in (b"II*\0", b"MM\0*"):
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(exif[at : at + size], "little" if exif[:1] == b"I" else "big")

    start = number(4, 4)
    for entry in range(start + 2, start + 2 + number(start, 2) * _ENTRY, _ENTRY):
        if entry + _ENTRY > len(exif):
            break
        if (number(entry, 2), number(entry + 2, 2), number(entry + 4, 4)) == (_ORIENTATION, _SHORT, 1):
            found = number(entry + 8, 2)
            return found if 1 <= found <= max(TURNED_SIDEWAYS) else 1
    return 1
