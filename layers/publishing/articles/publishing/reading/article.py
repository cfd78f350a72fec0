"""Read a file's bytes: the result is an `Article`, or every reason why it cannot be published."""

import datetime as dt
from collections import abc
from dataclasses import dataclass, field, replace
from typing import Any

from articles.publishing.errors import ArticleError, Problem, most_important
from articles.publishing.reading import article_dates, described, keys, schema
from articles.publishing.reading.aliases import Alias, read_aliases
from articles.publishing.reading.described import Author
from articles.publishing.reading.encoding import decode
from articles.publishing.reading.fields import Fields
from articles.publishing.reading.file_names import file_name
from articles.publishing.reading.front_matter import FrontMatter, read_front_matter
from articles.publishing.reading.headings import first_heading
from articles.publishing.reading.page_path import read_path
from articles.publishing.reading.placeholders import PathFacts
from articles.publishing.reading.related import RelatedLink, read_related, related_keys
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.source_map import SourceMap
from articles.publishing.reading.spoilt import draft_line
from articles.publishing.reading.translations import edition, folder_language, read_group
from articles.publishing.reading.visibility import Visibility
from articles.publishing.reading.visibility_keys import published_key, read_visibility, visibility_keys

__all__ = ["Alias", "Article", "Author", "RelatedArticle", "RelatedLink", "Translation", "parse_article"]


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """A live related article, as the table knows it now; `computed`, if the author does not name it."""

    path: str
    id: int | None
    title: str
    subject: str
    computed: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Translation:
    """A live page that says the same in a language, as the table knows it now.

    Attributes:
        key: Object key of its file.
        path: Its canonical path.
        language: Its language, a BCP 47 tag; empty if it is the site's main one.
    """

    key: str
    path: str
    language: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as its author meant it.

    Attributes:
        path: Canonical path of its page.
        title: The title of the page: the first of `article_title`, `title` and `question` that the file has; else the
            first heading of its text; else its name in words.
        answer: Markdown, with its newlines decoded; the body if the file has no key `answer`.
        date: Its date; None if it has none.
        key: Object key of its file, without a folder of drafts: what its relative links start from.
        aliases: Other paths of its page.
        updated: When the article last changed, as its author says: an ISO 8601 date or date and time, or empty.
        uploaded: When these bytes were first uploaded, in seconds since the epoch; None if they were not.
        authors: Who wrote it, with their addresses; `author` has their names.
        image: A picture that stands for it: a path of the site or from its file, a name in double brackets, or an https
            address; empty if there is none.
        language: Its language, a BCP 47 tag; empty if it is the site's.
        edition: The language of the lists in which it stands; empty if these are the main ones.
        group: What it has in common with its translations; empty if the site has one language.
        original: Object key of the file that it says it is a translation of; empty if it names none.
        visibility: What the file says of being public.
        source_map: Where its parts are in the file.
        extra: Keys that the format does not know, with the text and structure that the file has there; and a `title`
            that is not the title of the page.
        warnings: What the author should know, although the article can be published.
    """

    path: str
    title: str
    question: str
    answer: str
    id: int | None = None
    date: dt.date | None = None
    date_format: str = ""
    posted_on: str = ""
    author: str = ""
    subject: str = ""
    subject_slug: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    seo_title: str = ""
    article_title: str = ""
    file_name: str = ""
    score: float | None = None
    schema: str = "default"
    related: tuple[RelatedLink, ...] = ()
    extra: abc.Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    source_map: SourceMap = field(default_factory=SourceMap)
    updated: str = ""
    uploaded: int | None = None
    authors: tuple[Author, ...] = ()
    image: str = ""
    language: str = ""
    aliases: tuple[Alias, ...] = ()
    visibility: Visibility = field(default_factory=Visibility)
    key: str = ""
    edition: str = ""
    group: str = ""
    original: str = ""


_SITE = SiteFile()


def parse_article(source: bytes, key: str, site: SiteFile = _SITE, url: str = "") -> Article:
    """Read a file, whether it is public or not.

    Args:
        source: The bytes of the file.
        key: Object key of the file, which gives what the file itself does not say: path, title, date and name.
        site: What site.yaml says: the rules of paths, the time zone, and the keys that nobody is warned of.
        url: The site's address, by which an alias may name it; empty if it is not known.

    Returns:
        The article, with what its author should know as warnings.

    Raises:
        ArticleError: It cannot be published. The error has all of its problems, but at most `MAX_PROBLEMS`, and the
            article as far as it can be read.
    """
    text, problems = decode(source)
    matter = read_front_matter(text)
    problems.extend(matter.problems)
    if matter.mapping is not None:
        fields = Fields(matter.mapping, problems)
        known = _known(fields)
        schema.report_unknown(fields, known, site.extra_keys)
        article = _read(fields, matter, text, published_key(key), site, known)
        of_date = article_dates.date_moment(fields, file_name(key).date, site.time_zone)
        article = replace(
            article,
            aliases=read_aliases(fields.lenient(), article.path or None, url),
            visibility=read_visibility(fields, key, of_date, site.time_zone, future=site.future),
        )
        if all(problem.severity == "warning" for problem in problems):
            return replace(article, warnings=most_important(problems))
        raise ArticleError(most_important(problems), _with_draft_line(article, text))
    unread = _with_draft_line(Article(path="", title="", question="", answer=""), text)
    raise ArticleError(most_important(problems), unread if unread.visibility.draft is not None else None)


def _with_draft_line(article: Article, text: str) -> Article:
    """An article of a file with errors: a draft if a line of the file says so, though it could not be read as a key."""
    draft = article.visibility.draft or draft_line(text)
    return replace(article, visibility=replace(article.visibility, draft=draft))


def _read(  # noqa: PLR0913, PLR0917 - what a file says, and what it may say
    fields: Fields, matter: FrontMatter, text: str, key: str, site: SiteFile, known: frozenset[str]
) -> Article:
    """Read the article as far as possible; what cannot be read is added to the problems of `fields`."""
    name, superseded = file_name(key), described.report_superseded(fields)
    schema.check_text(fields, matter)
    answer = schema.read_answer(fields, matter, text)
    question, title, article_title = fields.text("question"), fields.text("title"), fields.text("article_title")
    called = article_title or title or question or first_heading(answer.markdown) or name.title or site.name
    date = article_dates.read_date(fields, name.date, future=site.future)
    subject, categories = described.read_subject(fields, is_post=name.is_post)
    number, other_id = schema.read_id(fields)
    facts = PathFacts(called, subject, categories or (subject,), date, other_id.get("id", ""))
    path, place = read_path(fields, name, facts, site.paths)
    seo = schema.read_seo(fields)
    related, related_extra = read_related(fields.lenient(), path)
    authors = described.read_authors(fields)
    image, image_place = described.read_image(fields)
    others = [category for category in categories if category != subject]
    language = described.read_language(fields) or folder_language(key, site.languages)
    group, original, original_place = read_group(fields, key, site)
    return Article(
        key=key,
        path=path or "",
        title=called,
        question=question,
        answer=answer.markdown,
        id=number,
        date=date,
        date_format=fields.text("date_format"),
        posted_on=fields.text("post_on_text"),
        author=", ".join(author.name for author in authors),
        authors=authors,
        subject=subject,
        subject_slug=described.subject_slug(fields, subject, path),
        description=described.read_description(fields, seo.description),
        keywords=described.read_keywords(fields, seo.keywords, others, is_post=name.is_post),
        image=image,
        language=language,
        edition=edition(language, site),
        group=group,
        original=original,
        seo_title=seo.title,
        article_title=article_title,
        source_map=replace(
            answer.source_map,
            url=(place.line, place.column) if place else (1, 1),
            image=image_place,
            original=original_place,
        ),
        updated=article_dates.read_updated(fields),
        file_name=fields.text("file_name") or key.rsplit("/", 1)[-1],
        score=fields.lenient().number("score"),
        schema=schema.read_schema(fields),
        related=related,
        extra={
            **fields.others(known - superseded),
            **other_id,
            **({"title": title} if title not in ("", called) else {}),
            **({"seo": seo.extra} if seo.extra else {}),
            **related_extra,
        },
    )


def _known(fields: Fields) -> frozenset[str]:
    return keys.KNOWN_KEYS.union(related_keys(fields), visibility_keys(fields), article_dates.date_keys(fields))
