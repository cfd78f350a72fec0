"""Fonts of a site's own, and the pictures that stand for it: files of the folder `site/` that site.yaml names."""

import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.media.facts import address_of
from articles.publishing.reading.site import SiteFile, packed, parse_site
from articles.publishing.reading.site_fonts import MAX_FONT
from articles.publishing.reading.site_own_files import read_own_file
from articles.publishing.rendering.look import STACKS
from articles.publishing.rendering.settings import Settings, settings_of
from articles.publishing.rendering.theme import content_security_policy, style_of
from articles.publishing.storage.items import from_site, to_site
from articles.publishing.storage.sites import Site

from tests.support.samples import font

TEXT, ITALIC = "site/fonts/literata.woff2", "site/fonts/literata-italic.woff2"
LOGO = "site/logo.svg"


def site(text: str) -> SiteFile:
    return parse_site(text.encode())


def problems(text: str) -> tuple[Problem, ...]:
    try:
        return site(text).warnings
    except ArticleError as error:
        return error.problems


def settings(text: str, **own: str) -> Settings:
    return settings_of(site(text), "https://example.org", own={f"site/{key}": path for key, path in own.items()})


def of_fonts(text: str, *keys: str) -> str:
    own = {key: f"pictures/{number}.woff2" for number, key in enumerate(keys)}
    return str(style_of(settings_of(site(text), "https://example.org", own=own)).css)


def test_the_files_of_a_list_are_one_family_before_what_follows() -> None:
    css = of_fonts(f"fonts:\n  text: {TEXT}, {ITALIC}, Georgia, serif\n", TEXT, ITALIC)
    assert f'--serif:"site serif","Georgia",{STACKS["serif"]};' in css
    assert css.count('@font-face{font-family:"site serif";') == 2
    assert 'src:url(/pictures/0.woff2) format("woff2");font-weight:400;font-style:normal;font-display:swap}' in css
    assert 'src:url(/pictures/1.woff2) format("woff2");font-weight:400;font-style:italic;font-display:swap}' in css


@pytest.mark.parametrize(
    ("name", "weight", "style"),
    [
        ("a.woff2", "400", "normal"),
        ("a-Bold.woff2", "700", "normal"),
        ("a-bold-italic.woff2", "700", "italic"),
        ("a-Italic-VariableFont.woff2", "100 900", "italic"),
    ],
)
def test_what_a_file_is_in_its_family_its_name_says(name: str, weight: str, style: str) -> None:
    key = f"site/fonts/{name}"
    assert f"font-weight:{weight};font-style:{style};" in of_fonts(f"fonts: {{code: {key}}}", key)


def test_a_font_that_is_not_served_is_left_out() -> None:
    css = of_fonts(f"fonts:\n  text: {TEXT}, {ITALIC}, Georgia\n")
    assert "@font-face" not in css.partition(":root")[0]
    assert f'--serif:"Georgia",{STACKS["serif"]};' in css


def test_the_policy_lets_fonts_load_only_if_there_are_any() -> None:
    of = settings_of(site(f"fonts: {{text: {TEXT}}}"), "https://example.org", own={TEXT: "pictures/0.woff2"})
    assert "font-src 'self';" in content_security_policy(of, style_of(of))
    of = settings_of(site(f"fonts: {{text: {TEXT}}}"), "https://example.org")
    assert "font-src" not in content_security_policy(of, style_of(of))


def test_logo_favicon_and_card_can_be_files_of_the_site() -> None:
    text = "logo: site/logo.svg\nfavicon: site/icon.png\nsocial: {image: site/card.jpg}\n"
    assert site(text).own_keys == ("site/card.jpg", "site/icon.png", "site/logo.svg")
    of = settings_of(site(text), "https://example.org", own={"site/logo.svg": "pictures/0.svg"})
    assert (of.logo, of.favicon, of.social.image) == ("/pictures/0.svg", "", "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fonts: {text: site/fonts/a b.woff2}", "font-name"),
        ("fonts: {text: site/fonts/../a.woff2}", "font-name"),
        ("fonts: {text: site/fonts/a.ttf}", "font-name"),
        ("fonts: {text: fonts/a.woff2}", "font-name"),
        ("logo: site/style.css", "site-picture"),
        ("logo: site/a b.png", "site-picture"),
        ("logo: logo.svg", "site-picture"),
    ],
)
def test_what_cannot_be_named_is_told(text: str, code: str) -> None:
    assert [each.code for each in problems(text)] == [code]


def test_a_file_is_named_at_its_place() -> None:
    found = site(f"name: A\nlogo: {LOGO}\nfonts:\n  text: serif\n  code: {TEXT}, mono\n").files
    assert [(each.key, each.line, each.column) for each in found] == [(LOGO, 2, 7), (TEXT, 5, 9)]


def test_more_files_than_there_is_room_for_are_told() -> None:
    fonts = [f"site/fonts/{name}.woff2" for name in "abcde"]
    text = f"logo: {LOGO}\nfonts:\n  text: {', '.join(fonts)}\n"
    assert problems(text) == ()
    (problem,) = problems(f"{text}favicon: site/icon.png\n")
    assert (problem.code, problem.line) == ("too-many-items", 4)


def test_settings_with_the_files_of_a_site_are_one_read_unit_as_a_rule() -> None:
    keys = ["site/style.css", *(f"site/words/{tag}.yaml" for tag in ("de", "fr", "en")), LOGO]
    keys += [f"site/fonts/a-name-of-usual-length-{number}.woff2" for number in range(5)]
    own = tuple((key, address_of(key, key.encode(), "woff2")) for key in sorted(keys))
    item = from_site(Site(7, SiteFile(), own))
    assert len(item["own"]) < 596 - len("own") - 40
    assert to_site(item) == Site(7, SiteFile(), own)
    assert packed(SiteFile()) == packed(to_site(item).file)


@pytest.mark.parametrize(
    ("key", "body", "code"),
    [
        (TEXT, b"", "font-file"),
        (TEXT, b"wOFF" + bytes(60), "font-file"),
        (TEXT, font()[:-1], "font-file"),
        (TEXT, font() + b"\0", "font-file"),
        (TEXT, b"wOF2" + bytes(4), "font-file"),
        ("site/fonts/a b.woff2", font(), "font-file-name"),
        (TEXT, font() + bytes(MAX_FONT), "file-too-large"),
    ],
)
def test_what_is_no_font_is_refused(key: str, body: bytes, code: str) -> None:
    with pytest.raises(ArticleError) as error:
        read_own_file(key, body, ())
    assert [each.code for each in error.value.problems] == [code]


def test_a_font_is_served_as_it_is() -> None:
    copy = read_own_file(TEXT, font(), ())
    assert (copy.body, copy.media.media_type, copy.media.address[-6:]) == (font(), "font/woff2", ".woff2")
