"""Pictures to try things with: small, and the same each time."""

import io
import random
from pathlib import Path

from PIL import Image

_FONTS = Path(__file__).parents[2] / "functions/articles/deliver/fonts"


def picture(colour: str = "red", size: tuple[int, int] = (8, 4), form: str = "PNG") -> bytes:
    """A picture of one colour."""
    return _written(Image.new("RGB", size, colour), form)


def font(name: str = "math-more") -> bytes:
    """A font of TeX that formulae are set in: WOFF2."""
    return next(_FONTS.glob(f"{name}-*.woff2")).read_bytes()


def noise(size: tuple[int, int]) -> bytes:
    """A picture of which WebP takes fewer bytes than PNG."""
    pixels = random.Random(1).randbytes(size[0] * size[1] * 3)
    return _written(Image.frombytes("RGB", size, pixels), "PNG")


def _written(image: Image.Image, form: str) -> bytes:
    with io.BytesIO() as out:
        image.save(out, form)
        return out.getvalue()


RED, BLUE = picture("red"), picture("blue", (6, 6))
# Style sheets of a site's own: one, another that loads from a host, and one that cannot be used.
STYLE, OTHER_STYLE = "p { color: red }\n", "p { background: url(https://fonts.example.org/a.png) }\n"
BAD_STYLE = "p { color: red\n"
# Words of a site's own: one, another with a key that no page has, and one that cannot be used.
WORDS, OTHER_WORDS = "search: Find\n", "search: Look\nsubjects: Fields\nsearhc: x\n"
BAD_WORDS = "search: '{name}'\n"
# A file that is no font.
NO_FONT = b"no font"
# A picture of two widths, and a file that only says that it is a picture.
WIDE, NO_PICTURE = noise((700, 2)), b"<html>no picture</html>"
