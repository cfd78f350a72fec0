"""docs/operations.md, samconfig.toml and events/env.json name what template.yaml has."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bench import scale
from local.parameters import BUCKET
from local.template import read_template

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
    given -= {"STACK", "SECRET", "OLD", "NEW", "TABLE"}
    assert {"DomainName", "CertificateArn", "OriginSecretVersion"} <= given
    assert given - {"PointInTimeRecoveryEnabled"} <= TEMPLATE.document["Parameters"].keys()


@pytest.mark.parametrize("command", ["local_invoke", "local_start_api"])
def test_sam_local_finds_the_local_stack(command: str) -> None:
    parameters = SAMCONFIG["default"][command]["parameters"]
    given = dict(each.split("=", 1) for each in parameters["parameter_overrides"].split())
    assert given.keys() <= TEMPLATE.document["Parameters"].keys()
    assert given["AwsEndpointUrl"] == LOCAL
    names: dict[str, Any] = json.loads((ROOT / parameters["env_vars"]).read_text())
    assert names.keys() == set(TEMPLATE.names("AWS::Serverless::Function"))
    for function, variables in names.items():
        described = TEMPLATE.function_properties(function)["Environment"]["Variables"]
        # Those that refer to what is made: SAM knows no name of it. A secret is one of them.
        made = {
            name: value
            for name, value in described.items()
            if isinstance(value, dict) and value.get("Ref") in TEMPLATE.document["Resources"]
        }
        assert variables.keys() - {"CURSOR_SECRET"} == made.keys()
        assert {name: variables[name] for name in made} == {
            name: TEMPLATE.resolve(value, function) for name, value in made.items()
        }


def test_the_web_acl_that_is_advised_bounds_each_address() -> None:
    asked = json.loads(section("Attacks, and what they cost").partition("--cli-input-json '")[2].partition("'")[0])
    (rule,) = asked["Rules"]
    assert asked["Scope"] == "CLOUDFRONT"
    rate = rule["Statement"]["RateBasedStatement"]
    a_day = rate["Limit"] / rate["EvaluationWindowSec"] * 24 * 3_600
    assert f"{a_day:,.0f} requests a day" in TEXT
    costs = [a_day * scale.made_up(kind) / 1e6 for kind in (scale.MADE_UP_PATH, scale.MADE_UP_LIST)]
    assert f"${costs[0]:.2f}, or ${costs[1]:.2f} with lists" in TEXT
