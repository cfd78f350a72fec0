"""The own files of a site, in the folder `site/` beside site.yaml: which there are, by their keys."""

from articles.publishing.media.formats import Format

FOLDER = "site/"
STYLE = f"{FOLDER}style.css"

_CSS = Format("style", "text/css; charset=utf-8", "CSS")


def own_format_of(key: str) -> Format | None:
    """What an own file of a site is, by its key; None if it is none."""
    return _CSS if key == STYLE else None
