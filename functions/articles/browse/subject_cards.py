"""What pages show of a subject: how many articles it has, and what the article says that introduces its list."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.browse.library import MAX_COUNT, library
from articles.browse.listed_articles import Subject
from articles.browse.parallel import at_once
from articles.browse.translated import in_language
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import subject_path


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A subject, as pages show it.

    Attributes:
        slug: Its slug.
        name: Its name.
        count: How many articles it has, as text: `12`, or `100+`; empty if that is not known at the moment.
        text: One or two sentences; empty if nothing introduces the subject.
        picture: The address of the picture that stands for it, which is the site's own; empty if there is none.
    """

    slug: str
    name: str
    count: str = ""
    text: str = ""
    picture: str = ""


def subject_cards(subjects: Sequence[Subject], settings: Settings) -> list[SubjectCard]:
    """Make what a page shows of subjects.

    Args:
        subjects: The subjects.
        settings: The site's, whose language is that of the page.
    """
    paths = at_once(lambda each: in_language(subject_path(each.slug), settings), subjects)
    introductions = library().summaries([path for path in paths if path])
    counts = library(settings.edition).counts([each.slug for each in subjects])
    cards = []
    for subject, path, count in zip(subjects, paths, counts, strict=True):
        entry = introductions.get(path)
        image = entry.image if entry else ""
        cards.append(
            SubjectCard(
                subject.slug,
                subject.name,
                count=_shown(count),
                text=entry.summary if entry else "",
                picture=image if image.startswith(f"{settings.url}/") else "",
            )
        )
    return cards


def _shown(count: int) -> str:
    return f"{MAX_COUNT}+" if count > MAX_COUNT else str(count or "")
