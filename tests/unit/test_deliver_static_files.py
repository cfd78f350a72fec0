"""The site's fonts and scripts, as delivery answers for them: for ever cacheable, and without a read of the table."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from articles.common.http_edge import Request
from articles.deliver import delivery
from articles.deliver.table import Table

from tests.support.cloudfront_reader import SETTINGS

FOLDER = Path(__file__).parents[2] / "functions/articles/deliver"
FONTS = sorted((FOLDER / "fonts").glob("*.woff2"))
SCRIPTS = sorted((FOLDER / "scripts").glob("*.js"))


def get(path: str, **headers: str) -> dict[str, Any]:
    def unread(*_: object) -> None:
        pytest.fail("the table was read")

    return delivery.respond(Request("GET", path, "", headers), Table(unread, "articles"), SETTINGS)


@pytest.mark.parametrize("file", [*FONTS, *SCRIPTS], ids=lambda file: file.name)
def test_a_name_has_the_hash_of_what_the_file_holds(file: Path) -> None:
    assert file.stem.rpartition("-")[2] == hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@pytest.mark.parametrize("font", FONTS, ids=lambda file: file.name)
def test_a_font_is_sent_to_any_page_and_may_be_kept_for_ever(font: Path) -> None:
    result = get(f"/fonts/{font.name}")
    assert result["statusCode"] == 200
    assert base64.b64decode(result["body"]) == font.read_bytes()
    assert result["headers"]["content-type"] == "font/woff2"
    assert result["headers"]["cache-control"] == "public, max-age=31536000, immutable"
    assert result["headers"]["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_is_sent_as_one_and_may_be_kept_for_ever(script: Path) -> None:
    result = get(f"/scripts/{script.name}")
    assert result["statusCode"] == 200
    assert base64.b64decode(result["body"]) == script.read_bytes()
    assert result["headers"]["content-type"] == "text/javascript; charset=utf-8"
    assert result["headers"]["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("folder", ["fonts", "scripts"])
@pytest.mark.parametrize("name", ["", "none.woff2", "none.js", "OFL.txt", "../handler.py", ".", f"/{FONTS[0].name}"])
def test_nothing_else_is_there(folder: str, name: str) -> None:
    result = get(f"/{folder}/{name}", accept="text/html")
    assert result["statusCode"] == 404
    assert result["headers"]["content-type"] == "application/problem+json"
    assert "vary" not in result["headers"]
