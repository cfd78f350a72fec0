r"""Newlines that an export wrote as backslash-n, decoded by what stands around them.

The export wrote each newline as a backslash and an ``n`` and escaped nothing else, so ``\nabla`` is a LaTeX command or
a newline and "abla", and ``printf("x\n")`` seems to hold a newline. No codec can tell; the context can:

1. Only text with backslash-n and without a real newline is encoded.
2. An even number of backslashes before the ``n`` is text: left. Of an odd number the last one, with the ``n``, is a
   candidate.
3. The text is cut, in one pass, into fences, code spans, formulae, literals (a quoted ``'\n'``, a Windows path) and
   prose. No inline span crosses a paragraph break, no formula a backtick; the ``$`` of a price opens nothing.
4. In a formula a candidate is kept if it begins a LaTeX command. Three commands without their ``n`` are a variable
   (``\nu``, ``\ne``, ``\ni``). Where lines begin (after a ``$$`` that also closes on a line of its own, after ``\\``
   and ``\begin{...}`` in what is written on several lines) these are a newline and the variable.
5. In a fence it is kept inside a string or regular expression literal that closes on its line.
6. In a code span it is kept, unless a space or the marker of a Markdown block follows.
7. In prose it is a newline, unless it is named ("the \n character") or begins a command that stands by itself.
8. Only candidates become newlines, so that writing those as backslash-n again gives the input back.

The time is linear in the length of the text, whatever it holds: repetitions are possessive or, of groups, atomic, so
that none is tried twice, and what an opener looks through for its closer ends at the next opener of its kind, or at a
bound.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Commands that begin with n: those of plain TeX and LaTeX, of amsmath and amssymb, and what KaTeX, MathJax and
# math-core know besides. From the index of "LaTeX2e: An unofficial reference manual", the "User's Guide to AMSFonts",
# katex.org/docs/support_table, docs.mathjax.org/en/latest/input/tex/macros and math-core's commands.rs.
_COMMANDS = _words("""
    nabla nameref natnums natural ncong ndownarrow ne nearrow neg negmedspace negthickspace negthinspace neq nequiv
    neswarrow newcolumntype newcommand newcounter newenvironment newfont newif newlabel newlength newline newpage
    newsavebox newtheorem nexists ngeq ngeqq ngeqslant ngtr ngtrless ngtrsim ni nicefrac nLeftarrow nLeftrightarrow
    nRightarrow nVDash nVdash nleftarrow nleftrightarrow nleq nleqq nleqslant nless nlessgtr nlesssim nmid noalign
    nobreak nobreakspace nocite noexpand nofiles noindent nointerlineskip nolimits nolinebreak nolinkurl
    nonfrenchspacing nonscript nonumber nopagebreak norm normalcolor normalfont normalsize not notag notin notni
    nparallel nprec npreceq nrightarrow nshortmid nshortparallel nsim nsimeq nsqsubseteq nsqsupseteq nsubset nsubseteq
    nsubseteqq nsucc nsucceq nsupset nsupseteq nsupseteqq ntriangleleft ntrianglelefteq ntriangleright
    ntrianglerighteq nu nulldelimiterspace nuparrow nvDash nvdash nwarrow nwsearrow
""")
# Those whose rest, without the n, is a variable or a word that could begin a line of prose.
_AMBIGUOUS = _words("ne neg nexists ni nless nmid nparallel nsim nsubset nu")

# Info strings of fences that need another reading than code in general.
_TEX = _words("katex latex math mathjax tex")
_PLAIN = _words("markdown md plaintext text txt") | {""}
_SHELL = _words("bash console curl http sh shell terminal zsh") | {""}
# Where backquotes delimit strings, and where apostrophes do not.
_TEMPLATE = _words("cjs go golang javascript js jsx mjs svelte ts tsx typescript vue") | {""}
_NO_APOSTROPHE = _words("""
    basic c c# c++ cc clj clojure cpp cs csharp cxx elisp elm go golang h haskell hpp hs java kotlin kt lisp ml ocaml
    racket rs rust scala scheme swift vb vba vbnet vbscript
