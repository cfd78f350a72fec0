"""robots.txt and llms.txt, which crawlers and language models read first, and lists as Markdown."""

from collections.abc import Mapping, Sequence

from articles.browse.introductions import Introduction
from articles.browse.listed_articles import ListedArticle, Subject
from articles.browse.listings import ArticleList
from articles.common.representations import KINDS, MARKDOWN, RELATED
from articles.publishing.rendering.markdown_text import as_markdown
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import article_urls, list_url, page_url, subject_path
from articles.publishing.rendering.words import words_of


def robots(rules: str, settings: Settings) -> str:
    """robots.txt (RFC 9309): the site's own rules, and the sitemap.

    Without rules of its own, a site allows everything but an article's two lists of links, which have no text;
    searches, which have the same pages in other orders; and what only redirects from one article to the next. A site
    that search engines are asked to leave out has no sitemap; they have to read its pages to find that out.
    """
    links = (f"{KINDS[RELATED].prefix}/", "/api/referrers/", "/learn/*/next?", "/learn/*/previous?")
    kept = (*links, "/api/search", "/search?")
    ours = "User-agent: *\n" + "".join(f"Disallow: {each}\n" for each in kept)
    listed = "" if settings.noindex else f"\nSitemap: {page_url('/sitemap.xml', settings)}\n"
    return (rules.rstrip() + "\n" if rules else ours) + listed


def llms(subjects: Sequence[Subject], newest: Sequence[ListedArticle], settings: Settings) -> str:
    """llms.txt (https://llmstxt.org): what the site has, and where to get it as Markdown."""
    suffixed = [kind for kind in KINDS.values() if kind.suffix][::-1]
    words = words_of(settings)
    forms = words.listed([kind.label for kind in suffixed])
    endings = words.listed([f"`{kind.suffix}`" for kind in suffixed], "or")
    lines = [
        f"# {as_markdown(settings.name)}",
        "",
        f"> {words.plain('llms_about', forms=forms, endings=endings)}",
        "",
        f"## {words.plain('subjects')}",
        "",
        *(_subject(each, settings) for each in subjects),
        "",
        f"## {words.plain('newest_articles')}",
        "",
        *(_article(each, settings) for each in newest),
        "",
        "## API",
        "",
        f"- [{words.plain('all_articles')}]({list_url('/api/articles', settings)}): {words.plain('llms_articles')}",
        f"- [{words.plain('all_subjects')}]({list_url('/api/subjects', settings)})",
        f"- [OpenAPI]({page_url('/api/openapi.json', settings)}): {words.plain('llms_openapi')}",
        f"- [{words.plain('sitemap')}]({page_url('/sitemap.xml', settings)})",
        f"- [{words.plain('feed')}]({list_url('/feed.atom', settings)}): {words.plain('llms_feed')}",
    ]
    return "\n".join(lines) + "\n"


def subject_list(
    subjects: Sequence[Subject], links: Mapping[str, str], settings: Settings, introduction: Introduction | None
) -> str:
    """A page of the list of subjects.

    Args:
        subjects: The subjects on this page.
        links: Addresses of the pages before (`prev`) and after it (`next`), if there are any.
        settings: The site's settings.
        introduction: What stands above them, if anything does.
    """
    entries = [_subject(each, settings) for each in subjects]
    words = words_of(settings)
    names = {"prev": words.plain("previous_subjects"), "next": words.plain("more_subjects")}
    return _list(_opening(words.plain("subjects"), introduction), entries, links, names)


def article_list(of: ArticleList, settings: Settings, introduction: Introduction | None) -> str:
    """A page of a list of articles.

    Args:
        of: The list and the page.
        settings: The site's settings.
        introduction: What stands above them, if anything does.
    """
    entries = [_article(each, settings) for each in of.listing.entries]
    words = words_of(settings)
    by_year = " ".join(f"[{year}]({address})" for year, address in of.years.items())
    opening = [
        *_opening(of.period.of(of.name, words), introduction),
        words.plain("by_year", years=by_year) if by_year else "",
    ]
    names = {"prev": words.plain("newer_articles"), "next": words.plain("older_articles")}
    return _list(opening, entries, of.listing.links, names)


def _opening(name: str, introduction: Introduction | None) -> Sequence[str]:
    """The heading of a list, and what its introduction says in short."""
    if introduction is None:
        return [f"# {as_markdown(name)}"]
    return [f"# {as_markdown(introduction.title)}", as_markdown(introduction.description)]


def _list(opening: Sequence[str], entries: Sequence[str], links: Mapping[str, str], names: Mapping[str, str]) -> str:
    pages = [f"[{name}]({links[relation]})" for relation, name in names.items() if relation in links]
    blocks = [*opening, "\n".join(entries), " ".join(pages)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _subject(subject: Subject, settings: Settings) -> str:
    return f"- [{as_markdown(subject.name)}]({list_url(subject_path(subject.slug), settings)})"


def _article(entry: ListedArticle, settings: Settings) -> str:
    note = f": {as_markdown(entry.description)}" if entry.description else ""
    return f"- [{as_markdown(entry.title)}]({article_urls(entry.path, settings)[MARKDOWN]}){note}"
