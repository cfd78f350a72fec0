"""English words that a stemmer takes for different ones: plurals of Greek and Latin, and British spelling."""

import re

_PLURALS = {
    "analyses": "analysis",
    "appendices": "appendix",
    "automata": "automaton",
    "axes": "axis",
    "bacteria": "bacterium",
    "children": "child",
    "crises": "crisis",
    "criteria": "criterion",
    "feet": "foot",
    "foci": "focus",
    "fungi": "fungus",
    "genera": "genus",
    "geese": "goose",
    "halves": "half",
    "helices": "helix",
    "hypotheses": "hypothesis",
    "indices": "index",
    "knives": "knife",
    "leaves": "leaf",
    "lives": "life",
    "loci": "locus",
    "matrices": "matrix",
    "men": "man",
    "mice": "mouse",
    "nuclei": "nucleus",
    "people": "person",
    "phenomena": "phenomenon",
    "quanta": "quantum",
    "radii": "radius",
    "simplices": "simplex",
    "spectra": "spectrum",
    "stimuli": "stimulus",
    "syntheses": "synthesis",
    "teeth": "tooth",
    "theses": "thesis",
    "vertices": "vertex",
    "vortices": "vortex",
    "wolves": "wolf",
    "women": "woman",
}

# Words that are none of these, such as `precise`, are changed as well, but always in the same way.
_SPELLINGS = (
    (re.compile(r"(?<=\w{3})is(?=(?:e[ds]?|er|ing|ations?|able)\Z)"), "iz"),  # optimise
    (re.compile(r"(?<=\w{3})ys(?=(?:e[ds]?|er|ing)\Z)"), "yz"),  # analyse
    (re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|al|ful)?\Z)"), "or"),  # behaviour
    (re.compile(r"(?<=\w)tre(?=s?\Z)"), "ter"),  # centre
)


def usual(word: str) -> str:
    """An English word in lower case as its stemmer takes it best: the singular, in American spelling."""
    word = _PLURALS.get(word, word)
    for pattern, letters in _SPELLINGS:
        word = pattern.sub(letters, word)
    return word


def numbers(word: str) -> set[str]:
    """A word and what may be its singular or plural: those that differ by an s, as in several languages."""
    return {word, f"{word}s", word.removesuffix("s"), _PLURALS.get(word, word)}
