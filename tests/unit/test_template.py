"""What must hold of template.yaml and no linter sees; cfn-lint, SAM and checkov are run by tests/template/check.py."""

import ast
import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from articles.browse.query_parameters import ParameterError, listing, polling
from articles.browse.search_parameters import of_api
from articles.common.http_edge import MEDIA_POLICY, with_headers_of_all
from articles.common.origin import HOST_HEADER, SECRET_HEADER
from articles.common.preview_links import PREFIX, preview_target
from articles.derive.handler import PICTURES_SECONDS
from articles.local.template import Template, read_template
from articles.publishing.media.facts import FOLDER
from articles.publishing.running.bounded import LIMITS
from articles.publishing.running.deadline import MARGIN_MS
from articles.publishing.storage.uploads import REPORTS, is_article
from hypothesis import example, given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
PACKAGES = {
    folder.name: folder
    for parent in ("functions", "layers/common", "layers/publishing", "layers/search")
    for folder in (ROOT / parent / "articles").iterdir()
    if (folder / "__init__.py").exists()
}

# What AWS itself counts: the metrics that are used here, as the user guides of the services list them.
AWS_METRICS = {
    "AWS/ApiGateway": {"Count", "4xx", "5xx", "Latency"},
    "AWS/CloudFront": {"CacheHitRate", "Requests"},
    "AWS/DynamoDB": {
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
        "ReadThrottleEvents",
        "WriteThrottleEvents",
    },
    "AWS/Lambda": {"ConcurrentExecutions", "Duration", "Errors", "Throttles"},
    "AWS/SQS": {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
    "AWS/States": {"ExecutionsAborted", "ExecutionsFailed", "ExecutionsTimedOut"},
}
# A metric has data under these names only, all of a set together.
AWS_DIMENSIONS = {
    "AWS/ApiGateway": [{"ApiId"}],
    "AWS/CloudFront": [{"DistributionId", "Region"}],
    "AWS/DynamoDB": [{"TableName"}, {"TableName", "GlobalSecondaryIndexName"}],
    "AWS/Lambda": [{"FunctionName"}],
    "AWS/SQS": [{"QueueName"}],
    "AWS/States": [{"StateMachineArn"}],
}
NAMESPACE = "Articles"

# Read by what is no code of ours: Powertools, and AWS's clients.
READ_BY_LIBRARIES = {
    "AWS_ENDPOINT_URL",
    "POWERTOOLS_LOG_LEVEL",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_SERVICE_NAME",
}
# The only permission that has no resource to name, as the service authorization reference of X-Ray says.
WITHOUT_RESOURCE = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}

template = read_template(ROOT / "template.yaml", {"BucketName": "articles", "SiteUrl": "https://a.example"}, "")
resources: Mapping[str, Any] = template.document["Resources"]
DISTRIBUTION = resources["Distribution"]["Properties"]["DistributionConfig"]
CODE = resources["NormaliseRequest"]["Properties"]["FunctionCode"]
functions = {name: template.function_properties(name) for name in template.names("AWS::Serverless::Function")}


def of_type(*types: str) -> dict[str, Any]:
    return {name: body.get("Properties", {}) for name, body in resources.items() if body["Type"] in types}


def events(event_type: str) -> Iterator[tuple[str, Any]]:
    for name, properties in functions.items():
        for event in properties.get("Events", {}).values():
            if event["Type"] == event_type:
                yield name, event["Properties"]


# Dependencies


def references(value: Any) -> set[str]:
    """The logical names that a value refers to."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*(references(item) for item in value.values()))
    match value:
        case {"Ref": str(name)}:
            found.add(name)
        case {"Fn::GetAtt": argument}:
            found.add(argument.split(".")[0] if isinstance(argument, str) else argument[0])
        case {"Fn::Sub": argument}:
            text, own = (argument, {}) if isinstance(argument, str) else argument
            found |= {name.split(".")[0] for name in re.findall(r"\$\{([\w:]+(?:\.\w+)*)\}", text)} - own.keys()
    return found


def dependencies(document: Mapping[str, Any]) -> dict[str, set[str]]:
    """What each resource needs before it can be made.

    SAM turns a function's events into resources of their own; only an HTTP route is part of another one, the API.
    """
    names = document["Resources"].keys()
    shared = references(document.get("Globals", {}).get("Function", {}))
    graph: dict[str, set[str]] = {}
    for name, body in document["Resources"].items():
        properties = dict(body.get("Properties", {}))
        routes = properties.pop("Events", {}) if body["Type"] == "AWS::Serverless::Function" else {}
        needed = references(properties) | (shared if body["Type"] == "AWS::Serverless::Function" else set())
        depends_on = body.get("DependsOn", [])
        needed |= {depends_on} if isinstance(depends_on, str) else set(depends_on)
        graph.setdefault(name, set()).update(needed & names)
        for event in routes.values():
            if event["Type"] == "HttpApi":
                graph.setdefault(event["Properties"]["ApiId"]["Ref"], set()).add(name)
    return graph


def find_cycle(graph: Mapping[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> list[str] | None:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return None
        for needed in sorted(graph[name]):
            if cycle := visit(needed, [*way, name]):
                return cycle
        done.add(name)
        return None

    return next((cycle for name in sorted(graph) if (cycle := visit(name, []))), None)


def test_no_resource_waits_for_itself() -> None:
    assert find_cycle(dependencies(template.document)) is None


@pytest.mark.parametrize(
    ("resource", "property_name", "value"),
    [
        ("IngestQueuePolicy", "Anything", {"Ref": "ContentBucket"}),
        ("IngestQueuePolicy", "Anything", {"Fn::Sub": "${ContentBucket.Arn}/*"}),
        ("DeliverFunction", "Environment", {"Variables": {"URL": {"Fn::GetAtt": "Distribution.DomainName"}}}),
        (
            "BrowseRole",
            "Anything",
            {"Fn::If": ["HasCloudFront", {"Fn::Sub": ["${Url}", {"Url": {"Ref": "HttpApi"}}]}, ""]},
        ),
    ],
)
def test_a_cycle_is_found_where_there_is_one(resource: str, property_name: str, value: Any) -> None:
    changed = {**resources[resource], "Properties": {**resources[resource]["Properties"], property_name: value}}
    document = {**template.document, "Resources": {**resources, resource: changed}}
    assert find_cycle(dependencies(document)) is not None


# Permissions


def statements() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every statement of every policy, with the resource that it stands in."""
    for name, properties in of_type("AWS::IAM::Role").items():
        for policy in properties.get("Policies", []):
            yield from ((name, statement) for statement in policy["PolicyDocument"]["Statement"])
    for properties_of in (of_type("AWS::IAM::ManagedPolicy"), resource_policies()):
        for name, properties in properties_of.items():
            for statement in properties["PolicyDocument"]["Statement"]:
                yield name, statement["Fn::If"][1] if "Fn::If" in statement else statement


