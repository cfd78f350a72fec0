"""Make the settings in force agree with site.yaml, as the bucket has it now, and with the own files beside it.

The last good version stays in force while the file is broken; without a file, the defaults are.
"""

from articles.publishing import site_comparison, site_plans
from articles.publishing.outbox import drain
from articles.publishing.outcome import Outcome
from articles.publishing.rendering.error_page import error_page
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.retry import until_settled
from articles.publishing.running.services import Services
from articles.publishing.storage.sites import Site
from articles.publishing.storage.uploads import SITE_FILE


def sync_site(services: Services, *, force: bool = False) -> Outcome:
    """Make the settings in force agree with site.yaml.

    Args:
        services: The services of the site.
        force: Process the file even if nothing has changed since the last time.

    Returns:
        What was done; its state is `unchanged` if there was nothing to do.

    Raises:
        ContentionError: Others kept changing the same items; the caller should try again later.
    """
    return until_settled(lambda done: _attempt(services, done, force=force), services, f"sync of {SITE_FILE}")


def _attempt(services: Services, done: Outcome | None, *, force: bool) -> tuple[Outcome, bool]:
    facts, upload = site_comparison.read(services)

    def page(site: Site) -> ErrorPage:
        return services.bounded(error_page, services.settings(site), site.file.errors)

    plan = site_comparison.plan(facts, upload, services, page)
    if plan is None or (site_plans.changes_nothing(facts, plan) and not (force and done is None)):
        unchanged = Outcome(SITE_FILE, "unchanged", None, facts.source.problems)
        return done or unchanged, drain(facts.source, services)
    services.table.commit(plan.writes)
    return Outcome.of(plan.source, upload, services.now()), False
