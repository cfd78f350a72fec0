"""A file is public unless it says that it is not, not yet or no longer."""

import datetime as dt

import pytest
from articles.publishing.errors import ArticleError, HeldError
from articles.publishing.reading.article import parse_article
from articles.publishing.reading.site import SiteFile

NOW = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC).timestamp()


def held(line: str, key: str = "a.md", site: SiteFile | None = None) -> list[tuple[int, int, str]]:
    """Where a file with this line says that it is not public; empty if it is public."""
    try:
        parse_article(f"---\ntitle: A\n{line}\n---\nText.".encode(), key, site or SiteFile(), NOW)
    except HeldError as error:
        return [(problem.line, problem.column, problem.code) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "line",
    [
        *("draft: true", "draft: True", "draft: yes", "draft: on", "draft: 1", "draft: 'true'", "draft: soon"),
        *("draft: [a]", "draft: {a: b}", "_draft: true", "isDraft: true", "wip: yes"),
        *("private: true", "unlisted: true", "hidden: true", "headless: true", "render: false"),
        *("published: false", "published: no", "published: 0", "published: off", "published: maybe", "publish: false"),
        *("published: [a]", "is_published: false", "dg-publish: false"),
        *("published: 2026-03-15", "published: 2026-03-14T12:00:01Z", "published: Mar 15, 2026"),
        *("status: draft", "status: Draft", "status: in review", "status: private", "status: auto-draft"),
        *("visibility: private", "post_status: pending"),
        *("publishDate: 2026-03-15", "publishDate: 2026-03-14T14:00:00+01:00", "publish_date: 20260315"),
        *("publishDate: soon", "publishdate: 2026-03-15", "release_date: 2026-03-15", "embargo: 2026-03-15"),
        *("expiryDate: 2026-03-14", "expiryDate: 2026-03-14T12:00:00Z", "expires: Jan 5, 2020", "expiryDate: soon"),
        *("unpublishDate: 2020-01-01", "expires_at: 2020-01-01"),
        *("permalink: false", "permalink: False"),
    ],
)
def test_a_file_that_says_so_is_held(line: str) -> None:
    assert held(line) == [(3, line.index(":") + 3, "held")]


@pytest.mark.parametrize(
    "line",
    [
        *("draft: false", "draft: False", "draft: no", "draft: off", "draft: 0", "draft: ''", "draft:", "draft: null"),
        *("published: true", "published: yes", "published:", "publish: true", "published: 2026-03-14", "hidden: false"),
        *("headless: false", "render: true"),
        *("published: Mar 14, 2026", "published: 2026-03-14T13:00:00+01:00"),
        *("status: published", "status: new", "status: deprecated", "status: [draft]", "status: renewed"),
        *("publishDate: 2026-03-14", "publishDate:", "expiryDate: 2026-03-15", "expiryDate: never", "expires: false"),
        *("permalink: /false", "permalink: 'false'", "date: 2030-01-01", "draft_notes: true"),
    ],
)
def test_any_other_file_is_public(line: str) -> None:
    assert held(line) == []


def test_a_time_without_a_zone_is_one_of_the_site() -> None:
    line = "publishDate: 2026-03-14 12:30"
    assert held(line) == [(3, 14, "held")]
    assert held(line, site=SiteFile(time_zone="Europe/Berlin")) == []


def test_files_in_the_folder_of_drafts_are_held() -> None:
    assert held("", "_drafts/a.md") == held("", "blog/_drafts/x/a.md") == [(1, 1, "held")]
    assert held("", "drafts/a.md") == held("", "_drafts.md") == []


def test_all_forms_of_front_matter_hold() -> None:
    for text in ("+++\ndraft = true\n+++\nx", '{"draft": true}\nx', "---\ndraft: true\n...\nx"):
        with pytest.raises(HeldError):
            parse_article(text.encode(), "a.md")


def test_a_file_is_held_whatever_else_is_wrong_with_it() -> None:
    """Else the version that is live would stay, although its author wants it to go."""
    with pytest.raises(HeldError) as caught:
        parse_article(b"---\ndraft: true\nid: -3\nurl: //x\nmood: x\n---\n", "a.md")
    found = {problem.code for problem in caught.value.problems}
    assert [each.severity for each in caught.value.problems if each.code == "held"] == ["warning"]
    assert found == {"held", "not-an-integer", "url-form", "answer-missing", "key-unknown"}


def test_what_cannot_be_read_is_an_error_and_not_held() -> None:
    with pytest.raises(ArticleError) as caught:
        parse_article(b"---\ndraft: true\ntitle: [\n---\nx", "a.md")
    assert not isinstance(caught.value, HeldError)
