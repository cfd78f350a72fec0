"""The function that CloudFront runs before it looks into its cache: template.yaml's own code, run by node.

What it decides is for the functions to decide, too: whatever it makes of a request, they must make the same of it.
"""

import itertools
import json
import random
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes

import pytest
from articles.browse.query_parameters import ParameterError, listing, nothing, paging, polling, subjects
from articles.browse.search_parameters import of_api
from articles.common.http_edge import METHOD_NOT_ALLOWED
from articles.common.negotiation import preferred_type, prefers_page
from articles.common.paths import canonical_path, href, is_for_programs
from articles.common.representations import KINDS
from articles.deliver import responses
from articles.deliver.targets import find_target

from tests.support.cloudfront import CODE, TEMPLATE, at_the_edge, needs_node, request

# What every answer of a function has, and CloudFront adds to its own: PageHeadersPolicy.
PAGE_HEADERS = {"content-security-policy", "referrer-policy", "strict-transport-security", "x-content-type-options"}
OFFERS = tuple(kind.media_type for kind in KINDS.values() if kind.is_negotiated)
SUFFIXES = [kind.suffix for kind in KINDS.values() if kind.suffix]
NORMAL = {"*/*", "none/none", *OFFERS}

RANGES = [
    *OFFERS,
    "*/*",
    "*",
    "text/*",
    "application/*",
    "application/xhtml+xml",
    "application/problem+json",
    "image/*",
    "__proto__",
    "constructor",
]
WEIGHTS = ["", ";q=1", ";q=0", ";q=0.5", "; Q=0.8", ";q=.3", ";q=1.", ";level=1;q=0.2", ";q=2", ";q=x", ";q=", ";q=-1"]
WEIGHTS += [";q=1e-1", ";q=+0.5", ";q=0_1", "; q = .5 ", ";q=0x1", ";q=.", ";q=\u0660.5", ";q=1;q=0", ";q", ";"]


def place(result: Mapping[str, Any]) -> str | None:
    """Where the cache keeps the answer to a request, as its policy has it; None if the function has answered."""
    if "statusCode" in result:
        return None
    name = "SearchCachePolicy" if result["uri"] in ("/search", "/api/search") else "PageCachePolicy"
    policy = TEMPLATE.document["Resources"][name]["Properties"]["CachePolicyConfig"]
    kept = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    headers = {name: result["headers"][name]["value"] for name in kept["HeadersConfig"]["Headers"]}
    query = {
        name: each for name, each in result["querystring"].items() if name in kept["QueryStringsConfig"]["QueryStrings"]
    }
    return json.dumps([result["uri"], query, headers])


@needs_node
def test_what_cloudfront_makes_of_accept_asks_for_the_same_as_what_the_reader_sent() -> None:
    choose = random.Random(2026)  # the same headers each time
    sent = [
        ",".join(choose.choice(RANGES) + choose.choice(WEIGHTS) for _ in range(choose.randrange(6)))
        for _ in range(8000)
    ]
    normal = [result["headers"]["accept"]["value"] for result in at_the_edge([request(accept) for accept in sent])]
    assert set(normal) == NORMAL
    for accept, ours in zip(sent, normal, strict=True):
        wanted = preferred_type(accept, OFFERS)
        assert preferred_type(ours, OFFERS) == wanted, (accept, ours)
        if wanted == OFFERS[0]:
            assert prefers_page(ours) == prefers_page(accept), (accept, ours)


@needs_node
def test_a_browser_an_agent_a_program_and_one_that_says_nothing_are_told_apart() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    agent = "text/markdown, text/html, */*"
    results = at_the_edge([request(accept) for accept in (browser, agent, "*/*", None, "image/png")])
    found = [result["headers"]["accept"]["value"] for result in results]
    assert found == ["text/html", "text/markdown", "*/*", "*/*", "none/none"]


@needs_node
def test_several_accept_headers_are_read_as_one() -> None:
    several = request("text/html;q=0.1")
    several["headers"]["accept"]["multiValue"] = [{"value": "text/html;q=0.1"}, {"value": "application/json"}]
    (result,) = at_the_edge([several])
    assert result["headers"]["accept"]["value"] == "application/json"


