"""Routes are chosen as API Gateway chooses them."""

import pytest
from articles.local.functions import Route
from articles.local.routing import find_route

ROUTES = [
    Route("ANY", "$default", "catch-all"),
    Route("ANY", "/", "home"),
    Route("ANY", "/learn", "learn"),
    Route("ANY", "/learn/{subject}", "subject"),
    Route("ANY", "/learn/{subject}/feed.atom", "feed"),
    Route("ANY", "/learn/special", "special"),
    Route("ANY", "/files/{path+}", "files"),
    Route("ANY", "/files/{name}", "file"),
    Route("GET", "/files/list", "list"),
    Route("ANY", "/files/list", "other methods"),
    Route("ANY", "/a.b", "dotted"),
]


@pytest.mark.parametrize(
    ("path", "function", "parameters"),
    [
        ("/", "home", {}),
        ("/learn", "learn", {}),
        ("/learn/", "catch-all", {}),
        ("/learn/physics", "subject", {"subject": "physics"}),
        ("/learn/café au lait", "subject", {"subject": "café au lait"}),
        ("/learn/special", "special", {}),
        ("/learn/physics/feed.atom", "feed", {"subject": "physics"}),
        ("/learn/physics/questions/why", "catch-all", {}),
        ("/files/one", "file", {"name": "one"}),
        ("/files/one/two", "files", {"path": "one/two"}),
        ("/files/", "catch-all", {}),
        ("/files/list", "list", {}),
        ("/a.b", "dotted", {}),
        ("/aXb", "catch-all", {}),
        ("/Learn", "catch-all", {}),
        ("//learn", "catch-all", {}),
    ],
)
def test_the_most_specific_route_wins(path: str, function: str, parameters: dict[str, str]) -> None:
    for routes in (ROUTES, ROUTES[::-1]):
        match = find_route(routes, "GET", path)
        assert match is not None
        assert (match.route.function, match.parameters) == (function, parameters)


def test_a_method_is_more_specific_than_any() -> None:
    match = find_route(ROUTES, "POST", "/files/list")
    assert match is not None
    assert match.route.function == "other methods"
    assert match.route_key == "ANY /files/list"


def test_without_a_default_route_a_request_may_have_none() -> None:
    assert find_route([Route("GET", "/", "home")], "POST", "/") is None


def test_the_default_route_has_its_own_key() -> None:
    match = find_route(ROUTES, "GET", "/nowhere")
    assert match is not None
    assert match.route_key == "$default"
