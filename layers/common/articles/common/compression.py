"""Compress content."""

import zlib

_GZIP = 31  # zlib's wbits for a gzip stream, which it writes without time and name


def gzipped(content: bytes, level: int) -> bytes:
    """Content as a gzip stream (RFC 1952); the same content gives the same bytes. Levels are zlib's, up to 9."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    return compressor.compress(content) + compressor.flush()
