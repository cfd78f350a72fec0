"""What the emulator does otherwise than AWS: how the template gives way to it, and a probe that tells when it need not.

A rehearsal runs every probe. If one finds that the emulator does what it did not do, the rehearsal fails, and the entry
has to go. A resource that the emulator does not know needs no probe of its own: the deployment fails.
"""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.rehearsal import probes

Document = dict[str, Any]

_INVOKE = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Arn}/invocations"


@dataclass(frozen=True)
class Gap:
    """Something that the emulator does not do as AWS does.

    Attributes:
        name: What it does not do.
        reason: What that would break, so that it has to be gone round, or cannot be rehearsed.
        closed: Whether the emulator does it by now.
        adapt: Changes a template so that the emulator can deploy it. It is given the emulator's port, too.
        untested: The end-to-end test that cannot pass.
    """

    name: str
    reason: str
    closed: Callable[[probes.Aws], bool]
    adapt: Callable[[Document, int], None] = lambda _document, _port: None
    untested: str = ""


def adapt(document: Document, port: int) -> None:
    """Change a template so that the emulator on that port can deploy it."""
    for gap in GAPS:
        gap.adapt(document, port)


def _resources(document: Document, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from [(name, body) for name, body in document["Resources"].items() if body["Type"] == kind]


def _without_subscription(document: Document, _: int) -> None:
    _remove(document, "AWS::CloudFront::MonitoringSubscription")


def _without_budget(document: Document, _: int) -> None:
    _remove(document, "AWS::Budgets::Budget")


def _remove(document: Document, kind: str) -> None:
    for name, _body in _resources(document, kind):
        del document["Resources"][name]


def _without_metric_math(document: Document, _: int) -> None:
    for name, body in _resources(document, "AWS::CloudWatch::Alarm"):
        if "Metrics" in body["Properties"]:
            del document["Resources"][name]


def _with_routes(document: Document, _: int) -> None:
    for name, body in _resources(document, "AWS::Serverless::Function"):
        events = body["Properties"].get("Events", {})
        http = {event: given["Properties"] for event, given in events.items() if given["Type"] == "HttpApi"}
        if not http:
            continue
        api = {"Ref": "HttpApi"}
        uri = {"Fn::Sub": [_INVOKE, {"Arn": {"Fn::GetAtt": [name, "Arn"]}}]}
        properties = {"ApiId": api, "IntegrationType": "AWS_PROXY", "IntegrationUri": uri}
        document["Resources"][f"{name}Integration"] = {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {**properties, "PayloadFormatVersion": "2.0"},
        }
        for event, given in http.items():
            key = f"{given['Method']} {given['Path']}" if "Path" in given else "$default"
            target = {"Fn::Sub": f"integrations/${{{name}Integration}}"}
            document["Resources"][f"{name}{event}Route"] = {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {"ApiId": api, "RouteKey": key, "Target": target},
            }


def _with_numbers(document: Document, _: int) -> None:
    for _name, body in _resources(document, "AWS::Serverless::Function"):
        for event in body["Properties"].get("Events", {}).values():
            if "ScalingConfig" in event["Properties"]:
                event["Properties"]["ScalingConfig"] = {"MaximumConcurrency": 2}


def _with_an_origin_that_is_dialled(document: Document, port: int) -> None:
    for _name, body in _resources(document, "AWS::CloudFront::Distribution"):
        for origin in body["Properties"]["DistributionConfig"]["Origins"]:
            if "CustomOriginConfig" in origin:
                origin["DomainName"] = "localhost"
                origin["OriginPath"] = {"Fn::Sub": "/_aws/execute-api/${HttpApi}/$default"}
                origin["CustomOriginConfig"]["HTTPSPort"] = port


def _with_rights_to_batches(document: Document, _: int) -> None:
    for _name, body in _resources(document, "AWS::IAM::Role"):
        for policy in body["Properties"].get("Policies", ()):
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement.get("Action", [])
                if "sqs:SendMessage" in actions:
                    listed = [actions] if isinstance(actions, str) else actions
                    statement["Action"] = [*listed, "sqs:SendMessageBatch"]


def _without_punctuation(document: Document, _: int) -> None:
    for _name, body in _resources(document, "AWS::SecretsManager::Secret"):
        generated = body["Properties"]["GenerateSecretString"]
        if generated.get("ExcludePunctuation"):
            generated["ExcludeCharacters"] = string.punctuation


GAPS = (
    Gap(
        "AWS::CloudFront::MonitoringSubscription",
        "the type is not known, and the template is refused; the distribution has no additional metrics",
        probes.has_monitoring_subscriptions,
        _without_subscription,
    ),
    Gap(
        "AWS::Budgets::Budget",
        "the type is not known, and the template is refused if MonthlyBudget is set",
        probes.has_budgets,
        _without_budget,
    ),
    Gap(
        "alarms with metric math",
        "such an alarm is refused, and the deployment rolled back",
        probes.has_metric_math,
        _without_metric_math,
    ),
    Gap(
        "routes from an OpenAPI body",
        "SAM describes the routes of an HTTP API in its body, and the API has none; they are added as resources",
        probes.makes_routes_of_a_body,
        _with_routes,
    ),
    Gap(
        "numbers from parameters",
        "a MaximumConcurrency from a parameter stays a text, and the queue is polled in vain; two is written instead",
        probes.makes_numbers_of_parameters,
        _with_numbers,
    ),
    Gap(
        "an HTTP API behind CloudFront",
        "an origin with a name of AWS is answered 502; the emulator's own address is written instead",
        probes.reaches_an_api_behind_cloudfront,
        _with_an_origin_that_is_dialled,
    ),
    Gap(
        "sqs:SendMessage allows batches",
        "SendMessageBatch is asked for as an action of its own, which AWS does not have; the roles are given it",
        probes.allows_batches,
        _with_rights_to_batches,
    ),
    Gap(
        "secrets without punctuation",
        "ExcludePunctuation is not regarded, and a comma separates two secrets; each mark is excluded by name",
        probes.excludes_punctuation,
        _without_punctuation,
    ),
    Gap(
        "the rebuild by the state machine",
        "a distributed map has no ItemBatcher; reconcile is called by itself instead",
        probes.rebuilds,
    ),
    Gap(
        "CloudFront's cache",
        "every request goes to the API, so how long an old page is served cannot be rehearsed",
        probes.caches,
    ),
    Gap(
        "an object that is not there, behind CloudFront",
        "it is answered 403 even if CloudFront may list the bucket, where S3 answers 404",
        probes.tells_missing_from_forbidden,
        untested="tests/e2e/test_site.py::test_an_image_that_is_not_there_is_404",
    ),
)
