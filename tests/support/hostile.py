"""Texts that would run a script as markup, files that have one in every field, and all HTML that is made of them."""

import gzip
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import html5lib
from articles.browse import html_pages, search_pages
from articles.browse.introductions import Introduction
from articles.browse.listed_articles import ListedArticle, Subject
from articles.browse.listings import ArticleList, Listing
from articles.browse.periods import EVER, year
from articles.browse.search_lists import TAGS
from articles.browse.search_parameters import of_page
from articles.browse.search_results import Result, Results
from articles.browse.subject_cards import SubjectCard
from articles.common.http_edge import ProblemDetails
from articles.publishing.reading.article import Article, RelatedArticle, parse_article
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.site_links import Link
from articles.publishing.rendering.markdown import parse_answer, render_parsed
from articles.publishing.rendering.rendered import Rendered
from articles.publishing.rendering.representations import represent
from articles.publishing.rendering.search_document import search_document
from articles.publishing.rendering.settings import Settings
from articles.publishing.storage.sites import Site
from articles.search.engine.facets import Facet, Facets
from articles.search.engine.query_text import MAX_CHARACTERS
from articles.search.engine.snippets import snippet

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

# HTML that a sanitiser could read otherwise than a browser, that leaves the answer, or that brings what runs by itself.
_IN_HTML = [
    "</div></article></main><script>{c}</script>",
    "<div></div></div></div></article></main></body></html><img src=x onerror={c}>",
    "</p></li></ul></blockquote></section></details>",
    "<table><tr><td></td></tr></div></article><td><a href='javascript:{c}'>x</a>",
    "- a\n\n  </li></ul></div></article></main>\n\n- b",
    "> <div>\n\n</div></div></article>",
    "| a |\n|---|\n| </td></tr></table></div></article> |",
    "[^1]\n\n[^1]: </li></ol></section></div></article>",
    "<svg></p><style><a id='</style><img src=x onerror={c}>'>",
    "<math></p><style><!--</style><img src=x onerror={c}>--></style></math>",
    "<math><annotation-xml encoding='text/html'><p><script>{c}</script></annotation-xml></math>",
    "<math><mi xlink:href='javascript:{c}'>x</mi><maction actiontype='statusline#javascript:{c}'>y</maction></math>",
    "<svg><foreignObject><iframe srcdoc='<script>{c}</script>'></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg onload={c}>'></svg>",
    "<svg><set attributeName=onmouseover to={c}></svg>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={c}>",
    "<template><p title='</template><img src=x onerror={c}>'></template>",
    "<noscript><style></noscript><img src=x onerror={c}></style></noscript>",
    "<style>@import 'data:text/css,*{{x:expression({c})}}';</style>",
    "<style><!--</style><script>{c}</script>-->",
    "<title><a href='</title><img src=x onerror={c}>'>",
    "<textarea><p title='</textarea><img src=x onerror={c}>'>",
    "<iframe src=https://www.youtube-nocookie.com/embed/x onload={c} srcdoc='<script>{c}</script>'></iframe>",
    "<iframe src='https://www.youtube-nocookie.com@evil.example/'></iframe>",
    "<iframe src='https://www.youtube-nocookie.com.evil.example/'></iframe>",
    "<iframe src='https://evil.example/\\www.youtube-nocookie.com/'></iframe>",
    "<iframe src='https://player.vimeo.com:8443/'></iframe>",
    "<iframe src='javascript:{c}//www.youtube.com/embed/x'></iframe>",
    "<iframe src='https://www.youtube.com/embed/x\"><script>{c}</script>'></iframe>",
    "<iframe sandbox='allow-top-navigation' src='https://player.vimeo.com/video/1'></iframe>",
    "<a href='java&#10;script:{c}'>x</a>",
    "<a href='&#1;javascript:{c}'>x</a>",
    "<a href=' &#x09;javascript&colon;{c}'>x</a>",
    "<a href='vbscript:{c}'>x</a> <a href='data:text/html,<script>{c}</script>'>x</a>",
    "<a href={{'javascript:{c}'}}>x</a>",
    "<a href=`javascript:{c}`>x</a>",
    "<a ping='javascript:{c}' href='/a' target=_blank download>x</a>",
    "<area href='javascript:{c}'><map name=x><area shape=default href='javascript:{c}'></map>",
    "<button formaction='javascript:{c}'>x</button><input type=image formaction='javascript:{c}' src=x>",
    "<isindex action='javascript:{c}' type=submit>",
    "<img srcset='javascript:{c} 1x, data:text/html,{c} 2x' src=x>",
    "<img src='javascript:{c}'><img src='data:image/svg+xml,<svg onload={c}>'>",
    "<img src=x onerror={c} id=main name=cookie>",
    "<img/src=/onerror={c}>",
    "<img src=x {{...{{onError: () => {c}}}}} onError={{() => {c}}}>",
    "<video poster='javascript:{c}' src='javascript:{c}' onloadstart={c} autoplay></video>",
    "<video><source src='data:text/html,{c}' onerror={c}></video>",
    "<video><track src='javascript:{c}' onerror={c}></video>",
    "<audio src=x onerror={c} autoplay></audio>",
    "<picture><source srcset='javascript:{c}'><img src=x onerror={c}></picture>",
    "<details ontoggle={c} open><summary onclick={c}>x</summary></details>",
    "<div style='background:url(javascript:{c})' class='skip masthead' data-x='{c}'>x</div>",
    "<div id=contents>x</div><a name=related>y</a><p id=fn-1>z</p><h2 id=h-x>w</h2>",
    "<p id='x\" onclick=\"{c}'>x</p>",
    "<td onclick={c}>x</td><tr onclick={c}>",
    "<table background='javascript:{c}'><td background='javascript:{c}'>x</table>",
    "<q cite='javascript:{c}'>x</q><blockquote cite='javascript:{c}'>y</blockquote>",
    "<object data='javascript:{c}'><param name=src value='javascript:{c}'></object><applet code=x>",
    "<portal src='javascript:{c}'></portal><frameset onload={c}><frame src='javascript:{c}'>",
    "<meta http-equiv=refresh content='0;url=javascript:{c}'><base href='javascript:{c}//'><link rel=import href=x>",
    "<plaintext><script>{c}</script>",
    "<?xml-stylesheet href='javascript:{c}'?><script>{c}</script>",
    "<!DOCTYPE html [<!ENTITY x '{c}'>]><script>{c}</script>",
    "<div>\n<![CDATA[\n<script>{c}</script>\n]]>\n</div>",
    "<Tabs onClick={{() => {{{c}}}}} dangerouslySetInnerHTML={{{{__html: '<script>{c}</script>'}}}}>x</Tabs>",
    "<Tabs\n label='<script>{c}</script>' href='javascript:{c}'\n/>",
    "<x-y onclick={c}><script>{c}</script></x-y>",
    "import x from 'javascript:{c}'\n\nexport const y = () => {{ {c} }}\n\n<script>{c}</script>",
    "<a\nhref='javascript:{c}'\n>x</a>",
    "<scr<script>ipt>{c}</scr</script>ipt>",
    "<img src='x' title='--><script>{c}</script>'><!-- a --!><script>{c}</script>",
    "<p>\n\n<script>\n\n{c}\n\n</script>\n\n</p>",
    "*<b onclick={c}>x* <i>y</b>*",
]