@needs_node
def test_the_host_is_what_cloudfront_was_asked_for_whatever_the_reader_says() -> None:
    requests = [request(None) for _ in range(3)]
    requests[1]["headers"]["host"] = {"value": "WWW.Example.org:443"}
    requests[2]["headers"]["host"] = {"value": "www.example.org."}
    hosts = [result["headers"]["x-site-host"] for result in at_the_edge(requests)]
    assert hosts == [{"value": "www.example.org"}] * 3


@needs_node
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_not_read_only_is_answered_at_the_edge(method: str) -> None:
    (result,) = at_the_edge([request(None, method)])
    assert result["statusCode"] == 405
    said = {name: header["value"] for name, header in result["headers"].items()}
    assert METHOD_NOT_ALLOWED.headers.items() <= said.items()
    assert json.loads(result["body"]["data"]) == json.loads(METHOD_NOT_ALLOWED.document)


@needs_node
def test_what_other_origins_may_ask_is_answered_at_the_edge_as_the_functions_would() -> None:
    (result,) = at_the_edge([request(None, "OPTIONS", "/anything?x=1")])
    preflight: Mapping[str, Any] = responses.preflight()
    assert (result["statusCode"], preflight["statusCode"]) == (204, 204)
    said = {name: header["value"] for name, header in result["headers"].items()}
    of_any = PAGE_HEADERS | {"access-control-expose-headers", "cross-origin-resource-policy"}
    assert said == {name: value for name, value in preflight["headers"].items() if name not in of_any}


# Paths

# Of these any path may be made: the forms that are mended, their borders, and what is left to the functions.
PLAIN = ["/", "/", "//", "a", "A", "learn", "Physics", "/api/related/", "-", ".json", ".Md", "%41", "%2f"]
PIECES = [
    *("/", "//", "a", "A", "learn", "LEARN", "Physics", "api/related", "API", "api/referrers", "fonts", "health", "."),
    *(
        "scripts",
        "..",
        "-",
        "_",
        "~",
        "!",
        "'",
        "(",
        ")",
        "+",
        ",",
        ":",
        "=",
        "@",
        "*",
        ";",
        "&",
        "$",
        " ",
        '"',
        "<",
        "|",
        "\\",
    ),
    *SUFFIXES,
    *(
        ".JSON",
        ".Md",
        ".html",
        "feed.atom",
        "é",
        "É",
        "\u212a",
        "\u0130",
        "e\u0301",
        "日本",
        "\x00",
        "%",
    ),
    *("%2f", "%2F", "%41", "%61", "%2e", "%c3%a9", "%C3%89", "%ff", "%zz", "%25", "%2561", "%20", "\x7f", "?", "#"),
]


def sent_paths(count: int) -> list[str]:
    """Paths as clients send them: what may not stand in a request is encoded, and other things sometimes."""
    choose = random.Random(2026)

    def encoded(char: str) -> str:
        may_stand = "!" <= char <= "~" and char not in '"<>\\^`{|}?#'
        if may_stand and choose.random() > 0.1:
            return char
        hexadecimal = "{:02x}" if choose.random() < 0.3 else "{:02X}"
        return "".join(f"%{hexadecimal.format(byte)}" for byte in char.encode())

    def path() -> str:
        text = "/" + "".join(
            choose.choice(PLAIN if choose.random() < 0.8 else PIECES) for _ in range(choose.randrange(1, 9))
        )
        return "".join(encoded(char) if char != "%" or choose.random() < 0.2 else char for char in text)

    long = [
        f"{start}{'a' * (size - len(start))}{end}"
        for start in ("/", "/A/", "/api/related/A")
        for size in range(897, 903)
        for end in ("", ".json", "/", "%2F")
    ]
    return [*long, *(path() for _ in range(count))]


def decoded(uri: str) -> str | None:
    """A path as the API gives it to a function; None where it is not UTF-8."""
    try:
        return unquote(uri, errors="strict") if not re.search("%(?![0-9A-Fa-f]{2})", uri) else None
    except UnicodeDecodeError:
        return None


