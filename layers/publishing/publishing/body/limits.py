"""What a Markdown text may cost: bounds on what the parser is slow at, checked before it runs."""

from publishing.errors import ArticleError, Problem

MAX_MARKDOWN_BYTES = 256 * 1024
MAX_HTML_BYTES = 2 * 1024 * 1024


def check_markdown(markdown: str) -> None:
    """Refuse a text that would take too long.

    Raises:
        ArticleError: It is too long.
    """
    size = len(markdown.encode())
    if size > MAX_MARKDOWN_BYTES:
        message = f"The answer is {size:,} bytes of Markdown, more than the limit of {MAX_MARKDOWN_BYTES:,}."
        raise ArticleError([Problem(1, 1, "markdown-size", message)])


def check_html(html: str) -> None:
    """Refuse a page that would be too large.

    Raises:
        ArticleError: It is.
    """
    size = len(html.encode())
    if size > MAX_HTML_BYTES:
        message = f"The answer gives {size:,} bytes of HTML, more than the limit of {MAX_HTML_BYTES:,}."
        raise ArticleError([Problem(1, 1, "html-size", message)])
