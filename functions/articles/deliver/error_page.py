"""The page that tells a person why there is no article.

tests/unit/test_error_page.py makes `error.html` from the templates of the articles' pages, which are not deployed with
delivery. It fails if the two differ.
"""

import binascii
import functools
import hashlib
import os

_FILE = os.path.join(os.path.dirname(__file__), "error.html")  # noqa: PTH118, PTH120 - pathlib costs 4 ms


def error_page(title: str, text: str) -> str:
    """Make the page with a title and a sentence. Neither may contain HTML's special characters: nothing is escaped."""
    return _template().replace("{title}", title).replace("{text}", text)


@functools.cache
def content_security_policy() -> str:
    """The Content-Security-Policy of the page: its style sheet; images, connections and search of the site itself."""
    style = _template().partition("<style>")[2].partition("</style>")[0]
    digest = binascii.b2a_base64(hashlib.sha256(style.encode()).digest(), newline=False).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


@functools.cache
def _template() -> str:
    with open(_FILE, encoding="utf-8") as file:  # noqa: PTH123 - as above
        return file.read()