@needs_node
def test_a_path_is_redirected_at_the_edge_where_the_functions_would_do_so_and_to_the_same() -> None:
    uris = sent_paths(6000)
    redirected = 0
    for uri, result in zip(uris, at_the_edge([request(target=uri.replace("?", "%3F")) for uri in uris]), strict=True):
        path = decoded(uri)
        if "statusCode" not in result:
            continue
        redirected += 1
        assert path is not None
        assert result["statusCode"] == 308
        location = result["headers"]["location"]["value"]
        # Which of the two functions is asked, is the API's to say; to both it is the same.
        assert location == href(canonical_path(path) or ""), uri
        target = find_target(path)
        assert target is not None
        assert location == href(target.request_path), uri
        assert path != target.request_path
    assert redirected > len(uris) / 10


@needs_node
def test_what_the_edge_can_tell_it_does_not_leave_to_the_functions() -> None:
    uris = sent_paths(6000)
    left = set()
    for uri, result in zip(uris, at_the_edge([request(target=uri) for uri in uris]), strict=True):
        path = decoded(uri)
        canonical = None if path is None else canonical_path(path)
        if canonical is not None and canonical != path and "statusCode" not in result:
            left.add(canonical)
    nameless = rf"/(?:fonts|scripts)/.*|/api/related|.*/\.{{0,2}}({'|'.join(map(re.escape, SUFFIXES))})"
    asked = [path for path in left if path.isascii() and not re.fullmatch(nameless, path)]
    assert left
    assert asked == []


@needs_node
def test_a_redirect_at_the_edge_leads_to_what_is_not_redirected_again() -> None:
    uris = sent_paths(6000)
    first = [result for result in at_the_edge([request(target=uri) for uri in uris]) if "statusCode" in result]
    locations = [result["headers"]["location"]["value"] for result in first]
    again = at_the_edge([request(target=location) for location in locations])
    assert [result["uri"] for result in again] == locations
    for location in locations:
        target = find_target(unquote(location))
        assert target is not None
        assert href(target.request_path) == location


@needs_node
def test_what_is_sent_to_the_functions_names_what_the_reader_asked_for() -> None:
    uris = sent_paths(6000)
    for uri, result in zip(uris, at_the_edge([request(target=uri) for uri in uris]), strict=True):
        if "statusCode" not in result:
            assert unquote_to_bytes(result["uri"]) == unquote_to_bytes(uri)
            assert decoded(uri) is not None or result["uri"] == uri


# One place in the cache

LIVE = "/learn/physics/questions/what-is-light"
AGENT = "text/markdown, text/html, */*"


def variants(target: str, choose: random.Random) -> str:
    """Another way to ask for the same: encoding, case, slashes, parameters that mean nothing, and their order."""
    path, _, query = target.partition("?")
    chars = [char.upper() if choose.random() < 0.1 else char for char in path]
    chars = [f"%{ord(char):02x}" if choose.random() < 0.1 and index else char for index, char in enumerate(chars)]
    slashes = "".join("//" if char == "/" and choose.random() < 0.1 else char for char in chars)
    pairs = query.split("&") if query else []
    choose.shuffle(pairs)
    if not path.startswith("/api/") or path.startswith("/api/related/"):
        pairs.insert(
            choose.randrange(len(pairs) + 1), f"{choose.choice(['utm_source', 'x', 'limit'])}={choose.random()}"
        )
        if "cursor" not in query and not re.fullmatch("/(learn|tags|authors)(/[^/]+)?|/archive/all|/search", path):
            pairs.append(f"cursor={choose.random()}")
    encoded = [re.sub("[a-z](?=[a-z0-9]*$)", lambda char: f"%{ord(char[0]):02x}", pair, count=1) for pair in pairs]
    return slashes + choose.choice(["", "/"]) + "?" + "&".join(choose.choice([pairs, encoded]))


