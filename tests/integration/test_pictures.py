"""Pictures, recordings and documents, as browse serves them where there is no CloudFront."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from articles.browse.files import VALID, files
from articles.browse.pictures import MAX_SIZE
from articles.common.http_edge import MEDIA_POLICY, with_headers_of_all
from articles.local.functions import function_named
from articles.local.template import TEMPLATE, read_template
from articles.publishing.media.facts import address_of
from articles.publishing.storage.derived import CACHE_CONTROL
from botocore.exceptions import ClientError

from tests.support.asking import Answer, ask
from tests.support.browse import a_site
from tests.support.simulator.requests import refusal
from tests.support.world import World

CONTENT = bytes(range(256))
KEY = address_of("a b.png", CONTENT, "png")
NARROWER = f"{KEY.removesuffix('.png')}-640.webp"
LARGE = address_of("a.mp4", b"large", "mp4")
LARGEST = address_of("b.mp4", b"as large as may be", "mp4")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with a_site() as world:
        world.site.derived.put(KEY, CONTENT, "image/png", "a b.png")
        world.site.derived.put(NARROWER, b"narrow", "image/webp", "a b.png")
        world.site.derived.put(LARGE, b"\0" * (MAX_SIZE + 1), "video/mp4", "a.mp4")
        world.site.derived.put(LARGEST, b"\0" * MAX_SIZE, "video/mp4", "b.mp4")
        yield world


pytestmark = pytest.mark.usefixtures("world")


def of(key: str, method: str = "GET", **headers: str) -> Answer:
    return ask(f"/{key}", method, **headers)


def test_a_picture_comes_as_it_was_stored_with_the_headers_that_cloudfront_adds() -> None:
    answer = of(KEY)
    assert (answer.status, answer.body) == (200, CONTENT)
    assert answer.type == "image/png"
    assert answer.headers["cache-control"] == CACHE_CONTROL
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''a%20b.png"
    assert answer.headers["content-security-policy"] == MEDIA_POLICY
    assert answer.headers["accept-ranges"] == "bytes"
    of_all = with_headers_of_all({})
    del of_all["content-security-policy"]
    assert of_all.items() <= answer.headers.items()
    assert "content-encoding" not in of(KEY, accept_encoding="gzip").headers
    assert of(NARROWER).body == b"narrow"


def test_head_has_the_headers_of_get() -> None:
    assert of(KEY, "HEAD").headers == of(KEY).headers
    assert of(KEY, "HEAD", range="bytes=0-1").status == 200


def test_what_the_client_has_is_not_sent_again() -> None:
    etag = of(KEY).headers["etag"]
    for key, tag in ((KEY, etag), (LARGE, of_bucket(LARGE))):
        again = of(key, if_none_match=f'"other", W/{tag}', range="bytes=0-1")
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == CACHE_CONTROL
    assert of(KEY, if_none_match='"other"').status == 200


def of_bucket(key: str) -> str:
    with files().opened(key) as file:
        assert file is not None
        return file.etag


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-9", CONTENT[:10], "bytes 0-9/256"),
        ("bytes=250-", CONTENT[250:], "bytes 250-255/256"),
        ("bytes=-6", CONTENT[250:], "bytes 250-255/256"),
    ],
)
def test_a_part_is_sent_by_itself(asked: str, part: bytes, said: str) -> None:
    answer = of(KEY, range=asked)
    assert (answer.status, answer.body, answer.headers["content-range"]) == (206, part, said)
    assert answer.headers.items() >= of(KEY).headers.items()
    etag = answer.headers["etag"]
    assert of(KEY, range=asked, if_range=etag).status == 206
    assert of(KEY, range=asked, if_range='"other"').body == CONTENT


def test_a_part_that_is_not_there_is_a_416() -> None:
    answer = of(KEY, range="bytes=256-")
    assert (answer.status, answer.headers["content-range"]) == (416, "bytes */256")
    assert answer.type == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_large_file_is_read_from_s3_at_the_host_that_pages_allow(method: str) -> None:
    answer = of(LARGE, method, range="bytes=0-1")
    assert (answer.status, answer.headers["cache-control"]) == (307, "no-store")
    location = urlsplit(answer.headers["location"])
    template = read_template(TEMPLATE, {"CloudFront": "disabled", "SiteUrl": "http://site"}, "")
    allowed = function_named(template, "IngestFunction").environment["MEDIA_HOST"]
    assert f"{location.scheme}://{location.netloc}" == allowed
    assert location.path == f"/{LARGE}"
    assert parse_qs(location.query)["X-Amz-Expires"] == [str(VALID)]
    assert of(LARGEST, method).status == 200


@pytest.mark.parametrize(
    "path",
    [
        address_of("none.png", b"", "png"),
        KEY.replace(".png", "-640.webp").replace("-640", "-641"),
        *("pictures/a.png", f"{KEY}/more", f"{KEY}x".replace(".", "/"), KEY.replace("pictures/", "pictures/a/")),
        *(KEY.replace(".png", ""), KEY.replace(".png", "-640.png"), KEY.replace(".png", "-0.webp")),
    ],
)
def test_what_is_not_there_is_a_404(path: str) -> None:
    answer = of(path)
    assert (answer.status, answer.type) == (404, "application/problem+json")
    assert answer.headers["cache-control"] == "public, max-age=5, s-maxage=5"


def test_s3_is_not_asked_for_what_can_have_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files()._client, "get_object", None)
    assert of("pictures/index.html").status == 404


def test_another_form_of_the_path_leads_to_the_canonical_one() -> None:
    answer = of(KEY.upper().replace("PICTURES", "Pictures"))
    assert (answer.status, answer.headers["location"]) == (308, f"/{KEY}")


def test_if_s3_does_not_answer_it_is_said_so(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(**_: object) -> None:
        raise refusal("GetObject", "SlowDown", "Reduce your request rate.", 503)

    monkeypatch.setattr(files()._client, "get_object", refuse)
    answer = of(KEY)
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert answer.json["detail"] == "The file cannot be read just now. Try again in a moment."
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert error.exc_info is not None
    assert error.exc_info[0] is ClientError
