"""Compare site.yaml, as the bucket has it now, with the settings in force."""

from collections.abc import Callable

from articles.publishing import site_plans
from articles.publishing.errors import ArticleError
from articles.publishing.planning import Plan
from articles.publishing.reading.site import SiteFile, parse_site
from articles.publishing.rendering.fingerprint import code_fingerprint
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.running.services import Services
from articles.publishing.site_plans import SiteFacts
from articles.publishing.storage.uploads import SITE_FILE, Upload

# Of a plan that is only compared, the page does not matter: who looks for work does not render.
_NOT_WRITTEN = ErrorPage("", "", {})


def read(services: Services) -> tuple[SiteFacts, Upload | None]:
    """What is in force, and the file; None in its place if the bucket has no such file."""
    source, site = services.table.source_and_site(SITE_FILE)
    facts = SiteFacts(source, site, services.table.redirects(), code_fingerprint(), services.now())
    upload = services.bucket.get(SITE_FILE)
    return facts, upload if isinstance(upload, Upload) else None


def plan(
    facts: SiteFacts, upload: Upload | None, services: Services, page: Callable[[SiteFile], ErrorPage]
) -> Plan | None:
    """What to write so that what the bucket holds is in force; None if there never was such a file.

    Args:
        facts: What is in force.
        upload: The file; None if there is none.
        services: The services of the site.
        page: Makes the page that tells of errors while a file is in force.
    """
    if upload is None:
        return site_plans.delete(facts, page(SiteFile())) if facts.source.revision else None
    try:
        file = services.bounded(parse_site, upload.body)
    except ArticleError as error:
        return site_plans.reject(facts, upload, error.problems, page(facts.site.file))
    named = {path for each in file.redirects for path in (each.path, each.target)}
    cards = services.table.cards(named | {each.path for each in file.links if each.path})
    return site_plans.publish(facts, upload, file, cards, page(file))


def is_settled(services: Services) -> bool:
    """Whether a sync of site.yaml would find nothing to do."""
    facts, upload = read(services)
    planned = plan(facts, upload, services, lambda _: _NOT_WRITTEN)
    return not facts.source.outbox and (planned is None or site_plans.says_the_same(facts.source, planned.source))
