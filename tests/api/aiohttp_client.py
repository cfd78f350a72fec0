"""The site by aiohttp: codings, conditions, HEAD and HTTP/1.0; run by check.py in an environment of its own.

aiohttp_client.py SITE PATH
"""

import asyncio
import gzip
import sys

import aiohttp


async def main(site: str, path: str) -> None:
    """Ask for a page in every way; raises where an answer is not as it should be."""
    url = site + path
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        plain = await ask(session, url, headers={"accept-encoding": "identity"})
        packed = await ask(session, url, headers={"accept-encoding": "gzip"})
        assert (plain.status, packed.status) == (200, 200)
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["etag"] != plain.headers["etag"]

        for headers in (
            {"if-none-match": plain.headers["etag"]},
            {"if-modified-since": plain.headers["last-modified"]},
        ):
            again = await ask(session, url, headers={"accept-encoding": "identity", **headers})
            assert (again.status, again.content) == (304, b""), headers

        head = await ask(session, url, "HEAD", headers={"accept-encoding": "gzip"})
        assert (head.status, head.content) == (200, b"")
        assert without_date(head) == without_date(packed)
    async with aiohttp.ClientSession(version=aiohttp.HttpVersion10) as session:
        old = await ask(session, url, headers={"accept-encoding": "identity"})
        assert (old.status, old.content) == (200, plain.content)
        assert old.headers["connection"] == "close"
    print("identity, gzip, 304, HEAD, HTTP/1.0")  # noqa: T201 - the result


class Answer:
    """An answer that has arrived completely."""

    def __init__(self, response: aiohttp.ClientResponse, content: bytes) -> None:
        self.status = response.status
        self.headers = response.headers
        self.content = content


async def ask(session: aiohttp.ClientSession, url: str, method: str = "GET", **options: object) -> Answer:
    """What the site answers."""
    async with session.request(method, url, **options) as response:
        return Answer(response, await response.read())


def without_date(answer: Answer) -> dict[str, str]:
    """The headers of an answer that are the same at any time."""
    return {name.lower(): value for name, value in answer.headers.items() if name.lower() != "date"}


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
