"""Compare site.yaml, as the bucket has it now, with the settings in force."""

from articles.publishing import site_plans
from articles.publishing.errors import ArticleError
from articles.publishing.planning import Plan
from articles.publishing.reading.site import SiteFile, parse_site
from articles.publishing.rendering.error_page import error_page
from articles.publishing.rendering.fingerprint import code_fingerprint
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.running.services import Services
from articles.publishing.site_plans import SiteFacts
from articles.publishing.storage.sites import Site
from articles.publishing.storage.uploads import SITE_FILE, Upload


def read(services: Services) -> tuple[SiteFacts, Upload | None]:
    """What is in force, and the file; None in its place if the bucket has no such file."""
    source, site = services.table.source_and_site(SITE_FILE)
    facts = SiteFacts(source, site, services.table.redirects(), code_fingerprint(), services.now())
    upload = services.bucket.get(SITE_FILE)
    return facts, upload if isinstance(upload, Upload) else None


def plan(facts: SiteFacts, upload: Upload | None, services: Services) -> Plan | None:
    """What to write so that what the bucket holds is in force; None if there never was such a file."""
    if upload is None:
        return site_plans.delete(facts, _error_page(SiteFile(), services)) if facts.source.revision else None
    try:
        file = services.bounded(parse_site, upload.body)
    except ArticleError as error:
        return site_plans.reject(facts, upload, error.problems, _error_page(facts.site.file, services))
    named = {path for each in file.redirects for path in (each.path, each.target)}
    cards = services.table.cards(named | {each.path for each in file.links if each.path})
    return site_plans.publish(facts, upload, file, cards, _error_page(file, services))


def _error_page(file: SiteFile, services: Services) -> ErrorPage:
    """What tells of errors while a file is in force."""
    return services.bounded(error_page, services.settings(Site(file=file)), file.errors)


def is_settled(services: Services) -> bool:
    """Whether a sync of site.yaml would find nothing to do."""
    facts, upload = read(services)
    planned = plan(facts, upload, services)
    return not facts.source.outbox and (planned is None or site_plans.says_the_same(facts.source, planned.source))
