"""The years that a list of articles is about."""

from dataclasses import dataclass

from articles.publishing.rendering.words import Words


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of one year to the end of another one.

    Attributes:
        first: The first year, YYYY; None for no limit.
        last: The last year, YYYY; None for no limit.
    """

    first: str | None = None
    last: str | None = None

    @property
    def dates(self) -> dict[str, str]:
        """Its first and its last day, as parameters of the API."""
        days = {"from": self.first and f"{self.first}-01-01", "to": self.last and f"{self.last}-12-31"}
        return {name: day for name, day in days.items() if day}

    @property
    def as_sent(self) -> dict[str, str]:
        """The parameters of a page of the site."""
        return {name: year for name, year in (("from", self.first), ("to", self.last)) if year}

    def of(self, name: str, words: Words) -> str:
        """The name of a list with the years that it is about, in these words."""
        match self.first, self.last:
            case None, None:
                return name
            case first, None:
                return words.plain("from_year", name=name, year=first)
            case None, last:
                return words.plain("until_year", name=name, year=last)
            case first, last:
                if first == last:
                    return words.plain("in_year", name=name, year=first)
                return words.plain("in_years", name=name, first=first, last=last)


EVER = Period()


def year(of: str) -> Period:
    """A year alone."""
    return Period(of, of)
