"""A file read as far as it can be, with all that is wrong with it, so that its author can mend it at once."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.reading.article import Article, parse_article
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering.representations import problems_of_text
from articles.publishing.running.bounded import Bound


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file.

    Attributes:
        article: The article, as far as it could be read; None if nothing could.
        problems: What is wrong with the file, without its text.
        is_valid: Whether it can be published, as far as that is known without rendering it.
    """

    article: Article | None
    problems: tuple[Problem, ...]
    is_valid: bool

    def all_problems(self, hosts: Collection[str], bounded: Bound) -> tuple[Problem, ...]:
        """The problems with those of the text, if that could be read.

        Args:
            hosts: Those whose pages may be shown in frames.
            bounded: Calls what renders the text. A text that takes too much is one more problem.
        """
        if self.article is None:
            return self.problems
        try:
            of_text = bounded(problems_of_text, self.article, hosts)
        except ArticleError as too_much:
            of_text = too_much.problems
        return most_important([*self.problems, *of_text])


def reading_of(source: bytes, key: str, site: SiteFile, url: str, bounded: Bound) -> Reading:
    """Read a file; arguments as those of `parse_article`, which `bounded` calls."""
    try:
        article = bounded(parse_article, source, key, site, url)
    except ArticleError as error:
        return Reading(error.article, error.problems, is_valid=False)
    return Reading(article, article.warnings, is_valid=True)
