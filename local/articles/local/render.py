"""Render a file on this machine to the representations that would be published."""

import gzip
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from articles.local.errors import LocalError
from articles.local.files import key_of, name_of, read_named, reason
from articles.local.folder_links import itself
from articles.local.output import Output, write_data
from articles.local.site_settings import folder_of, load_site
from articles.publishing.errors import ArticleError, Problem
from articles.publishing.reading.article import Article, RelatedArticle, parse_article
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import settings_of
from articles.publishing.rendering.text_links import text_links
from articles.publishing.running.bounded import Bound
from articles.publishing.storage.uploads import MAX_SOURCE


def render_file(file: Path, kind: str, out: TextIO, url: str, bounded: Bound) -> int:
    """Write a representation of an article. Problems go to standard error, as `file:line:column: severity: message`.

    All related articles that the file names are treated as live. Links of the text to other pages are words, as they
    are published while these are not live: a file alone does not say where they are. So nothing is said of them.

    Args:
        file: The article file; `-` for standard input.
        kind: One of `articles.common.representations.KINDS`.
        out: Where to write the representation.
        url: Scheme and host of the site, without a slash at the end.
        bounded: Calls what reads and renders the file.

    Returns:
        The exit status: 1 if the article cannot be published, else 0.
    """
    try:
        folder = folder_of(file)
        site = load_site(folder)
        article = bounded(parse_article, read_named(file, folder, MAX_SOURCE), key_of(file, folder), site)
        destinations = {link: itself(link, article) for link in bounded(text_links, article, url)}
        rendered = bounded(represent, article, _related(article), settings_of(site, url), destinations)
    except ArticleError as error:
        _report(file, error.problems)
        return 1
    except OSError as error:
        Output(sys.stderr).line(f"{name_of(file)}: {reason(error)}")
        return 1
    except LocalError as error:
        Output(sys.stderr).line(str(error))
        return 1
    _report(file, sorted((*article.warnings, *(each for each in rendered.warnings if each.code != "link-missing"))))
    body = next(each.body for each in rendered.representations if each.kind == kind)
    write_data(out, gzip.decompress(body).decode())
    return 0


def _related(article: Article) -> tuple[RelatedArticle, ...]:
    """The related articles that the file names, each once, without the article itself."""
    found: dict[str, RelatedArticle] = {}
    for link in article.related:
        if link.path != article.path:
            found.setdefault(link.path, RelatedArticle(link.path, link.id, link.title or link.path, link.subject))
    return tuple(found.values())


def _report(file: Path, problems: Iterable[Problem]) -> None:
    out = Output(sys.stderr)
    for problem in problems:
        out.line(f"{name_of(file)}:{problem.line}:{problem.column}: {problem.severity}: {problem.message}")
