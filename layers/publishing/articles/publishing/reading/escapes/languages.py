"""Languages of fences, by what their code needs; "" is a fence that names none."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Read as a formula is.
TEX = _names("katex latex math mathjax tex")
# Perhaps no code, but text that names commands of LaTeX.
PLAIN = _names("markdown md plaintext text txt") | {""}
# Scripts of other languages stand in apostrophes, on several lines.
SHELL = _names("bash console curl http sh shell terminal zsh") | {""}
# Backticks delimit strings, which may have lines.
TEMPLATE = _names("cjs go golang javascript js jsx mjs svelte ts tsx typescript vue") | {""}
# Apostrophes delimit single characters, or begin names, lifetimes and comments.
NO_APOSTROPHE = _names("""
    basic c c# c++ cc clj clojure cpp cs csharp cxx elisp elm go golang h haskell hpp hs java kotlin kt lisp ml ocaml
    racket rs rust scala scheme swift vb vba vbnet vbscript
""")
