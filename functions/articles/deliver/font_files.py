"""The site's fonts. Their folder is beside this module, so they are deployed with the code that serves them."""

from __future__ import annotations

import binascii
import os

from articles.deliver.responses import result

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from articles.deliver.responses import Result

_FOLDER = os.path.join(os.path.dirname(__file__), "fonts")  # noqa: PTH118, PTH120 - pathlib costs 4 ms
_SUFFIX = ".woff2"

# A font's name contains its hash, so the font under a name never changes.
_HEADERS = {"content-type": "font/woff2", "cache-control": "public, max-age=31536000, immutable"}


def answer(name: str) -> Result | None:
    """Make the result with the font of this file name; None if there is no such font."""
    if not name.endswith(_SUFFIX) or name not in os.listdir(_FOLDER):  # noqa: PTH208 - as above
        return None
    with open(os.path.join(_FOLDER, name), "rb") as file:  # noqa: PTH118, PTH123 - as above
        return result(200, _HEADERS, binascii.b2a_base64(file.read(), newline=False).decode(), is_base64=True)