def resource_policies() -> dict[str, Any]:
    return of_type("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_nothing_is_allowed_by_a_wildcard() -> None:
    allowed = [(name, statement) for name, statement in statements() if statement["Effect"] == "Allow"]
    assert len(allowed) > 20
    for name, statement in allowed:
        actions = set(as_list(statement["Action"]))
        assert not [action for action in actions if "*" in action], (name, statement)
        if not actions <= WITHOUT_RESOURCE:
            assert "*" not in as_list(statement["Resource"]), (name, statement)
        assert statement.get("Principal") != "*", (name, statement)


def test_every_function_has_a_role_of_its_own_and_no_policy_of_aws() -> None:
    roles = [properties["Role"]["Fn::GetAtt"] for properties in functions.values()]
    assert len(set(roles)) == len(roles)
    assert not [name for name, role in of_type("AWS::IAM::Role").items() if "ManagedPolicyArns" in role]
    assert not [name for name, properties in functions.items() if "Policies" in properties]


def test_a_service_that_acts_for_others_takes_a_role_for_this_account_alone() -> None:
    services = set()
    for name, role in of_type("AWS::IAM::Role").items():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        if statement["Principal"]["Service"] != "lambda.amazonaws.com":
            services.add(statement["Principal"]["Service"])
            assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}, name
    assert services == {"scheduler.amazonaws.com", "states.amazonaws.com"}
    # SAM would make roles of its own, without.
    assert all("RoleArn" in event for _, event in events("ScheduleV2"))


@pytest.mark.parametrize(
    ("types", "service"),
    [(("AWS::S3::Bucket",), "s3"), (("AWS::SQS::Queue",), "sqs"), (("AWS::SNS::Topic",), "sns")],
)
def test_every_bucket_queue_and_topic_refuses_what_does_not_come_by_tls(types: tuple[str, ...], service: str) -> None:
    refused = {
        name
        for properties in resource_policies().values()
        for statement in properties["PolicyDocument"]["Statement"]
        if statement.get("Effect") == "Deny"
        and statement["Principal"] == "*"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        and as_list(statement["Action"])[0] in (f"{service}:*", "sns:Publish")
        for name in references(statement["Resource"])
    }
    assert of_type(*types).keys() <= refused


