"""What pages show of a subject: how many articles it has, and what the article says that introduces its list."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.browse.library import MAX_COUNT, Library
from articles.browse.listed_articles import Subject
from articles.publishing.rendering.settings import Settings
from articles.publishing.rendering.urls import subject_path


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A subject, as pages show it.

    Attributes:
        slug: Its slug.
        name: Its name.
        count: How many articles it has, as text: `12`, or `100+`; empty if that is not known at the moment.
        text: One or two sentences in the main language; empty if nothing introduces the subject.
        picture: The address of the picture that stands for it, which is the site's own; empty if there is none.
    """

    slug: str
    name: str
    count: str = ""
    text: str = ""
    picture: str = ""


def subject_cards(subjects: Sequence[Subject], library: Library, settings: Settings) -> list[SubjectCard]:
    """Make what a page shows of subjects.

    Args:
        subjects: The subjects.
        library: Where the articles are that introduce them, and those that they have.
        settings: The site's.
    """
    introductions = library.summaries([subject_path(each.slug) for each in subjects])
    cards = []
    for subject, count in zip(subjects, library.counts([each.slug for each in subjects]), strict=True):
        entry = introductions.get(subject_path(subject.slug))
        image = entry.image if entry else ""
        cards.append(
            SubjectCard(
                subject.slug,
                subject.name,
                count=_shown(count),
                text=entry.summary if entry and not settings.edition else "",
                picture=image if image.startswith(f"{settings.url}/") else "",
            )
        )
    return cards


def _shown(count: int) -> str:
    return f"{MAX_COUNT}+" if count > MAX_COUNT else str(count or "")
