"""Prints digests of the representations of article files, as JSON: `render_digests.py FILE...`."""

import gzip
import hashlib
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from articles.publishing.reading.article import parse_article
from articles.publishing.rendering.fingerprint import fingerprint
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")


def digests(files: list[Path]) -> dict[str, Any]:
    """For each representation a digest of what it says, and one of its compressed bytes; and who made them."""
    said, compressed = {}, {}
    for file in files:
        for each in represent(parse_article(file.read_bytes(), file.name), (), SITE).representations:
            name = f"{file.name} {each.kind}"
            parts = (gzip.decompress(each.body), each.etag.encode(), repr(sorted(each.headers.items())).encode())
            said[name] = hashlib.sha256(b"\0".join(parts)).hexdigest()
            compressed[name] = hashlib.sha256(each.body).hexdigest()
    about = {"zlib": zlib.ZLIB_RUNTIME_VERSION, "fingerprint": fingerprint(SITE)}
    return {**about, "said": said, "compressed": compressed}


if __name__ == "__main__":
    print(json.dumps(digests([Path(name) for name in sys.argv[1:]])))  # noqa: T201 - the result
