r"""Count the delimiters that a formula opens and does not close: each doubles the time that math-core takes.

For the argument of each function in a row, such as ``\sin``, the parser of math-core 0.9 tries an opening delimiter
twice: with all that follows as its content and, if it finds no end, by itself. So a delimiter that is opened in a row
and not closed there, by any closing delimiter, doubles the time of the whole row. One that is closed costs nothing.

The rows are those of math-core, as far as they can be told without its parser. If that is not possible, a delimiter
counts as not closed.
"""

import re
from collections.abc import Callable, Iterator

# So many make a row take 64 times as long. Without them, the longest row takes a few milliseconds.
MAX_UNCLOSED = 6

_OPENER = (
    r"(?:\\(?:l(?:Angle|Brace|Vert|ang|angle|brace|brack|ceil|floor|group|langle|lbracket|lparenthesis|moustache|paren"
    r"|vert)|ulcorner)(?![a-zA-Z])|\\\{|[(\[⌈⌊⎰❲⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼])"  # noqa: RUF001 - as math-core
)
_CLOSER = (
    r"(?:\\(?:r(?:Angle|Brace|Vert|ang|angle|brace|brack|ceil|floor|group|moustache|paren|rangle|rbracket|rparenthesis"
    r"|vert)|urcorner)(?![a-zA-Z])|\\\}|[)\]⌉⌋⎱❳⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽])"  # noqa: RUF001 - as above
)
_OPENERS = re.compile(_OPENER)
_TOKENS = re.compile(
    r"(?P<option>\\(?:sqrt|x[a-zA-Z]{3,})\s*\[)"
    rf"|(?P<opener>{_OPENER})|(?P<closer>{_CLOSER})"
    r"|(?P<sized>\\[bB]igg?[lmr]?(?![a-zA-Z])|\\middle(?![a-zA-Z]))"
    r"|(?P<begin>\{|\\(?:begin|left)(?![a-zA-Z]))|(?P<end>\}|\\(?:end|right)(?![a-zA-Z]))"
    r"|(?P<row>&|\\\\)|(?P<script>[\^_])|(?P<command>\\[a-zA-Z]+|\\.)|\S",
    re.DOTALL,
)
# A group of one delimiter is not a row of its own, and neither is what one of our macros is made of.
_LONE_OPENER = re.compile(rf"(?:[{{\s]|\\[a-zA-Z]+)*?{_OPENER}[}}\s]*(?:[\^_]|\Z)")
_LONGEST_BEGINNING = 100

_SIZED = re.compile(r"\\(?:[bB]igg?[lmr]?|left|middle|right)\Z")

_LONGEST_ARGUMENT = 16
_LONGEST_COMMAND = 80


def has_too_many_unclosed(latex: str, stands: Callable[[str], bool]) -> bool:
    """Whether more delimiters are opened and not closed in a row than math-core should be given.

    Args:
        latex: A formula.
        stands: Whether math-core understands a piece of LaTeX by itself. It does not if the piece lacks an argument.
    """
    if sum(1 for _ in _OPENERS.finditer(latex)) <= MAX_UNCLOSED:
        return False
    return any(unclosed > MAX_UNCLOSED for unclosed in _unclosed(latex, stands))


def _unclosed(latex: str, stands: Callable[[str], bool]) -> Iterator[int]:
    """How many delimiters are opened and not closed, for each row of a formula and of its parts."""
    around: list[tuple[int, str, int]] = []  # of each enclosing group: how many, the command that awaits it, its start
    unclosed = 0
    awaits = ""  # the last command with its arguments so far, while it awaits more
    for token in _TOKENS.finditer(latex):
        kind, text = token.lastgroup, token[0]
        if kind == "row":
            yield unclosed
            unclosed, awaits = 0, ""
        elif kind in ("begin", "option"):
            around.append((unclosed, awaits if text == "{" else awaits + text, token.start()))
            unclosed, awaits = 0, text if text == "\\left" else ""
        elif kind == "end" or (text == "]" and around and around[-1][1].endswith("[")):
            yield unclosed
            before, command, start = around.pop() if around else (0, "", 0)
            is_lone = _LONE_OPENER.match(latex, start, min(token.end(), start + _LONGEST_BEGINNING))
            unclosed = before + (unclosed if command == "\\smash" or is_lone else 0)
            group = "{x}" if token.end() - start > _LONGEST_ARGUMENT else latex[start : token.end()]
            awaits = {"\\right": text, "}": _awaiting(command, group, stands), "]": command + "x]"}.get(text, "")
        elif kind == "script":
            awaits = "x" + text
        elif kind == "sized":
            awaits += text
        elif kind == "command":
            awaits = _awaiting(awaits or text, text if awaits else "", stands)
        else:
            sized = _SIZED.search(awaits)
            if kind == "opener" and (not sized or sized[0][-1] == "l"):
                unclosed += 1
            elif kind == "closer" and (not awaits or (sized and sized[0] == awaits and awaits[-1] == "r")):
                unclosed = max(0, unclosed - 1)
            is_outermost = sized is not None and sized[0] == awaits
            awaits = "" if is_outermost else _awaiting(awaits, text if sized else f"{{{text}}}", stands)
    yield unclosed
    yield from (before for before, _, _ in around)


def _awaiting(command: str, argument: str, stands: Callable[[str], bool]) -> str:
    """A command with one more argument, if it then awaits another; empty if it does not."""
    given = command + argument
    return "" if not command or len(given) > _LONGEST_COMMAND or stands(given) else given
