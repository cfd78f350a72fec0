r"""LaTeX commands that begin with n, as patterns that stand after a candidate's backslash.

- Take the whole word for the command: no letter may follow.
  e.g. $\nu$ and $a⏎umber$
- Tell sure commands from ambiguous ones: without its ``n``, an ambiguous one is a word or a variable that could begin a
  line. In prose a sure one is kept wherever it stands, an ambiguous one only in some places (`words`).
  e.g. x\neq y, but x⏎e.
"""

# Those of plain TeX and LaTeX, of amsmath and amssymb, and what KaTeX, MathJax and math-core know besides. From the
# index of "LaTeX2e: An unofficial reference manual", the "User's Guide to AMSFonts", katex.org/docs/support_table,
# docs.mathjax.org/en/latest/input/tex/macros and math-core's commands.rs.
_COMMANDS = """
    nabla nameref natnums natural ncong ndownarrow ne nearrow neg negmedspace negthickspace negthinspace neq nequiv
    neswarrow newcolumntype newcommand newcounter newenvironment newfont newif newlabel newlength newline newpage
    newsavebox newtheorem nexists ngeq ngeqq ngeqslant ngtr ngtrless ngtrsim ni nicefrac nLeftarrow nLeftrightarrow
    nRightarrow nVDash nVdash nleftarrow nleftrightarrow nleq nleqq nleqslant nless nlessgtr nlesssim nmid noalign
    nobreak nobreakspace nocite noexpand nofiles noindent nointerlineskip nolimits nolinebreak nolinkurl
    nonfrenchspacing nonscript nonumber nopagebreak norm normalcolor normalfont normalsize not notag notin notni
    nparallel nprec npreceq nrightarrow nshortmid nshortparallel nsim nsimeq nsqsubseteq nsqsupseteq nsubset nsubseteq
    nsubseteqq nsucc nsucceq nsupset nsupseteq nsupseteqq ntriangleleft ntrianglelefteq ntriangleright
    ntrianglerighteq nu nulldelimiterspace nuparrow nvDash nvdash nwarrow nwsearrow
"""
_AMBIGUOUS = "ne neg nexists ni nless nmid nparallel nsim nsubset nu"


def _any_of(names: str, *, but: str = "") -> str:
    rests = sorted(name[1:] for name in {*names.split()} - {*but.split()})
    return rf"n(?=[A-Za-z])(?:{'|'.join(rests)})(?![A-Za-z])"


COMMAND = _any_of(_COMMANDS)
SURE_COMMAND = _any_of(_COMMANDS, but=_AMBIGUOUS)
AMBIGUOUS_COMMAND = _any_of(_AMBIGUOUS)
# Without its n each of these is a variable: \nu, \ne and \ni.
VARIABLE = r"n[eiu](?![A-Za-z])"