@needs_node
@pytest.mark.parametrize(
    "target",
    [
        *("/", "/feed.atom", "/learn/physics/feed.json", *(kind.at(LIVE) for kind in KINDS.values())),
        *(
            "/learn",
            "/learn/physics",
            "/learn/physics?cursor=abc",
            "/archive/all?from=2025&to=2026",
            f"/learn/physics/next?of={LIVE}",
            "/search",
            "/search?q=light&subject=physics&tag=optics&author=a&lang=en&from=2025-01-01&to=2026-01-01&sort=newest&cursor=a",
            "/tags",
            "/tags/c-sharp?cursor=abc",
            "/tags/c-sharp/feed.atom",
            "/authors",
            "/authors/a-person",
            "/archive",
            "/opensearch.xml",
            "/sitemap.xml",
            "/robots.txt",
            "/favicon.ico",
        ),
        *("/api/articles", "/api/articles?subject=physics&from=2026-01-01&limit=5", "/api/subjects?limit=5"),
        *("/api/changes", "/api/changes?since=2026-01-01&cursor=abc&limit=5"),
        *("/api/search", "/api/search?q=light+x&tag=optics&sort=newest"),
        *(f"/api/referrers{LIVE}?cursor=abc&limit=5", "/health", "/nothing/is/here"),
    ],
)
def test_what_differs_in_what_makes_no_difference_is_redirected_or_shares_a_place(target: str) -> None:
    choose = random.Random(target)
    asked = [variants(target, choose) for _ in range(300)]
    own, *results = at_the_edge([request(target=target), *(request(target=each) for each in asked)])
    assert place(own) is not None
    followed = at_the_edge(
        [request(target=each["headers"]["location"]["value"]) for each in results if "statusCode" in each]
    )
    assert len(followed) > 100
    assert {place(each) for each in results} <= {None, place(own)}
    assert {place(each) for each in followed} == {place(own)}


@needs_node
@pytest.mark.parametrize(
    ("target", "places"),
    [
        *(
            (LIVE, 5),
            ("/", 5),
            ("/learn", 5),
            ("/learn/physics", 5),
            ("/archive/all", 5),
            ("/search?q=x", 5),
            ("/tags/x", 5),
            ("/archive", 5),
            ("/x.html", 5),
            ("/a/b/feed.atom", 5),
        ),
        *((kind.at(LIVE), 1) for kind in KINDS.values() if kind.at(LIVE) != LIVE),
        *(
            ("/api/articles", 1),
            ("/feed.atom", 1),
            ("/feed.json", 1),
            ("/learn/physics/feed.atom", 1),
            ("/learn/caf%C3%A9/feed.atom", 1),
            ("/tags/x/feed.atom", 1),
            ("/authors/x/feed.json", 1),
            ("/opensearch.xml", 1),
            ("/api/search?q=x", 1),
        ),
        *(("/learn/physics/feed.json", 1), ("/sitemap.xml", 1), ("/sitemaps/2026-01.xml", 1), ("/robots.txt", 1)),
        *(("/llms.txt", 1), ("/favicon.svg", 1), ("/favicon.ico", 1), ("/fonts/text.woff2", 1)),
        ("/scripts/copy.js", 1),
    ],
)
def test_accept_makes_as_many_places_as_it_has_a_say(target: str, places: int) -> None:
    accepts = [
        None,
        "*/*",
        "text/html",
        "application/json",
        AGENT,
        "image/png",
        "text/html;q=0.3, */*;q=0.1",
        "a/b;c=d",
    ]
    assert len({place(each) for each in at_the_edge([request(accept, target=target) for accept in accepts])}) == places


@needs_node
def test_accept_has_a_say_at_the_edge_exactly_where_it_has_one_in_the_functions() -> None:
    pieces = ["learn", "physics", "feed.atom", "feed.json", "sitemaps", "fonts", "api", "a\n", "é", "..", "x.txt"]
    pieces += [
        "scripts",
        "x.md",
        "sitemap.xml",
        "robots.txt",
        "llms.txt",
        "favicon.svg",
        "favicon.ico",
        "health",
        "sitemap",
        "tags",
    ]
    parts = [*itertools.product(pieces), *itertools.product(pieces, repeat=2)]
    parts += [*itertools.product(["learn", "a"], pieces, pieces), *itertools.product(["learn"], ["a"], pieces, pieces)]
    parts += [*itertools.product(["tags", "authors", "archive", "search"], pieces, pieces), ("opensearch.xml",)]
    paths = ["/", *("/" + "/".join(each) for each in parts), *filter(None, map(decoded, sent_paths(1000)))]
    results = at_the_edge([request("text/html", target=quote(path)) for path in paths])
    sent = [(path, result) for path, result in zip(paths, results, strict=True) if "statusCode" not in result]
    assert len(sent) > 500
    for path, result in sent:
        assert (result["headers"]["accept"]["value"] == "*/*") is is_for_programs(path), path


