"""Values as compressed JSON, as items hold them."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from articles.common.compression import gzipped


def compressed(value: Mapping[str, Any]) -> bytes:
    """A value as JSON, compressed; the same value gives the same bytes."""
    text = json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
    return gzipped(text.encode(), 9)


def uncompressed(stored: Any) -> dict[str, Any]:
    """The value that was compressed."""
    value: dict[str, Any] = json.loads(gzip.decompress(bytes(stored)))
    return value
