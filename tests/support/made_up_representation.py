"""Publishes an article that can be had as plain text, too, and prints what came of it, as JSON.

A process of its own: a row is added to the table before anything is made from it, as if it stood there. What writes
the text is the second place; the function of CloudFront, which can import nothing, the third.
"""

import json
import re
import sys
from typing import cast

from articles.common.representations import KINDS, Kind

assert "articles.common.paths" not in sys.modules, "something has read the table already"
TEXT = Kind("txt", "Plain text", "text/plain; charset=utf-8", suffix=".txt")
cast("dict[str, Kind]", KINDS)[TEXT.name] = TEXT

from articles.browse import texts  # noqa: E402 - from here on it is there for all
from articles.common.paths import PathError, parse_path  # noqa: E402
from articles.publishing.rendering import representations  # noqa: E402

from tests.support.cloudfront import CODE  # noqa: E402
from tests.support.cloudfront_reader import Reader, addresses  # noqa: E402
from tests.support.oracle import check  # noqa: E402
from tests.support.world import World, a_world, file, in_process  # noqa: E402

PATH = "/learn/x/a"


def write_text(of: representations.Material) -> str:
    return f"{of.article.title}\n\n{of.body.text.strip()}\n"


def cloudfront_code() -> str:
    code, types = re.subn(r"(const types = \[.*)\]", rf"\1, '{TEXT.media_type}']", CODE)
    code, suffixes = re.subn(r"(const suffixes = .*)\)", rf"\1|{TEXT.suffix.removeprefix('.')})", code)
    assert (types, suffixes) == (1, 1)
    return code


def stored(world: World) -> list[str]:
    return sorted(item["sk"] for item in world.items() if item["sk"].startswith("REP#"))


def refusal(url: str) -> str:
    try:
        return parse_path(url)
    except PathError as error:
        return error.message


def main() -> None:
    representations.WRITERS[TEXT.name] = write_text  # type: ignore[index]
    with a_world(bounded=in_process) as world:
        world.put("a.md", file(PATH))
        world.settle()
        check(world)
        items = world.items()
        reader = Reader(items, cloudfront_code())
        text, negotiated = reader.ask(TEXT.at(PATH), "image/png"), reader.ask(PATH, "text/plain")
        found = {
            "stored": stored(world),
            "at_suffix": [text.status, text.type, text.text],
            "negotiated": [
                *(negotiated.status, negotiated.type, negotiated.text),
                negotiated.headers.get("content-location"),
            ],
            "without_cloudfront": [Reader(items).ask(PATH, "text/plain").status],
            "addresses": sorted(addresses(reader, PATH)),
            "page": reader.ask(PATH, "text/html").text,
            "links": [reader.ask(kind.at(PATH)).headers["link"] for kind in KINDS.values() if kind is not TEXT],
            "not_acceptable": reader.ask(PATH, "image/png").text,
            "llms": texts.llms((), (), world.site.table.site().settings(world.site.url)),
            "refused": refusal(TEXT.at(PATH)),
        }
        world.delete("a.md")
        world.settle()
        check(world)
        assert world.errors == []
        print(json.dumps({**found, "left": stored(world)}))  # noqa: T201 - it is what this is for


main()
