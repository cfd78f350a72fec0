"""The years that a list of articles is about."""

from dataclasses import dataclass


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

    def of(self, name: str) -> str:
        """The name of a list with the years that it is about."""
        match self.first, self.last:
            case None, None:
                return name
            case first, None:
                return f"{name}, from {first}"
            case None, last:
                return f"{name}, until {last}"
            case first, last:
                return f"{name}, {first}" if first == last else f"{name}, {first} to {last}"


EVER = Period()


def year(of: str) -> Period:
    """A year alone."""
    return Period(of, of)
