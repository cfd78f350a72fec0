"""What an author is told of an uploaded file."""

import json
from dataclasses import replace

import pytest
from articles.publishing.errors import Problem
from articles.publishing.storage.report import author_report
from articles.publishing.storage.sources import STATES, Source

PROBLEM = Problem(3, 6, "url-form", "Write the url as /café", "error")


def test_a_rejected_file_has_its_problems_and_what_stays_live() -> None:
    source = Source(
        key="a/b.md",
        revision=7,
        state="rejected",
        etag="e2",
        version="v2",
        path="/a/b",
        live_version="v1",
        problems=(PROBLEM,),
        since="2025-02-06T10:00:00Z",
    )
    report = json.loads(author_report(source))
    assert report == {
        "key": "a/b.md",
        "state": "rejected",
        "since": "2025-02-06T10:00:00Z",
        "until": None,
        "next": None,
        "version": "v2",
        "problems": [
            {
                "line": 3,
                "column": 6,
                "code": "url-form",
                "message": "Write the url as /café",
                "severity": "error",
            }
        ],
        "live": {"path": "/a/b", "version": "v1"},
        "preview": "articles preview a/b.md",
        "revision": 7,
    }


def test_where_nothing_is_live_the_report_says_so() -> None:
    report = json.loads(author_report(Source(key="a.md", revision=1, state="rejected", problems=(PROBLEM,))))
    assert report["live"] is None
    assert report["version"] is None


def test_an_unversioned_bucket_has_a_live_path_and_no_version() -> None:
    report = json.loads(author_report(Source(key="a.md", revision=1, state="published", path="/a")))
    assert report["live"] == {"path": "/a", "version": None}
    assert report["problems"] == []


ERROR = replace(PROBLEM, code="id")
TAKEN = replace(PROBLEM, code="path-taken", severity="warning")


@pytest.mark.parametrize(
    ("source", "until", "then"),
    [
        (Source("a.md", state="scheduled", due=60, problems=()), None, "published"),
        (Source("a.md", state="scheduled", due=60, expires=120), "1970-01-01T00:02:00Z", "published"),
        (Source("a.md", state="scheduled", due=60, problems=(ERROR,)), None, "rejected"),
        (Source("a.md", state="scheduled", due=60, problems=(TAKEN,)), None, "waiting"),
        (Source("a.md", state="scheduled", due=60, expires=60), "1970-01-01T00:01:00Z", "expired"),
        (Source("a.md", state="published", path="/a", due=60, expires=60), "1970-01-01T00:01:00Z", "expired"),
        (Source("a.md", state="rejected", path="/a", due=60, expires=60), "1970-01-01T00:01:00Z", "expired"),
    ],
)
def test_what_a_time_will_bring_is_told(source: Source, until: str | None, then: str) -> None:
    report = json.loads(author_report(source))
    assert report["until"] == until
    assert report["next"] == {"state": then, "at": "1970-01-01T00:01:00Z"}


def test_a_file_that_readers_do_not_see_as_it_is_has_a_preview() -> None:
    has_one = {
        state: json.loads(author_report(Source("a b.md", state=state)))["preview"] == "articles preview 'a b.md'"
        for state in STATES
    }
    without = ("published", "deleted", "ignored")
    assert has_one == {state: state not in without for state in STATES}


def test_a_report_can_be_read_as_text() -> None:
    text = author_report(Source(key="é.md", problems=(PROBLEM,))).decode()
    assert "/café" in text
    assert text.endswith("}\n")
