"""What a file is, by its first bytes.

WHATWG, MIME Sniffing, has most of these; the others are named where they stand.
"""

import re

# A name, and how the bytes begin. Names as in `formats.FORMATS`, so far as they are there.
_BEGINNINGS = (
    ("JPEG", b"\xff\xd8\xff"),
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("GIF", b"GIF87a"),
    ("GIF", b"GIF89a"),
    ("Ogg", b"OggS"),  # RFC 3533, 6
    ("FLAC", b"fLaC"),  # RFC 9639, 6
    ("MP3", b"ID3"),  # ID3v2.4.0, 3.1
    ("BMP", b"BM"),
    ("TIFF", b"II*\0"),  # TIFF 6.0, 2
    ("TIFF", b"MM\0*"),
    ("Photoshop", b"8BPS"),
    ("JPEG XL", b"\xff\x0a"),  # ISO 18181-2
    ("JPEG XL", b"\0\0\0\x0cJXL \r\n\x87\n"),
    ("JPEG 2000", b"\0\0\0\x0cjP  \r\n\x87\n"),  # ISO 15444-1
    ("icon", b"\0\0\1\0"),
    ("gzip", b"\x1f\x8b"),  # RFC 1952, 2.3.1
    ("ZIP", b"PK\3\4"),
    ("Git LFS", b"version https://git-lfs.github.com/spec/"),
)
# By what stands behind the length of a file that begins with RIFF.
_RIFF = {b"WEBP": "WebP", b"WAVE": "WAV", b"AVI ": "AVI"}
# By the brands of files that begin with a box `ftyp` (ISO 14496-12, 4.3); the first that is there counts.
_BRANDS = (
    ("AVIF", (b"avif", b"avis")),
    ("HEIC", (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx")),
    ("MP4", (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42")),
    ("MP4", (b"avc1", b"M4A ", b"M4B ", b"M4V ", b"dash", b"f4v ", b"MSNV", b"cmfc")),
    ("QuickTime", (b"qt  ",)),
    ("3GPP", (b"3gp4", b"3gp5", b"3gp6", b"3g2a")),
)
# EBML (RFC 8794): its header, and in it the element DocType with a length of one byte.
_EBML, _DOC_TYPE = b"\x1a\x45\xdf\xa3", re.compile(rb"\x42\x82[\x81-\xbf](webm|matroska)")
# ISO 32000-1, implementation note 13: readers accept the header of a PDF within its first 1024 bytes.
_PDF, _PDF_WITHIN = b"%PDF-", 1024
_HTML = re.compile(rb"(?is)(?:\xef\xbb\xbf)?\s*(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b")
_SVG = re.compile(rb"<(?:\w+:)?svg\b")
# How much of a file is looked at to say that it is text.
_BEGINNING = 1024


def kind_of(body: bytes) -> str | None:
    """What a file is: a name of `formats.FORMATS`, or of something else; None if nobody knows."""
    for name, beginning in _BEGINNINGS:
        if body.startswith(beginning):
            return name
    if body[:4] == b"RIFF":
        return _RIFF.get(body[8:12])
    if body[4:8] == b"ftyp":
        return _by_brand(body)
    if body.startswith(_EBML):
        match = _DOC_TYPE.search(body[:_BEGINNING])
        return None if match is None else "WebM" if match[1] == b"webm" else "Matroska"
    if _PDF in body[:_PDF_WITHIN]:
        return "PDF"
    return "MP3" if _is_mp3(body) else _text(body[:_BEGINNING])


def _by_brand(body: bytes) -> str | None:
    """The main brand counts most, then those that it is compatible with."""
    brands = [body[8:12], *(body[at : at + 4] for at in range(16, min(int.from_bytes(body[:4], "big"), 256), 4))]
    found = [name for brand in brands for name, those in _BRANDS if brand in those]
    return found[0] if found else None


def _is_mp3(body: bytes) -> bool:
    """Whether it begins with the header of a frame of layer III (ISO 11172-3, 2.4.1.3)."""
    if len(body) < 4 or body[0] != 0xFF or body[1] & 0xE6 != 0xE2:  # noqa: PLR2004 - sync, and the layer
        return False
    version, rate, sampling = body[1] >> 3 & 3, body[2] >> 4, body[2] >> 2 & 3
    return version != 1 and rate not in (0, 15) and sampling != 3  # noqa: PLR2004 - what is reserved


def _text(beginning: bytes) -> str | None:
    if _HTML.match(beginning):
        return "HTML"
    if _SVG.search(beginning):
        return "SVG"
    if beginning.lstrip().startswith(b"<?xml"):
        return "XML"
    try:
        text = beginning.decode()
    except UnicodeDecodeError as error:
        if error.end < len(beginning) or error.start < _BEGINNING - 4:
            return None
        text = beginning[: error.start].decode()
    return "text" if all(each.isprintable() or each.isspace() for each in text) else None
