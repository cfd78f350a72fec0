"""Style sheets serve text of both directions: sides are named by the text, start and end."""

import re
from pathlib import Path

import pytest
from articles.publishing.rendering.theme import TEMPLATES

SHEETS = sorted(TEMPLATES.glob("*.css"))

# Formulae read from left to right in every text.
OF_FORMULAE = {"math-lines.css", "math-marks.css", "math-table.css"}
# Sides that an author has asked for by name.
OF_AUTHORS = {".align-right", "img.align-left", "img.align-right"}

PHYSICAL = re.compile(
    r"(?<![\w-])(?:[a-z-]+-)?(?:left|right)(?:-[a-z-]+)?(?=\s*:)"
    r"|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)"
)
SHORTHAND = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-(?:width|style|color))\s*:\s*([^;}]*)")
RADIUS = re.compile(r"border-radius\s*:\s*([^;}]*)")


def rules(text: str) -> list[tuple[str, str]]:
    """Each selector with its declarations."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{}]*)\{([^{}]*)\}", text)]


def one_sided(body: str) -> list[str]:
    """Declarations that are otherwise at the left than at the right."""
    found = PHYSICAL.findall(body)
    for value in SHORTHAND.findall(body):
        parts = value.split()
        found += [value] if len(parts) == 4 and parts[1] != parts[3] else []
    for value in RADIUS.findall(body):
        corners = (value.split() * 4)[:4] if len(value.split()) in (1, 2, 4) else [*value.split(), value.split()[1]]
        found += [value] if corners[0] != corners[1] or corners[2] != corners[3] else []
    return found


@pytest.mark.parametrize("sheet", [each for each in SHEETS if each.name not in OF_FORMULAE], ids=lambda file: file.name)
def test_no_side_is_named_left_or_right(sheet: Path) -> None:
    found = {selector: sides for selector, body in rules(sheet.read_text()) if (sides := one_sided(body))}
    assert found.keys() <= OF_AUTHORS, found


def test_a_shade_is_at_both_sides() -> None:
    text = (TEMPLATES / "page.css").read_text()
    assert text.count("(to left,") == text.count("(to right,") > 0


def test_formulae_and_code_read_from_left_to_right() -> None:
    found = [selector for selector, body in rules((TEMPLATES / "page.css").read_text()) if "direction: ltr" in body]
    assert found == ["code, pre, .math-block, .math-long"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("margin-left: 1em", 1),
        ("left: 0; border-top-right-radius: 1em", 2),
        ("text-align: left; float:right", 2),
        ("margin: 0 1em 0 2em; padding: 0 1em 2em 1em", 1),
        ("border-radius: 0 1em 1em 0", 1),
        ("border-radius: 1em 1em 0 0; margin: 0 1em", 0),
        ("margin-inline-start: 1em; text-align: start", 0),
    ],
)
def test_what_is_one_sided_is_found(body: str, count: int) -> None:
    assert len(one_sided(body)) == count