PAYLOADS = [
    *(text.format(c=script) for text, script in itertools.product(_IN_PAGES, _SCRIPTS)),
    *(text.format(c=script) for text, script in itertools.product(_IN_MARKDOWN, _SCRIPTS)),
    *(text.format(c=script) for text, script in itertools.product(_IN_HTML, _SCRIPTS)),
    *(link.format(s=scheme, c=script) for link, scheme, script in itertools.product(_LINKS, _SCHEMES, _SCRIPTS[:3])),
]

# Enough texts in a test for its own cost not to matter, and few enough for the tests to be shared out.
BATCHES = {f"from {start}": PAYLOADS[start : start + 20] for start in range(0, len(PAYLOADS), 20)}

# A value that these do not take keeps a file from being published.
STRICT_FIELDS = ["url", "date", "_schema"]

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
    *("applet", "area", "base", "button", "embed", "form", "frame", "link", "meta", "object", "portal"),
    *("script", "style", "svg", "template", "textarea", "noscript"),
}
_FRAMED = re.compile(r"https://(?:www\.youtube-nocookie\.com|player\.vimeo\.com)/")
_URLS = {"action", "background", "cite", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
_SAFE_SCHEMES = {"", "http", "https", "mailto"}


# One for all documents: it begins anew with each, and takes as long to make as a short document to read.
_PARSER = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)


def hostile_file(payload: str, **others: str) -> bytes:
    """A file with a text in every field; those of `others` have another value."""
    return _with_others(_FILE, payload, others)


