"""Colors, fonts and width of site.yaml: what is read, what is told, and what the style sheet is made of."""

import re
from contextlib import suppress

import pytest
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.contrast import READABLE, between, contrast
from articles.publishing.reading.site import SiteFile, packed, parse_site, unpacked
from articles.publishing.reading.site_look import OF_PARTS, OURS, completed
from articles.publishing.reading.site_parts import Colors, Fonts, Palette
from articles.publishing.rendering.look import STACKS, Look, variables
from articles.publishing.rendering.settings import settings_of
from articles.publishing.rendering.theme import style_of, style_sheet
from hypothesis import given
from hypothesis import strategies as st

from tests.support import grammar


def site(text: str) -> SiteFile:
    return parse_site(text.encode())


def css(text: str) -> str:
    return str(style_of(settings_of(site(text), "https://example.org")).css)


def problems(text: str) -> tuple[Problem, ...]:
    try:
        return site(text).warnings
    except ArticleError as error:
        return error.problems


@pytest.mark.parametrize("written", ['"#0b57a4"', "0b57a4", "'0B57A4'", '" #0B57a4 "'])
def test_a_color_is_six_digits(written: str) -> None:
    assert site(f"colors: {{light: {{accent: {written}}}}}").colors == Colors(Palette(accent="#0b57a4"))


def test_a_color_of_three_digits_is_the_same_with_each_twice() -> None:
    assert site("colors: {dark: {paper: '#012'}}").colors == Colors(dark=Palette(paper="#001122"))


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ("colors: {light: {accent: blue}}", "color", "six digits"),
        ("colors: {light: {accent: '#12345'}}", "color", "six digits"),
        ("colors: {light: {accent: 'red;}</style>'}}", "color", "six digits"),
        ("colors:\n  light:\n    accent: #0b57a4\n", "color", "put it in quotes"),
        ("colors: {light: {accent: [a]}}", "wrong-type", "text"),
        ("colors: {light: '#fff'}", "wrong-type", "keys of its own"),
        ("colors: {light: {akcent: '#fff'}}", "site-key-unknown", "accent"),
        ("colors: {'?': {}}", "site-key-unknown", "light, dark"),
        ("fonts: {text: 'Inter; color: red'}", "font-name", "letters, digits"),
        ("fonts: {text: '\"Inter\"'}", "font-name", "letters, digits"),
        ("fonts: {text: 'a, b, c, d, e, f'}", "font-name", "At most 5"),
        (f"fonts: {{text: {'x' * 51}}}", "font-name", "letters, digits"),
        ("fonts: {head: Inter}", "site-key-unknown", "text"),
        ("width: 29", "page-width", "from 30 to 80"),
        ("width: 42rem", "page-width", "from 30 to 80"),
    ],
)
def test_what_cannot_be_used_is_told(text: str, code: str, cure: str) -> None:
    [problem] = [each for each in problems(text) if each.code != "yaml-comment"]
    assert problem.code == code
    assert cure in problem.message


@pytest.mark.parametrize(
    ("text", "place", "figure"),
    [
        (
            "colors:\n  light:\n    accent: 'ff8800'\n",
            (3, 13),
            "accent (#ff8800) on paper (#fdfcf9) has a contrast of 2.3:1",
        ),
        (
            "colors:\n  dark:\n    paper: 555555\n",
            (3, 12),
            "accent (#f0a27c) on paper (#555555) has a contrast of 3.6:1",
        ),
        ("colors:\n  light:\n    ink: 777777\n", (3, 10), "ink (#777777) on paper (#fdfcf9) has a contrast of 4.3:1"),
        (
            "colors:\n  light:\n    keyword: 999999\n",
            (3, 14),
            "keyword (#999999) on tint (#f4f1ea) has a contrast of 2.5:1",
        ),
        ("colors:\n  light:\n    tint: 555555\n", (3, 11), "note (#1c5a86) on tint (#555555) has a contrast of 1.0:1"),
    ],
)
def test_what_cannot_be_read_well_is_told_with_its_contrast(text: str, place: tuple[int, int], figure: str) -> None:
    found = [each for each in problems(text) if figure in each.message]
    assert [(each.line, each.column, each.code, each.severity) for each in found] == [
        (*place, "color-contrast", "warning")
    ]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [OURS.light, OURS.dark])
