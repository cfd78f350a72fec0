"""Read the look of a site from site.yaml: colors, fonts and width.

What is read here ends up in style sheets, so it consists of nothing but checked colors, names and numbers.
"""

import math
import re
from dataclasses import asdict, replace
from dataclasses import fields as fields_of

from articles.publishing.errors import shortened
from articles.publishing.reading.contrast import READABLE, between, contrast
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.site_fonts import FONT_FILE
from articles.publishing.reading.site_groups import read_group
from articles.publishing.reading.site_kinds import MAX_WIDTH, MIN_WIDTH, SiteKey
from articles.publishing.reading.site_parts import NO_COLORS, NO_FONTS, Colors, Fonts, Palette
from articles.publishing.reading.site_scalars import read_match, read_number
from articles.publishing.reading.yaml_nodes import Scalar

_COLOR = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_FONT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,48}[A-Za-z0-9])?")
_MAX_FONTS = 5

TOKENS = tuple(each.name for each in fields_of(Palette))

# Colors that only some pages have, by the style sheet that needs them.
OF_PARTS = {
    "code": ("keyword", "string", "number", "name"),
    "callout": ("note", "tip", "important", "warning", "caution"),
}

# What is read, and on what.
_READ = {
    **dict.fromkeys(("ink", "muted", "accent"), "paper"),
    **{token: "tint" for tokens in OF_PARTS.values() for token in tokens},
}

ROLES = tuple(each.name for each in fields_of(Fonts))
SCHEMES = tuple(each.name for each in fields_of(Colors))

# What pages have if the file says nothing else: the page, code, and callouts.
OURS = Colors(
    Palette(
        *("#fdfcf9", "#211e1a", "#665f55", "#94370f", "#f4f1ea", "#ddd7cb", "#8a8175"),
        *("#86316b", "#3c6414", "#8a4b00", "#1c5a86"),
        *("#1c5a86", "#3c6414", "#86316b", "#8a4b00", "#a3201d"),
    ),
    Palette(
        *("#181614", "#e9e4db", "#a69e92", "#f0a27c", "#23201d", "#3b3732", "#7d766c"),
        *("#dd9fd0", "#a9ca7d", "#e5b26c", "#86bde6"),
        *("#86bde6", "#a9ca7d", "#dd9fd0", "#e5b26c", "#f19a91"),
    ),
)

# With another paper or ink, what is between the two, if it is not given: the share of ink.
_SHARES = {"muted": 0.72, "tint": 0.05, "line": 0.16, "field": 0.52}


def completed(given: Palette, ours: Palette) -> Palette:
    """The colors of pages: those that are given, and what goes with them."""
    named = {name: color for name, color in asdict(given).items() if color}
    found = replace(ours, **named)
    if given.paper or given.ink:
        mixed = {name: between(found.paper, found.ink, share) for name, share in _SHARES.items() if name not in named}
        found = replace(found, **mixed)
    return found


def read_colors(fields: Fields, key: SiteKey) -> Colors:
    """Read colors, and warn of those that cannot be read on what is behind them."""
    group = read_group(fields, key.name, SCHEMES)
    if group is None:
        return NO_COLORS
    return Colors(*(_palette(group, scheme) for scheme in SCHEMES))


def _palette(fields: Fields, scheme: str) -> Palette:
    group = read_group(fields, scheme, TOKENS)
    if group is None:
        return Palette()
    found = Palette(**{token: _color(group, token) for token in TOKENS if token in group.mapping.entries})
    if any(asdict(found).values()):
        _report_contrast(group, scheme, found)
    return found


def _color(fields: Fields, token: str) -> str:
    node = fields.mapping.entries[token]
    if isinstance(node, Scalar) and not node.text.strip():
        message = f"{token} has no color; put it in quotes if it begins with #, which else begins a comment."
        fields.report(node, "color", message)
        return ""
    wrong = 'is not a color; write six digits from 0 to f, such as "#94370f"'
    match = read_match(fields, token, _COLOR, "color", wrong)
    if match is None:
        return ""
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(each * 2 for each in digits))  # noqa: PLR2004 - #rgb


def _report_contrast(fields: Fields, scheme: str, given: Palette) -> None:
    shown = asdict(completed(given, getattr(OURS, scheme)))
    for token, ground in _READ.items():
        found = contrast(shown[token], shown[ground])
        place = next((name for name in (token, ground, "paper", "ink") if getattr(given, name)), "")
        if found < READABLE and place:
            figure = math.floor(found * 10) / 10
            pair = f"{token} ({shown[token]}) on {ground} ({shown[ground]})"
            message = (
                f"{pair} has a contrast of {figure}:1 on {scheme} screens, and many cannot read below {READABLE}:1."
            )
            fields.lenient().report(fields.scalar(place), "color-contrast", message)


def read_fonts(fields: Fields, key: SiteKey) -> Fonts:
    """Read the names of fonts."""
    group = read_group(fields, key.name, ROLES)
    return Fonts(**{role: _fonts(group, role) for role in ROLES}) if group is not None else NO_FONTS


def _fonts(fields: Fields, role: str) -> str:
    names = names_of(fields.text(role))
    wrong = next((name for name in names if not (_FONT.fullmatch(name) or FONT_FILE.fullmatch(name))), "")
    if wrong or len(names) > _MAX_FONTS:
        what = f"{shortened(wrong)} is not the name of a font" if wrong else f"At most {_MAX_FONTS} fonts can be named"
        message = (
            f"{what}; write names of letters, digits, spaces and hyphens with commas, such as Inter, sans, "
            "or a file such as site/fonts/inter.woff2"
        )
        fields.report(fields.scalar(role), "font-name", message)
        return ""
    return ", ".join(names)


def names_of(text: str) -> list[str]:
    """The names of fonts that a text has."""
    return [name.strip() for name in text.split(",") if name.strip()]


def read_width(fields: Fields, key: SiteKey) -> int | None:
    """Read how wide the text is; None without a value that can be used."""
    return read_number(fields, key.name, MIN_WIDTH, MAX_WIDTH, "page-width")
