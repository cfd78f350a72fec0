"""The variables that the style sheet of every page is made of: colors, fonts and width."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from articles.publishing.media.own_files import FOLDER
from articles.publishing.reading.site_fonts import face_of
from articles.publishing.reading.site_kinds import WIDTH
from articles.publishing.reading.site_look import OF_PARTS, OURS, TOKENS, completed, names_of
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
        files: The files of fonts that are served: their keys, each with its path.
    """

    colors: Colors = NO_COLORS
    fonts: Fonts = NO_FONTS
    width: int = WIDTH
    files: tuple[tuple[str, str], ...] = ()


OUR_LOOK = Look()

# What the family of a site's own files is called, by the name of its variable.
_FAMILY = '"site {}"'


def variables(look: Look, parts: Collection[str] = ()) -> str:
    """The rules that define the variables, and the fonts that they name, without needless white space.

    Args:
        look: The look of the site.
        parts: The names of a page's style sheets: some need colors that other pages lack.
    """
    others = {token for part, tokens in OF_PARTS.items() if part not in parts for token in tokens}
    tokens = [token for token in TOKENS if token not in others]
    light, dark = completed(look.colors.light, OURS.light), completed(look.colors.dark, OURS.dark)
    fonts = {"serif": look.fonts.text, "sans": look.fonts.interface, "mono": look.fonts.code}
    served = dict(look.files)
    stacks = ";".join(f"--{name}:{_stack(names, name, served)}" for name, names in fonts.items())
    files = [(name, key) for name, names in fonts.items() for key in names_of(names) if key in served]
    faces = "".join(_face(name, key, served[key]) for name, key in files)
    return (
        f"{faces}:root{{color-scheme:light dark;{_colors(light, tokens)};{stacks};--width:{look.width}rem}}"
        f"@media (prefers-color-scheme:dark){{:root{{{_colors(dark, tokens)}}}}}"
    )


def _face(name: str, key: str, path: str) -> str:
    face = face_of(key)
    return (
        f'@font-face{{font-family:{_FAMILY.format(name)};src:url({path}) format("woff2");'
        f"font-weight:{face.weight};font-style:{face.style};font-display:swap}}"
    )


def _colors(palette: Palette, tokens: Collection[str]) -> str:
    return ";".join(f"--{token}:{getattr(palette, token)}" for token in tokens)


def _stack(names: str, ours: str, served: Mapping[str, str]) -> str:
    """The fonts to try, in order: those that are named, and in the end a stack of ours. Files are one family."""
    named = [name for name in names_of(names) if name in served or not name.startswith(FOLDER)]
    families = (_FAMILY.format(ours) if name in served else STACKS.get(name, f'"{name}"') for name in named)
    stacks = [*dict.fromkeys(families)]
    return ",".join(stacks if named and named[-1] in STACKS else [*stacks, STACKS[ours]])
