"""The variables that the style sheet of every page is made of: colors, fonts and width."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.publishing.reading.site_kinds import WIDTH
from articles.publishing.reading.site_look import OF_PARTS, OURS, TOKENS, completed
from articles.publishing.reading.site_parts import NO_COLORS, NO_FONTS, Colors, Fonts, Palette

# Fonts that readers have, by the name of the stack.
STACKS = {
    "serif": 'Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif',
    "sans": "system-ui,sans-serif",
    "mono": 'ui-monospace,"Cascadia Code",Menlo,Consolas,monospace',
}


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a site, as site.yaml has it.

    Attributes:
        colors: Its colors, where they are not ours.
        fonts: Its fonts, where they are not ours.
        width: How wide the text is, in rem.
    """

    colors: Colors = NO_COLORS
    fonts: Fonts = NO_FONTS
    width: int = WIDTH


OUR_LOOK = Look()


def variables(look: Look, parts: Collection[str] = ()) -> str:
    """The rules that define the variables, without needless white space.

    Args:
        look: The look of the site.
        parts: The names of a page's style sheets: some need colors that other pages lack.
    """
    others = {token for part, tokens in OF_PARTS.items() if part not in parts for token in tokens}
    tokens = [token for token in TOKENS if token not in others]
    light, dark = completed(look.colors.light, OURS.light), completed(look.colors.dark, OURS.dark)
    fonts = {"serif": look.fonts.text, "sans": look.fonts.interface, "mono": look.fonts.code}
    stacks = ";".join(f"--{name}:{_stack(names, name)}" for name, names in fonts.items())
    return (
        f":root{{color-scheme:light dark;{_colors(light, tokens)};{stacks};--width:{look.width}rem}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_colors(dark, tokens)}}}}}"
    )


def _colors(palette: Palette, tokens: Collection[str]) -> str:
    return ";".join(f"--{token}:{getattr(palette, token)}" for token in tokens)


def _stack(names: str, ours: str) -> str:
    """The fonts to try, in order: those that are named, and in the end a stack of ours."""
    named = [name.strip() for name in names.split(",") if name.strip()]
    stacks = [STACKS.get(name, f'"{name}"') for name in named]
    return ",".join(stacks if named and named[-1] in STACKS else [*stacks, STACKS[ours]])
