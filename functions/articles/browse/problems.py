"""The problems that only requests for lists have; those of all requests are in `articles.common.http_edge`."""

from collections.abc import Mapping

from articles.common.http_edge import GONE, NEVER, NOT_FOUND, ProblemDetails, not_acceptable, unavailable
from articles.publishing.rendering.settings import Settings

# CloudFront's function replaces all parameters that it does not know by this one, which the client has not sent.
_SUBSTITUTE = "unknown"


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, problem: ProblemDetails) -> None:
        self.problem = problem
        super().__init__(problem.detail)


NO_SUBJECT = ProblemDetails(NOT_FOUND.status, NOT_FOUND.title, "There is no subject of this name.")
NO_LANGUAGE = ProblemDetails(NOT_FOUND.status, NOT_FOUND.title, "The site is not in this language.")
NO_ARTICLE = ProblemDetails(NOT_FOUND.status, NOT_FOUND.title, "There is no article at the path that `of` names.")
ARTICLE_GONE = ProblemDetails(GONE.status, GONE.title, "The article at the path that `of` names has been removed.")
CODING_NOT_ACCEPTABLE = not_acceptable("This is too large to be sent without the content coding gzip.")
UNAVAILABLE = unavailable("library")
FILE_UNAVAILABLE = unavailable("file")
SEARCH_UNAVAILABLE = unavailable("search index")


def no_such_part(size: int) -> ProblemDetails:
    """Make the problem for a range of a file that has only so many bytes."""
    headers = {"content-range": f"bytes */{size}"}
    detail = f"The file has {size} bytes, and not those that were asked for."
    return ProblemDetails(416, "Range Not Satisfiable", detail, cache_control=NEVER, headers=headers)


def bad_parameters(faults: Mapping[str, str]) -> ProblemDetails:
    """Make the problem for unknown parameters and bad values; `faults` says what is wrong with each, by its name."""
    named = ((name if name != _SUBSTITUTE else "a parameter", fault) for name, fault in faults.items())
    detail = "; ".join(f"{name} {fault}" for name, fault in named)
    errors = [{"parameter": name, "detail": fault} for name, fault in faults.items()]
    return ProblemDetails(400, "Bad Request", f"{detail}.", members={"errors": errors})


def require_language(tag: str, settings: Settings) -> None:
    """See that a language is one of the site's; empty is its main one.

    Raises:
        ProblemError: It is not.
    """
    if tag and tag not in (settings.languages or (settings.language,)):
        raise ProblemError(NO_LANGUAGE)
