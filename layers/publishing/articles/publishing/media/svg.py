"""SVG: whether it is one, and its size.

Scripts in it stay: it is served with a policy under which nothing in it runs.
"""

import re
from typing import Any

from articles.publishing.media.limits import broken, too_large, wrong_type

# What is imported only where it is needed: reading articles does not cost it.

_ROOT = "http://www.w3.org/2000/svg svg"
_MOST_NESTED = 1_000
# What the entities of a file may become: all references to the longest of them.
_MOST_EXPANDED = 10_000_000
# CSS Values and Units, 6.2: pixels of each unit that has any.
_UNITS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_LENGTH = re.compile(r"\s*\+?((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)([a-z]*)\s*", re.IGNORECASE | re.ASCII)
_SEPARATORS = re.compile(r"[\s,]+")
_LARGEST, _LONGEST = 1_000_000, 200

_NO_DOCTYPE = "save it without a DOCTYPE"
_EXPORT = "export it again as SVG"


def size_of(body: bytes) -> tuple[int | None, int | None]:
    """Width and height of an SVG in pixels, by its attributes of that name, else by its viewBox; None if neither says.

    Nothing is fetched: entities and documents of types elsewhere stay unread.

    Raises:
        ArticleError: It is not well-formed, is no SVG, or would become very large.
    """
    from xml.parsers import expat  # noqa: PLC0415 - only SVG needs it

    reader = _Reader(body)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = reader.entity
    parser.AttlistDeclHandler = reader.default
    parser.specified_attributes = True
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from None
        if reader.root is None:
            raise wrong_type("The file is not an SVG, although its name ends in .svg", _EXPORT) from None
        reason = expat.ErrorString(error.code)
        raise broken(f"The picture is not well-formed XML in line {error.lineno} ({reason})", _EXPORT) from None
    except (LookupError, ValueError):  # an encoding that Python does not know, or not as one of single bytes
        raise broken("The picture is in an unknown encoding", "save it as UTF-8") from None
    return _size(reader.root or {})


class _Reader:
    """What the parser calls.

    Attributes:
        root: The attributes of the first element, once it has been read.
    """

    def __init__(self, body: bytes) -> None:
        self.root: dict[str, str] | None = None
        self._references = body.count(b"&")
        self._elements = body.count(b"<")
        self._defaults = 0
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.root is None:
            if name != _ROOT:
                raise wrong_type("The file is XML, but not an SVG, although its name ends in .svg", _EXPORT)
            self.root = attributes
        self._depth += 1
        if self._depth > _MOST_NESTED:
            raise too_large(f"In the picture, more than {_MOST_NESTED:,} elements are inside each other", _EXPORT)

    def end(self, _: str) -> None:
        self._depth -= 1

    def entity(self, _name: str, _is_parameter: int, value: str | None, *_: Any) -> None:
        if value is not None and ("&" in value or "%" in value or len(value) * self._references > _MOST_EXPANDED):
            raise too_large("Entities make the picture very large", _NO_DOCTYPE)

    def default(self, _element: str, name: str, _type: str, value: str | None, _is_required: int) -> None:
        """Each element may have all of them."""
        self._defaults += len(name) + len(value or "")
        if self._defaults * self._elements > _MOST_EXPANDED:
            raise too_large("Attributes with a default make the picture very large", _NO_DOCTYPE)


def _size(root: dict[str, str]) -> tuple[int | None, int | None]:
    # A longer value is not a length.
    width, height, view = (root.get(name, "")[:_LONGEST] for name in ("width", "height", "viewBox"))
    return _rounded(_pixels(width), _pixels(height), [_pixels(each) for each in _SEPARATORS.split(view.strip())])


def _rounded(width: float | None, height: float | None, box: list[float | None]) -> tuple[int, int] | tuple[None, None]:
    shown = (box[2], box[3]) if len(box) == 4 else (None, None)  # noqa: PLR2004 - left, top, width, height
    if width is None and height is None:
        width, height = shown
    elif shown[0] and shown[1]:
        width = width or (height or 0) * shown[0] / shown[1]
        height = height or width * shown[1] / shown[0]
    if width is None or height is None or max(width, height) > _LARGEST:
        return None, None
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str) -> float | None:
    """A length in pixels; None for nothing, for what is not a length, and for another unit."""
    match = _LENGTH.fullmatch(length)
    if match is None or match[2].lower() not in _UNITS:
        return None
    return float(match[1]) * _UNITS[match[2].lower()] or None
