"""The sums of docs/operations.md as a model: what a site of any size costs a month, and which limit it meets first.

Prices, sizes and units are those that the document gives; tests/unit/test_scale.py compares the two, and the units of a
publication with what publishing plans to write.
"""

from dataclasses import dataclass

from bench import report

MILLION = 1_000_000
GB = 1_000_000  # in KB
DAYS = 30
MONTH = DAYS * 24 * 3_600  # seconds

# $ a million units or requests, $ a GB-second, $ a GB and month.
WRITE_UNIT, READ_UNIT = 0.625, 0.125
GB_SECOND, INVOCATION = 13.3334, 0.20  # a million each
API_REQUEST, API_REQUEST_BEYOND, API_TIER = 1.00, 0.90, 300 * MILLION
EDGE_REQUEST, EDGE_FUNCTION, EDGE_GB = 1.00, 0.10, 0.085
PUT, GET, QUEUE_REQUEST = 5.00, 0.40, 0.40
LOG_GB, TABLE_GB, RECOVERY_GB, OBJECT_GB = 0.50, 0.25, 0.20, 0.023

FREE_EDGE_REQUESTS, FREE_EDGE_FUNCTIONS, FREE_EDGE_GB, FREE_TABLE_GB = 10 * MILLION, 2 * MILLION, 1_000, 25

# KB: a file, what is stored of it, what the search index has of it, a page as it is sent.
FILE, STORED, INDEX, PAGE = 4.3, 29.6, 3.0, 8.0
# Write units of the items of a publication with three links: page, JSON, Markdown, related links, article with its
# entry in feeds, card, links, file, name, content, referrers and places in directories; a transaction takes each twice.
ITEM_UNITS = (8, 5, 3, 1, 7, 2, 1, 1, 1, 1, 3, 2)
INDEX_UNITS, OUTBOX_UNITS, REFRESH_UNITS = 6, 1, 44
PUBLISH_READS, REFRESH_READS, COMPARE_READS = 18, 13, 10
PUBLISH_SECONDS, REFRESH_SECONDS, DELIVER_SECONDS = 0.12, 0.06, 0.008
PUBLISH_MEMORY, DELIVER_MEMORY = 1.73, 0.5  # GB
BATCH = 10  # messages in an invocation
REFRESHES = 1.5  # of a publication of a first load
# $ a million: to have search know a page that is published alone, with what merging takes; and one of a hundred.
INDEXED, INDEXED_TOGETHER = 21.9 + 6, 2
CHANGES = 0.01  # of the articles a month
COMPARED = 500_000  # files in a run of reconcile, at most
ALWAYS = 12.06  # $ a month, whatever happens
# What requests that nobody has made before take: a path at which nothing is, which two reads say, and a list of a
# hundred articles from a made-up date on, also with fields for which the items of the articles are read, of up to 8 KB.
# Seconds and GB of the function, read units, KB that are sent.
MADE_UP_PATH, MADE_UP_LIST = (DELIVER_SECONDS, DELIVER_MEMORY, 1, 1), (0.06, 1.0, 16, 6)
MADE_UP_FIELDS = (0.15, 1.0, 116, 15)
# And a search, of which the API takes so many a second of the page, and as many of JSON; it looks at the manifest, too.
MADE_UP_SEARCH, SEARCH_RATE = (0.05, 1.73, 42, 8), 100

# Limits, per second; and PublishingConcurrency as docs/operations.md has it for an account that is not new.
TABLE_WRITES, NEW_TABLE_WRITES, PARTITION_WRITES, PARTITION_READS = 40_000, 4_000, 1_000, 3_000
API_RATE, CONCURRENCY, PUBLISHERS = 2_000, 1_000, 50
TABLE_READS, ACCOUNT_API_RATE = 40_000, 10_000
INDEX_CARD = 2  # write units that a publication takes of the partition of its month in an index
# What the document's largest site is: articles, requests a month, the share that CloudFront answers, peak to mean.
ARTICLES, REQUESTS, HITS, PEAK = 100 * MILLION, 1_000 * MILLION, 0.8, 5


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, and what reaches it.

    Attributes:
        name: What is limited.
        rate: Publications or requests a second that reach it.
        then: What to change.
    """

    name: str
    rate: float
    then: str


def main() -> None:
    """Write the results."""
    report.write("scale", results())


def results() -> str:
    """What docs/benchmarks.md says of the document's largest site."""
    asked = REQUESTS * (1 - HITS) / MONTH * PEAK
    changed = ARTICLES * CHANGES / MONTH
    site = f"{ARTICLES / MILLION:,.0f} million articles and {REQUESTS / MILLION:,.0f} million requests a month"
    cost = f"{month(ARTICLES, REQUESTS, HITS):,.0f} a month, of it ${storage(ARTICLES):,.0f} for the table"
    peak = f"{asked:,.0f} requests a second at a peak of {PEAK} times the mean"
    return f"""{site}, of which CloudFront answers {HITS:.0%}:

- ${cost} and ${reads(REQUESTS, HITS):,.0f} for the readers; the first load ${first_load(ARTICLES):,.0f}
- {peak} reach the API: {asked * DELIVER_SECONDS:,.0f} delivers are busy, and as many read units taken
- {changed:,.1f} publications a second take {changed * publication_units():,.0f} write units

{report.table(["a first load meets", "publications a second", "then"], map(_row, load_limits()))}

{report.table(["readers meet", "requests a second", "then"], map(_row, read_limits()))}"""