""")

# Parts of patterns. Those that begin with n stand after a candidate's backslash, which they may look behind.


def _any_rest(commands: Iterable[str]) -> str:
    return rf"(?:{'|'.join(sorted(command[1:] for command in commands))})(?![A-Za-z])"


_VARIABLE = r"n[eiu](?![A-Za-z])"
_COMMAND = rf"n(?=[A-Za-z]){_any_rest(_COMMANDS)}"
_SURE_COMMAND = rf"n(?=[A-Za-z]){_any_rest(_COMMANDS - _AMBIGUOUS)}"
_LONE_COMMAND = rf"(?: (?<=[^ ][ ]\\) | (?<=\(\\) ) n(?![ei][.)]){_any_rest(_AMBIGUOUS)}"
_BLOCK_MARKER = r"(?:(?:[-*+]|\d{1,9}[.)]|\#{1,6}|>)[ \t]|`{3}|~{3}|\|[ \t:-])"
_BLOCK_END = rf"n[ \t]*+(?:\\n|{_BLOCK_MARKER})"
# Neither a newline before \nabla nor a blank line at the end of a formula ends a paragraph.
_PARAGRAPH_END = rf"n[ \t]*+\\(?!{_COMMAND})n(?![ \t]*+(?:\$\$|\\\]|\\end\{{))"
# \r and \n together, unless \r alone is named at the end of a line.
_CRLF = r"(?: (?<=[^\s(]\\r\\)n | (?<=\\r\\)n(?=\\r|[^\w\\\#*-]|\Z) )"
# The lambda of Haskell and its like, its first parameter beginning with n.
_LAMBDA = r"(?: (?: (?<=\(\\) | (?<=[$=.>|][ ]\\) ) n[\w']*+ (?>(?:[ ][\w'(),]++)*) [ ]?-> )"

# Names of files and folders that begin with n and are no word without it, and others with an extension.
_FILE_NAME = r"""(?:
    (?: ames? | as | asm | ative | ested | et | etbeans | etworks? | ew | ews | ext | ginx | ight | map | odes? | odejs
      | ode_modules | otebooks? | otepad | otes? | ovels? | pm | uget | ull | umbers? | umpy | vidia | vim
    ) (?![a-z]) [\w.-]*+
  | [\w-]*+ \.[A-Za-z]\w{1,3}+(?![\w(.]) )"""
# A Windows path: a drive, a variable or a share, and what follows.
_PATH = rf"""(?: (?=\\)
    (?: (?<=[A-Za-z]:)(?:(?<!\w[A-Za-z]:)|(?<=\\n[A-Za-z]:)) | (?<=[A-Z]%) | (?<![\w\\])\\\\\w[\w.-]*+(?=\\) )
    (?>(?: \\(?!n)[\w.$@~-]++ (?>(?: (?>(?:[ ][\w().-]++){{1,3}}) (?=\\) )?)
      | \\n (?: {_FILE_NAME} | [\w-]++ (?= \\[^n\s\\] | \\n{_FILE_NAME} ) )
    )+) )"""
# Escapes that are named, not meant: in quotes and brackets, before punctuation, as a word of a sentence.
_NAMED = r"""(?:
    (?: (?<![\w.!?)\]]) | (?<=[\s(][bfruBFRU]) | (?<=\\n) )
        (?P<quote>["']) (?>(?:[^\s"'\\`$]|\\\S){1,60}) (?P=quote) (?![\w(*_$`])
  | \u201c(?>(?:[^\s\u201c\u201d\\`$]|\\\S){1,60})\u201d | \u2018(?>(?:[^\s\u2018\u2019\\`$]|\\\S){1,60})\u2019
  | (?<=[ (]) (?>(?:\\[nrtfv0])+) (?= [,;:!?)](?:[\s)]|\\n|\Z) | \.(?:\s|\\n|\Z) )
  | (?<=\S[ ]) (?>(?:\\[nrt])+) (?=[ ](?:[a-z]|\\[nrtfv0](?![A-Za-z])))
  | \( (?>(?:\\[nrtfv0])+) \) | \[ \^?+ (?>(?:\\[A-Za-z])+) \] | (?<![\w/*:]) / (?>(?:\\[nrt][?+*]?+)+) / (?!\w\w) )"""
# The string that is the first argument of a call.
_ARGUMENT = r"""(?: (?<=\w\() | (?<=\w\([bfrBFLRu]) ) (?P<mark>["'])
    (?>(?:(?!(?P=mark))[^\\]|\\.){0,200}) (?P=mark) (?=\s?[),])"""

_FENCE = r"""[ \t>]*+ (?>(?: (?:[-*+]|\d{1,9}[.)])[ \t]++ [ \t>]*+ )*)
  (?P<fence> (?P<run> `{3,}+ (?=[^`\\]*+(?:\\n|\Z)) | ~{3,}+ )
    (?>(?: [^\\]++ | \\(?! n[ \t>]*+(?P=run)[`~]*+[ \t]*+(?:\\n|\Z) ). )*)
    (?: \\n[ \t>]*+(?P=run)[`~]*+ | \\?+\Z ) )"""
# A fence that begins after other text, but ends on a line of its own.
_LATE_FENCE = r"""(?P<late_run>`{3,}+) [\w+\#.-]*+ [ ]*+ (?=\\n)
    (?>(?: [^\\`]++ | `{1,2}+(?!`) | \\(?! n[ \t>]*+`{3} ). )*)
    \\n[ \t>]*+(?P=late_run)(?!`)"""
_CODE_SPAN = rf"""(?P<ticks>`{{1,4}}+)(?!`)
    (?: (?>(?:\\[A-Za-z0])+) (?=`)
      | (?>(?: [^\\`"']++ | \\(?!{_BLOCK_END}) | (?!(?P=ticks)(?!`))`++
          | "[^"`]{{0,100}}+"(?!\w) | (?<!\w)'[^'`]{{0,100}}+'(?!\w) | ["'] )*) )
    (?P=ticks)(?!`)"""
# A dollar sign before an amount of money that no formula continues.
_MONEY = rf"""\$ (?= \d[\d,]*+ (?>(?:\.\d++)?) (?>(?:[kKMB]|bn)?)
    (?: \s+(?:[A-Za-z]{{2,}}|a\s|\() | [,.;:!?)\]](?:\s*\Z|\s+(?:[A-Za-z]{{2,}}|\()|\\n) | \\(?!{_COMMAND})n
      | /[A-Za-z]{{2,}} | [-\u2013]\$ | \*\* | \s*\| | \s*\Z ) )
  | (?<=\d) \$ (?=[\s,.;:)])"""
_INLINE_BODY = rf"(?>(?:[^\\`$]++|\\(?!{_BLOCK_END}).)+)"
_INLINE = rf"""
    \$ (?: (?=\d){_INLINE_BODY}(?<!\s) | (?!\d){_INLINE_BODY}(?: (?<!\s) | (?=\$(?![A-Za-z])) ) ) \$ (?![\d$])
  | \\\( (?>(?: [^\\`]++ | \\(?!{_BLOCK_END}|[()]). )*) \\\)"""
_BLANK_LINES = r"(?>(?:[ \t]*+\\n)*)"
_DISPLAY = rf"""
    \$\$ {_BLANK_LINES} (?>(?: [^\\`$]++ | \$(?!\$) | \\(?!{_PARAGRAPH_END}). )*) \$\$ (?!\$)
  | \\\[ {_BLANK_LINES} (?>(?: [^\\`]++ | \\(?!{_PARAGRAPH_END}|[][]). )*) \\\]"""

_FENCE_AT_START = re.compile(_FENCE, re.VERBOSE | re.DOTALL)
_OPENER = re.compile(
    rf"""
    (?>(?: [^\\`$"'\u201c\u2018([/~]++ | [([/](?![\\^])   # what opens nothing
      | (?<!\()(?<!\([bfrBFLRu])["'\u201c\u2018](?![^\s\\"'\u201c\u201d\u2018]{{0,60}}+\\)
      | (?<![ (:%])\\(?: [^n([b`] | n(?![ \t>`~*+\d-]) )
    )*)
    (?: \${{3,}}+ | {_MONEY}
      | (?P<display> {_DISPLAY} )
      | \$\$
      | (?P<inline> {_INLINE} )
      | (?P<environment> \\begin\{{ )
      | \\n {_FENCE}
      | (?P<late_fence> {_LATE_FENCE} )
      | (?P<code> {_CODE_SPAN} )
      | \\?+`++
      | (?P<literal> {_PATH} | {_NAMED} | {_ARGUMENT} )
      | \\?+. )""",
    re.VERBOSE | re.DOTALL,
)
_ENVIRONMENT_TOKEN = re.compile(
    rf"""(?P<barrier> ` | \\{_PARAGRAPH_END} )
      | \\(?: (?P<begin> begin\{{[^{{}}\\$`]{{1,40}}+\}} ) | (?P<end> end\{{[^{{}}\\$`]{{1,40}}+\}} ) | . )""",
    re.VERBOSE | re.DOTALL,
)

_PROSE_TOKEN = re.compile(
    rf"""\\(?: [^n] | {_SURE_COMMAND} | {_LONE_COMMAND} | {_CRLF} | {_LAMBDA}
      | (?<=\\n\|[ ]\\)n(?=[ ]\|)               # alone in the first cell of a row
      | n(?=["'](?:[\s,;:)!?\]]|\.(?!\.)))         # at the end of a string
      | (?P<newline> n ) )""",
    re.VERBOSE | re.DOTALL,
)
_CODE_SPAN_TOKEN = re.compile(
    rf"""" (?>(?:[^"\\]|\\.)*) " | (?<!\w)'(?>(?:[^'\\]|\\.)*)'
      | \\(?: [^n] | {_LAMBDA} | (?P<newline> n (?=[ \t]|{_BLOCK_MARKER}) (?![ \t]*+`) ) | . )""",
    re.VERBOSE | re.DOTALL,
)
_FORMULA_TOKEN = re.compile(
    rf"""\\(?:
        (?! n[ei][ ]?=){_COMMAND} | (?P<newline> n )     # no relation stands before another
      | (?P<begin> begin\{{[A-Za-z]{{1,20}}+\*?+\}} (?>(?: \{{[^{{}}\\$]{{0,40}}+\}} | \[[^][\\$]{{0,40}}+\] )*) )
            (?>(?P<first> \\{_VARIABLE} )?)
      | (?P<end> end\{{ )
      | (?P<row> (?<=[ \t]\\)\\ (?>(?:\*?+\[[^][\\]{{0,20}}+\])?) ) (?P<next> \\{_VARIABLE} )
      | \\ (?>(?:\*?+\[[^][\\]{{0,20}}+\])?) (?>(?P<perhaps> \\{_VARIABLE} )?)
      | . )""",
    re.VERBOSE | re.DOTALL,
)
_FIRST_VARIABLE = re.compile(rf"[ \t]*+(\\){_VARIABLE}")
_CODE_TOKEN = re.compile(
    rf"""
    (?>(?: [^\\"'`/[]++ | \[(?!\^?\\) | {_PATH}
      | \\(?: [^n] | {_CRLF} | {_LAMBDA} | n(?=["'][),;\]]) )  # the last at the end of a string
      | "{{3}} | '{{3}} | `{{2,}}+                             # may span lines: what they quote is read as code
      | "(?>(?:[^"\\]|\\[^n])*)" | `(?>(?:[^`\\]|\\[^n])*)` | '(?:[^'\\]|\\.)'
      | (?: (?<=[=(,:[!&|?]) | (?<=[=(,[!&|?~][ ]) | (?<=return[ ]) | (?<=split[ ]) )
            # a regular expression, or a substitution
            /(?![/*]) (?>(?: [^/\\\s["']|\\\S|\[(?>(?:[^][\\/\s]|\\\S)*)\] )+) /[degimorsuvxy]*+(?!\w)
      | (?: (?<=(?<![\w/.])[sy]) | (?<=(?<![\w/.])tr) ) /(?>(?:[^/\\\s]|\\\S)+) /(?:[^/\\]|\\.){{0,40}}?/
      | \[ (?>(?: \^?+ (?>(?:\\[A-Za-z])+) \] )?)                    # a class of a regular expression
      | /
    )*)
    (?: \\(?: (?P<word> (?<=\S[ ]\\)n(?=[ ][a-z]) | (?<=[ ]\\){_SURE_COMMAND} ) | (?P<newline> n ) )
      | (?P<string>
            (?: (?<!\w) | (?<=(?<!\w)[A-Za-z]) | (?<=(?<!\w)[A-Za-z][A-Za-z]) | (?<=\\n) ) "
          | (?: (?<![\w)\]}}]) | (?<=(?<!\w)[bBeEfFLNrRuU]) | (?<=(?<!\w)[bBfFrRuU][bBfFrRuU])
              | (?<=\\n[bBfFrRuU]) | (?<=\\n) ) '
          | ` )
      | ["'] )""",
    re.VERBOSE | re.DOTALL,
)
_STRING_REST = {quote: re.compile(rf"(?>(?:[^{quote}\\]|\\.)*){quote}", re.DOTALL) for quote in "\"'`"}
# What stands before a quote that opens a string, and after one that closes it.
_OPENS_AFTER = re.compile(r"(?:[=(\[{,+<&|]|[=(\[{,+<>&|!?:]\s)\Z")
_CLOSES_BEFORE = re.compile(r"[)\]},;:.+]|\s*\Z|\s+(?:[)\]}+%*?|&=-]|<<)|\\n[ \t]++[\"')]")
_CLOSES_LINE_BEFORE = re.compile(rf"{_CLOSES_BEFORE.pattern}|\\n(?![\"'`])")
_INDENTED_LINE = re.compile(r"\\n[ \t]{2}")
_SHELL_LINES = re.compile(rf"[{{\[(]\\n|{_INDENTED_LINE.pattern}")
_COMMENT = re.compile(r"//|#|--|\*|%|;;")
_COMMENT_LINE = re.compile(r"\\n[ \t]*+(?:#|//|--|\*|%|;)")
_LONGEST_COMMENT = 200
_INFO_WORD = re.compile(r"[\w+#-]*+")


class Span(NamedTuple):
    """A stretch of the encoded text in which candidates are read in one way."""

    kind: str
    start: int
    end: int


def decode_newlines(text: str) -> str:
    """Decode the newlines of an answer that its export wrote as backslash-n.

    Args:
        text: An answer as the file has it.

    Returns:
        The Markdown. Unchanged if the text has a real newline or no backslash-n.
    """
    if "\n" in text or "\\n" not in text:
        return text
    lines: list[str] = []
    start = 0
    for span in _cut(text):
        for newline in _READERS[span.kind](text, span.start, span.end):
            lines.append(text[start:newline])
            start = newline + 2
    lines.append(text[start:])
    return "\n".join(lines)


def _cut(text: str) -> Iterator[Span]:
    """Cut the text into spans, in order; those that have no candidate are left out or read as prose."""
    environments = _environments(text) if "\\begin{" in text else {}
    prose = 0
    opener = _FENCE_AT_START.match(text) or _OPENER.match(text)
    while opener:
        kind, place = opener.lastgroup, opener.end()
        if kind is not None:
            start = opener.start(kind)
            if kind == "environment":
                place = environments.get(start, place)
            if text.find("\\n", start, place) >= 0:
                if text.find("\\n", prose, start) >= 0:
                    yield Span("prose", prose, start)
                yield Span(kind, start, place)
                prose = place
        opener = _OPENER.match(text, place)
    yield Span("prose", prose, len(text))


def _environments(text: str) -> dict[int, int]:
    """Where the LaTeX environments that begin and end in one paragraph end, by where they begin."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for token in _ENVIRONMENT_TOKEN.finditer(text):
        if token.lastgroup == "begin":
            opened.append(token.start())
        elif token.lastgroup == "end" and opened:
            ends[opened.pop()] = token.end()
        elif token.lastgroup == "barrier":
            opened.clear()
    return ends


def _read_literal(_text: str, _start: int, _end: int) -> Iterable[int]:
    """No newline."""
    return ()


def _read_prose(text: str, start: int, end: int) -> Iterable[int]:
    """Newlines of prose: all but names of the newline and commands that stand by themselves."""
    return [token.start() for token in _PROSE_TOKEN.finditer(text, start, end) if token.lastgroup]


def _read_code_span(text: str, start: int, end: int) -> Iterable[int]:
    """Newlines of a code span: those before a space or a block, outside of strings."""
    return [token.start() for token in _CODE_SPAN_TOKEN.finditer(text, start, end) if token.lastgroup]


def _read_display(text: str, start: int, end: int) -> Iterable[int]:
    """Newlines of a formula in `$$` or brackets: where the last is one, a variable begins a line after the opener."""
    last = start + len(text[start : end - 2].rstrip(" \t>")) - 2
    if text.startswith("\\n", last) and not _is_escaped(text, last):
        first = _FIRST_VARIABLE.match(text, start + 2)
        if first:
            return [first.start(1), *_read_formula(text, first.end(), end)]
    return _read_formula(text, start + 2, end)


def _read_formula(text: str, start: int, end: int) -> list[int]:
    """Newlines of a formula: those that begin no command, and those before a variable where a line begins."""
    newlines: list[int] = []
    # Of each open environment: candidates that are newlines if it is written on several lines, and whether it is.
    waiting: list[list[int]] = [[]]
    has_lines = [False]
    for token in _FORMULA_TOKEN.finditer(text, start, end):
        kind = token.lastgroup
        if kind in {"newline", "next"}:
            newlines.append(token.start() if kind == "newline" else token.start("next"))
            has_lines[-1] = True
        elif kind == "perhaps":
            waiting[-1].append(token.start("perhaps"))
        elif kind == "end" and len(waiting) > 1:
            candidates = waiting.pop()
            if has_lines.pop():
                newlines += candidates
                has_lines[-1] = True
        elif kind in {"begin", "first"}:
            waiting.append([token.start("first")] if kind == "first" else [])
            has_lines.append(False)
    for candidates, certain in zip(waiting, has_lines, strict=True):
        if certain:
            newlines += candidates
    return sorted(newlines)


def _read_fence(text: str, start: int, end: int) -> Iterator[int]:
    """Newlines of a fence: after the info string, of the code, and before the closing fence."""
    first = next(_candidates(text, start, end), end)
    if first == end:
        return
    last = text.rfind("\\n", first + 2, end)
    if last < 0 or text[last + 2 : end].strip(" \t>`~") or _is_escaped(text, last):
        last = end
    info = text[start:first].lstrip("`~ \t{.")
    language = info[: _skip(_INFO_WORD, info, 0)].lower()
    yield first
    if language in _TEX:
        yield from _read_formula(text, first + 2, last)
    else:
        yield from _read_code(text, first + 2, last, language)
    if last < end:
        yield last


def _read_code(text: str, start: int, end: int, language: str) -> Iterator[int]:
    """Newlines of code: those outside of strings that close on their line."""
    place = line = start
    limits = [end]
    while limits:
        token = _CODE_TOKEN.match(text, place, limits[-1])
        if token is None:
            place = limits.pop() + 1
            continue
        kind, place = token.lastgroup, token.end()
        if kind == "string" and _is_quote(text[place - 1], language):
            close = _string_end(text, place - 1, limits[-1], line)
            if close and text[place - 1] != '"' and _has_lines(text, place - 1, close, language):
                limits.append(close)
            elif close:
                place = close + 1
        elif kind == "newline" or (kind == "word" and not _is_word(text, token.start("word"), line, language)):
            at = token.start(kind) - 1
            yield at
            line = place = at + 2


def _string_end(text: str, at: int, end: int, line: int) -> int:
    """Where the string that a quote opens is closed; 0 if the next quote of its kind rather opens another string."""
    quote = text[at]
    close = _skip(_STRING_REST[quote], text, at + 1, end) - 1
    if close == at:
        return 0
    before, after = text[close - 2 : close], text[close + 1 : min(close + 2, end)]
    if after.isalnum() or after == "_" or (quote == "'" and after == "("):
        return 0
    if _COMMENT_LINE.search(text, at, close) and _is_in_comment(text, at, line):
        return 0
    closes = _CLOSES_BEFORE if text.find("\\n", at, close) >= 0 else _CLOSES_LINE_BEFORE
    if before != "\\n" and _OPENS_AFTER.search(before) and not closes.match(text, close + 1, end):
        return 0
    return close


def _is_quote(mark: str, language: str) -> bool:
    """Whether a quotation mark delimits strings in a language."""
    return mark == '"' or (language in _TEMPLATE if mark == "`" else language not in _NO_APOSTROPHE)


def _has_lines(text: str, at: int, close: int, language: str) -> bool:
    """Whether a string that may span lines (a template literal, a script quoted in a shell) seems to."""
    body = text[at + 1 : close]
    if text[at] == "'":
        return language in _SHELL and _SHELL_LINES.search(body) is not None
    if _INDENTED_LINE.search(body):
        return True
    block = body.rstrip(" \t")
    if "\\n" not in block.removeprefix("\\n").removesuffix("\\n"):
        return False
    # Without an expression, to span lines is what a template literal is for.
    return "${" not in body or (block.startswith("\\n") and block.endswith("\\n") and text[at - 1] != "(")


def _is_word(text: str, at: int, line: int, language: str) -> bool:
    """Whether what seems to be a word of a sentence is one: a command in plain text, an escape in a comment."""
    if text[at + 1] != " ":
        return language in _PLAIN
    return _is_in_comment(text, at, line)


def _is_in_comment(text: str, at: int, line: int) -> bool:
    """Whether a comment begins in a line of code before a place."""
    return _COMMENT.search(text, max(line, at - _LONGEST_COMMENT), at) is not None


def _candidates(text: str, start: int, end: int) -> Iterator[int]:
    """Where a backslash that is not escaped stands before an n."""
    at = text.find("\\n", start, end)
    while at >= 0:
        if not _is_escaped(text, at):
            yield at
        at = text.find("\\n", at + 2, end)


def _is_escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before a place."""
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _skip(pattern: re.Pattern[str], text: str, place: int, end: int = sys.maxsize) -> int:
    """Where a match that begins at a place ends; the place itself if there is none."""
    match = pattern.match(text, place, end)
    return match.end() if match else place


_READERS: dict[str, Callable[[str, int, int], Iterable[int]]] = {
    "code": _read_code_span,
    "display": _read_display,
    "environment": _read_formula,
    "fence": _read_fence,
    "inline": _read_formula,
    "late_fence": _read_fence,
    "literal": _read_literal,
    "prose": _read_prose,
}
