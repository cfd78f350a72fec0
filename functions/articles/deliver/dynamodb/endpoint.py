"""Where a service is: the parts of its URL that a connection and a signature need."""

from collections.abc import Mapping
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}

# The domains of AWS's partitions that do not use amazonaws.com, by the prefix of their regions' names.
_DOMAINS = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isoe-": "cloud.adc-e.uk",
}


class Endpoint:
    """A host to connect to.

    Attributes:
        host: Name or address of the host, an IPv6 address without brackets.
        port: Its port.
        secure: Whether to speak TLS.
        authority: Value of the Host header.
        target: Path and query of the URL; at least ``/``.
    """

    __slots__ = ("authority", "host", "port", "secure", "target")

    def __init__(self, url: str) -> None:
        """Parse an absolute http or https URL.

        Raises:
            ValueError: The text is not such a URL.
        """
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise ValueError(f"not an http or https URL: {url!r}")
        default_port = _DEFAULT_PORTS[parts.scheme]
        self.host = parts.hostname
        self.port = parts.port or default_port
        self.secure = parts.scheme == "https"
        name = f"[{self.host}]" if ":" in self.host else self.host
        self.authority = name if self.port == default_port else f"{name}:{self.port}"
        self.target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def dynamodb_endpoint(environ: Mapping[str, str], region: str) -> Endpoint:
    """Find DynamoDB's endpoint: the one that the environment names, in the variables of AWS's SDKs, or the region's.

    Raises:
        ValueError: What the environment names is not a URL, or has a path.
    """
    url = environ.get("AWS_ENDPOINT_URL_DYNAMODB") or environ.get("AWS_ENDPOINT_URL")
    endpoint = Endpoint(url or f"https://dynamodb.{region}.{_domain(region)}")
    if endpoint.target != "/":
        raise ValueError(f"an endpoint of DynamoDB has no path: {url!r}")
    return endpoint


def _domain(region: str) -> str:
    return next((domain for prefix, domain in _DOMAINS.items() if region.startswith(prefix)), "amazonaws.com")
