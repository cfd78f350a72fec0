"""A file is public unless it says that it is not, not yet or no longer."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from articles.publishing.errors import ArticleError
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.visibility import Moment, Visibility, clock_time
from hypothesis import given
from hypothesis import strategies as st

NOW = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC).timestamp()
SITE = SiteFile()

DRAFTS = [
    *("draft: true", "draft: True", "draft: TRUE", "draft: yes", "draft: on", "draft: 1", "draft: 'true'", "draft: y"),
    *("Draft: true", "DRAFT: true", "_draft: true", "isDraft: true", "is-draft: true", "wip: yes"),
    *("private: true", "hidden: true", "headless: true", "render: false", "unpublished: true"),
    *("published: false", "published: no", "published: 0", "published: off", "publish: false", "Published: false"),
    *("is_published: false", "dg-publish: false", "public: false"),
    *("status: draft", "status: Draft", "Status: draft", "status: in review", "status: private", "status: auto-draft"),
    *("status: [draft]", "visibility: private", "visibility: members", "post_status: pending", "publishStatus: draft"),
    *("status: scheduled", "status: future", "permalink: false", "permalink: False", "password: abc"),
    *("build: {render: never}", "_build: {render: false}", "_build: {Render: never}", "build: false"),
    *("Permalink: false", "post_password: abc", "visible: false", "saveAsDraft: true", "is-public: false"),
    *("status: archived", "status: deleted", "status: sent", "status: false", "visibility: tiers", "status: Trash"),
    *("draft\u00a0: true", "'draft ': true", "\u200bdraft: true", "visibility: restricted", "wip: on"),
]
SCHEDULED = [
    *("published: 2026-03-15", "published: 2026-03-14T12:00:01Z", "published: Mar 15, 2026"),
    *("publishDate: 2026-03-15", "publishDate: 2026-03-14T14:00:00+01:00", "publish_date: 20260315"),
    *("publish_at: 2026-03-15", "publish-at: 2026-03-15", "PublishDate: 2026-03-15 09:00", "publishdate: 2026-03-15"),
    *("release_date: 2026-03-15", "embargo: 2026-03-15", "scheduled_for: 2026-03-15"),
    *("date: 2026-03-15", "date: 2026-03-14T12:00:01Z", "pubDate: 'Mar 15 2026'", "created: 2026-03-15"),
    *("status: future\ndate: 2026-03-15", "status: scheduled\npublish_at: 2026-03-15"),
    *(
        "Date: 2026-03-15",
        "DATE: 2026-03-15",
        "PubDate: 2026-03-15",
        "published-at: 2026-03-15",
        "post_date: 2026-03-15",
    ),
    *("publishedDate: 2026-03-15", "embargo_until: 2026-03-15", "publish_after: 2026-03-15", "publish_date: 2027"),
    *("date: null\npublished_at: 2026-03-15", "date: Last Modified\npubDate: 2026-03-15", "publish_date: 2026-04"),
    *("date: 2020-01-01\npubDate: 2026-03-15", "date: 2020-01-01\nstatus: scheduled\npublished_at: 2026-03-15"),
]
EXPIRED = [
    *("expiryDate: 2026-03-14", "expiryDate: 2026-03-14T12:00:00Z", "expires: Jan 5, 2020", "ExpiryDate: 2020-01-01"),
    *("unpublishDate: 2020-01-01", "expires_at: 2020-01-01", "unpublish_at: 2026-03-14 11:59", "expiry: 2020-01-01"),
]
PUBLIC = [
    *("draft: false", "draft: False", "draft: no", "draft: off", "draft: 0", "draft: ''", "draft:", "draft: null"),
    *("published: true", "published: yes", "published:", "publish: true", "published: 2026-03-14", "hidden: false"),
    *("headless: false", "render: true", "public: true", "password:", "password: ''"),
    *("published: Mar 14, 2026", "published: 2026-03-14T13:00:00+01:00"),
    *("status: published", "status: new", "status: deprecated", "status: renewed", "visibility: public"),
    *("publishDate: 2026-03-14", "publishDate:", "expiryDate: 2026-03-15", "expiryDate: never", "expires: false"),
    *("permalink: /false", "date: 2026-03-14", "date: Last Modified", "status: future\ndate: 2026-03-13"),
    *("publishDate: 2026-03-14\ndate: 2026-03-20", "date: 2026-02-30 x\ndraft: false"),
    *("embargo: false", "embargo_until: never", "status: active", "status: reviewed", "status: 5", "status: true"),
    *("release_date: 1994", "release_date: 1994-05", "date: 2026-03-14\ncreated: 2026-03-20", "listed: true"),
]
UNCLEAR = [
    *(("draft: soon", "not-a-flag"), ("draft: [a]", "not-a-flag"), ("draft: {a: b}", "not-a-flag")),
    *(("published: maybe", "not-a-flag"), ("published: [a]", "not-a-flag"), ("unlisted: often", "not-a-flag")),
    *(("publishDate: soon", "not-a-time"), ("expiryDate: soon", "not-a-time"), ("publish_at: [a]", "not-a-time")),
    *(("expires: 2026-02-30", "not-a-time"), ("Draft: perhaps", "not-a-flag")),
    *(("status: not published", "not-a-flag"), ("status: published after review", "not-a-flag")),
    *(("status: draftt", "not-a-flag"), ("status: drafted", "not-a-flag"), ("visibility: privat", "not-a-flag")),
    *(("publish_at: never", "not-a-time"), ("publish_date: no", "not-a-time"), ("release_date: false", "not-a-time")),
    *(("status: no longer a draft", "not-a-flag"), ("status: {draft: true}", "wrong-type")),
]


def read(lines: str, key: str = "a.md", site: SiteFile = SITE) -> Article:
    return parse_article(f"---\ntitle: A\n{lines}\n---\nText.".encode(), key, site)


def state(lines: str, key: str = "a.md", site: SiteFile = SITE, now: float = NOW) -> str:
    """What a file with these lines is."""
    try:
        article = read(lines, key, site)
    except ArticleError as error:
        article = error.article
    return article.visibility.state(now)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *((line, "draft") for line in DRAFTS),
        *((line, "scheduled") for line in SCHEDULED),
        *((line, "expired") for line in EXPIRED),
    ],
)
def test_a_file_that_says_so_is_not_public(line: str, expected: str) -> None:
    visibility = read(line).visibility
    assert visibility.state(NOW) == expected
    reason = visibility.reason(NOW, "UTC")
    assert reason is not None
    assert (reason.severity, reason.code) == ("warning", expected)
    assert reason.line in (3, 4, 5)
    assert not any(problem.code == "key-unknown" for problem in read(line).warnings)


@pytest.mark.parametrize("line", PUBLIC)
def test_any_other_file_is_public(line: str) -> None:
    try:
        visibility = read(line).visibility
    except ArticleError as error:
        visibility = error.article.visibility
    assert visibility.state(NOW) == "public"
    assert visibility.reason(NOW, "UTC") is None


@pytest.mark.parametrize(("line", "code"), UNCLEAR)
def test_what_cannot_be_understood_is_an_error_at_its_place(line: str, code: str) -> None:
    """Then a new file stays unpublished, and what was live before stays live."""
    with pytest.raises(ArticleError) as caught:
        read(line)
    found = [(each.line, each.column, each.code) for each in caught.value.problems if each.severity == "error"]
    assert found == [(3, line.index(":") + 3, code)]
    assert caught.value.article.visibility.state(NOW) == "public"


@pytest.mark.parametrize(
    "line",
    [
        *("unlisted: true", "unlisted: yes", "Unlisted: true", "status: unlisted", "visibility: unlisted"),
        *("eleventyExcludeFromCollections: true", "build: {list: never}", "_build: {list: local}", "listed: false"),
    ],
)
def test_an_unlisted_file_is_public(line: str) -> None:
    assert read(line).visibility == Visibility(unlisted=True)


def test_a_password_is_told_to_nobody() -> None:
    reason = read("password: correct horse").visibility.reason(NOW, "UTC")
    assert reason is not None
    assert "horse" not in reason.message


def test_a_time_without_a_zone_is_one_of_the_site() -> None:
    line = "publishDate: 2026-03-14 12:30"
    assert state(line) == "scheduled"
    assert state(line, site=SiteFile(time_zone="Europe/Berlin")) == "public"


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00+00:00"),  # clocks go forward at 2
        ("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00+00:00"),  # and back at 3
        ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00+00:00"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00+00:00"),  # at midnight, which is skipped
        ("Asia/Kolkata", "2026-03-15", "2026-03-14T18:30:00+00:00"),
    ],
)
def test_a_day_begins_at_its_midnight_in_the_zone_of_the_site(zone: str, day: str, begins: str) -> None:
    since = read(f"date: {day}", site=SiteFile(time_zone=zone)).visibility.since
    assert since is not None
    assert dt.datetime.fromtimestamp(since.seconds, dt.UTC).isoformat() == begins
    assert dt.datetime.fromtimestamp(since.seconds, ZoneInfo(zone)).date().isoformat() == day


def test_an_author_reads_times_in_the_zone_of_the_site() -> None:
    moment = int(dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC).timestamp())
    assert clock_time(moment, "Europe/Berlin") == "2026-12-01 09:00 +01:00"
    assert clock_time(moment + 5, "America/New_York") == "2026-12-01 03:00:05 -05:00"
    reason = read("publish_at: 2026-12-01 09:00 +01:00").visibility.reason(NOW, "Europe/Berlin")
    assert reason is not None
    assert "published by itself at 2026-12-01 09:00 +01:00; until then it has no page." in reason.message


def test_a_date_in_the_future_counts_unless_the_site_says_otherwise() -> None:
    assert state("date: 2026-03-15", site=SiteFile(future=True)) == "public"
    assert state("publish_at: 2026-03-15", site=SiteFile(future=True)) == "scheduled"
    assert state("status: future\ndate: 2026-03-15", site=SiteFile(future=True)) == "scheduled"


def test_the_day_in_the_name_of_a_file_is_its_date() -> None:
    assert state("layout: post", "_posts/2026-03-15-a.md") == "scheduled"
    assert state("date: 2026-03-14", "_posts/2026-03-15-a.md") == "public"
    reason = read("layout: post", "_posts/2026-03-15-a.md").visibility.reason(NOW, "UTC")
    assert reason is not None
    assert reason.message.startswith("The day in the name of the file is still to come")


def test_the_last_beginning_and_the_first_end_count() -> None:
    lines = "publishDate: 2026-03-15\nembargo: 2026-03-20\nexpires: 2026-04-02\nunpublish_at: 2026-04-01"
    visibility = read(lines).visibility
    assert [visibility.since, visibility.until] == [
        Moment(int(dt.datetime(2026, 3, 20, tzinfo=dt.UTC).timestamp()), "embargo", 4, 10),
        Moment(int(dt.datetime(2026, 4, 1, tzinfo=dt.UTC).timestamp()), "unpublish_at", 6, 15),
    ]


def test_a_file_that_ends_before_it_begins_is_told_of() -> None:
    article = read("publish_at: 2026-04-01\nexpires: 2026-03-20")
    assert [(each.line, each.code) for each in article.warnings] == [(4, "never-public")]
    assert article.visibility.state(NOW) == "scheduled"
    assert article.visibility.due(NOW) == int(dt.datetime(2026, 3, 20, tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize(
    "line", ["extra: {draft: true}", "params: {published: false}", "cascade: {draft: true}", "taxonomies: {draft: yes}"]
)
def test_a_key_that_would_make_a_draft_does_not_stand_below_another_in_silence(line: str) -> None:
    article = read(line)
    assert article.visibility.state(NOW) == "public"
    assert "key-nested" in {problem.code for problem in article.warnings}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\n---\ndraft: true\n---\nText.",
        "---\ndescription: |\n  A\n---\ndraft: true\n---\nText.",
        "---\ntitle: A\n...\ndraft: true\n---\nText.",
        "+++\ntitle = 'A'\n+++\ndraft = true\n+++\nText.",
        '{"title": "A"}\npublished: false\nText.',
        "export const meta = { title: 'A', draft: true }\n\nText.",
        ".. title: A\n.. status: draft\n\nText.",
    ],
)
def test_a_draft_that_stands_outside_of_the_keys_is_an_error(text: str) -> None:
    with pytest.raises(ArticleError) as caught:
        parse_article(text.encode(), "a.md")
    assert "front-matter-opening" in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    "text",
    [
        *("Password: the word that opens a door.\n", "Published: March 3, 2020\n", "Public: everybody.\n"),
        *("- Expires: a date after which it is bad\n", "> Hidden: what nobody sees\n", "Status: we are done.\n"),
        "---\ntitle: A\n---\n\nDraft: a first version of a text\n\nStatus: draft\n",
        "---\ntitle: A\n---\n\nWrite this:\n\ndraft = true\n",
    ],
)
def test_a_text_may_speak_of_such_things(text: str) -> None:
    assert parse_article(text.encode(), "a.md").visibility.state(NOW) == "public"


@pytest.mark.parametrize(
    "text",
    [
        *("---\ntitle: A: b\ndraft: true\n---\nx", "---\ndraft: true\ntitle: [\n---\nx"),
        *("---\ndraft: false\ndraft: true\n---\nx", "+++\ndraft = true\ntitle = \n+++\nx"),
        *("---\nstatus: draft\ntitle: [\n---\nx", "---\n  published: x\npublished: no # yet\ntitle: [\n---\nx"),
    ],
)
def test_a_draft_is_one_though_its_keys_cannot_be_read(text: str) -> None:
    """Else the version that is live would stay, although its author wants it to go."""
    with pytest.raises(ArticleError) as caught:
        parse_article(text.encode(), "a.md")
    assert caught.value.article.visibility.state(NOW) == "draft"


@pytest.mark.parametrize("key", ["_drafts/a.md", "_drafts/blog/a.md", "blog/_drafts/x/a.md"])
def test_files_in_the_folder_of_drafts_are_next_versions(key: str) -> None:
    article = read("layout: post", key)
    there = key.replace("_drafts/", "")
    assert article.visibility.state(NOW) == "draft"
    assert article.path == read("layout: post", there).path
    reason = article.visibility.reason(NOW, "UTC")
    assert reason is not None
    assert f"the next version of {there}" in reason.message


def test_other_folders_are_no_folders_of_drafts() -> None:
    assert state("layout: post", "drafts/a.md") == state("layout: post", "_drafts.md") == "public"


def test_all_forms_of_front_matter_are_read() -> None:
    for text in ("+++\ndraft = true\n+++\nx", '{"draft": true}\nx', "---\ndraft: true\n...\nx"):
        assert parse_article(text.encode(), "a.md").visibility.draft is not None


def test_a_file_that_is_not_public_is_so_whatever_else_is_wrong_with_it() -> None:
    """Else the version that is live would stay, although its author wants it to go."""
    with pytest.raises(ArticleError) as caught:
        parse_article(b"---\ndraft: true\nid: -3\nurl: //x\nmood: x\n---\n", "a.md")
    assert caught.value.article.visibility.state(NOW) == "draft"
    found = {problem.code for problem in caught.value.problems}
    assert found == {"not-an-integer", "url-form", "answer-missing", "key-unknown"}


def test_what_cannot_be_read_says_nothing() -> None:
    with pytest.raises(ArticleError) as caught:
        parse_article(b"---\nanswer: |\n  draft: true\ntitle: [\n---\ndraft: true\n", "a.md")
    assert caught.value.article is None


moments = st.none() | st.integers(0, 10).map(lambda seconds: Moment(seconds, "a key"))


@given(moments, moments, st.integers(0, 10))
def test_a_state_lasts_until_it_is_due_and_is_another_one_then(
    since: Moment | None, until: Moment | None, now: int
) -> None:
    visibility = Visibility(since=since, until=until)
    due = visibility.due(now)
    states = [visibility.state(time) for time in range(now, 12)]
    steps = enumerate(itertools.pairwise(states), now + 1)
    changes = [time for time, (before, after) in steps if before != after]
    assert due == (changes[0] if changes else None)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("publsh_at: 2030-01-01", "The key publsh_at is not known, so it does not hold the file back; did you mean"),
        ("drafts: true", "The key drafts is not known, so it does not hold the file back; did you mean draft?"),
        (
            "status: foo",
            "status says foo, which is not known and does not hold the file back; write draft if it should",
        ),
        ("visibility: [nobody]", "visibility says nobody, which is not known and does not hold the file back;"),
        ("autor: A", "The key autor is not known, so no page shows it; did you mean author?"),
    ],
)
def test_an_author_is_told_of_what_does_not_hold_a_file_back(line: str, message: str) -> None:
    (warning,) = read(line).warnings
    assert (warning.code, warning.line) == ("key-unknown", 3)
    assert warning.message.startswith(message)


@pytest.mark.parametrize("line", ["status: active", "status: new", "visibility: everyone", "status:", "status: 'true'"])
def test_a_status_that_a_public_page_may_have_causes_no_warning(line: str) -> None:
    assert read(line).warnings == ()


def test_a_status_that_the_sites_authors_use_on_purpose_causes_no_warning() -> None:
    assert read("status: foo", site=SiteFile(extra_keys=("status",))).warnings == ()