def test_our_own_colors_can_be_read(palette: Palette) -> None:
    assert all(contrast(each, palette.paper) >= READABLE for each in (palette.ink, palette.muted, palette.accent))
    of_parts = [getattr(palette, token) for tokens in OF_PARTS.values() for token in tokens]
    assert all(contrast(each, palette.tint) >= READABLE for each in of_parts)


def test_colors_of_code_and_callouts_stand_where_there_are_such() -> None:
    file = site("colors: {light: {keyword: '#0000aa', note: '#00aa00'}, dark: {caution: '#ff9999'}}\n")
    look = Look(file.colors)
    code, callout, neither = (style_sheet(*parts, look=look).css for parts in (["code"], ["callout"], []))
    assert ("--keyword:#0000aa" in code, "--note:" in code) == (True, False)
    assert ("--note:#00aa00" in callout, "--caution:#ff9999" in callout, "--keyword" in callout) == (True, True, False)
    assert not {"--keyword", "--note", "--caution"} & set(re.findall(r"--\w+", neither))


def test_with_another_paper_what_is_not_given_is_between_paper_and_ink() -> None:
    found = completed(Palette(paper="#000000", ink="#ffffff", line="#123456"), OURS.light)
    assert found.accent == OURS.light.accent
    assert found.line == "#123456"
    assert found.muted == between("#000000", "#ffffff", 0.72)
    assert completed(Palette(accent="#123456"), OURS.light).tint == OURS.light.tint


def test_the_style_sheet_has_what_the_file_says() -> None:
    style = css(
        "colors: {light: {accent: '#0b57a4'}, dark: {paper: '#000'}}\nfonts: {text: 'Inter, sans'}\nwidth: 50\n"
    )
    light, _, dark = style.partition("@media (prefers-color-scheme:dark)")
    assert "--accent:#0b57a4;" in light
    assert "--paper:#000000;" in dark.partition("}}")[0]
    assert f'--serif:"Inter",{STACKS["sans"]};' in light
    assert "--width:50rem" in light
    assert "(width >= 84rem)" in style
    assert "(width < 84rem)" in style
    assert "76rem)" not in style


def test_a_font_without_a_stack_at_its_end_has_ours() -> None:
    assert f'--mono:"Fira Code",{STACKS["mono"]};' in css("fonts: {code: Fira Code}")


def test_a_site_without_a_look_has_ours() -> None:
    assert css("name: A") == style_sheet().css


SAFE = re.compile(
    r':root\{color-scheme:light dark;(?:--[a-z]+:(?:#[0-9a-f]{6}|(?:"[A-Za-z0-9 _-]+"|[a-z-]+|Charter|Cambria|Georgia'
    r"|Roboto|Cantarell|Menlo|Consolas)(?:,(?:\"[A-Za-z0-9 _-]+\"|[A-Za-z-]+))*|[0-9]+rem)[;}])+"
    r"@media \(prefers-color-scheme:dark\)\{:root\{(?:--[a-z]+:#[0-9a-f]{6}[;}])+\}"
)


@given(st.sampled_from(["light", "dark", "text", "code", "x"]), grammar.yaml, st.sampled_from(["colors", "fonts"]))
def test_nothing_but_colors_and_names_gets_into_the_style_sheet(name: str, text: str, key: str) -> None:
    source = f"{key}:\n  {name}: {text}\n  interface: {text}\n".encode("utf-8", "surrogatepass")
    with suppress(ArticleError):
        file = parse_site(source)
        assert SAFE.fullmatch(variables(Look(file.colors, file.fonts, file.width)))
        assert (unpacked(packed(file)).colors, unpacked(packed(file)).fonts) == (file.colors, file.fonts)


@given(st.text(max_size=20))
def test_any_text_as_a_color_or_a_font_is_a_name_or_refused(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    for source in (f"colors: {{light: {{ink: {quoted}}}}}", f"fonts: {{text: {quoted}}}"):
        with suppress(ArticleError):
            file = parse_site(source.encode("utf-8", "surrogatepass"))
            assert SAFE.fullmatch(variables(Look(file.colors, file.fonts)))


def test_what_another_version_kept_can_be_read() -> None:
    assert unpacked(packed(SiteFile(fonts=Fonts("Inter")))).fonts == Fonts("Inter")
