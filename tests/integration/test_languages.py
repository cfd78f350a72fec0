"""A site in another language: every page that it makes by itself, and the articles in yet another one."""

import html as entities
import re
from collections.abc import Iterator

import pytest
from articles.publishing.rendering.words import words_in
from articles.publishing.storage.uploads import SITE_FILE

from tests.support.asking import ask
from tests.support.interface_words import english_unlike
from tests.support.readers import browsing, deliver
from tests.support.world import World

PAGES = (
    *("/", "/learn", "/learn/physique", "/archive/all", "/archive/all?from=2025&to=2025", "/search", "/search?q=rien"),
    *("/search?q=ciel&sort=newest", "/search?from=2025-01-01", "/search?sort=no", "/tags", "/tags/bleu", "/authors"),
    *("/archive", "/learn/nothing", "/nothing"),
)
ARTICLE = """---
title: {title}
url: {url}
date: {date}
subject: Physique
author: Ada
seo:
    page_keywords: [bleu, {title}]
related_article1: {{url: /ciel}}
---

Le ciel est *bleu*[^1]. {text}

[^1]: Une note.

> [!WARNING]
> Un avis.

- [ ] Une tâche.

| a |
|---|
| b |
"""


@pytest.fixture
def french(world: World) -> World:
    world.put(SITE_FILE, "name: Essai\nlanguage: fr\nauthor: Ada\n")
    world.put("ciel.md", ARTICLE.format(title="Ciel", url="/ciel", date="2025-02-06", text=""))
    long = "\n\n".join(f"## Partie {number}\n\n{'mot ' * 200}" for number in range(4))
    world.put("mer.md", ARTICLE.format(title="Mer", url="/mer", date="2024-08-01", text=f"\n\n{long}\n\n"))
    world.settle()
    world.pass_long()
    return world


def said(page: str) -> Iterator[str]:
    """What a page says: each text between tags, and each label."""
    body = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    found = re.findall(r'(?:aria-label|content|placeholder|title)="([^"]*)"', body) + re.split(r"<[^>]*>", body)
    return (text for each in found if (text := " ".join(entities.unescape(each).split())))


def test_every_page_is_in_the_language_of_the_site(french: World) -> None:
    with browsing(french):
        pages = {path: ask(path, accept="text/html").text for path in PAGES}
    pages |= {path: deliver(path, french).text for path in ("/ciel", "/mer")}
    pattern = re.compile("|".join(english_unlike("fr")))
    for path, page in pages.items():
        assert '<html lang="fr" dir="ltr">' in page, path
        assert [text for text in said(page) if pattern.fullmatch(text)] == [], path
        assert "Aller au contenu" in page, path
    assert '<time datetime="2025-02-06">6 février 2025</time>' in pages["/ciel"]
    assert '<time datetime="2025-02-06">6 février 2025</time>' in pages["/"]
    assert ">août <span>1</span>" in pages["/archive"]
    assert "Avertissement" in pages["/ciel"]
    assert words_in("fr").plain("problem_404_text") in pages["/nothing"]
    assert "Articles voisins" in pages["/mer"]


def test_an_article_in_another_language_keeps_it_and_what_is_around_has_that_of_the_site(french: World) -> None:
    arabic = ARTICLE.format(title="سماء", url="/sama", date="2025-03-01", text="").replace("---", "---\nlang: ar", 1)
    french.put("sama.md", arabic)
    french.settle()
    page = deliver("/sama", french).text
    assert '<html lang="fr" dir="ltr">' in page
    assert '<article lang="ar" dir="rtl">' in page
    assert '<nav class="breadcrumbs" lang="fr" dir="ltr" aria-label="' in page
    assert '<span lang="fr" dir="ltr">1 min de lecture</span>' in page
    assert ">تحذير</p>" in page
    assert 'aria-label="العودة إلى الإحالة 1">↪' in page
    assert '"inLanguage":"ar"' in page
    with browsing(french):
        assert '<entry xml:lang="ar">' in ask("/feed.atom").text
        assert ask("/feed.json").json["language"] == "fr"
        assert '"inLanguage":"fr"' in ask("/").text
        found = ask("/search").text
    assert ">arabe</a>" in found
    assert '<a href="/sama" lang="ar" dir="rtl">' in found
    assert '<a href="/ciel">' in found


def test_a_site_from_right_to_left_says_so(world: World) -> None:
    world.put(SITE_FILE, "name: اختبار\nlanguage: ar\n")
    world.put(
        "a.md", ARTICLE.format(title="A", url="/a", date="2025-03-01", text="").replace("---", "---\nlang: fr", 1)
    )
    world.settle()
    world.pass_long()
    assert '<html lang="ar" dir="rtl">' in deliver("/a", world).text
    assert '<article lang="fr" dir="ltr">' in deliver("/a", world).text
    with browsing(world):
        home = ask("/").text
    assert '<html lang="ar" dir="rtl">' in home
    assert 'aria-label="بحث">←</button>' in home
