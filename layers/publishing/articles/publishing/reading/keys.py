"""The names of the keys of the format: its own, and those that other tools have for the same things."""

from articles.publishing.reading.visibility_keys import VISIBILITY_KEYS

PATHS = ("url", "permalink", "path", "slug")
DESCRIPTIONS = ("description", "summary", "excerpt")
DATES = (
    "date", "pubDate", "pub_date", "pubdate", "pubDatetime", "published_at", "publishedAt", "published_on",
    "published_date", "date_published", "datePublished", "publication_date", "post_date", "created", "created_at",
    "createdAt", "created_date",
)  # fmt: skip
# These say when a file becomes public, and so what its date is, if nothing else does.
DATES_OF_PUBLICATION = (
    "published", "publishDate", "publish_date", "publishdate", "publishAt", "publish_at", "publish_on", "release_date",
)  # fmt: skip
UPDATES = (
    "updated", "lastmod", "last_modified_at", "lastModified", "last_modified", "modified", "modified_at",
    "updatedDate", "updated_at", "updatedAt", "date_modified", "dateModified", "lastUpdated", "last_update",
)  # fmt: skip
AUTHORS = ("author", "authors")
SUBJECTS = ("subject", "category")
KEYWORDS = ("keywords", "tags")
IMAGES = ("image", "cover")

KEYS = frozenset(
    {
        "_schema", "aliases", "answer", "article_title", "author", "date", "date_format", "file_name", "id",
        "post_on_text", "question", "redirect_from", "score", "seo", "subject", "title", "updated", "url",
    }
)  # fmt: skip

# All that a file may say with a meaning here; a front matter that nobody can read is known by one of these.
KNOWN_KEYS = KEYS.union(
    PATHS,
    DESCRIPTIONS,
    DATES,
    UPDATES,
    AUTHORS,
    SUBJECTS,
    KEYWORDS,
    IMAGES,
    VISIBILITY_KEYS,
    ("categories", "lang", "taxonomies", "translationKey", "translation_of"),
)

# Keys of other tools that only say how these sort, lay out, list, decorate or edit a page, so that no reader misses
# anything.
QUIET_KEYS = frozenset(
    {
        "author_image_url", "author_title", "author_url", "badge", "banner", "bookHidden", "bookToc", "cascade",
        "class", "collection", "comments", "contributors", "css", "cssclass", "cssclasses", "custom_edit_url",
        "displayed_sidebar", "editLink", "editUrl", "eleventyComputed",
        "eleventyNavigation", "extra", "featured", "footer", "full_width", "github", "grand_parent", "has_children",
        "head", "header", "hero", "hide", "hideComments", "hide_table_of_contents", "hide_title", "icon", "identifier",
        "in_search", "in_search_index", "js", "kind", "last_reviewed_on", "layout", "layouts", "libraries", "linkTitle",
        "linktitle", "logo", "markup", "math", "mathjax", "menu", "menus", "nav", "nav_exclude", "nav_order",
        "navigation", "navtitle", "next", "no_list", "no_toc", "order", "outline", "outputs", "page_template",
        "pageClass", "pagefind", "pager", "pagination", "pagination_label", "pagination_next", "pagination_prev",
        "parent", "pin", "pinned", "prev", "previous", "render_with_liquid", "search", "sections",
        "share", "show_author", "show_date", "show_reading_time", "sidebar", "sidebarDepth", "sidebar_class_name",
        "sidebar_custom_props", "sidebar_label", "sidebar_position", "simple_list", "sitemap", "sort_by",
        "tableOfContents", "template", "theme", "title_meta", "toc", "toc_depth", "toc_max_heading_level",
        "toc_min_heading_level",
        "toc_hide", "type", "uuid", "video_id", "weight",
    }
)  # fmt: skip
