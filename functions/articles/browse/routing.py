"""What the routes of both functions share: how they are declared, and what they know of the request."""

import threading
from collections.abc import Callable
from typing import Any

from articles.browse.edge import edge
from articles.browse.problems import ProblemError
from articles.browse.settings import settings_for
from articles.common.http_edge import NOT_FOUND, Request, from_event
from articles.publishing.rendering.settings import Settings
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

# One part of a path. The router's own `<name>` does not match combining marks, which slugs have in many languages.
SEGMENT = "[^/]+"

_Route = Callable[..., Response[Any]]

# The router keeps the request in a class that all routers share. In the local stack, so do both functions.
_ONE_AT_A_TIME = threading.Lock()


class Routes:
    """The routes of a function."""

    def __init__(self) -> None:
        """Begin without any: each request is answered 404."""
        self._app = APIGatewayHttpResolver()
        self._app.use(middlewares=[edge])
        self._app.not_found(_nothing_there)

    def get(self, rule: str) -> Callable[[_Route], _Route]:
        """Declare the route of the paths that match a rule, for GET and HEAD."""
        return self._app.route(rule, method=["GET", "HEAD"])

    def answer(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer an HTTP request, payload format version 2.0."""
        with _ONE_AT_A_TIME:
            return self._app.resolve(event, context)

    def request(self) -> Request:
        """The request that is answered."""
        return from_event(self._app.current_event.raw_event)

    def asked(self) -> tuple[Request, Settings]:
        """The request that is answered, and the site's settings for it."""
        request = self.request()
        return request, settings_for(request)


def _nothing_there(_: NotFoundError) -> Response[str]:
    """Respond 404: no route matches."""
    raise ProblemError(NOT_FOUND)