def load_limits() -> list[Limit]:
    """What a first load meets, the lowest first."""
    units = publication_units() + REFRESHES * REFRESH_UNITS
    return sorted(
        [
            Limit("write units of a new table", NEW_TABLE_WRITES / units, "warm throughput"),
            Limit(f"{PUBLISHERS} ingests at once", PUBLISHERS / PUBLISH_SECONDS, "`PublishingConcurrency`"),
            Limit("write units of a table", TABLE_WRITES / units, "a quota"),
            Limit("one month's partition of an index", PARTITION_WRITES / INDEX_CARD, "load many months at once"),
        ],
        key=lambda limit: limit.rate,
    )


def read_limits() -> list[Limit]:
    """What readers meet that CloudFront does not answer, the lowest first."""
    return sorted(
        [
            Limit("`RateLimit` of the API", API_RATE, "the parameter, up to the account's quota"),
            Limit("read units of one page's partition", PARTITION_READS, "`CacheSMaxAge`"),
            Limit("the account's quota of the API", ACCOUNT_API_RATE, "a quota"),
            Limit("read units of a table", TABLE_READS, "a quota"),
            Limit("functions at once", CONCURRENCY / DELIVER_SECONDS, "a quota"),
        ],
        key=lambda limit: limit.rate,
    )


def _row(limit: Limit) -> list[str]:
    return [limit.name, f"{limit.rate:,.0f}", limit.then]


def publication_units() -> float:
    """Write units of a publication."""
    return 2 * sum(ITEM_UNITS) + INDEX_UNITS + OUTBOX_UNITS


def publication() -> float:
    """$ a million publications."""
    compute = PUBLISH_MEMORY * PUBLISH_SECONDS * GB_SECOND + INVOCATION / BATCH
    return (
        publication_units() * WRITE_UNIT
        + PUBLISH_READS * READ_UNIT
        + compute
        + (PUT + 2 * GET + 3 * QUEUE_REQUEST)
        + 1.5 * LOG_GB  # a million KB are a GB
    )


def refresh() -> float:
    """$ a million refreshes."""
    compute = PUBLISH_MEMORY * REFRESH_SECONDS * GB_SECOND + INVOCATION / BATCH
    return REFRESH_UNITS * WRITE_UNIT + REFRESH_READS * READ_UNIT + compute + 3 * QUEUE_REQUEST + 0.5 * LOG_GB


def first_load(articles: float) -> float:
    """$ of the first load of a library."""
    return articles * (publication() + INDEXED_TOGETHER + REFRESHES * refresh()) / MILLION


def changes(articles: float) -> float:
    """$ a month of changes to articles."""
    return CHANGES * articles * (publication() + INDEXED) / MILLION


def storage(articles: float) -> float:
    """$ a month of the table and its recovery."""
    stored = articles * STORED / GB
    return max(0.0, stored - FREE_TABLE_GB) * TABLE_GB + stored * RECOVERY_GB


def objects(articles: float) -> float:
    """$ a month of the files, and of the search index."""
    return articles * (FILE + INDEX) / GB * OBJECT_GB


def comparison(articles: float) -> float:
    """$ a month of a daily reconcile."""
    return min(articles, COMPARED) * DAYS * (COMPARE_READS * READ_UNIT + GET) / MILLION


def reads(requests: float, hits: float) -> float:
    """$ a month of readers' requests, of which CloudFront answers a share by itself."""
    edge = (
        max(0.0, requests - FREE_EDGE_REQUESTS) * EDGE_REQUEST
        + max(0.0, requests - FREE_EDGE_FUNCTIONS) * EDGE_FUNCTION
    ) / MILLION + max(0.0, requests * PAGE / GB - FREE_EDGE_GB) * EDGE_GB
    asked = requests * (1 - hits)
    api = (min(asked, API_TIER) * API_REQUEST + max(0.0, asked - API_TIER) * API_REQUEST_BEYOND) / MILLION
    deliver = INVOCATION + DELIVER_MEMORY * DELIVER_SECONDS * GB_SECOND
    return edge + api + asked * (deliver + READ_UNIT + 0.35 * LOG_GB) / MILLION


def answered_at_the_edge() -> float:
    """$ a million requests that CloudFront's function answers."""
    return EDGE_REQUEST + EDGE_FUNCTION


def made_up(kind: tuple[float, float, float, float]) -> float:
    """$ a million requests of a kind that nobody has made before, so that each reaches its function."""
    seconds, memory, units, sent = kind
    function = INVOCATION + seconds * memory * GB_SECOND
    return answered_at_the_edge() + API_REQUEST + function + units * READ_UNIT + 0.35 * LOG_GB + sent * EDGE_GB


def made_up_search() -> float:
    """$ a million searches that nobody has made before."""
    return made_up(MADE_UP_SEARCH) + GET


def attack(dollars: float, rate: float = API_RATE) -> float:
    """$ a day of requests at so many $ a million; as many a second as the API takes, if nothing is said."""
    return rate * 24 * 3_600 * dollars / MILLION


def month(articles: float, requests: float, hits: float) -> float:
    """$ a month in all."""
    site = changes(articles) + storage(articles) + objects(articles) + comparison(articles)
    return site + reads(requests, hits) + ALWAYS
