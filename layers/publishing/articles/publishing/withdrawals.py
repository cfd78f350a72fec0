"""What a sync writes if nothing of a file is public: it was deleted, is left out, or says so itself. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from articles.publishing.departures import take_down
from articles.publishing.errors import Problem
from articles.publishing.planning import Facts, Plan, plan, timestamp
from articles.publishing.reading.visibility import Visibility, Withheld
from articles.publishing.storage.cards import Cards
from articles.publishing.storage.sources import Source, State
from articles.publishing.storage.uploads import SITE_FILE


def delete(source: Source, cards: Cards, renderer: str, now: float) -> Plan:
    """Take down the page of a file that was deleted.

    Raises:
        ConflictError: The path no longer belongs to this file: read again.
    """
    after = Source(source.key, source.revision + 1, "deleted", renderer=renderer, since=timestamp(now))
    return plan(source, after, *take_down(source, cards, now, source.live_etag))


def ignore(facts: Facts, cards: Cards, pattern: str) -> Plan:
    """Take down the page of a file that site.yaml says not to publish.

    Args:
        facts: What was read.
        cards: The card of the path where the file is live now.
        pattern: What site.yaml ignores.

    Raises:
        ConflictError: The path no longer belongs to this file: read again.
    """
    message = f"{SITE_FILE} ignores {pattern}, and so this file; to publish it, change that line."
    problem = Problem(1, 1, "file-ignored", message, "warning")
    return plan(facts.source, _left_out(facts, "ignored", (problem,)), *take_down(facts.source, cards, facts.now))


def withhold(facts: Facts, cards: Cards, state: Withheld, problems: Iterable[Problem], visibility: Visibility) -> Plan:
    """Take down the page of a file that says that it is not public: a draft, scheduled, or expired.

    Args:
        facts: What was read.
        cards: The card of the path where the file is live now.
        state: Which of these it is.
        problems: What its author should know; where the file says that it is not public is among them.
        visibility: What the file says of being public.

    Raises:
        ConflictError: The path no longer belongs to this file: read again.
    """
    expires = visibility.expires if state == "scheduled" else None
    after = replace(_left_out(facts, state, tuple(problems)), due=visibility.due(facts.decided), expires=expires)
    return plan(facts.source, after, *take_down(facts.source, cards, facts.now))


def _left_out(facts: Facts, state: State, problems: tuple[Problem, ...]) -> Source:
    """The file as it will be remembered if nothing of it is public."""
    return Source(
        facts.source.key,
        facts.source.revision + 1,
        state,
        etag=facts.upload.etag,
        version=facts.upload.version,
        problems=problems,
        renderer=facts.renderer,
        quiet=facts.quiet,
        since=timestamp(facts.now),
        decided=facts.decided,
    )