def short_file(payload: str, **others: str) -> bytes:
    """What is needed of such a file for its strict fields to be read, for thousands of values to be tried."""
    lines = [line for line in _FILE.splitlines() if line.partition(":")[0] in {"---", "title", *STRICT_FIELDS}]
    return _with_others("\n".join([*lines, "", "{body}", ""]), payload, others)


def _with_others(file: str, payload: str, others: Mapping[str, str]) -> bytes:
    value = _quoted(payload)
    text = file.format(
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
    cards = [SubjectCard(each.slug, each.name, "1", each.name, f"{SITE.url}/pictures/a.png") for each in subjects]
    years = {each: f"{url}?from={each}&to={each}" for each in ("2026", "2025")}
    listing = Listing(entries, url, {})
    errors = [{"parameter": each.title} for each in entries]
    of_subject = ArticleList(
        name, EVER, years, f"/learn/{slug}", is_of_subject=True, api=url, search=url, listing=listing
    )
    everything = replace(of_subject, name="All articles", period=year("2025"), path="/archive/all", is_of_subject=False)
    introduction = Introduction(entries[0].title, entries[0].description, "<p>Above the list.</p>", "")
    about = Site(file=SiteFile(tagline=name, description=name))
    links = (Link(name, "/a"), Link(name, "", (Link(name, url), Link(name))))
    with_links = replace(SITE, navigation=links, footer=links)
    return {
        "home": html_pages.home(
            cards, listing, {entries[0].path: f"{SITE.url}/pictures/a.png"}, with_links, about, introduction
        ),
        "subjects": html_pages.subject_list(Listing(cards, url, {}), SITE, introduction),
        "subject": html_pages.article_list(of_subject, SITE, None),
        "introduced": html_pages.article_list(of_subject, SITE, introduction),
        "everything": html_pages.article_list(everything, SITE, None),
        **pages_of_search(articles),
        "error": html_pages.error(ProblemDetails(400, "Bad Request", "", members={"errors": errors}), SITE, about),
    }


def pages_of_search(articles: list[Article]) -> dict[str, str]:
    """Every page that is made from the search index, by name; what is sought is the title of the first article."""
    documents = [
        search_document(each, render_parsed(parse_answer(each.answer), (), each.title), SITE) for each in articles
    ]
    results = [
        Result(entry_of(each), document, snippet(document, ()))
        for each, document in zip(articles, documents, strict=True)
        if document is not None
    ]
    name = articles[0].title
    facets = (Facet("a", name, 1), Facet("b", name, 1))
    found = Results(tuple(results), 9, facets=Facets(facets, facets, facets, facets), newest=False)
    asked = of_page(urlencode({"q": name[:MAX_CHARACTERS]}, errors="replace"))
    values: dict[str, Any] = {"url": SITE.url, "links": {}, **html_pages.introduced(None, name, SITE)}
    of_name: dict[str, Any] = {
        "found": found,
        "kind": TAGS,
        "slug": "a",
        "path": "/tags/a",
        "articles": [each.entry for each in results],
    }
    return {
        "found": search_pages.written(asked, found, SITE, None),
        "nothing": search_pages.written(asked, Results(newest=False), SITE, None),
        "names": html_pages.render("names.html.j2", SITE, names=facets, root="/tags", word="keywords", **values),
        "named": html_pages.render("named.html.j2", SITE, name=name, **of_name, **values),
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
    root: ET.Element = _PARSER.parse(html)
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
        if tag == "iframe" and (not _FRAMED.match(element.get("src", "")) or "top" in element.get("sandbox", "top")):
            yield ET.tostring(element, encoding="unicode")
        for name, value in element.attrib.items():
            plain = str(name).rpartition("}")[2].lower()
            is_url = plain in _URLS or str(name).lower() in _URLS
            if (
                plain.startswith("on")
                or plain in ("style", "srcdoc")
                or (is_url and not _SAFE_SCHEMES.issuperset(map(scheme_of, addresses(plain, value))))
            ):
                yield f"<{tag} {name}={value!r}>"


def addresses(attribute: str, value: str) -> list[str]:
    """The addresses in an attribute."""
    return re.split(r",\s*", value) if attribute == "srcset" else [value]


def scheme_of(url: str) -> str:
    """The scheme as browsers see it, which pass over tabs and line breaks (WHATWG URL, 4.4); empty if relative."""
    match = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.sub(r"[\t\n\r]", "", url), re.IGNORECASE)
    return match[1].lower() if match else ""


def _quoted(text: str) -> str:
    """YAML's double-quoted scalar of a text, whatever is in it."""
    return '"' + "".join(each if each.isascii() and each.isalnum() else f"\\U{ord(each):08X}" for each in text) + '"'
