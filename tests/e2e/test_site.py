"""What authors and readers are promised, on the local stack, or with --stack on a deployed one."""

import re

import pytest

from tests.support.site import Site

pytestmark = pytest.mark.e2e


def article(path: str, title: str = "Title", answer: str = "An answer.", related: str | None = None) -> str:
    """An article file that no list and no directory of the site comes to name: without subject and date."""
    link = f"related_article1:\n  url: {related}\n" if related else ""
    return f"---\ntitle: {title}\nurl: {path}\n{link}---\n\n{answer}\n"


def test_an_upload_is_live_in_each_of_its_forms(site: Site) -> None:
    path = site.path("forms")
    site.upload("forms.md", article(path, title="In forms", answer="It is *so*."))

    assert site.shows(path, "In forms")
    page = site.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<em>so</em>" in page.text
    assert site.get(f"{path}.json").json()["title"] == "In forms"
    assert "It is *so*." in site.get(f"{path}.md").text
    assert site.get(path, accept="application/json").json()["title"] == "In forms"
    assert site.get(f"/api/related{path}").json()["related"] == []
    assert site.get(f"/api/referrers{path}").status_code == 200


def test_a_reader_who_has_a_page_is_not_sent_it_again(site: Site) -> None:
    path = site.path("kept")
    site.upload("kept.md", article(path, title="Kept"))
    assert site.shows(path, "Kept")

    page = site.get(path)
    again = site.get(path, **{"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = site.head(path)
    assert (head.status_code, head.headers["etag"], head.content) == (200, page.headers["etag"], b"")


def test_a_page_says_how_safe_it_is_once(site: Site) -> None:
    path = site.path("safe")
    site.upload("safe.md", article(path, title="Safe"))
    assert site.shows(path, "Safe")

    headers = site.get(path).headers
    for name in (
        "content-security-policy",
        "referrer-policy",
        "strict-transport-security",
        "x-content-type-options",
        "access-control-allow-origin",
    ):
        assert len(headers.get_list(name)) == 1, name


def test_a_changed_file_shows(site: Site) -> None:
    path = site.path("changing")
    site.upload("changing.md", article(path, title="Before"))
    assert site.shows(path, "Before")
    site.upload("changing.md", article(path, title="Afterwards"))
    assert site.shows(path, "Afterwards")


def test_a_related_link_appears_when_its_target_is_published(site: Site) -> None:
    source, target = site.path("source"), site.path("target")
    site.upload("source.md", article(source, related=target))
    assert site.answers(source, 200)
    assert f'href="{target}"' not in site.get(source).text
    site.upload("target.md", article(target, title="The target"))
    assert site.shows(source, f'href="{target}"')
    assert "The target" in site.get(source).text


def test_an_article_that_moves_leaves_a_redirect(site: Site) -> None:
    old, new = site.path("old"), site.path("new")
    site.upload("moving.md", article(old, title="Moving"))
    assert site.shows(old, "Moving")
    site.upload("moving.md", article(new, title="Moving"))
    assert site.answers(old, 301)
    assert site.get(old).headers["location"] == new
    assert site.shows(new, "Moving")


def test_a_deleted_article_is_gone_and_comes_back_with_its_file(site: Site) -> None:
    path = site.path("going")
    site.upload("going.md", article(path, title="Going"))
    assert site.shows(path, "Going")
    marker = site.delete("going.md")
    assert site.answers(path, 410)
    site.undelete("going.md", marker)
    assert site.shows(path, "Going")


def test_a_bad_upload_is_reported_and_takes_no_good_page_down(site: Site) -> None:
    path = site.path("good")
    site.upload("good.md", article(path, title="Good page"))
    assert site.shows(path, "Good page")
    bad = article(path, title="Bad page").replace("---\n\n", "date: someday\n---\n\n")
    site.upload("good.md", bad)

    assert site.comes_to(lambda: (site.report("good.md") or {}).get("state") == "rejected")
    report = site.report("good.md")
    assert report is not None
    assert report["live"]["path"] == path
    (problem,) = report["problems"]
    assert bad.splitlines()[problem["line"] - 1] == "date: someday"
    assert "Good page" in site.get(path).text


def test_what_is_not_there_is_said_to_programs_and_to_people(site: Site) -> None:
    path = site.path("nowhere")
    page = site.get(path, accept="text/html")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    problem = site.get(path, accept="application/json")
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")


def test_a_careless_address_leads_to_the_right_one(site: Site) -> None:
    path = site.path("careless")
    response = site.get(f"{path.replace('e2e', 'E2E')}/")
    assert (response.status_code, response.headers["location"]) == (308, path)


@pytest.mark.parametrize("path", ["/", "/learn", "/sitemap.xml", "/feed.atom", "/robots.txt", "/api/articles"])
def test_the_lists_of_the_site_are_served(site: Site, path: str) -> None:
    assert site.get(path).status_code == 200


def test_the_api_answers_nobody_but_cloudfront(site: Site) -> None:
    if site.api_url == site.url:
        pytest.skip("nothing stands in front of this API")
    assert site.get(f"{site.api_url}/robots.txt").status_code == 403
    assert site.get(f"{site.api_url}/robots.txt", **{"x-origin-secret": "guessed"}).status_code == 403


def test_an_image_is_served_from_the_bucket_and_runs_nothing(site: Site) -> None:
    if not site.serves_assets:
        pytest.skip("images are served by CloudFront, which does not stand in front of this API")
    site.upload("assets/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    path = f"/assets/{site.place}/dot.svg"
    image = site.get(path)
    assert (image.status_code, image.headers["content-type"]) == (200, "image/svg+xml")
    # CloudFront adds such headers only to requests that name their origin, as a page's script does.
    assert "access-control-allow-origin" not in image.headers
    assert site.get(path, origin="https://elsewhere.example").headers["access-control-allow-origin"] == "*"
    assert image.headers["x-content-type-options"] == "nosniff"
    assert re.search(r"\bsandbox\b", image.headers["content-security-policy"])
    assert site.get(path, **{"if-none-match": image.headers["etag"]}).status_code == 304
    assert site.head(path).status_code == 200


def test_an_image_that_is_not_there_is_404(site: Site) -> None:
    if not site.serves_assets:
        pytest.skip("images are served by CloudFront, which does not stand in front of this API")
    assert site.get(f"/assets/{site.place}/no.svg").status_code == 404
