"""Find the route of an HTTP API that takes a request, by the rules of API Gateway.

See 'Create routes for HTTP APIs' in its developer guide: the most specific route wins, then one with a greedy path
variable, then `$default`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from articles.local.functions import Route

DEFAULT = "$default"

_VARIABLE = re.compile(r"\{([^}+]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Match:
    """A route, and the values of its path variables in a request."""

    route: Route
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def route_key(self) -> str:
        """The route's key, as events name it."""
        return DEFAULT if self.route.path == DEFAULT else f"{self.route.method} {self.route.path}"


def find_route(routes: Iterable[Route], method: str, path: str) -> Match | None:
    """Find the route that takes a request; None if no route does.

    Args:
        routes: All routes of the API.
        method: The request's method.
        path: The request's path, decoded.
    """
    matches = [
        Match(route, parameters)
        for route in routes
        if route.method in ("ANY", method)
        if (parameters := _parameters(route.path, path)) is not None
    ]
    return min(matches, key=_specificity, default=None)


def _parameters(pattern: str, path: str) -> Mapping[str, str] | None:
    """The values of the variables of a route's path in a path; None if the route does not match."""
    if pattern == DEFAULT:
        return {}
    literals_and_variables = _VARIABLE.split(pattern)
    literals, names, greedy = (literals_and_variables[start::3] for start in range(3))
    expression = re.escape(literals[0])
    for plus, literal in zip(greedy, literals[1:], strict=True):
        expression += ("(.+)" if plus else "([^/]+)") + re.escape(literal)
    found = re.fullmatch(expression, path, re.DOTALL)
    return None if found is None else dict(zip(names, found.groups(), strict=True))


def _specificity(match: Match) -> tuple[int, list[int], bool]:
    """A key that sorts the most specific match first: in each segment a literal, a variable, then a greedy variable."""
    if match.route.path == DEFAULT:
        return 1, [], True
    segments = match.route.path.split("/")
    ranks = [2 if segment.endswith("+}") else 1 if segment.startswith("{") else 0 for segment in segments]
    return 0, ranks, match.route.method == "ANY"
