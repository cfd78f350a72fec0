"""Code to HTML with classes, by Pygments."""

import html

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# Some lexers need time that grows with the square of their input.
MAX_LENGTH = 16_384


def to_html(code: str, language: str) -> tuple[str, str]:
    """Code as HTML, and the name of its language, empty where it is unknown and the code stands plain.

    Args:
        code: The code as it is.
        language: What the author calls its language.
    """
    if not language or len(code) > MAX_LENGTH:
        return html.escape(code, quote=False), ""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return html.escape(code, quote=False), ""
    return highlight(code, lexer, HtmlFormatter(nowrap=True)), lexer.aliases[0]
