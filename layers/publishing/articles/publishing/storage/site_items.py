"""What the item of the error page of a site looks like, which `deliver` reads."""

from typing import Any

from articles.common import keys
from articles.common.compression import gzipped
from articles.publishing.rendering.rendered import ErrorPage


def from_error_page(page: ErrorPage) -> dict[str, Any]:
    """The item of the page that tells a person of an error."""
    texts = {str(status): {"title": title, "text": text} for status, (title, text) in page.texts.items()}
    return {**keys.error_page(), "page": gzipped(page.html.encode(), 9), "policy": page.policy, "texts": texts}
