"""Values as compressed JSON, as items hold them."""

import gzip
import json
import zlib
from collections.abc import Mapping
from typing import Any


def compressed(value: Mapping[str, Any]) -> bytes:
    """A value as JSON, compressed; the same value gives the same bytes."""
    text = json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return compressor.compress(text.encode()) + compressor.flush()


def uncompressed(stored: Any) -> dict[str, Any]:
    """The value that was compressed."""
    value: dict[str, Any] = json.loads(gzip.decompress(bytes(stored)))
    return value
