"""Whatever a file holds: it becomes an article or a problem for its author, in time, and never an error.

All is called by a worker with limits of its own: what does not end is a failure too.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from articles.common import paths
from articles.common.slugs import slug
from articles.publishing.errors import ArticleError
from articles.publishing.reading import dates, encoding, escapes, front_matter
from articles.publishing.rendering import dollars
from articles.publishing.rendering.body import chemistry, mathml
from articles.publishing.rendering.body import latex as latex_dialect
from articles.publishing.rendering.excerpt import excerpt, reading_minutes
from articles.publishing.rendering.markdown import render_answer
from articles.publishing.rendering.markdown_text import as_markdown
from articles.publishing.rendering.shown_dates import in_format
from articles.publishing.running.bounded import Bounded, Limits, spawn
from articles.publishing.storage import messages
from articles.publishing.storage.uploads import is_article
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.support import grammar
from tests.support.pipeline import publish, read_path

pytestmark = pytest.mark.proof

# As in test_histories.py: how many, from which seed.
HISTORIES = int(os.environ.get("HISTORIES", "80"))
SEED = int(os.environ.get("SEED", "1"))
PARTS = 4

# Of the texts that are tried here none is long: the worst of full length take 2 s.
LIMITS = Limits(seconds=2, patience=60, megabytes=400)
BOUNDS = {"too-slow", "too-large", "crash"}


@pytest.fixture(scope="module")
def bounded() -> Iterator[Bounded]:
    bounded = Bounded(LIMITS, spawn)
    yield bounded
    bounded.close()


@dataclass(frozen=True)
class Parser:
    """What reads a text of an author's.

    Attributes:
        function: The parser.
        inputs: What it may be given.
        options: What else it is given.
    """

    function: Callable[..., Any]
    inputs: st.SearchStrategy[Any]
    options: Mapping[str, Any]


def parser(function: Callable[..., Any], inputs: st.SearchStrategy[Any], **options: Any) -> Any:
    name = "-".join([function.__name__, *map(str, options.values())])
    return pytest.param(Parser(function, inputs, options), id=name)


def readable(text: str) -> str:
    """A text as it is once a file is decoded."""
    return encoding.decode(text.encode("utf-8", "surrogatepass"))[0]


markdown = grammar.markdown.map(readable)

PARSERS = [
    parser(encoding.decode, grammar.contents),
    parser(front_matter.read_front_matter, grammar.files.map(readable)),
    parser(dates.parse_date, grammar.dates),
    parser(dates.parse_moment, grammar.dates),
    parser(escapes.decode_newlines, markdown.map(lambda text: text.replace("\n", r"\n"))),
    parser(dollars.with_dollars, markdown),
    parser(render_answer, markdown),
    parser(latex_dialect.normalise, grammar.latex, display=True),
    parser(mathml.to_mathml, grammar.latex, display=True),
    parser(mathml.to_mathml, grammar.latex, display=False),
    parser(chemistry.to_latex, grammar.latex),
    parser(read_path, grammar.paths),
    parser(paths.canonical_path, grammar.paths),
    parser(slug, grammar.paths),
    parser(as_markdown, grammar.markdown),
    parser(excerpt, markdown),
    parser(reading_minutes, markdown),
]


def trying(times: int, part: int = 0) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many texts, always the same ones of a seed."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return seed(SEED * PARTS + part)(
            settings(
                max_examples=times,
                deadline=None,
                database=None,
                print_blob=True,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            )(test)
        )

    return decorate


def assert_in_time(error: ArticleError) -> None:
    assert BOUNDS.isdisjoint(problem.code for problem in error.problems), error


@pytest.mark.parametrize("parser", PARSERS)
def test_a_parser_gives_a_result_or_a_problem_in_time(bounded: Bounded, parser: Parser) -> None:
    @trying(HISTORIES)
    @given(parser.inputs)
    def explore(text: Any) -> None:
        try:
            bounded(parser.function, text, **parser.options)
        except ArticleError as error:
            assert_in_time(error)

    explore()


@pytest.mark.parametrize("part", range(PARTS))
def test_a_file_is_published_or_refused_in_time(bounded: Bounded, part: int, figure: Callable[[str], None]) -> None:
    states: Counter[str] = Counter()
    began = time.process_time()

    @trying(HISTORIES, part)
    @given(grammar.contents)
    def explore(content: bytes) -> None:
        try:
            states[bounded(publish, content, "folder/a file.md")] += 1
        except ArticleError as error:
            assert_in_time(error)
            raise

    explore()
    # About an eighth is published. Few are drawn in `make prove`, and how many of them is chance.
    assert all(states[state] > HISTORIES / 20 for state in ("published", "rejected")), states
    spent = time.process_time() - began
    figure(f"fuzz: files of seed {SEED}, part {part}: {dict(states)}, in {spent:.0f} s of CPU and a worker's")


@trying(HISTORIES)
@given(grammar.date_formats, st.dates())
def test_a_date_is_shown_whatever_its_format(date_format: str, date: Any) -> None:
    parts, unknown = dates.parts_of(date_format)
    assert not (parts and unknown)
    assert parts or not in_format(date, date_format, "fr")


@trying(HISTORIES)
@given(st.lists(grammar.texts(grammar.PATHS), max_size=3), st.booleans())
def test_a_message_that_names_files_whatever_their_names_is_read(keys: list[str], ours: bool) -> None:
    event = {"sync": keys} if ours else {"Records": [{"s3": {"object": {"key": key}}} for key in keys]}
    for each in messages.syncs_in(json.loads(json.dumps(event))):
        assert is_article(each.key)
