"""From a request to its response, step by step.

A stored representation takes one read of the table, a missing page two, one that is published meanwhile three. Who is
answered an error as a page may cost one more, but at most one in five seconds.
"""

from __future__ import annotations

import time

from articles.common.http_edge import GONE, NOT_FOUND, ProblemDetails, refusal
from articles.common.negotiation import acceptable_codings, preferred_type
from articles.common.paths import href, is_reserved
from articles.common.representations import KINDS
from articles.deliver import log, problems, responses
from articles.deliver.dynamodb.errors import TableError
from articles.deliver.table import LIVE, MOVED
from articles.deliver.targets import find_target

TYPE_CHECKING = False  # the typing module is not imported for annotations
if TYPE_CHECKING:
    from collections.abc import Callable

    from articles.common.http_edge import Request
    from articles.deliver.responses import Result
    from articles.deliver.settings import Settings
    from articles.deliver.table import ErrorPage, Stored, Table
    from articles.deliver.targets import Target

_HEALTH = "/health"
_STATIC = ("/fonts/", "/scripts/")

# The representations that Accept can choose, by media type, in our order of preference.
_NEGOTIATED = {kind.media_type: kind.name for kind in KINDS.values() if kind.is_negotiated}
_OFFERS = tuple(_NEGOTIATED)


def respond(request: Request, table: Table, settings: Settings, now: Callable[[], float] = time.time) -> Result:
    """Make the response to a request, as a result for API Gateway.

    Args:
        request: The request.
        table: The site's table.
        settings: The function's settings.
        now: The time, in seconds since the epoch.

    Raises:
        TableError: The table did not answer, or an item is malformed or missing.
    """
    refused = refusal(request, settings.origin_secret)
    if refused is not None:
        return problems.answer(refused, request, lambda: table.last_error_page)  # it is to cost nothing
    if request.method == "OPTIONS":
        return responses.preflight()
    if request.path == _HEALTH:
        table.card("/")
        return responses.healthy()
    found = _static(request) if request.path.startswith(_STATIC) else _find(request, table, settings, now)
    if isinstance(found, ProblemDetails):
        return problems.answer(found, request, lambda: _error_page(request, table, settings, now()))
    return found


def _error_page(request: Request, table: Table, settings: Settings, now: float) -> ErrorPage | None:
    """The site's page of errors. If it cannot be read, the last one: what to tell of is the page that was asked for."""
    try:
        return table.error_page(now)
    except TableError as error:
        log.error_page_unavailable(error, request, settings)
        return table.last_error_page


def _static(request: Request) -> Result | ProblemDetails:
    from articles.deliver import static_files  # noqa: PLC0415 - few requests are for these

    _, folder, name = request.path.split("/", 2)
    found = static_files.answer(folder, name)
    return NOT_FOUND if found is None else found


def _find(request: Request, table: Table, settings: Settings, now: Callable[[], float]) -> Result | ProblemDetails:
    target = find_target(request.path)
    if target is not None and target.request_path != request.path:
        # A list needs its parameters. A page has none, and a cache would send one client's parameters to all others.
        query = request.query if is_reserved(target.path) else ""
        return responses.redirect(308, target.request_path, settings.cache_control, query)
    if target is None or is_reserved(target.path):
        return NOT_FOUND
    kind = target.kind or _negotiated_kind(request)
    stored = None if kind is None else table.representation(target.path, kind)
    if kind is None or stored is None:
        return _miss(target, kind, request, table, settings, now)
    return _hit(target, kind, stored, request, settings, now)


def _hit(  # noqa: PLR0913, PLR0917 - what a response is made of
    target: Target, kind: str, stored: Stored, request: Request, settings: Settings, now: Callable[[], float]
) -> Result | ProblemDetails:
    kept = settings.cache_control
    if stored.expires is not None:
        left = int(stored.expires - now())
        if left <= 0:
            return GONE
        kept = settings.cache_control_until(left)
    headers = {"cache-control": kept, **_variant_headers(target, kind)}
    for coding in acceptable_codings(request.headers.get("accept-encoding")):
        found = responses.representation(stored, coding, headers, request.headers)
        if found is not None:
            return found
    return problems.CODING_NOT_ACCEPTABLE


def _miss(  # noqa: PLR0913, PLR0917 - what a response is made of
    target: Target, kind: str | None, request: Request, table: Table, settings: Settings, now: Callable[[], float]
) -> Result | ProblemDetails:
    """Make the response if there is no representation to send: the page's card says what became of it."""
    card = table.card(target.path)
    if card is None:
        return NOT_FOUND
    if card.address:
        return responses.redirect_elsewhere(card.address, settings.cache_control)
    if card.state == MOVED:
        return responses.redirect(301, target.at(card.location), settings.cache_control)
    if card.state != LIVE:
        return GONE
    if kind is None:
        return problems.TYPE_NOT_ACCEPTABLE
    # The page was published between the two reads, or the first one, being eventually consistent, did not see it yet.
    stored = table.representation(target.path, kind)
    if stored is None:
        raise TableError("RepresentationMissing", f"{target.path} is live, and has no representation {kind} yet.")
    return _hit(target, kind, stored, request, settings, now)


def _negotiated_kind(request: Request) -> str | None:
    media_type = preferred_type(request.headers.get("accept"), _OFFERS)
    return None if media_type is None else _NEGOTIATED[media_type]


def _variant_headers(target: Target, kind: str) -> dict[str, str]:
    """The headers that tell caches how the representation was chosen (RFC 9110, sections 8.7 and 12.5.5)."""
    if target.kind is not None:
        return {"vary": "Accept-Encoding"}
    own_path = KINDS[kind].at(target.path)
    location = {} if own_path == target.path else {"content-location": href(own_path)}
    return {"vary": "Accept, Accept-Encoding", **location}