@needs_node
@pytest.mark.parametrize(
    "path",
    ["/api/articles", "/api/changes", "/api/search", "/api/subjects", f"/api/referrers{LIVE}", "/api/openapi.json"],
)
def test_all_that_the_api_does_not_know_shares_a_place_and_is_refused(path: str) -> None:
    queries = ["limt=10", "x", "x=1&limit=5", "limit=5&y=2&y=3", "unknown=1", "%6Cimit=5", "__proto__=1", "constructor"]
    results = at_the_edge([request(target=f"{path}?{query}") for query in queries])
    assert len({place(each) for each in results}) == 1
    assert results[0]["querystring"] == {"unknown": {"value": ""}}
    readers: dict[str, Callable[[str], object]]
    readers = {"/api/articles": listing, "/api/changes": polling, "/api/search": of_api, "/api/openapi.json": nothing}
    known = readers.get(path, paging)
    with pytest.raises(ParameterError) as caught:
        known("unknown=")
    assert caught.value.faults.keys() == {"unknown"}


@needs_node
@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("/api/articles", listing),
        ("/api/changes", polling),
        ("/api/subjects", subjects),
        (f"/api/referrers{LIVE}", paging),
        ("/api/search", of_api),
    ],
)
def test_the_api_is_asked_with_the_parameters_that_it_knows(path: str, read: Callable[[str], object]) -> None:
    with pytest.raises(ParameterError) as caught:
        read("no-parameter=1")
    names = caught.value.faults["no-parameter"].partition("known: ")[2].split(", ")
    query = "&".join(f"{name}=1" for name in reversed(names))
    (result,) = at_the_edge([request(target=f"{path}?{query}")])
    assert list(result["querystring"]) == names
    twice = at_the_edge([request(target=f"{path}?cursor=1&cursor=2")])[0]["querystring"]
    assert twice["cursor"]["multiValue"] == [{"value": "1"}, {"value": "2"}]  # which is an error to tell of


@needs_node
@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/%66eed.atom", None),
        ("/learn/%70hysics", None),
        ("/learn/caf%c3%a9", None),
        ("/Learn/Physics/Next?x=1&of=%2fa%2Cb", "/learn/physics/next?of=%2Fa%2Cb"),
        ("/FEED.atom?x=1", "/feed.atom"),
        ("/Learn/Physics/?x=1&cursor=a+b%21&y", "/learn/physics?cursor=a%20b!"),
        ("/Learn/Physics?to=2026&x=1&from=2025", "/learn/physics?from=2025&to=2026"),
        ("/Archive/All?cursor=a&to=2026", "/archive/all?to=2026&cursor=a"),
        ("/Learn?from=2025", "/learn"),
        ("/Search?x=1&sort=newest&q=A+b%2Bc", "/search?q=A%20b%2Bc&sort=newest"),
        ("/Tags/X?from=2025&cursor=a", "/tags/x?cursor=a"),
        ("/Archive?from=2025", "/archive"),
        ("/API/Articles?limit=5&subject=math&fields=id,title", "/api/articles?subject=math&fields=id%2Ctitle&limit=5"),
        ("/API/articles?x=1", "/api/articles?unknown="),
        ("/learn/Caf%C3%A9", None),
        ("/%2566eed.atom", "/feed.atom"),
        ("//evil.example/%0d%0aset-cookie:a=b", None),
        ("//evil.example/", "/evil.example"),
    ],
)
def test_a_redirect_keeps_what_means_something(target: str, location: str | None) -> None:
    (result,) = at_the_edge([request(target=target)])
    assert result["headers"].get("location", {}).get("value") == location
    if location is not None:
        assert result["headers"]["access-control-allow-origin"] == {"value": "*"}
        assert result["headers"]["cache-control"]["value"].startswith("public, max-age=")


def test_the_function_is_written_in_what_cloudfront_runs() -> None:
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    assert not re.search(r"\bof\b(?!')|\?\.|\?\?|\.\.\.|\bclass\b|\bimport\b", re.sub(r"//.*", "", CODE))
    assert len(CODE.encode()) < 10 * 1024
