"""The site by a client and by models in Python that were made from its description; run by check.py.

generated_clients.py SITE PATH
"""

import datetime as dt
import json
import re
import sys
from typing import Any
from urllib.request import urlopen

import article_models
from articles_client import Client
from articles_client.api.api import list_articles, list_referrers, list_subjects
from articles_client.api.articles import get_article_as_json, get_related_links
from articles_client.api.feeds import get_json_feed
from articles_client.models import Article, ListArticlesFieldsItem, Problem

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")

FIELDS = [*ListArticlesFieldsItem]


def main(site: str, path: str) -> None:
    """Ask for documents of every kind; raises where a client does not understand one, or loses a part of it."""
    bare = path.removeprefix("/")
    with Client(base_url=site, raise_on_unexpected_status=True) as client:
        found = {
            f"{path}.json": get_article_as_json.sync(bare, client=client),
            f"/api/related{path}": get_related_links.sync(bare, client=client),
            f"/api/referrers{path}": list_referrers.sync(bare, client=client),
            f"/api/articles?fields={','.join(FIELDS)}": list_articles.sync(client=client, fields=FIELDS),
            f"/api/articles?paths={path}": list_articles.sync(client=client, paths=[path]),
            "/api/subjects": list_subjects.sync(client=client),
            "/feed.json": get_json_feed.sync(client=client),
        }
        for target, document in found.items():
            made, sent = (leaves(each) for each in (document.to_dict(), read(site, target)))
            assert made == sent, f"{target}: {sorted(made ^ sent)}"
        assert isinstance(found[f"{path}.json"], Article)
        missing = get_article_as_json.sync("no", client=client)
        assert isinstance(missing, Problem)
        assert missing.status == 404
    models = {
        "/api/articles?limit=100": article_models.ArticleList,
        f"/api/articles?limit=100&fields={','.join(FIELDS)}": article_models.ArticleList,
        "/api/subjects": article_models.SubjectList,
        f"/api/referrers{path}": article_models.ReferrerList,
        "/feed.json": article_models.JsonFeed,
    }
    for target, model in models.items():
        model.model_validate(read(site, target))
    articles = [each["path"] for each in read(site, "/api/articles?limit=100")["articles"]]
    for each in articles:
        article_models.Article.model_validate(read(site, f"{each}.json"))
        article_models.RelatedOfArticle.model_validate(read(site, f"/api/related{each}"))
    print(f"{len(found)} documents by the client, {len(articles)} articles by models")  # noqa: T201 - the result


def leaves(value: Any, place: str = "") -> set[tuple[str, str]]:
    """All that a document says, each with its place. A client may write a moment otherwise."""
    if isinstance(value, dict):
        return set().union(*(leaves(each, f"{place}/{name}") for name, each in value.items()))
    if isinstance(value, list):
        return set().union(*(leaves(each, f"{place}/{index}") for index, each in enumerate(value)))
    is_moment = isinstance(value, str) and MOMENT.fullmatch(value)
    return {(place, dt.datetime.fromisoformat(value).isoformat() if is_moment else repr(value))}


def read(site: str, target: str) -> Any:
    """What the site answers, as JSON."""
    with urlopen(site + target) as response:
        return json.load(response)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
