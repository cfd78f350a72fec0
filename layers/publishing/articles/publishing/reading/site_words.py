"""Read `site/words/<language>.yaml`: words of the interface in place of ours, with a problem for each that is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from string import Formatter

from articles.publishing.errors import MAX_PROBLEMS, ArticleError, Problem, most_important, shortened
from articles.publishing.reading import yaml_nodes
from articles.publishing.reading.encoding import decode
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.interface_words import FALLBACK, Word, read_words
from articles.publishing.reading.languages import LANGUAGES, base_language
from articles.publishing.reading.nearest import nearest
from articles.publishing.reading.yaml_nodes import Node, Scalar, read_yaml

MAX_WORDS = 64 * 1024
MAX_WORD = 500

# The languages that may have words, as files name them.
TAGS = tuple(sorted({base_language(tag) for tag in LANGUAGES}))

# What ends the link that another placeholder begins.
_LINK_END = "end"

# What letters are joined by, or kept apart, as in Persian.
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))

# What a text may leave out: a form may be of one number alone.
_NOT_NEEDED = ("count", _LINK_END)


def read_site_words(language: str, source: bytes) -> tuple[dict[str, Word], tuple[Problem, ...]]:
    """Read words.

    Args:
        language: The language that the name of the file has.
        source: The bytes of the file, or as much of them as is more than `MAX_WORDS`.

    Returns:
        The words by their keys, and what their author should know.

    Raises:
        ArticleError: They cannot be used.
    """
    if language not in TAGS:
        near = nearest(language, TAGS)
        cure = f"did you mean {near}.yaml?" if near else f"name the file by one of {', '.join(TAGS)}."
        message = f"There are no pages in {shortened(language)}; {cure}"
        raise ArticleError([Problem(1, 1, "words-language", message)])
    if len(source) > MAX_WORDS:
        message = f"The file has more than {MAX_WORDS:,} bytes; shorten it."
        raise ArticleError([Problem(1, 1, "file-too-large", message)])
    text, problems = decode(source)
    mapping, of_yaml = read_yaml(text, 1)
    problems += of_yaml
    words = _words(mapping, language, problems) if mapping is not None else {}
    if mapping is None or any(each.severity == "error" for each in problems):
        raise ArticleError(most_important(problems))
    return words, most_important(problems)


def _words(mapping: yaml_nodes.Mapping, language: str, problems: list[Problem]) -> dict[str, Word]:
    fields, ours, words = Fields(mapping, problems), read_words(language), {}
    for key, node in mapping.entries.items():
        if key not in ours:
            _report_unknown(fields, key, ours)
        elif node is not None and (word := _word(fields, key, node, ours[key])):
            words[key] = word
    return words


def _report_unknown(fields: Fields, key: str, ours: Mapping[str, Word]) -> None:
    near = nearest(key, ours)
    cure = f"did you mean {near}?" if near else "remove it."
    message = f"No page says {shortened(key)}, so it changes nothing; {cure}"
    if len(fields.problems) < MAX_PROBLEMS:
        fields.lenient().report(fields.mapping.keys[key], "words-key-unknown", message)


def _word(fields: Fields, key: str, node: Node, ours: Word) -> Word:
    """A word, or its forms; empty if it has none that can be used."""
    if isinstance(node, Scalar):
        return _text(fields, key, node)
    if isinstance(ours, str):
        fields.report(node, "words-form", f"{key} has one form; write its text on this line.")
        return ""
    if not isinstance(node, yaml_nodes.Mapping):
        fields.report(node, "words-form", f"{key} has no list; write one text, or one for each of {', '.join(ours)}.")
        return ""
    forms = {}
    for form, written in node.entries.items():
        if form not in ours:
            message = f"{key} has no form {shortened(form)} in this language; write {', '.join(ours)}."
            fields.report(node.keys[form], "words-form", message)
        elif isinstance(written, Scalar):
            forms[form] = _text(fields, key, written)
        elif written is not None:
            fields.report(written, "words-form", f"The form {form} of {key} is a text; write it on this line.")
    return {form: text for form, text in forms.items() if text}


def _text(fields: Fields, key: str, scalar: Scalar) -> str:
    """A text; empty if nothing is there that can be used."""
    text = scalar.text.strip("\n").replace("\n", " ")
    wrong = next(_faults(key, text), None)
    if wrong is not None:
        fields.report(scalar, "words-text", wrong)
        return ""
    return text


def _faults(key: str, text: str) -> Iterator[str]:
    """Why a text cannot stand in place of ours, and what to write."""
    if len(text) > MAX_WORD:
        yield f"{key} has {len(text):,} characters; shorten it to at most {MAX_WORD}."
    if not text.translate(_JOINERS).isprintable():
        yield f"{key} has a character that cannot be shown; remove it."
    wanted = _placeholders(_one_of(read_words(FALLBACK)[key]))
    listed = ", ".join(f"{{{name}}}" for name in dict.fromkeys(wanted)) or "none"
    try:
        found = _placeholders(text)
    except ValueError:
        yield f"{key} has a brace without another; write {{{{ or }}}} for one that is shown."
        return
    needed = [name for name in wanted if name not in _NOT_NEEDED]
    once = [name for name in found if name not in _NOT_NEEDED]
    if unknown := [name for name in found if name not in wanted]:
        yield f"{key} has no placeholder {{{shortened(unknown[0])}}}; it has {listed}."
    elif text and (missing := [name for name in needed if name not in found]):
        yield f"{key} lacks {{{missing[0]}}}, for which pages put something; it has {listed}."
    elif len(once) > len({*once}):
        yield f"{key} has a placeholder twice; write each once."
    elif text and _links(found, wanted) != _links(wanted, wanted):
        yield f"{key} has links that do not end; write {{{_LINK_END}}} after the words of each."


def _links(names: Sequence[str], ours: Sequence[str]) -> list[bool]:
    """For each placeholder that begins or ends a link, whether it ends one."""
    of_links = {name for name, after in pairwise(ours) if after == _LINK_END} | {_LINK_END}
    return [name == _LINK_END for name in names if name in of_links]


def _placeholders(text: str) -> list[str]:
    """The placeholders of a text, in order, with whatever format they name.

    Raises:
        ValueError: A brace has no other.
    """
    return [
        name + (f"!{how}" if how else "") + (f":{form}" if form else "")
        for _, name, form, how in Formatter().parse(text)
        if name is not None
    ]


def _one_of(word: Word) -> str:
    return word if isinstance(word, str) else next(iter(word.values()))
