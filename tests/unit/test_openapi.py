"""The site's description of itself: `REGENERATE=1 pytest` makes what browse serves of it from docs/openapi.yaml."""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from articles.browse import parameter_values, query_parameters, search_parameters
from articles.common.representations import KINDS
from articles.deliver import delivery
from articles.local.functions import functions
from articles.local.template import TEMPLATE, read_template
from articles.search.engine.query_text import MAX_CHARACTERS

ROOT = Path(__file__).parents[2]
SOURCE = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
SERVED = Path(query_parameters.__file__).with_name("openapi.json")

# Paths of the template's routes whose variables the description names otherwise, or that it describes by several paths.
DESCRIBED_AS = {
    "$default": [*(kind.at("/{path}") for kind in KINDS.values()), "/fonts/{name}", "/scripts/{name}", "/health"],
    "/api/referrers/{proxy+}": ["/api/referrers/{path}"],
    "/sitemaps/{month}": ["/sitemaps/{name}"],
    "/pictures/{proxy+}": [],  # at addresses that pages have, and nobody can make up
    "/preview/{proxy+}": [],  # for people who have a link; nothing that programs should build on
}


def bundled() -> dict[str, Any]:
    """docs/openapi.yaml with the schema of articles in it, so that one document says all.

    The definitions within that schema become schemas of their own, `LinksOfArticle` and so on: programs that generate
    clients leave out a schema with references to anything that is not a component.
    """
    place = "#/components/schemas/Article"
    text = json.dumps(SOURCE).replace('"article.schema.json#/$defs/', '"#/$defs/')
    document: dict[str, Any] = _in_components(text.replace('"article.schema.json"', f'"{place}"'))
    article = _in_components((ROOT / "docs" / "article.schema.json").read_text(encoding="utf-8"))
    definitions = {f"{name.title()}OfArticle": each for name, each in article.pop("$defs").items()}
    document["components"]["schemas"] |= {"Article": article, **definitions}
    return document


def _in_components(text: str) -> Any:
    """A document whose references to definitions of the schema of articles lead to components."""
    return json.loads(
        re.sub(r'"#/\$defs/(\w+)"', lambda match: f'"#/components/schemas/{match[1].title()}OfArticle"', text)
    )


def test_what_is_served_is_the_document() -> None:
    if os.environ.get("REGENERATE"):
        SERVED.write_text(json.dumps(bundled(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    assert json.loads(SERVED.read_text(encoding="utf-8")) == bundled()


def test_every_reference_leads_somewhere_in_the_document() -> None:
    document = bundled()
    references = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(document)))
    assert references
    for reference in references:
        found: Any = document
        for name in reference.removeprefix("#/").split("/"):
            assert name in found, reference
            found = found[name]


def test_every_reference_is_to_a_component() -> None:
    """Programs that generate clients know no others, and silently leave out what has them."""
    references = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(bundled())))
    assert [each for each in references if not re.fullmatch(r"#/components/\w+/\w+", each)] == []


def test_it_describes_every_route_and_no_other() -> None:
    template = read_template(TEMPLATE, {"CloudFront": "disabled", "SiteUrl": "http://site"}, "http://aws")
    routes = {route.path for function in functions(template) for route in function.routes}
    described = [path for route in routes for path in DESCRIBED_AS.get(route, [route])]
    assert sorted(described) == sorted(SOURCE["paths"])


def test_it_has_the_types_that_each_representation_has() -> None:
    negotiated = {kind.content_type for kind in KINDS.values() if kind.is_negotiated}
    for kind in KINDS.values():
        content = SOURCE["paths"][kind.at("/{path}")]["get"]["responses"]["200"]["content"]
        assert content.keys() == ({kind.content_type} if kind.at("") else negotiated), kind.name


def test_the_schema_of_articles_has_the_address_of_each_representation() -> None:
    alternates = bundled()["components"]["schemas"]["Article"]["properties"]["alternates"]
    assert list(alternates["properties"]) == alternates["required"] == list(KINDS)


@pytest.mark.parametrize("path", SOURCE["paths"])
def test_every_path_can_be_read_and_nothing_else(path: str) -> None:
    methods = SOURCE["paths"][path].keys() - {"parameters"}
    assert methods == {"get", "head", "options"}


def test_it_has_the_parameters_that_lists_take() -> None:
    taken = {name["$ref"].rpartition("/")[2] for name in SOURCE["paths"]["/api/articles"]["get"]["parameters"]}
    described = SOURCE["components"]["parameters"]
    in_query = {described[name]["name"] for name in taken if described[name]["in"] == "query"}
    assert in_query == {"paths", "subject", "from", "to", "fields", "cursor", "limit", "lang"}
    limit = described["Limit"]["schema"]
    assert (limit["maximum"], limit["default"]) == (parameter_values.MAX_LIMIT, query_parameters.PAGE_SIZE)
    assert described["Fields"]["schema"]["items"]["enum"] == list(parameter_values.ALL_FIELDS)
    assert described["Paths"]["schema"]["maxItems"] == parameter_values.MAX_PATHS


def test_it_has_the_parameters_that_searches_take() -> None:
    described = SOURCE["components"]["parameters"]
    for path in ("/search", "/api/search"):
        taken = [described[each["$ref"].rpartition("/")[2]] for each in SOURCE["paths"][path]["get"]["parameters"]]
        assert [each["name"] for each in taken if each["in"] == "query"] == list(search_parameters.READERS), path
    assert described["Query"]["schema"]["maxLength"] == MAX_CHARACTERS
    results = SOURCE["components"]["schemas"]["SearchResults"]["properties"]["results"]
    assert results["maxItems"] == search_parameters.RESULTS


@pytest.mark.parametrize("folder", ["fonts", "scripts"])
def test_it_names_files_that_are_there(folder: str) -> None:
    (name,) = SOURCE["paths"][f"/{folder}/{{name}}"]["parameters"]
    named = {each["value"] for each in name["examples"].values()}
    assert named <= {file.name for file in Path(delivery.__file__).with_name(folder).iterdir()}


def test_an_example_of_a_search_has_what_the_schema_has() -> None:
    (content,) = SOURCE["paths"]["/api/search"]["get"]["responses"]["200"]["content"].values()
    document = content["examples"]["sky"]["value"]
    schemas = SOURCE["components"]["schemas"]
    assert list(document) == schemas["SearchResults"]["required"]
    (result,) = document["results"]
    assert list(result) == schemas["SearchResult"]["required"]
    for text in (result["title_marked"], result["snippet"]):
        marked = "".join(f"<mark>{text['text'][start:end]}</mark>" for start, end in text["ranges"])
        assert "".join(re.findall("<mark>.*?</mark>", text["html"])) == marked


def test_its_version_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SOURCE["info"]["version"] == project["version"]
