"""The keys of site.yaml: the one definition from which it is read, documented and described to editors."""

from articles.publishing.reading.site_kinds import (
    FILLED,
    FRAME_HOSTS,
    MAX_WIDTH,
    MIN_WIDTH,
    WIDTH,
    SiteKey,
)
from articles.publishing.reading.site_parts import NO_COLORS, NO_FONTS, NO_HEAD, NO_SOCIAL, OUR_ERRORS, OUR_SECTIONS

SITE_KEYS = (
    SiteKey(
        "name",
        "text",
        "Articles",
        "The name of the site, as titles, lists and feeds show it.",
        "name: Kitchen Notes",
        max_characters=200,
    ),
    SiteKey(
        "tagline",
        "text",
        "",
        "A few words that stand below the name on the home page.",
        "tagline: Recipes, and why they work",
        max_characters=200,
    ),
    SiteKey(
        "description",
        "text",
        "",
        "What the site is about, in a sentence or two, as search engines and previews of links show its home page.",
        "description: A notebook of a small kitchen, with the chemistry behind each dish.",
        max_characters=500,
    ),
    SiteKey(
        "author",
        "text",
        "Editors",
        "The author of articles that do not name one.",
        "author: The Kitchen",
        max_characters=200,
    ),
    SiteKey(
        "time_zone",
        "time zone",
        "UTC",
        "The time zone of the dates in articles, by its IANA name.",
        "time_zone: Europe/Berlin",
    ),
    SiteKey(
        "language",
        "language",
        "en",
        "The language of the site, as a tag such as `de` or `de-AT`. All words that pages say by themselves, dates and "
        "the direction of the text are in it.",
        "language: de-AT",
    ),
    SiteKey(
        "languages",
        "languages",
        (),
        "The languages that articles are in, if there are several. Each has lists and feeds of its own, and pages lead "
        "to their translations. Without `language`, the first one is that of the site.",
        "languages: [de-AT, en, it]",
        max_characters=12,
        max_items=20,
    ),
    SiteKey(
        "date_format",
        "date format",
        "long",
        "How pages and lists show dates: `full`, `long`, `medium` or `short`, each as it is usual in the language.",
        "date_format: medium",
    ),
    SiteKey(
        "future",
        "flag",
        False,
        "Whether articles with a `date` in the future are published at once. Otherwise each is published when its date "
        "comes.",
        "future: true",
    ),
    SiteKey(
        "noindex",
        "flag",
        False,
        "Whether search engines are asked to leave the whole site out, as for a staging site.",
        "noindex: false",
    ),
    SiteKey(
        "robots",
        "lines",
        "",
        "The rules of `/robots.txt`, in place of those that the site has by itself. The line that names the sitemap is "
        "added to them.",
        "robots: |\n    User-agent: *\n    Disallow: /drafts/",
        max_characters=1_000,
    ),
    SiteKey(
        "extra_keys",
        "words",
        (),
        "Keys of articles that you use although the format does not know them, so that nobody is warned of them. They "
        "are kept in the JSON, under `extra`.",
        "extra_keys: [level, reviewed_by]",
        max_characters=64,
        max_items=50,
    ),
    SiteKey(
        "ignore",
        "patterns",
        (),
        "Patterns of files that are not published, as in `.gitignore`.",
        'ignore:\n    - drafts/\n    - "*.tmp.md"',
        max_characters=200,
        max_items=50,
    ),
    SiteKey(
        "paths",
        "paths",
        (),
        "The paths of files that do not name their own: folders, and a pattern for the files in each. `/` stands for "
        "all other files.",
        "paths:\n    posts: /blog/:year/:month/:slug\n    /: /:folder/:slug",
        max_characters=200,
        max_items=50,
    ),
    SiteKey(
        "frames",
        "hosts",
        FRAME_HOSTS,
        "The hosts whose pages articles may show in an `iframe`. Of any other host, an article shows a link.",
        "frames: [www.youtube-nocookie.com, maps.example.org]",
        max_characters=253,
        max_items=20,
    ),
    SiteKey(
        "related",
        "related",
        FILLED,
        "How many related articles a page is to have, as `fill`, from 0 to 10. Where its author names fewer, the pages "
        "that are most like it are added.",
        "related:\n    fill: 5",
    ),
    SiteKey(
        "logo",
        "picture",
        "",
        "A picture at the top of every page, in place of the name.",
        "logo: /assets/logo.svg",
    ),
    SiteKey(
        "favicon",
        "picture",
        "",
        "The small picture by which browsers mark pages of the site.",
        "favicon: /assets/favicon.png",
    ),
    SiteKey(
        "social",
        "social",
        NO_SOCIAL,
        "What social networks are told: the picture of pages that have none of their own, as `image`, and accounts of "
        "yours, as `twitter` and `fediverse`.",
        'social:\n    image: /assets/card.png\n    fediverse: "@kitchen@social.example.org"',
    ),
    SiteKey(
        "colors",
        "colors",
        NO_COLORS,
        "Colors of pages, on `light` and on `dark` screens.",
        'colors:\n    light:\n        accent: "#0b57a4"\n    dark:\n        accent: "#8ab4f8"',
    ),
    SiteKey(
        "fonts",
        "fonts",
        NO_FONTS,
        "Fonts of the `text`, of the `interface` around it, and of `code`.",
        "fonts:\n    text: site/fonts/literata.woff2, serif\n    interface: Inter, sans",
    ),
    SiteKey(
        "width",
        "width",
        WIDTH,
        f"How wide the text is, as a number from {MIN_WIDTH} to {MAX_WIDTH}: one is the size of letters that a browser "
        "is set to.",
        "width: 46",
    ),
    SiteKey(
        "navigation",
        "links",
        (),
        "Links at the top of every page, alone or in groups, in place of the one to the subjects.",
        "navigation:\n    - Recipes: /learn/recipes\n    - More:\n        - About us: /about\n"
        "        - Shop: https://shop.example.org/",
        max_characters=60,
        max_items=20,
    ),
    SiteKey(
        "footer",
        "links",
        (),
        "Texts and links at the foot of every page, such as an imprint, alone or in groups.",
        "footer:\n    - \u00a9 Kitchen Notes\n    - Imprint: /imprint\n    - Write to us: mailto:kitchen@example.org",
        max_characters=200,
        max_items=20,
    ),
    SiteKey(
        "head",
        "head",
        NO_HEAD,
        "A snippet of HTML for the head of every page, as `html`, such as a script that counts visits; and the `hosts` "
        "that it may load scripts and pictures from, and connect to.",
        'head:\n    html: |\n        <script defer data-domain="notes.example.org" src="https://plausible.io/js/script.js"></script>'
        "\n    hosts: [plausible.io]",
        max_characters=253,
        max_items=10,
    ),
    SiteKey(
        "errors",
        "errors",
        OUR_ERRORS,
        "What readers are told that find no page: a `title` and a `text` for `not_found`, `gone` and `unavailable`.",
        "errors:\n    not_found:\n        title: Nothing is here\n        text: Look for it in the field above.",
        max_characters=300,
    ),
    SiteKey(
        "home",
        "home",
        "article",
        "What the home page is: an article with the url `/` alone, that above the newest articles and the subjects, or "
        "a field of search and the subjects first.",
        "home: introduction",
    ),
    SiteKey(
        "sections",
        "sections",
        OUR_SECTIONS,
        "What you call parts of pages: `related`, `contents`, `keywords`; on the home page `subjects` and `newest`.",
        "sections:\n    related: More to cook",
        max_characters=60,
    ),
    SiteKey(
        "redirects",
        "redirects",
        (),
        "Old paths, and where each leads now: a path of this site, or an address of another one.",
        "redirects:\n    /old-name: /learn/cooking/questions/new-name\n    /shop: https://shop.example.org/",
    ),
)
