"""What is asked of the API: every representation and list, and what clients do with them."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from articles.local import aws

ARTICLE = "/learn/physics/questions/why-is-the-sky-blue-but-the-sunset-red"
DATA = f"{ARTICLE}.json"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; its headers as a client writes them."""

    target: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.method, self.target, *(f"{name}: {value}" for name, value in self.headers.items())])


def requests(port: int) -> list[Request]:
    """The requests, by what the stack that listens on a port says of itself."""
    tag, date = _headers(port, DATA, "etag", "last-modified")
    (page_tag,) = _headers(port, ARTICLE, "etag")
    second = _second_page(port)
    return [
        *map(Request, (ARTICLE, DATA, f"{ARTICLE}.md", f"/api/related{ARTICLE}", f"/api/referrers{ARTICLE}")),
        *map(Request, ("/", "/learn", "/learn/physics", "/learn/physics/feed.atom", "/feed.atom", "/feed.json")),
        *map(Request, ("/sitemap.xml", "/robots.txt", "/llms.txt", "/api/articles", "/api/changes", "/api/subjects")),
        Request("/api/openapi.json"),
        Request("/api/articles?limit=3"),
        Request(f"/api/articles?paths={ARTICLE}&fields=path,tags"),
        *map(Request, ("/archive/all?from=2026&to=2026", f"/learn/physics/next?of={ARTICLE}")),
        Request(second),
        *(Request(ARTICLE, headers={"Accept": each}) for each in ("application/json", "text/markdown", "image/png")),
        *(Request(each, headers={"Accept-Encoding": "gzip"}) for each in (ARTICLE, "/", "/api/articles")),
        Request(DATA, headers={"If-None-Match": tag}),
        Request(DATA, headers={"If-Modified-Since": date}),
        Request(ARTICLE, headers={"If-None-Match": page_tag, "Accept": "text/html"}),
        Request(ARTICLE, "HEAD"),
        Request("/", "HEAD"),
        Request(ARTICLE, "OPTIONS"),
        Request(ARTICLE, "POST"),
        Request(f"{ARTICLE}/"),
        Request(f"{ARTICLE}.JSON"),
        Request("/learn/physics/questions/nowhere"),
        Request("/learn/nowhere", headers={"Accept": "application/json"}),
        Request("/api/articles?limit=many"),
        Request("/api/articles?cursor=forged"),
    ]


def _headers(port: int, target: str, *names: str) -> list[str]:
    connection = http.client.HTTPConnection(aws.HOST, port, timeout=60)
    connection.request("GET", target)
    response = connection.getresponse()
    response.read()
    connection.close()
    return [response.headers[name] for name in names]


def _second_page(port: int) -> str:
    connection = http.client.HTTPConnection(aws.HOST, port, timeout=60)
    connection.request("GET", "/api/articles?limit=3")
    following: str = json.loads(connection.getresponse().read())["next"]
    connection.close()
    return following.removeprefix(f"http://{aws.HOST}:{port}")
