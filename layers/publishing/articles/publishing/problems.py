"""All that is wrong with a file that is not published, so that its author can mend it at once."""

from collections.abc import Collection

from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.rendering.representations import problems_of_text
from articles.publishing.running.bounded import Bound


def all_problems(error: ArticleError, hosts: Collection[str], bounded: Bound) -> tuple[Problem, ...]:
    """The problems of a file, with those of its text if that could be read.

    Args:
        error: Why the file is not published.
        hosts: Those whose pages may be shown in frames.
        bounded: Calls what renders the text. A text that takes too much is one more problem.
    """
    if error.article is None:
        return error.problems
    try:
        of_text = bounded(problems_of_text, error.article, hosts)
    except ArticleError as too_much:
        of_text = too_much.problems
    return most_important([*error.problems, *of_text])
