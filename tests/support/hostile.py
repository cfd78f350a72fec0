"""Texts that would run a script as markup, files that have one in every field, and all HTML that is made of them."""

import gzip
import itertools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

import html5lib
from articles.browse import html_pages
from articles.browse.introductions import Introduction
from articles.browse.listed_articles import ListedArticle, Subject
from articles.common.http_edge import ProblemDetails
from articles.publishing.reading.article import Article, RelatedArticle, parse_article
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.settings import Settings

SITE = Settings(name="Site", url="https://example.org", time_zone="UTC", author="Editors")

_SCRIPTS = ["alert(1)", "alert`1`", "top[8680439..toString(30)](1)", "(0,eval)('ale'+'rt(1)')"]

# Where a text of one line may come to stand: in an element, an attribute, a comment, a script, a style, a URL.
_IN_PAGES = [
    "<script>{c}</script>",
    "<ScRiPt\t>{c}</sCrIpT\t>",
    "<script/x>{c}</script>",
    "<<script>{c}//<</script>",
    "<script>{c}",
    '"><script>{c}</script>',
    "'><script>{c}</script>",
    "--><script>{c}</script>",
    "<!--><script>{c}</script>-->",
    "<!--<script>{c}//",
    "]]><script>{c}</script>",
    "<![CDATA[<script>{c}</script>]]>",
    "</title><script>{c}</script>",
    "</style><script>{c}</script>",
    "</script><script>{c}</script>",
    "</script ><script>{c}</script >",
    "</a></h1></main><script>{c}</script>",
    '"}}]}}</script><script>{c}</script>',
    '",{c},"',
    '\\";{c}//',
    "\u2028{c}//\u2029</script><script>{c}</script>",
    '" onfocus={c} autofocus tabindex=1 x="',
    "' onfocus={c} autofocus tabindex=1 x='",
    "` onfocus={c} autofocus tabindex=1 x=`",
    " onmouseover={c} ",
    '"onmouseover="{c}',
    '" style="animation-name:x" onanimationstart="{c}',
    '"/><img src=x onerror={c}>',
    '"><img src=x onerror="{c}',
    "<img src=x onerror={c}>",
    "<img/src=x/onerror={c}>",
    '<img src="x`" onerror={c}>',
    "<img srcset=x onerror={c}>",
    "<image src=x onerror={c}>",
    "<svg onload={c}>",
    "<svg><script>{c}</script></svg>",
    "<svg><style><img src=x onerror={c}></style></svg>",
    "<svg><a xlink:href='javascript:{c}'><text y=9>x</text></a></svg>",
    "<svg><animate onbegin={c} attributeName=x></svg>",
    "<math><mtext><script>{c}</script></mtext></math>",
    "<math href='javascript:{c}'>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={c}&gt;'>",
    "<iframe src='javascript:{c}'></iframe>",
    "<iframe srcdoc='<script>{c}</script>'></iframe>",
    "<object data='javascript:{c}'></object>",
    "<embed src='javascript:{c}'>",
    "<form><button formaction='javascript:{c}'>x</button></form>",
    "<a href='javascript:{c}'>x</a>",
    "<a href='java&Tab;script:{c}'>x</a>",
    "<base href='javascript:{c}//'>",
    "<meta http-equiv=refresh content='0;url=javascript:{c}'>",
    "<link rel=stylesheet href=x onerror={c}>",
    "<style onload={c}></style>",
    "<body onload={c}>",
    "<details open ontoggle={c}>x</details>",
    "<video><source onerror={c}></video>",
    "<marquee onstart={c}>x</marquee>",
    "<input autofocus onfocus={c}>",
    "<p onpointerrawupdate={c} onmouseover={c}>x</p>",
    "<template><script>{c}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={c}>'></noscript>",
    "<textarea></textarea><script>{c}</script>",
    "<xmp><p title='</xmp><img src=x onerror={c}>'></xmp>",
    "<x-y is=script onmouseover={c}>x</x-y>",
    "&lt;script&gt;{c}&lt;/script&gt;",
    "&#60;script&#62;{c}&#60;/script&#62;",
    "&#x3c;script>{c}&#x3c;/script>",
    "&amp;lt;script&amp;gt;{c}",
    "\\u003cscript\\u003e{c}\\u003c/script\\u003e",
    "%3Cscript%3E{c}%3C/script%3E",
    "\uff1cscript\uff1e{c}\uff1c/script\uff1e",
    "\ufe64script>{c}",
    "\u202e<script>{c}</script>",
    "javascript:{c}",
    "javascript://%0a{c}",
    "data:text/html,<script>{c}</script>",
    "//javascript:{c}",
    "{{{{ self.__init__.__globals__ }}}}<script>{c}</script>",
    "{{% raw %}}<script>{c}</script>",
    "${{{c}}}",
]

