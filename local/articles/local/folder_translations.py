"""Which files of a folder say the same in several languages, before any of them is uploaded."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from articles.local.findings import CheckedFile, live_pages
from articles.publishing.errors import most_important
from articles.publishing.reading.article import Article, Translation
from articles.publishing.reading.site import SiteFile
from articles.publishing.reading.source_map import SourceMap
from articles.publishing.rendering.settings import settings_of
from articles.publishing.rendering.translations import problems


def what_is_said(article: Article) -> Article | None:
    """What an article says of its translations, without the rest; None if it can have none."""
    if not article.group:
        return None
    return Article(
        article.path,
        title="",
        question="",
        answer="",
        key=article.key,
        language=article.language,
        group=article.group,
        original=article.original,
        visibility=article.visibility,
        source_map=SourceMap(original=article.source_map.original),
    )


def with_translations(files: Sequence[CheckedFile], site: SiteFile) -> list[CheckedFile]:
    """Say which files are a translation of none of the others, or the second in a language.

    Args:
        files: All files of the folder.
        site: What its site.yaml says.
    """
    groups: dict[str, list[Translation]] = {}
    for path, file in live_pages(files).items():
        said = file.translation
        if said is not None and not said.visibility.unlisted:
            groups.setdefault(said.group, []).append(Translation(said.key, path, said.language))
    return [_told(file, groups, site) for file in files]


def _told(file: CheckedFile, groups: Mapping[str, Sequence[Translation]], site: SiteFile) -> CheckedFile:
    said = file.translation
    if said is None or file.state != "public":
        return file
    others = sorted(each for each in groups.get(said.group, ()) if each.key != said.key)
    found = [*problems(said, others, settings_of(site, ""))]
    return replace(file, problems=most_important([*file.problems, *found])) if found else file
