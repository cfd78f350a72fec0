"""What a page needs for the HTML of an answer that it shows: style sheets, and what its policy has to allow."""

import re
from dataclasses import dataclass
from typing import Literal

# The sanitiser writes `<` as `&lt;` in text and in attributes, so whatever looks like a tag in its output is one.
_ELEMENT = re.compile(r"<(?:audio|caption|details|figure|iframe|img|kbd|mark|source|track|video)\b[^>]*>")
# Of these elements, those with a style of their own, and those that load something.
_STYLED = re.compile(r"<(?:audio|caption|details|figure|iframe|kbd|mark|video)|<img[^>]* class=")
_REMOTE_PICTURE = re.compile(r'<(?:img|source|video)\b[^>]* (?:src|srcset|poster)="(?:[^"]*[\s,])?(?:https?:)?//')
_MEDIA = re.compile(r"<(?:audio|video)")
_REMOTE_MEDIA = re.compile(r'<(?:audio|source|track|video)\b[^>]* src="(?:https:)?//')
_FRAME = re.compile(r'<iframe src="https://([^/"?#]+)')
_BLOCK = re.compile(r"<(?:blockquote|dl|hr)\b")
_LINED = re.compile(r' class="(?:[^"]* )?math-(?:solid|dashed)')
_MARKED = re.compile(r'<menclose| accent="true"| class="math-(?:arrow|back|cramped|dots)')
# The characters that only the larger math font has: functions/articles/deliver/fonts/README.md.
_RARE = re.compile(
    "[\u21b0-\u21bb\u21d6-\u21ff\u22d0-\u22d9\u22dc-\u22ed\u22f2-\u22ff\u25d0-\u25e5\u25e7-\u25ff\u27c0-\u27e5\u2900-\u29ff"
    "\u2a0d-\u2a2e\u2a30-\u2a7c\u2a7f-\u2aae\u2ab1-\u2aff\U0001d468-\U0001d6a3\U0001d6a6-\U0001d6e1\U0001d71c-\U0001d7cd"
    "\U0001d7d8-\U0001d7ff]"
)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a page needs for an answer.

    Attributes:
        styles: The names of style sheets, for `theme.style_sheet`.
        math: Whether it has a formula in MathML, for which the page loads the site's font.
        remote_images: Whether it shows images of other sites.
        media: From where it plays sound and video; empty if it has none.
        frames: The hosts whose pages it shows in frames.
    """

    styles: tuple[str, ...] = ()
    math: bool = False
    remote_images: bool = False
    media: Literal["", "site", "anywhere"] = ""
    frames: tuple[str, ...] = ()

    @property
    def code(self) -> bool:
        """Whether it has a block of code, for which the page loads a script that copies it."""
        return "code" in self.styles


def needs_of(html: str) -> Needs:
    """Find out what a page needs.

    Args:
        html: An answer, as the sanitiser gives it.
    """
    elements = _ELEMENT.findall(html)

    def has(element: re.Pattern[str]) -> bool:
        return any(map(element.match, elements))

    has_math = "<math" in html
    has_rare_signs = has_math and _RARE.search(html) is not None
    styles = {
        "code": "<pre" in html,
        "math": has_math,
        "math-font": has_math and not has_rare_signs,
        "math-font-all": has_rare_signs,
        "math-table": has_math and "<mtable" in html,
        "math-lines": has_math and _LINED.search(html) is not None,
        "math-marks": has_math and _MARKED.search(html) is not None,
        "blocks": _BLOCK.search(html) is not None,
        "footnotes": 'class="footnotes"' in html,
        "tasks": 'class="contains-task-list' in html,
        "html": has(_STYLED),
        "figure": "<figure" in html or 'class="hll"' in html,
        "callout": 'class="callout' in html or 'class="part-title' in html,
    }
    return Needs(
        styles=tuple(name for name, is_needed in styles.items() if is_needed),
        math=has_math,
        remote_images=has(_REMOTE_PICTURE),
        media="" if not has(_MEDIA) else "anywhere" if has(_REMOTE_MEDIA) else "site",
        frames=tuple(sorted({host for element in elements for host in _FRAME.findall(element)})),
    )