# Markdown that could become a link, an image or markup.
_SCHEMES = [
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java&#10;script:",
    "&#x6a;avascript:",
    "vbscript:",
    "data:text/html,",
]
_LINKS = [
    "[x]({s}{c})",
    "[x](<{s}{c}>)",
    "![x]({s}{c})",
    "<{s}{c}>",
    "[x][r]\n\n[r]: {s}{c}",
    "# [x]({s}{c})",
    "| a |\n|---|\n| [x]({s}{c}) |",
    "$\\href{{{s}{c}}}{{x}}$",
    "$\\text{{<a href={s}{c}>x</a>}}$",
    "[^1]\n\n[^1]: [x]({s}{c})",
]
_IN_MARKDOWN = [
    "$\\text{{<script>{c}</script>}}$",
    "$$\\text{{</math><img src=x onerror={c}>}}$$",
    "$\\ce{{<img src=x onerror={c}>}}$",
    '![x](a.png "onload={c}")',
    '![x](a.png "\\" onload={c} \\"")',
    '![" onerror="{c}](a.png)',
    "[x](a 'onmouseover={c}')",
    "`<script>{c}</script>`",
    "```<script>\n<script>{c}</script>\n```",
    '```" onclick="{c}\nx\n```',
    "```python\n'<script>{c}</script>'\n```",
    "Term\n: <b onclick={c}>x</b>",
    "- [ ] <input autofocus onfocus={c}>",
    "# <h1 onclick={c}> {{#x onclick={c}}}",
    "[^<script>{c}</script>]\n\n[^<script>{c}</script>]: x",
    "| <script>{c}</script> |\n|:-:|\n| <img src=x onerror={c}> |",
    "http://a.b/<script>{c}</script>",
    '<http://a.b/"onmouseover="{c}>',
]

PAYLOADS = [
    *(text.format(c=script) for text, script in itertools.product(_IN_PAGES, _SCRIPTS)),
    *(text.format(c=script) for text, script in itertools.product(_IN_MARKDOWN, _SCRIPTS)),
    *(link.format(s=scheme, c=script) for link, scheme, script in itertools.product(_LINKS, _SCHEMES, _SCRIPTS[:3])),
]

# A value that these do not take keeps a file from being published.
STRICT_FIELDS = ["url", "date", "lang", "image", "pubDate", "_schema"]

_FILE = """\
---
_schema: default
id: 7
title: {value}
question: {question}
article_title: {value}
url: /learn/hostile/questions/a
subject: {subject}
author: {value}
date: 2025-02-06
date_format: {date_format}
post_on_text: {value}
file_name: {value}
score: {value}
seo:
    title: {value}
    page_description: {value}
    page_keywords: [{value}, {value}]
    {value}: {value}
related_article1:
    id: {value}
    title: {value}
    subject: {value}
    url: /learn/hostile/questions/b
related_article2:
    title: {value}
    url: {value}
related_article3:
    {value}: {value}
    url: /c
{value}:
    {value}: [{value}, {{{value}: {value}}}]
answer: {value}
---

{body}
"""

