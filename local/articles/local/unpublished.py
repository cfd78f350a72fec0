"""Show on the home page which files are held back, with links to their previews. Nothing of this is deployed.

The list is added only if a browser navigates to the page, as `Sec-Fetch-Dest` says.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape

from articles.local.http_api import AsgiApplication, Receive, Scope, Send
from articles.local.live_reload import is_navigation, with_page
from articles.local.payload import Response


def with_unpublished(
    application: AsgiApplication, unpublished: Mapping[str, str], link: Callable[[str], str]
) -> AsgiApplication:
    """Make an application that adds the list to the home page, and passes on everything else.

    Args:
        application: The application.
        unpublished: The files that are held back now: the state of each, by its key.
        link: Makes a link to the preview of a file, by its key.
    """

    def added(page: Response) -> Response:
        before, end, after = page.body.rpartition(b"</main>")
        return replace(page, body=before + _list(unpublished, link).encode() + end + after) if end else page

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["raw_path"] == b"/" and is_navigation(scope) and unpublished:
            await with_page(application, scope, receive, send, added)
        else:
            await application(scope, receive, send)

    return answering


def _list(unpublished: Mapping[str, str], link: Callable[[str], str]) -> str:
    files = sorted((state, key) for key, state in dict(unpublished).items())
    items = "".join(f'<li><a href="{escape(link(key))}">{escape(key)}</a>: {state}</li>' for state, key in files)
    count = "1 file is" if len(files) == 1 else f"{len(files)} files are"
    return f"<section><h2>Held back</h2><p>{count} held back; only you see this list.</p><ul>{items}</ul></section>"
