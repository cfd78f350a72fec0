"""Related articles that nobody names: the neighbours of a page, which are most like it. Pure.

Which these are is computed from the search index, a while after a page has changed; what was computed is stored with
the links of the page, and fills up what its author names.
"""

from dataclasses import dataclass, field

from articles.publishing.reading.article import RelatedArticle
from articles.publishing.storage.cards import Card, Cards, follow, related_articles

# So many are kept of a page: more than are shown, so that others take the place of those that go.
KEPT = 12


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The pages that are most like one, as they were computed.

    Attributes:
        paths: Where they were, the most alike first; at most `KEPT`.
        digest: That of what search knew of the page itself; empty if nothing has been computed.
        among: How many pages search knew.
    """

    paths: tuple[str, ...] = ()
    digest: str = ""
    among: int = 0

    def are_due(self, digest: str, among: int) -> bool:
        """Whether they are to be computed: for the first time, for another text, or among many more or fewer pages.

        Args:
            digest: That of what search knows of the page now; empty if it must not find it.
            among: How many pages search knows now.
        """
        is_other_site = 4 * among > 5 * self.among or 5 * among < 4 * self.among
        return bool(digest) and among > 1 and (digest != self.digest or is_other_site)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the related articles of a page are taken from.

    Attributes:
        named: The paths that its author names.
        neighbours: Its neighbours.
        fill: How many related articles it is to have.
    """

    named: tuple[str, ...] = ()
    neighbours: Neighbours = field(default_factory=Neighbours)
    fill: int = 0

    @property
    def are_few(self) -> bool:
        """Whether the author names too few."""
        return len(self.named) < self.fill

    @property
    def paths(self) -> tuple[str, ...]:
        """All that may be shown."""
        return (*self.named, *(self.neighbours.paths if self.are_few else ()))

    def lack(self, digest: str) -> bool:
        """Whether neighbours of a page are wanted and have not been computed; `digest` as in `Neighbours.are_due`."""
        return self.are_few and bool(digest) and digest != self.neighbours.digest

    def chosen(self, path: str, cards: Cards) -> tuple[tuple[RelatedArticle, ...], tuple[str, ...]]:
        """What the page at a path shows, each once: those that are named, then neighbours until there are enough.

        Returns:
            These articles; and the paths that were looked at for them. What changes there may change this.
        """
        shown = {each.path: each for each in related_articles(path, self.named, cards)}
        looked_at = [*self.named]
        for link in self.neighbours.paths if self.are_few else ():
            if len(shown) >= self.fill:
                break
            looked_at.append(link)
            card, _ = follow(link, cards)
            if card is not None and card.path != path and not card.unlisted:
                shown.setdefault(card.path, _computed(card))
        return tuple(shown.values()), tuple(looked_at)


def _computed(card: Card) -> RelatedArticle:
    return RelatedArticle(card.path, card.id, card.title, card.subject, computed=True)