_UNSAFE_TAGS = {
    *("applet", "audio", "base", "button", "embed", "form", "frame", "iframe", "link", "meta", "object", "portal"),
    *("script", "style", "svg", "template", "textarea", "video", "noscript"),
}
_URLS = {"action", "background", "cite", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
_SAFE_SCHEMES = {"", "http", "https", "mailto"}


def hostile_file(payload: str, **others: str) -> bytes:
    """A file with a text in every field; those of `others` have another value."""
    value = _quoted(payload)
    text = _FILE.format(
        value=value,
        question=_quoted(payload + "?"),
        subject=_quoted("Hostile " + payload),
        date_format=_quoted(f"[{payload}]"),
        body=payload,
    )
    for name, other in others.items():
        line = re.search(rf"^{name}: .*$", text, re.MULTILINE)
        assert line is not None
        text = text.replace(line[0], f"{name}: {_quoted(other)}", 1)
    return text.encode()


def hostile_article(payload: str) -> tuple[Article, tuple[RelatedArticle, ...]]:
    """The article of the file that has a text in every field, and its related articles as though they were live."""
    article = parse_article(hostile_file(payload), payload + ".md")
    return article, tuple(RelatedArticle(each.path, each.id, each.title, each.subject) for each in article.related)


def page_of(article: Article, related: tuple[RelatedArticle, ...] = ()) -> str:
    """The article's page."""
    return html_of(represent(article, related, SITE))


def html_of(rendered: Rendered) -> str:
    """The page of a rendered article."""
    return gzip.decompress(rendered.representations[0].body).decode()


def lists_of(articles: list[Article]) -> dict[str, str]:
    """Every page that lists articles or their subjects, and one that quotes a request, by name."""
    entries = [entry_of(each) for each in articles]
    subjects = [Subject(each.subject_slug, each) for each in entries]
    url, slug, name = f"{SITE.url}/", subjects[0].slug, subjects[0].name
    introduction = Introduction(entries[0].title, entries[0].description, "<p>Above the list.</p>", "")
    return {
        "home": html_pages.home(subjects, entries, url, SITE),
        "subjects": html_pages.subject_list(html_pages.Listing(subjects, url, {}), SITE, introduction),
        "subject": html_pages.article_list(slug, name, html_pages.Listing(entries, url, {}), SITE, None),
        "introduced": html_pages.article_list(slug, "", html_pages.Listing(entries, url, {}), SITE, introduction),
        "error": html_pages.error(ProblemDetails(400, "Bad Request", " ".join(each.title for each in entries)), SITE),
    }


def posts_of(articles: list[Article]) -> list[str]:
    """What feeds have of articles as HTML."""
    return [represent(each, (), SITE).entry.html for each in articles]


def entry_of(article: Article) -> ListedArticle:
    """The article as lists have it."""
    return ListedArticle(
        path=article.path,
        sort="",
        id=article.id,
        title=article.title,
        subject=article.subject,
        subject_slug=article.subject_slug,
        date="2025-02-06",
        description=article.description,
    )


def parsed(html: str) -> ET.Element:
    """A document, or a part of one, as browsers read it."""
    root: ET.Element = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return root


def unsafe_parts(root: ET.Element, allowed: Mapping[str, int] = MappingProxyType({})) -> Iterator[str]:
    """What a browser might run of a document.

    Args:
        root: The document.
        allowed: Number of elements by tag that the site itself writes, though they could be unsafe.
    """
    left = dict(allowed)
    for element in root.iter():
        tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else "comment"
        left[tag] = left.get(tag, 0) - 1
        if tag == "comment" or (tag in _UNSAFE_TAGS and left[tag] < 0):
            yield ET.tostring(element, encoding="unicode") if tag != "comment" else "a comment"
        for name, value in element.attrib.items():
            plain = str(name).rpartition("}")[2].lower()
            is_url = plain in _URLS or str(name).lower() in _URLS
            if (
                plain.startswith("on")
                or plain in ("style", "srcdoc")
                or (is_url and scheme_of(value) not in _SAFE_SCHEMES)
            ):
                yield f"<{tag} {name}={value!r}>"


def scheme_of(url: str) -> str:
    """The scheme as browsers see it, which pass over tabs and line breaks (WHATWG URL, 4.4); empty if relative."""
    match = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.sub(r"[\t\n\r]", "", url), re.IGNORECASE)
    return match[1].lower() if match else ""


def _quoted(text: str) -> str:
    """YAML's double-quoted scalar of a text, whatever is in it."""
    return '"' + "".join(each if each.isascii() and each.isalnum() else f"\\U{ord(each):08X}" for each in text) + '"'
