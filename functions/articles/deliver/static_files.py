"""The site's fonts and scripts. Their folders are beside this module, so they are deployed with what serves them."""

from __future__ import annotations

import binascii
import os

from articles.deliver.responses import result

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from articles.deliver.responses import Result

_HERE = os.path.dirname(__file__)  # noqa: PTH120 - pathlib costs 4 ms
# Of each folder, what its files end in and what they are.
_TYPES = {"fonts": (".woff2", "font/woff2"), "scripts": (".js", "text/javascript; charset=utf-8")}

# A file's name contains its hash, so what is under a name never changes.
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}


def answer(folder: str, name: str) -> Result | None:
    """Make the result with the file of this name in `fonts` or `scripts`; None if there is no such file."""
    suffix, content_type = _TYPES[folder]
    path = os.path.join(_HERE, folder)  # noqa: PTH118 - as above
    if not name.endswith(suffix) or name not in os.listdir(path):  # noqa: PTH208 - as above
        return None
    with open(os.path.join(path, name), "rb") as file:  # noqa: PTH118, PTH123 - as above
        content = binascii.b2a_base64(file.read(), newline=False).decode()
    return result(200, {"content-type": content_type, **_KEPT}, content, is_base64=True)
