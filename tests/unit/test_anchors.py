"""Where links within a page lead: GitHub's ids of headings, those of authors, those of old, and none of them twice."""

import re

import pytest
from articles.publishing.rendering.body.anchors import PAGE_IDS, Wanted, github_slug, place_anchors
from articles.publishing.rendering.markdown import render_answer
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "A", "a 1", "a-1", "h a", "main", "Main", "fn", "fn 1", "fn-1", "fnref-2-3", "", "!"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dispatch(action)", "dispatchaction"),
        ("What's new", "whats-new"),
        ("What\u2019s new?", "whats-new"),
        ("snake_case and CamelCase", "snake_case-and-camelcase"),
        ("a - b", "a---b"),
        ("en\u2013dash", "endash"),
        ("version 1.2.3", "version-123"),
        ("C++ & C#", "c--c"),
        ("I ♥ 😄 it", "i---it"),
        ("Привет, 你好", "привет-你好"),
        ("à la e\u0301", "à-la-e\u0301"),
        ("x² Ⅷ ٣", "x-ⅷ-٣"),
        ("a\u00a0b", "ab"),
        ("!?", ""),
    ],
)
def test_a_heading_is_called_what_github_calls_it(text: str, expected: str) -> None:
    assert github_slug(text) == expected


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Same", "same", "Same"], ["same", "same-1", "same-2"]),
        (["Same", "Same 1", "Same-1", "Same"], ["same", "same-1", "same-1-1", "same-2"]),
        (["Same-1", "Same", "Same"], ["same-1", "same", "same-2"]),
        (["`code()` in *it*", "[A link](/x)"], ["code-in-it", "a-link"]),
        (["![A picture](/a.png) Of it", "Note[^1]"], ["of-it", "note"]),
        (["Contents", "Main", "Related", "Keywords"], ["contents-1", "main-1", "related-1", "keywords-1"]),
        (["fn-1", "fnref-1-2", "Fn", "Fn"], ["section-fn-1", "section-fnref-1-2", "fn", "section-fn"]),
        (["!!!", "???"], ["section", "section-1"]),
        ([":tada: New", "Old :ok_hand::tada:", "==Marked== H~2~O"], ["tada-new", "old-ok_handtada", "marked-h2o"]),
    ],
)
def test_headings_have_the_ids_of_github(headings: list[str], expected: list[str]) -> None:
    body = render_answer("\n\n".join(f"## {each}" for each in headings) + "\n\n[^1]: A note.")
    assert [heading.id for heading in body.headings] == expected


@pytest.mark.parametrize(
    ("heading", "old"),
    [("What's new", "h-what-s-new"), ("Of functions", "h-of-functions"), ("!", "h-section"), (":up: x^2^", "h-up-x-2")],
)
def test_the_id_that_a_heading_once_had_is_an_anchor_in_it(heading: str, old: str) -> None:
    assert f'<span id="{old}"></span>' in render_answer(f"## {heading}").html


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("whats-new", "whats-new"),
        ("h-what-s-new", "whats-new"),
        ("what-s-new", "whats-new"),
        ("What's-New", "whats-new"),
        ("What%27s%20new", "whats-new"),
        ("same-1", "same-1"),
        ("h-same-2", "same-1"),
        ("main", "main-1"),
        ("h-foo", "foo"),
        ("h-foo-1", "h-foo-1"),
    ],
)
def test_links_lead_to_headings_by_any_of_their_names(link: str, target: str) -> None:
    headings = ["What's new", "Same", "Same", "Main", "H foo", "Foo"]
    body = render_answer("\n\n".join(f"## {each}" for each in headings) + f"\n\n[x](#{link})")
    assert body.problems == ()
    assert f'<a href="#{target}">' in body.html
    assert f'id="{target}"' in body.html


@given(st.lists(st.builds(Wanted, NAMES, NAMES, NAMES), max_size=8), st.lists(NAMES.filter(bool), max_size=3))
def test_no_id_is_given_twice_or_is_one_of_the_page(headings: list[Wanted], others: list[str]) -> None:
    anchors = place_anchors(headings, others)
    given_ids = [each for each in (*anchors.ids, *anchors.old, *anchors.others) if each]
    assert all(anchors.ids)
    assert len(set(given_ids)) == len(given_ids)
    assert not set(given_ids) & PAGE_IDS
    assert not [each for each in given_ids if re.fullmatch(r"fn(ref)?-[0-9]+(-[0-9]+)?", each)]
    assert set(anchors.targets.values()) <= set(given_ids)


def test_an_old_id_stays_where_it_was_if_github_would_give_it_to_another() -> None:
    anchors = place_anchors([Wanted("H foo", "H foo"), Wanted("Foo", "Foo")])
    assert (anchors.ids, anchors.old) == (("h-foo-1", "foo"), ("h-h-foo", "h-foo"))
