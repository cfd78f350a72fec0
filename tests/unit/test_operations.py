"""docs/operations.md and samconfig.toml name what there is."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from articles.local import sam
from articles.local.stack_parameters import BUCKET
from articles.local.template import REGION, TABLE, Template, read_template
from articles.publishing.media.formats import FORMATS
from articles.publishing.storage.uploads import EXTENSIONS, SITE_FILE

from bench import scale
from tests.support.checkout import copy_release, last_release

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/operations.md").read_text()
LOCAL = "http://127.0.0.1:9000"
TEMPLATE = read_template(ROOT / "template.yaml", {"BucketName": BUCKET, "SiteUrl": "http://site"}, LOCAL)
ALARMS = TEMPLATE.names("AWS::CloudWatch::Alarm")
SAMCONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text())


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_each_alarm_has_a_row_that_says_what_to_do() -> None:
    header, *rows = re.findall(r"^\| (\w+) \| [^|]+ \| [^|]+ \|$", section("Alarms").replace("\\|", ""), re.MULTILINE)
    assert header == "alarm"
    assert rows == [name.removesuffix("Alarm") for name in ALARMS]


def test_the_alarms_cost_what_is_said() -> None:
    count = sum(
        len([each for each in alarm.get("Metrics", ()) if "MetricStat" in each]) or 1
        for alarm in (TEMPLATE.document["Resources"][name]["Properties"] for name in ALARMS)
    )
    assert f"{count} metrics of alarms ${count * 0.1:.2f}" in TEXT


def test_what_commands_take_from_the_stack_is_there() -> None:
    assert set(re.findall(r"\$\(output (\w+)", TEXT)) <= TEMPLATE.document["Outputs"].keys()
    resources = set(re.findall(r"--logical-resource-id (\w+)", TEXT))
    assert resources
    assert resources <= TEMPLATE.document["Resources"].keys()


def test_the_parameters_are_those_of_the_template() -> None:
    given = set(re.findall(r"(?:[ `])([A-Z]\w+)=(?=[\w$.])", re.sub(r"\w*UnitsPerSecond=\d+", "", TEXT)))
    given -= {"STACK", "SECRET", "OLD", "NEW", "TABLE", "MACHINE", "ACCOUNT", "BUCKET", "OLD_BUCKET", "DERIVED"}
    assert {"DomainName", "CertificateArn", "OriginSecretVersion"} <= given
    assert given - {"PointInTimeRecoveryEnabled"} <= TEMPLATE.document["Parameters"].keys()


@pytest.mark.parametrize("command", ["local_invoke", "local_start_api", "local_start_lambda"])
def test_sam_local_is_told_what_the_stack_writes(command: str) -> None:
    given = SAMCONFIG["default"][command]["parameters"]
    assert sam.FOLDER is not None
    folder = sam.FOLDER.relative_to(ROOT)
    assert given["env_vars"] == str(folder / sam.VARIABLES)
    assert given["parameter_overrides"] == f"file://{folder / sam.PARAMETERS}"
    assert given["region"] == REGION
    assert f"{folder}/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_web_acl_that_is_advised_bounds_each_address() -> None:
    asked = json.loads(section("Attacks, and what they cost").partition("--cli-input-json '")[2].partition("'")[0])
    (rule,) = asked["Rules"]
    assert asked["Scope"] == "CLOUDFRONT"
    rate = rule["Statement"]["RateBasedStatement"]
    a_day = rate["Limit"] / rate["EvaluationWindowSec"] * 24 * 3_600
    assert f"{a_day:,.0f} requests a day" in TEXT
    costs = [
        a_day * scale.made_up(kind) / 1e6 for kind in (scale.MADE_UP_PATH, scale.MADE_UP_LIST, scale.MADE_UP_FIELDS)
    ]
    said = "${:.2f}, or ${:.2f} with lists, or ${:.2f} if these have fields of articles".format(*costs)
    assert said in " ".join(TEXT.split())


# What IAM calls the services of resources, where that is not the second part of the type's name.
_PREFIXES = {
    "apigatewayv2": "apigateway",
    "cloudwatch": "cloudwatch",
    "serverless::function": "lambda",
    "serverless::httpapi": "apigateway",
    "serverless::layerversion": "lambda",
    "serverless::statemachine": "states",
}


def prefix(resource_type: str) -> str:
    """What the actions on a resource begin with."""
    _, service, kind = resource_type.lower().split("::")
    return _PREFIXES.get(f"{service}::{kind}") or _PREFIXES.get(service, service)


def test_whoever_deploys_may_make_every_resource() -> None:
    policy = json.loads((ROOT / "docs/deploy-policy.json").read_text())
    allowed = {
        action.partition(":")[0]
        for statement in policy["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    types = {resource["Type"] for resource in TEMPLATE.document["Resources"].values()}
    assert {prefix(each) for each in types} <= allowed
    assert all(statement["Effect"] == "Allow" for statement in policy["Statement"])


def test_a_release_makes_or_removes_one_index_at_most(tmp_path: Path) -> None:
    """CloudFormation makes or removes one index of a table in an update, and fails at two."""
    commit = last_release()
    if commit is None:
        pytest.skip("the history does not go back to a release, as in a shallow clone")
    copy_release(commit, tmp_path)
    before = read_template(tmp_path / "template.yaml", {}, LOCAL)
    assert len(indexes(TEMPLATE) ^ indexes(before)) <= 1


def indexes(template: Template) -> set[str]:
    """The names of the indexes of all tables of a template, each with its keys."""
    return {
        json.dumps([name, index["IndexName"], index["KeySchema"]])
        for name in template.names(TABLE)
        for index in template.properties(name).get("GlobalSecondaryIndexes", ())
    }


SETTINGS = '"${sync[@]}" --include'


def test_the_stack_names_the_same_command_for_an_upload() -> None:
    output = TEMPLATE.document["Outputs"]["UploadCommand"]["Value"]["Fn::Sub"]
    command = re.search(r"aws s3 sync content (?:.*?\\\n)*.*", section("Upload"))
    assert command
    patterns = r"--((?:in|ex)clude) '?([^' ]+)'?"
    found = re.findall(patterns, output)
    assert found == re.findall(patterns, command[0])
    endings = [*(ending.removeprefix(".") for ending in EXTENSIONS), *FORMATS]
    files = [*map(in_any_case, endings), "assets/*", "site/*", SITE_FILE]
    assert found == [("exclude", "*"), *(("include", pattern) for pattern in files)]
    (sync,) = [line for line in (ROOT / "action.yml").read_text().split('"${sync[@]}"') if "assets/*" in line]
    assert re.findall(r'--include "([^"]+)"', sync) == files[:-2]
    (first,) = [line for line in (ROOT / "action.yml").read_text().splitlines() if line.strip().startswith(SETTINGS)]
    assert re.findall(r'--include "([^"]+)"', first) == files[-2:]


def in_any_case(ending: str) -> str:
    """A pattern of the AWS CLI for names with an ending, in upper or lower case."""
    letters = (f"[{char}{char.upper()}]" if char.isalpha() else char for char in ending)
    return f"*.{''.join(letters)}"
