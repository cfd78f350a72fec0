"""The page that tells a person why there is no article.

tests/unit/test_error_page.py makes `error.html` from the templates of the articles' pages, which are not deployed with
delivery. It fails if the two differ.
"""

import binascii
import functools
import hashlib
import os

_FILE = os.path.join(os.path.dirname(__file__), "error.html")  # noqa: PTH118, PTH120 - pathlib costs 4 ms


# Where the page has its title and its text, be it ours or that of the site.
_TITLE, _TEXT = "<!--title-->", "<!--text-->"


def error_page(title: str, text: str, template: str = "") -> str:
    """Make the page with a title and a sentence.

    Args:
        title: The title. Neither it nor the text may contain HTML's special characters: nothing is escaped.
        text: The sentence.
        template: The page of the site; ours if it is empty.
    """
    return (template or _template()).replace(_TITLE, title).replace(_TEXT, text)


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
