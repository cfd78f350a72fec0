"""Compare site.yaml, as the bucket has it now, and the own files beside it with the settings in force."""

from collections.abc import Callable
from dataclasses import replace

from articles.publishing import site_plans
from articles.publishing.errors import ArticleError
from articles.publishing.media.own_files import STYLE, words_key
from articles.publishing.reading.site import SiteFile, parse_site
from articles.publishing.reading.site_words import TAGS
from articles.publishing.rendering.fingerprint import code_fingerprint
from articles.publishing.rendering.rendered import ErrorPage
from articles.publishing.running.services import Services
from articles.publishing.site_plans import SiteFacts, SitePlan
from articles.publishing.storage.sites import Site
from articles.publishing.storage.uploads import SITE_FILE, Upload

# Of a plan that is only compared, the page does not matter: who looks for work does not render.
_NOT_WRITTEN = ErrorPage("", "", {})


def read(services: Services) -> tuple[SiteFacts, Upload | None]:
    """What is in force, and the file; None in its place if the bucket has no such file."""
    source, site = services.table.source_and_site(SITE_FILE)
    facts = SiteFacts(source, site, services.table.redirects(), (), code_fingerprint(), services.now())
    upload = services.bucket.get(SITE_FILE)
    return facts, upload if isinstance(upload, Upload) else None


def plan(
    facts: SiteFacts, upload: Upload | None, services: Services, page: Callable[[Site], ErrorPage]
) -> SitePlan | None:
    """What to write so that what the bucket holds is in force; None if there never was such a file, nor an own one.

    Args:
        facts: What is in force.
        upload: The file; None if there is none.
        services: The services of the site.
        page: Makes the page that tells of errors while a site is in force.
    """
    try:
        file = SiteFile() if upload is None else services.bounded(parse_site, upload.body)
    except ArticleError as error:
        file, problems = None, error.problems
    said = facts.site.file if file is None else file
    facts = replace(facts, own=_own(said, services))
    if upload is None and not (facts.source.revision or facts.own):
        return None
    told = page(Site(file=said, own=facts.own))
    if upload is None:
        return site_plans.delete(facts, told)
    if file is None:
        return site_plans.reject(facts, upload, problems, told)
    named = {path for each in file.redirects for path in (each.path, each.target)}
    cards = services.table.cards(named | {each.path for each in file.links if each.path})
    return site_plans.publish(facts, upload, file, cards, told)


def is_settled(services: Services) -> bool:
    """Whether a sync of site.yaml would find nothing to do."""
    facts, upload = read(services)
    planned = plan(facts, upload, services, lambda _: _NOT_WRITTEN)
    return not facts.source.outbox and (planned is None or site_plans.changes_nothing(facts, planned))


def _own(file: SiteFile, services: Services) -> tuple[tuple[str, str], ...]:
    """The own files to use with what site.yaml says, each with the address of what is served of it."""
    sources = services.table.sources([STYLE, *map(words_key, TAGS), *file.own_keys])
    return tuple((key, source.media.address) for key, source in sorted(sources.items()) if source.media is not None)