def test_only_the_bucket_of_this_account_may_send_to_the_queue() -> None:
    (statement,) = [
        statement
        for statement in resources["IngestQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    condition = template.resolve(statement["Condition"], "IngestQueuePolicy")
    assert condition == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {"aws:SourceArn": "arn:aws:s3:::articles"},
    }


def test_that_everybody_may_read_is_said_once_and_not_asked_for_each_route() -> None:
    assert resources["HttpApi"]["Properties"]["Auth"] == {"EnableIamAuthorizer": False}
    assert not [event for _, event in events("HttpApi") if "Auth" in event]


def test_no_function_has_a_url_of_its_own() -> None:
    assert not [name for name, properties in functions.items() if "FunctionUrlConfig" in properties]
    assert not of_type("AWS::Lambda::Url", "AWS::Lambda::Permission")


# Names


def given_names() -> Iterator[tuple[str, Any]]:
    """The names that are given to what AWS would name itself, each with the resource."""
    for name, body in resources.items():
        properties = body.get("Properties", {})
        configs = [value for key, value in properties.items() if key.endswith("Config") and isinstance(value, dict)]
        for place in (properties, *configs):
            for key, value in place.items():
                if key.endswith("Name") and key not in ("MetricName", "StageName"):
                    yield name, value
    for function, event in events("ScheduleV2"):
        yield function, event["Name"]  # without one SAM takes the logical names


def test_two_stacks_can_stand_beside_each_other() -> None:
    names = list(given_names())
    assert len(names) > 15
    for resource, name in names:
        assert "${AWS::StackName}" in str(name), (resource, name)
        if resources[resource]["Type"].startswith("AWS::CloudFront::"):  # which knows no regions
            assert "${AWS::Region}" in str(name), (resource, name)


# Logs


@pytest.mark.parametrize("function", functions)
def test_what_a_function_logs_is_json_in_a_group_of_its_own_that_forgets(function: str) -> None:
    logging = functions[function]["LoggingConfig"]
    assert logging["LogFormat"] == "JSON"
    (group,) = references(logging["LogGroup"])
    assert group == function.removesuffix("Function") + "Logs"
    (role,) = references(functions[function]["Role"])
    allowed = [each for name, each in statements() if name == role and "logs:PutLogEvents" in each["Action"]]
    assert [references(statement["Resource"]) for statement in allowed] == [{group}]


def test_every_log_is_kept_for_as_long_as_the_parameter_says() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    assert len(groups) == len(functions) + 1
    assert all(references(group["RetentionInDays"]) == {"LogRetentionDays"} for group in groups.values())


def test_the_access_log_is_one_line_of_json_of_what_an_http_api_knows() -> None:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
    known = set(
        re.findall(
            r"\S+",
            """
            accountId apiId authorizer.error awsEndpointRequestId awsEndpointRequestId2 dataProcessed domainName
            domainPrefix error.message error.messageString error.responseType extendedRequestId httpMethod
            identity.sourceIp identity.userAgent integration.error integration.integrationStatus integration.latency
            integration.requestId integration.status integrationErrorMessage integrationLatency integrationStatus path
            protocol requestId requestTime requestTimeEpoch responseLatency responseLength routeKey stage status
            """,
        )
    )
    settings = resources["HttpApi"]["Properties"]["AccessLogSettings"]
    assert references(settings["DestinationArn"]) == {"AccessLogs"}
    assert "\n" not in settings["Format"]
    for value in json.loads(settings["Format"]).values():
        assert value.removeprefix("$context.") in known, value
        assert not value.startswith(("$context.identity", "$context.authorizer")), "nobody who asked is named"


# Queues


def test_every_object_is_announced_as_what_an_article_is_ingest_decides() -> None:
    # Suffixes of a filter are case-sensitive and may not overlap, and a bucket has a hundred of them.
    notifications = resources["ContentBucket"]["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    announced = [entry["Event"] for entry in notifications]
    assert announced == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]
    for entry in notifications:
        assert entry.keys() == {"Event", "Queue"}
        assert references(entry["Queue"]) == {"IngestQueue"}


def test_a_queue_hides_a_message_for_six_times_as_long_as_its_function_may_take() -> None:
    sources = dict(events("SQS"))
    assert sources.keys() == {"IngestFunction", "RefreshFunction", "DeriveFunction"}
    for function, event in sources.items():
        (queue,) = references(event["Queue"])
        assert resources[queue]["Properties"]["VisibilityTimeout"] >= 6 * functions[function]["Timeout"]


def test_a_function_has_time_for_a_batch_of_files_that_all_exceed_their_limits() -> None:
    for function, event in events("SQS"):
        # The work on pictures ends after some seconds, with the one that was begun: the rest of a batch is put off.
        seconds = PICTURES_SECONDS if function == "DeriveFunction" else event["BatchSize"] * LIMITS.seconds
        assert seconds * 1000 + MARGIN_MS <= functions[function]["Timeout"] * 1000
    requests = 9_000  # of one sync, each with its retries
    assert LIMITS.patience * 1000 + requests <= MARGIN_MS


def test_of_a_batch_only_what_failed_comes_again_and_how_many_run_at_once_is_bounded() -> None:
    for _, event in events("SQS"):
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert references(event["ScalingConfig"]["MaximumConcurrency"]) == {"PublishingConcurrency"}
    least = template.document["Parameters"]["PublishingConcurrency"]["MinValue"]
    assert least == 2  # SQS takes no less


def test_the_defaults_leave_readers_room_in_a_new_account() -> None:
    # A new account has a concurrency of 10: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    machine = resources["RebuildStateMachine"]["Properties"]
    (batches,) = machine["Definition"]["States"].values()
    assert batches["MaxConcurrency"] == "{% ${Concurrency} %}"
    assert references(machine["DefinitionSubstitutions"]["Concurrency"]) == {"PublishingConcurrency"}
    each = template.document["Parameters"]["PublishingConcurrency"]["Default"]
    most = len([*events("SQS")]) * each + 1  # and the schedule
    assert 10 - most >= 3
    assert 10 - most - each >= 1  # while a rebuild runs that somebody has started
    for reserved in ("PublishingReservedConcurrency", "DeliveryReservedConcurrency"):
        assert template.document["Parameters"][reserved]["Default"] == 0  # there is nothing to reserve of 10


def causes() -> dict[str, set[str]]:
    """Which functions a function may cause to be invoked, by a message to a queue."""
    invoked = {queue: name for name, event in events("SQS") for queue in references(event["Queue"])}
    sent_to: dict[str, set[str]] = {}
    for role, statement in statements():
        if statement["Effect"] == "Allow" and "sqs:SendMessage" in as_list(statement["Action"]):
            sent_to.setdefault(role, set()).update(references(statement["Resource"]))
    return {
        name: {invoked[queue] for queue in sent_to.get(properties["Role"]["Fn::GetAtt"].partition(".")[0], set())}
        for name, properties in functions.items()
    }


def test_lambda_lets_those_functions_cause_themselves_that_do_so_by_design() -> None:
    # Lambda drops what a function causes for the 17th time, unless it is told that this is meant:
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    graph = causes()

    def caused(by: set[str], known: frozenset[str] = frozenset()) -> frozenset[str]:
        new = set().union(*(graph[name] for name in by)) - known
        return caused(new, known | new) if new else known

    loops = {name for name in graph if name in caused({name})}
    assert loops == {"IngestFunction", "RefreshFunction", "DeriveFunction"}
    assert {name for name in functions if functions[name].get("RecursiveLoop") == "Allow"} == loops


def test_what_cannot_be_done_in_five_tries_is_kept_for_fourteen_days() -> None:
    for _, event in events("SQS"):
        (queue,) = references(event["Queue"])
        policy = resources[queue]["Properties"]["RedrivePolicy"]
        (dead,) = references(policy["deadLetterTargetArn"])
        assert policy["maxReceiveCount"] == 5
        assert resources[dead]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 3600
        # The time in the dead-letter queue counts from the first sending.
        assert resources[queue]["Properties"]["MessageRetentionPeriod"] < 14 * 24 * 3600 / 2


def test_a_first_deployment_that_fails_leaves_no_name_taken() -> None:
    for bucket in ("ContentBucket", "DerivedBucket"):
        assert resources[bucket]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert "TableName" not in resources["Table"]["Properties"]  # it is named anew each time


def test_what_holds_content_outlives_the_stack() -> None:
    for name in ("ContentBucket", "Table"):
        assert resources[name]["DeletionPolicy"] in {"Retain", "RetainExceptOnCreate"}
        assert resources[name]["UpdateReplacePolicy"] == "Retain"
    assert resources["Table"]["Properties"]["DeletionProtectionEnabled"] is True
    assert resources["ContentBucket"]["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


# What is optional

OPTIONS = [
    ("IngestFunction", "ReservedConcurrentExecutions", {"PublishingReservedConcurrency": "60"}, "60"),
    ("RefreshFunction", "ReservedConcurrentExecutions", {"PublishingReservedConcurrency": "60"}, "60"),
    ("DeriveFunction", "ReservedConcurrentExecutions", {"PublishingReservedConcurrency": "60"}, "60"),
    ("DeliverFunction", "ReservedConcurrentExecutions", {"DeliveryReservedConcurrency": "7"}, "7"),
    ("BrowseFunction", "ReservedConcurrentExecutions", {"DeliveryReservedConcurrency": "7"}, "7"),
    ("Distribution", "WebACLId", {"WebAclArn": "arn:aws:wafv2"}, "arn:aws:wafv2"),
    ("Distribution", "Aliases", {"DomainName": "www.example.org"}, ["www.example.org"]),
    (
        "Distribution",
        "Logging",
        {"CdnLogBucket": "logs"},
        {"Bucket": "logs", "Prefix": "articles/", "IncludeCookies": False},
    ),
]


@pytest.mark.parametrize(("resource", "name", "given", "value"), OPTIONS)
def test_what_is_optional_is_absent_until_it_is_asked_for(
    resource: str, name: str, given: dict[str, str], value: Any
) -> None:
    properties = resources[resource]["Properties"]
    expression = properties.get("DistributionConfig", properties)[name]
    assert template.resolve(expression, name) is None
    assert read_template(ROOT / "template.yaml", given, "").resolve(expression, name) == value


@pytest.mark.parametrize(
    ("parameter", "right", "wrong"),
    [
        (
            "CertificateArn",
            "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
            "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        ),
        (
            "WebAclArn",
            "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/12345678-1234-1234-1234-123456789012",
            "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/site/12345678-1234-1234-1234-123456789012",
        ),
        ("SiteUrl", "https://www.example.org", "https://www.example.org/"),
        ("BucketName", "my-articles.example", "My_articles"),
        ("DomainName", "www.example.org", "https://www.example.org"),
        ("HostedZoneId", "Z2FDTNDATAQYW2", "example.org"),
        ("AlarmEmail", "someone@example.org", "someone"),
    ],
)
def test_what_aws_would_refuse_late_is_refused_at_once(parameter: str, right: str, wrong: str) -> None:
    pattern = template.document["Parameters"][parameter]["AllowedPattern"]
    assert re.fullmatch(pattern, "")
    assert re.fullmatch(pattern, right)
    assert not re.fullmatch(pattern, wrong)


# Code


def trees(package: str) -> dict[str, ast.Module]:
    """The syntax trees of a package's modules, by module name."""
    folder = PACKAGES[package]
    files = {".".join(file.relative_to(folder.parents[1]).with_suffix("").parts): file for file in folder.rglob("*.py")}
    return {name.removesuffix(".__init__"): ast.parse(file.read_bytes()) for name, file in files.items()}


MODULES = {name: tree for package in PACKAGES for name, tree in trees(package).items()}


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names & MODULES.keys()


def reached(module: str) -> set[str]:
    """The module and all modules of ours that it imports, directly or not."""
    found: set[str] = set()
    pending = {module}
    while pending:
        found |= pending
        pending = set().union(*(imported(MODULES[name]) for name in pending)) - found
    return found


def constants(tree: ast.Module) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def read_variables(tree: ast.Module) -> set[str]:
    """The environment variables that a module cannot do without."""
    return {
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and ast.unparse(node.value).endswith("environ")
    }


def handler_module(function: str) -> str:
    name: str = functions[function]["Handler"].rpartition(".")[0]
    return name


def package_of(module: str) -> str:
    return module.split(".")[1]


def variables(function: str) -> dict[str, Any]:
    found: dict[str, Any] = functions[function]["Environment"]["Variables"]
    return found


@pytest.mark.parametrize("function", functions)
def test_the_handler_is_there(function: str) -> None:
    module, _, attribute = functions[function]["Handler"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), attribute))


@pytest.mark.parametrize("function", functions)
def test_the_function_is_built_by_a_target_of_the_makefile(function: str) -> None:
    makefile = (ROOT / functions[function]["CodeUri"] / "Makefile").read_text()
    package = package_of(handler_module(function))
    assert resources[function]["Metadata"]["BuildMethod"] == "makefile"
    assert re.search(rf"^build-{function}:\n\t\$\(call build,{package}\)$", makefile, re.MULTILINE)


@pytest.mark.parametrize("function", functions)
def test_every_variable_that_the_code_needs_is_set(function: str) -> None:
    needed = set().union(*(read_variables(MODULES[name]) for name in reached(handler_module(function))))
    assert {name for name in needed if not name.startswith("AWS_")} <= variables(function).keys()


@pytest.mark.parametrize("function", functions)
def test_every_variable_that_is_set_is_read(function: str) -> None:
    read = set().union(*(constants(MODULES[name]) for name in reached(handler_module(function))))
    assert variables(function).keys() - READ_BY_LIBRARIES <= read


@pytest.mark.parametrize("function", functions)
def test_the_function_has_the_layers_that_it_imports_from_and_no_other(function: str) -> None:
    packages = {package_of(name) for name in reached(handler_module(function))}
    layers = {layer["Ref"]: template.document["Resources"][layer["Ref"]] for layer in functions[function]["Layers"]}
    folders = [ROOT / body["Properties"]["ContentUri"] / "articles" for body in layers.values()]
    carried = {path.name for folder in folders for path in folder.iterdir()}
    assert packages - {package_of(handler_module(function))} == carried & PACKAGES.keys()


def browse_routes(module: str) -> Iterator[str]:
    """The routes that a handler of browse's has, a dot for each part that varies."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "routes.get":
                    rule = eval(ast.unparse(decorator.args[0]), vars(importlib.import_module(module)))
                    yield re.sub(r"<\w+>|\[\^/\]\+|\.\+", ".", rule)


@pytest.mark.parametrize("name", ["BrowseFunction", "SearchFunction"])
def test_the_api_has_a_route_for_each_of_browses(name: str) -> None:
    paths = [event["Path"] for function, event in events("HttpApi") if function == name and event["Method"] == "ANY"]
    routes = sorted(browse_routes(handler_module(name)))
    assert sorted(re.sub(r"\{[\w+]+\}", ".", path) for path in paths) == routes


def test_deliver_answers_whatever_no_other_route_takes() -> None:
    (route,) = [event for function, event in events("HttpApi") if function == "DeliverFunction"]
    assert route == {"ApiId": {"Ref": "HttpApi"}}  # SAM's default is the $default route


def test_the_makefiles_compile_for_the_runtime_of_the_functions() -> None:
    runtime = template.document["Globals"]["Function"]["Runtime"]
    for makefile in ("functions/Makefile", *(f"layers/{name}/Makefile" for name in ("common", "publishing", "search"))):
        assert f"PYTHON := {runtime}\n" in (ROOT / makefile).read_text()
    for name in ("publishing", "search"):
        assert f"--python-version {runtime.removeprefix('python')} " in (ROOT / f"layers/{name}/Makefile").read_text()
    for layer in of_type("AWS::Serverless::LayerVersion").values():
        assert layer["CompatibleRuntimes"] == [runtime]


# Alarms and dashboard


def alarm_metrics() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Alarm, namespace, metric and dimensions."""
    for name, properties in of_type("AWS::CloudWatch::Alarm").items():
        metrics = [query["MetricStat"]["Metric"] for query in properties.get("Metrics", []) if "MetricStat" in query]
        for metric in metrics or [properties]:
            dimensions = {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}
            yield name, metric["Namespace"], metric["MetricName"], dimensions


def dashboard_metrics() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Widget, namespace, metric and dimensions; a dot stands for the same as above, three for all that is."""
    body, _ = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    for widget in json.loads(body)["widgets"]:
        above: list[str] = []
        for line in widget["properties"]["metrics"]:
            words = [word for word in line if isinstance(word, str)]
            if words[0] == "...":
                words = above[: len(above) - len(words) + 1] + words[1:]
            above = [above[place] if word == "." else word for place, word in enumerate(words)]
            namespace, metric, *dimensions = above
            yield (
                widget["properties"]["title"],
                namespace,
                metric,
                dict(zip(dimensions[::2], dimensions[1::2], strict=True)),
            )


def emitted(function: str) -> set[str]:
    """The metrics that a function's own package counts, in modules that it loads."""
    package = package_of(handler_module(function))
    found = set()
    for name in reached(handler_module(function)):
        if package_of(name) != package:
            continue
        for node in ast.walk(MODULES[name]):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("add_metric"):
                match node.args[0]:
                    case ast.Constant(value=str(metric)):
                        found.add(metric)
                    case argument:
                        assert ast.unparse(argument) == "outcome.state.capitalize()"
                        found |= {"Published", "Rejected", "Waiting", "Deleted"}
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("_METRIC"):
                found.add(ast.literal_eval(node.value))
    return found


@pytest.mark.parametrize(
    ("where", "namespace", "metric", "dimensions"), [*alarm_metrics(), *dashboard_metrics()], ids=str
)
def test_every_metric_that_is_watched_is_counted_by_somebody(
    where: str, namespace: str, metric: str, dimensions: dict[str, Any]
) -> None:
    del where
    if namespace != NAMESPACE:
        assert metric in AWS_METRICS[namespace]
        assert dimensions.keys() in AWS_DIMENSIONS[namespace]
        assert dimensions.get("GlobalSecondaryIndexName") in {None, *indexes()}
        return
    assert dimensions.keys() == {"service"}
    service = template.resolve({"Fn::Sub": value} if isinstance(value := dimensions["service"], str) else value, metric)
    (function,) = [
        name for name in functions if template.resolve(variables(name), name)["POWERTOOLS_SERVICE_NAME"] == service
    ]
    assert metric in emitted(function)


def indexes() -> set[str]:
    return {index["IndexName"] for index in resources["Table"]["Properties"]["GlobalSecondaryIndexes"]}


def test_every_index_that_readers_are_answered_from_has_an_alarm() -> None:
    watched = {dimensions.get("GlobalSecondaryIndexName") for *_, dimensions in alarm_metrics()}
    read = {index for index in indexes() if index in str(resources["BrowseRole"])}
    assert read
    assert read <= watched


def test_every_metric_of_ours_is_shown() -> None:
    shown = {(metric) for _, namespace, metric, _ in (*alarm_metrics(), *dashboard_metrics()) if namespace == NAMESPACE}
    assert set().union(*map(emitted, functions)) <= shown


def test_every_alarm_reaches_somebody_and_only_those_of_schedules_rest_on_missing_data() -> None:
    alarms = of_type("AWS::CloudWatch::Alarm")
    assert len(alarms) >= 10
    for name, alarm in alarms.items():
        assert [references(action) for action in alarm["AlarmActions"]] == [{"AlarmTopic"}], name
        expected = "breaching" if name in ("ScheduleAlarm", "OverdueAlarm") else "notBreaching"
        assert alarm["TreatMissingData"] == expected, name


def test_whatever_function_counts_what_an_alarm_watches_the_alarm_sees_it() -> None:
    watched: dict[tuple[str, str], set[str]] = {}
    for alarm, namespace, metric, dimensions in alarm_metrics():
        if namespace == NAMESPACE:
            service = template.resolve(dimensions["service"], alarm)
            watched.setdefault((alarm, metric), set()).add(service)
    services = {name: template.resolve(variables(name)["POWERTOOLS_SERVICE_NAME"], name) for name in functions}
    assert ("TableUnavailableAlarm", "TableUnavailable") in watched
    for (alarm, metric), seen in watched.items():
        assert seen == {services[name] for name in functions if metric in emitted(name)}, alarm


def test_a_rebuild_that_ends_in_whatever_way_but_success_is_an_alarm() -> None:
    seen = {metric for alarm, _, metric, _ in alarm_metrics() if alarm == "RebuildAlarm"}
    assert seen == AWS_METRICS["AWS/States"]


def test_a_schedule_that_stops_firing_is_an_alarm() -> None:
    alarm = resources["ScheduleAlarm"]["Properties"]
    assert [(metric, dimensions) for name, _, metric, dimensions in alarm_metrics() if name == "ScheduleAlarm"] == [
        ("Compared", {"service": {"Fn::Sub": "${AWS::StackName}-reconcile"}})
    ]
    expression, counted = alarm["Metrics"]
    assert (counted["MetricStat"]["Stat"], expression["Expression"]) == ("SampleCount", f"FILL({counted['Id']}, 0)")
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: seven days in all
    assert references(alarm["EvaluationPeriods"]) == {"ReconcileAlarmDays"}
    days = template.document["Parameters"]["ReconcileAlarmDays"]
    assert counted["MetricStat"]["Period"] * days["MaxValue"] == 7 * 24 * 3600
    # Any two windows of a day, one behind the other, have a run of each day in them; one may just miss it.
    assert days["MinValue"] == days["Default"] == 2
    assert template.document["Parameters"]["ReconcileSchedule"]["Default"] == "rate(1 day)"


def test_a_budget_that_is_asked_for_tells_the_same_people_before_it_is_spent() -> None:
    assert resources["Budget"]["Condition"] == "HasBudget"
    assert template.document["Parameters"]["MonthlyBudget"]["Default"] == 0
    budget = resources["Budget"]["Properties"]
    assert references(budget["Budget"]["BudgetLimit"]) == {"MonthlyBudget"}
    assert {"AWS::StackName", "AWS::Region"} <= references(budget["Budget"]["BudgetName"])  # budgets know no regions
    for each in budget["NotificationsWithSubscribers"]:
        assert [references(subscriber) for subscriber in each["Subscribers"]] == [{"AlarmTopic"}]
    told = {each["Notification"]["NotificationType"] for each in budget["NotificationsWithSubscribers"]}
    assert told == {"ACTUAL", "FORECASTED"}
    publishers = {
        statement["Principal"]["Service"]
        for name, statement in statements()
        if name == "AlarmTopicPolicy" and statement["Effect"] == "Allow"
    }
    assert publishers == {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"}


def test_every_queue_that_may_hold_dead_letters_has_an_alarm() -> None:
    watched = set().union(*(references(dimensions) for *_, dimensions in alarm_metrics()))
    queues = {queue for _, event in events("SQS") for queue in references(event["Queue"])}
    dead = {name for queue in queues for name in references(resources[queue]["Properties"]["RedrivePolicy"])}
    assert len(queues) == len(dead) == 3
    assert queues | dead <= watched
    assert functions.keys() <= watched


# The rebuild


def test_the_state_machine_may_start_and_follow_its_own_batches() -> None:
    machine = resources["RebuildStateMachine"]["Properties"]
    (batches,) = machine["Definition"]["States"].values()
    name = template.resolve(machine["Name"], "Name")
    allowed = [statement for role, statement in statements() if role == "RebuildRole"]
    named = [template.resolve(each["Resource"], "RebuildRole") for each in allowed if "states:" in str(each["Action"])]
    states = "arn:aws:states:us-east-1:123456789012"
    assert named == [
        f"{states}:stateMachine:{name}",
        [f"{states}:execution:{name}:*", f"{states}:execution:{name}/{batches['Label']}:*"],
    ]
    assert batches["ItemBatcher"]["MaxItemsPerBatch"] <= 100  # which is what BatchGetItem reads


def expiring() -> list[str]:
    """The prefixes of what the bucket deletes by itself."""
    rules = resources["ContentBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    return [rule["Prefix"] for rule in rules if "ExpirationInDays" in rule]


def test_the_results_of_a_rebuild_are_written_where_they_may_be_and_expire() -> None:
    (batches,) = resources["RebuildStateMachine"]["Properties"]["Definition"]["States"].values()
    prefix = batches["ResultWriter"]["Arguments"]["Prefix"]
    (statement,) = [each for role, each in statements() if role == "RebuildRole" and each["Sid"] == "WriteResults"]
    assert statement["Resource"] == {"Fn::Sub": f"${{ContentBucket.Arn}}/{prefix}/*"}
    assert expiring() == [f"{prefix}/"]


@given(st.sampled_from(["", *expiring(), REPORTS, "rebuilds/", "reports"]), st.text(max_size=20))
@example("rebuilds/", "notes")
@example("reports/rebuilds/", "notes")
@example("", "reports")
def test_no_article_and_no_report_is_where_the_bucket_deletes_by_itself(folder: str, name: str) -> None:
    for suffix in (".md", ".MD", ".markdown", "/a.md"):
        key = f"{folder}{name}{suffix}"
        if is_article(key):
            assert not key.startswith(tuple(expiring()))
            assert not f"{REPORTS}{key}.json".startswith(tuple(expiring()))


# CloudFront


def test_cloudfront_sends_a_secret_and_a_host_that_the_functions_look_at() -> None:
    (origin,) = [each for each in DISTRIBUTION["Origins"] if each["Id"] == "api"]
    (header,) = origin["OriginCustomHeaders"]
    assert header["HeaderName"] == SECRET_HEADER
    for function in ("DeliverFunction", "BrowseFunction"):
        condition, secrets, otherwise = variables(function)["ORIGIN_SECRET"]["Fn::If"]
        assert (condition, otherwise) == ("HasCloudFront", "")
        separator, (first, second) = secrets["Fn::Join"]
        assert separator == ","
        assert first == header["HeaderValue"]
        assert references(second) == {"OriginSecret", "OtherOriginSecretVersion"}
    assert f"request.headers['{HOST_HEADER}']" in CODE
    passed_on = resources["PageRequestPolicy"]["Properties"]["OriginRequestPolicyConfig"]["HeadersConfig"]
    assert passed_on["Headers"] == [HOST_HEADER]


def test_cloudfront_answers_by_http_3_and_only_over_tls() -> None:
    assert DISTRIBUTION["HttpVersion"] == "http2and3"
    for behaviour in (DISTRIBUTION["DefaultCacheBehavior"], *DISTRIBUTION["CacheBehaviors"]):
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"


def test_what_may_be_asked_is_answered_at_the_edge_for_pages_and_cached_for_assets() -> None:
    pages, others = DISTRIBUTION["DefaultCacheBehavior"], DISTRIBUTION["CacheBehaviors"]
    assets, pictures, searches, api_searches, changes, previews = others
    assert pages["CachedMethods"] == ["GET", "HEAD"]  # OPTIONS never reaches the cache: test_cloudfront_function.py
    assert assets["CachedMethods"] == pictures["CachedMethods"] == ["GET", "HEAD", "OPTIONS"]
    for behaviour in (searches, api_searches, changes):
        differing = {name for name in pages if pages[name] != behaviour[name]}
        assert differing == {"CachePolicyId"}
    for behaviour in (pages, assets, pictures):
        assert behaviour["Compress"] is True
        assert {"GET", "HEAD", "OPTIONS"} <= set(behaviour["AllowedMethods"])
    assert previews["AllowedMethods"] == ["GET", "HEAD"]


def test_previews_are_in_no_cache_and_their_signature_comes_through() -> None:
    *_, previews = [each for each in DISTRIBUTION["CacheBehaviors"] if each["TargetOriginId"] == "api"]
    assert previews["PathPattern"] == f"{PREFIX.removeprefix('/')}*"
    assert references(previews["CachePolicyId"]) == {"PreviewCachePolicy"}
    policy = resources["PreviewCachePolicy"]["Properties"]["CachePolicyConfig"]
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0), "what the function says holds, which is no-store"
    query = parse_qs(urlsplit(preview_target("a.md", 1, "secret")).query)
    forwarded = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert forwarded["QueryStringsConfig"] == {"QueryStringBehavior": "whitelist", "QueryStrings": [*query]}
    assert forwarded["HeadersConfig"]["Headers"] == ["accept"]


def test_searches_have_a_cache_policy_of_their_own_and_a_throttle() -> None:
    of_search = [each for each in DISTRIBUTION["CacheBehaviors"] if "search" in each["PathPattern"]]
    assert [each["PathPattern"] for each in of_search] == ["search", "api/search"]
    assert all(references(each["CachePolicyId"]) == {"SearchCachePolicy"} for each in of_search)
    policy = resources["SearchCachePolicy"]["Properties"]["CachePolicyConfig"]
    forwarded = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    with pytest.raises(ParameterError) as caught:
        of_api("x=1")
    known = caught.value.faults["x"].partition("known: ")[2].split(", ")
    assert forwarded["QueryStringsConfig"]["QueryStrings"] == [*known, "unknown"]
    assert len(known) < 10  # what a policy may name: https://docs.aws.amazon.com/general/latest/gr/cf_region.html
    assert forwarded["HeadersConfig"]["Headers"] == ["accept"]
    settings = resources["HttpApi"]["Properties"]["RouteSettings"]
    routes = {f"{event['Method']} {event['Path']}" for name, event in events("HttpApi") if name == "SearchFunction"}
    assert settings.keys() == {"ANY /search", "ANY /api/search"} < routes
    assert all(references(each) == {"SearchRateLimit"} for each in settings.values())


def test_pages_come_through_the_function_and_files_from_their_bucket_alone() -> None:
    pages = DISTRIBUTION["DefaultCacheBehavior"]
    assert [references(each["FunctionARN"]) for each in pages["FunctionAssociations"]] == [{"NormaliseRequest"}]
    files = [each for each in DISTRIBUTION["CacheBehaviors"] if each["TargetOriginId"] != "api"]
    paths = [(each["PathPattern"], each["TargetOriginId"]) for each in files]
    assert paths == [("assets/*", "bucket"), (f"{FOLDER}*", "derived")]
    buckets = {each["Id"]: each for each in DISTRIBUTION["Origins"] if each["Id"] != "api"}
    assert {name: references(bucket["DomainName"]) for name, bucket in buckets.items()} == {
        "bucket": {"ContentBucket"},
        "derived": {"DerivedBucket"},
    }
    assert all(references(bucket["OriginAccessControlId"]) == {"BucketAccess"} for bucket in buckets.values())
    access = resources["BucketAccess"]["Properties"]["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")
    readable = [
        statement["Resource"]
        for name, statement in statements()
        if name.endswith("BucketPolicy") and statement["Action"] == "s3:GetObject"
    ]
    assert readable == [{"Fn::Sub": "${ContentBucket.Arn}/assets/*"}, {"Fn::Sub": f"${{DerivedBucket.Arn}}/{FOLDER}*"}]


def test_cloudfront_says_of_pictures_what_browse_says_where_there_is_no_cloudfront() -> None:
    of_pictures, of_assets = (
        resources[name]["Properties"]["ResponseHeadersPolicyConfig"]
        for name in ("MediaHeadersPolicy", "AssetHeadersPolicy")
    )
    policy = of_pictures["SecurityHeadersConfig"]["ContentSecurityPolicy"]
    assert policy == {"ContentSecurityPolicy": MEDIA_POLICY, "Override": True}
    ours = with_headers_of_all({})
    said = of_pictures["SecurityHeadersConfig"]
    assert said["ReferrerPolicy"]["ReferrerPolicy"] == ours["referrer-policy"]
    transport = said["StrictTransportSecurity"]
    assert f"max-age={transport['AccessControlMaxAgeSec']}" == ours["strict-transport-security"]
    assert of_pictures["CorsConfig"] == of_assets["CorsConfig"]
    assert of_pictures["CorsConfig"]["AccessControlAllowOrigins"]["Items"] == [ours["access-control-allow-origin"]]


def test_an_error_does_not_hide_a_page_that_has_just_been_published() -> None:
    kept = {each["ErrorCode"]: each["ErrorCachingMinTTL"] for each in DISTRIBUTION["CustomErrorResponses"]}
    assert {403, 404, 500, 502, 503, 504} <= kept.keys()
    assert max(kept.values()) <= 5


def test_what_a_page_says_of_its_own_safety_is_not_overruled() -> None:
    headers = resources["PageHeadersPolicy"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    overruled = {name for name, settings in headers.items() if settings["Override"]}
    assert overruled == {"ContentTypeOptions"}  # which has one value


def test_cloudfront_says_of_what_has_not_come_from_a_function_what_functions_say() -> None:
    ours = with_headers_of_all({})
    headers = resources["PageHeadersPolicy"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["ContentSecurityPolicy"]["ContentSecurityPolicy"] == ours["content-security-policy"]
    assert headers["ReferrerPolicy"]["ReferrerPolicy"] == ours["referrer-policy"]
    transport = headers["StrictTransportSecurity"]
    assert f"max-age={transport['AccessControlMaxAgeSec']}" == ours["strict-transport-security"]
    assert not transport["IncludeSubdomains"]


def test_the_template_reads_with_the_defaults_of_its_parameters() -> None:
    assert isinstance(read_template(ROOT / "template.yaml", {}, ""), Template)


@pytest.mark.parametrize(
    ("policy", "read", "others"),
    [
        # The article that another one is beside; and what the function calls all others of the API.
        ("PageCachePolicy", listing, ["of", "unknown"]),
        ("ChangesCachePolicy", polling, ["unknown"]),
    ],
)
def test_the_parameters_of_lists_are_what_cloudfront_keeps_apart(
    policy: str, read: Callable[[str], object], others: list[str]
) -> None:
    config = resources[policy]["Properties"]["CachePolicyConfig"]
    listed = config["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
    with pytest.raises(ParameterError) as caught:
        read("no-parameter=1")
    known = caught.value.faults["no-parameter"].partition("known: ")[2].split(", ")
    assert sorted(listed) == sorted([*known, *others])
    assert (
        len(listed) <= 10
    )  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
