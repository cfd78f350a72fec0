"""Comments, which no reader gets: those of HTML, `<!-- -->`, of components, `{/* */}`, and of Obsidian, `%% %%`.

Only the parser knows whether what looks like a comment is one, or code. So each is numbered in a copy of the text, and
where the numbers come out tells what it is, and where in the text it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.publishing.errors import Problem
from articles.publishing.rendering.body.dialect import parse
from articles.publishing.rendering.body.html_syntax import MODULE
from articles.publishing.rendering.body.math_syntax import FORMULAE
from markdown_it.token import Token

_HTML = "<!--"
_OBSIDIAN = "%%"
_ENDS = {_HTML: "-->", "{/*": "*/}", _OBSIDIAN: _OBSIDIAN}
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
# In `5%% and 6%%` the signs belong to the numbers.
_OPENING = re.compile(r"<!--(?!-?>)|\{/\*|(?<![^\s(*_\[{])%%(?!%)")
_NUMBERED = re.compile("(?:<!--|\\{/\\*|%%)\ue000(\\d+)\ue001")
_NUMBER = "\ue000{}\ue001"
_CODE = frozenset({"code_block", "code_inline", "fence", MODULE, *FORMULAE})
_TAGS = frozenset({"html_block", "html_inline"})

# Taking a comment away can make another of what was code. Whoever writes that more often than this has the rest of the
# text held back.
_ROUNDS = 3

_UNCLOSED = "This comment does not end, so nothing after it is shown; end it with `-->`, or write `\\<!--` to show it."


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in a text.

    Attributes:
        start: Where it begins.
        end: Where what comes after it begins.
        is_closed: Whether it is closed at all.
        is_parsed: Whether the parser takes it for one, so that no page shows it.
    """

    start: int
    end: int
    is_closed: bool
    is_parsed: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A text without what no page may show although the parser takes it for text.

    Attributes:
        text: The text. It has as many lines as before.
        comments: The comments that are left, which the parser leaves out.
        problems: Warnings, with their line and column.
    """

    text: str
    comments: tuple[Comment, ...]
    problems: tuple[Problem, ...]


def hold_back(text: str) -> Held:
    """Take comments from a text that Markdown does not take for comments: across blocks, unclosed, or of components.

    Raises:
        ArticleError: The text would take too long to parse.
    """
    problems: list[Problem] = []
    for _ in range(_ROUNDS):
        comments = _comments(text)
        shown = [comment for comment in comments if not comment.is_parsed]
        if not shown:
            return Held(text, tuple(comments), tuple(problems))
        problems += [_problem(text, comment) for comment in shown if not comment.is_closed]
        text = _blanked(text, shown)
    return Held(text[: shown[0].start], (), tuple(problems))


def without(text: str, comments: Sequence[Comment], blocks: Sequence[Token]) -> str:
    """A text for people who read it as it is written: without comments, and without the lines of modules.

    Args:
        text: The text, as `hold_back` gives it.
        comments: Its comments, of the same.
        blocks: Its tokens.
    """
    modules = [token.map for token in blocks if token.type == MODULE and token.map]
    if not comments and not modules:
        return text
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
    lines = [(starts[first], max(starts[first], starts[last] - 1)) for first, last in modules]
    parts: list[str] = []
    position = 0
    for start, end in sorted([*lines, *((comment.start, comment.end) for comment in comments)]):
        parts.append(text[position:start])
        position = max(_after(text, start, end), position)
    return "".join([*parts, text[position:]])


def _after(text: str, start: int, end: int) -> int:
    """Where a text goes on after what is left out: on the next line, if nothing else was on its lines."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if line_end < 0 or text[line_start:start].strip() or text[end:line_end].strip():
        return end
    before = text[text.rfind("\n", 0, max(line_start - 1, 0)) + 1 : max(line_start - 1, 0)]
    next_end = text.find("\n", line_end + 1)
    after = text[line_end + 1 : next_end if next_end >= 0 else len(text)]
    return line_end if before.strip() and after.strip() else line_end + 1


def _comments(text: str) -> list[Comment]:
    if not any(opening in text for opening in _ENDS):  # which is quicker than the pattern
        return []
    openings = list(_OPENING.finditer(text))
    numbers = iter(range(len(openings)))
    found = dict(_found(parse(_OPENING.sub(lambda opening: opening[0] + _NUMBER.format(next(numbers)), text))))
    comments: list[Comment] = []
    for number, opening in enumerate(openings):
        start, kind, place = opening.start(), opening[0], found.get(number, "")
        is_seen = start >= (comments[-1].end if comments else 0) and place != "code"
        end = _end(text, opening)
        if not is_seen or (kind != _HTML and (end < 0 or not place)) or (place != "html" and _is_escaped(text, start)):
            continue
        is_parsed = kind == _HTML and place == "comment"
        comments.append(Comment(start, end + len(_ENDS[kind]) if end >= 0 else len(text), end >= 0, is_parsed))
    return comments


def _end(text: str, opening: re.Match[str]) -> int:
    """Where the end of a comment begins; -1 if there is none. Obsidian's `%%` in a line ends in its paragraph."""
    is_in_line = opening[0] == _OBSIDIAN and opening.start() > 0 and text[opening.start() - 1] != "\n"
    last = _PARAGRAPH_END.search(text, opening.end()) if is_in_line else None
    return text.find(_ENDS[opening[0]], opening.end(), last.start() if last else len(text))


def _found(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Where each number is: in `code`, in a `comment` that ends where it begins, in other `html`, or in `text`."""
    for token in tokens:
        if token.children:
            yield from _found(token.children)
            continue
        for number in _NUMBERED.finditer(token.content + token.info):
            if token.type in _TAGS:
                ends = token.content.find("-->", number.end()) >= 0
                yield int(number[1]), "comment" if ends else "html"
            else:
                yield int(number[1]), "code" if token.type in _CODE else "text"


def _is_escaped(text: str, place: int) -> bool:
    start = place
    while start and text[start - 1] == "\\":
        start -= 1
    return (place - start) % 2 == 1


def _blanked(text: str, comments: Sequence[Comment]) -> str:
    """The text without comments, but with their newlines."""
    parts: list[str] = []
    position = 0
    for comment in comments:
        parts += text[position : comment.start], "\n" * text.count("\n", comment.start, comment.end)
        position = comment.end
    return "".join([*parts, text[position:]])


def _problem(text: str, comment: Comment) -> Problem:
    line = text.count("\n", 0, comment.start) + 1
    column = comment.start - text.rfind("\n", 0, comment.start)
    return Problem(line, column, "comment-unclosed", _UNCLOSED, "warning")
