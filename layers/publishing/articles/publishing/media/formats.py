"""Which files beside articles pages can show or offer, by the endings of their names."""

from dataclasses import dataclass
from typing import Literal

# How a page shows a file: as a picture, in a player, or as a link; or what an own file of a site is.
Kind = Literal["picture", "audio", "video", "document", "style", "words", "font"]


@dataclass(frozen=True, slots=True)
class Format:
    """What files with an ending are.

    Attributes:
        kind: How a page shows them.
        media_type: Their media type (IANA, Media Types).
        name: What their content is, in an author's words: it is the same for endings that mean the same.
    """

    kind: Kind
    media_type: str
    name: str


_JPEG = Format("picture", "image/jpeg", "JPEG")
_OGG = Format("audio", "audio/ogg", "Ogg")
_MP4 = Format("video", "video/mp4", "MP4")

# By ending, in lower case; file names may have them in upper case.
FORMATS = {
    "png": Format("picture", "image/png", "PNG"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": Format("picture", "image/gif", "GIF"),
    "webp": Format("picture", "image/webp", "WebP"),
    "avif": Format("picture", "image/avif", "AVIF"),
    "svg": Format("picture", "image/svg+xml", "SVG"),
    "mp3": Format("audio", "audio/mpeg", "MP3"),
    "m4a": Format("audio", "audio/mp4", "MP4"),
    "oga": _OGG,
    "ogg": _OGG,
    "opus": _OGG,
    "flac": Format("audio", "audio/flac", "FLAC"),
    "wav": Format("audio", "audio/wav", "WAV"),
    "mp4": _MP4,
    "m4v": _MP4,
    "webm": Format("video", "video/webm", "WebM"),
    "ogv": Format("video", "video/ogg", "Ogg"),
    "pdf": Format("document", "application/pdf", "PDF"),
}


def ending(name: str) -> str:
    """The ending of the name of a file, in lower case; empty if it has none."""
    return name.rpartition("/")[2].rpartition(".")[2].lower() if "." in name else ""


def format_of(name: str) -> Format | None:
    """What a file is by its name; None if pages neither show nor offer such files."""
    return FORMATS.get(ending(name))
