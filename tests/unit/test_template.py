"""What must hold of template.yaml and no linter sees; cfn-lint, SAM and checkov are run by tests/template/check.py."""

import ast
import importlib
import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from browse.parameters import ParameterError, listing
from catalog.kinds import CONTENT_TYPES, HTML, JSON, MARKDOWN
from deliver.negotiation import preferred_type, prefers_page

from local.template import Template, read_template

ROOT = Path(__file__).parents[2]
PACKAGES = {
    folder.name: folder
    for parent in ("functions", "layers/catalog", "layers/publishing")
    for folder in (ROOT / parent).iterdir()
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
    "AWS/States": {"ExecutionsFailed"},
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


def test_no_function_has_a_url_of_its_own() -> None:
    assert not [name for name, properties in functions.items() if "FunctionUrlConfig" in properties]
    assert not of_type("AWS::Lambda::Url", "AWS::Lambda::Permission")


# Queues


def test_only_article_files_are_announced() -> None:
    notifications = resources["ContentBucket"]["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    announced = {entry["Event"] for entry in notifications}
    assert announced == {"s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"}
    for entry in notifications:
        assert entry["Filter"] == {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".md"}]}}
        assert references(entry["Queue"]) == {"IngestQueue"}


def test_a_queue_hides_a_message_for_six_times_as_long_as_its_function_may_take() -> None:
    sources = dict(events("SQS"))
    assert sources.keys() == {"IngestFunction", "RefreshFunction"}
    for function, event in sources.items():
        (queue,) = references(event["Queue"])
        assert resources[queue]["Properties"]["VisibilityTimeout"] >= 6 * functions[function]["Timeout"]


def test_of_a_batch_only_what_failed_comes_again_and_how_many_run_at_once_is_bounded() -> None:
    for _, event in events("SQS"):
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert references(event["ScalingConfig"]["MaximumConcurrency"]) == {"PublishingConcurrency"}


def test_what_cannot_be_done_in_five_tries_is_kept_for_fourteen_days() -> None:
    for _, event in events("SQS"):
        (queue,) = references(event["Queue"])
        policy = resources[queue]["Properties"]["RedrivePolicy"]
        (dead,) = references(policy["deadLetterTargetArn"])
        assert policy["maxReceiveCount"] == 5
        assert resources[dead]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 3600
        # The time in the dead-letter queue counts from the first sending.
        assert resources[queue]["Properties"]["MessageRetentionPeriod"] < 14 * 24 * 3600 / 2


def test_what_holds_content_outlives_the_stack() -> None:
    for name in ("ContentBucket", "Table"):
        assert resources[name]["DeletionPolicy"] == resources[name]["UpdateReplacePolicy"] == "Retain"
    assert resources["Table"]["Properties"]["DeletionProtectionEnabled"] is True
    assert resources["ContentBucket"]["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}


# Code


def trees(package: str) -> dict[str, ast.Module]:
    """The syntax trees of a package's modules, by module name."""
    folder = PACKAGES[package]
    files = {".".join(file.relative_to(folder.parent).with_suffix("").parts): file for file in folder.rglob("*.py")}
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
    package = handler_module(function).partition(".")[0]
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
    packages = {name.partition(".")[0] for name in reached(handler_module(function))}
    layers = {layer["Ref"]: template.document["Resources"][layer["Ref"]] for layer in functions[function]["Layers"]}
    carried = {path.name for body in layers.values() for path in (ROOT / body["Properties"]["ContentUri"]).iterdir()}
    assert packages - {handler_module(function).partition(".")[0]} == carried & PACKAGES.keys()


def test_the_makefiles_compile_for_the_runtime_of_the_functions() -> None:
    runtime = template.document["Globals"]["Function"]["Runtime"]
    for makefile in ("functions/Makefile", "layers/catalog/Makefile", "layers/publishing/Makefile"):
        assert f"PYTHON := {runtime}\n" in (ROOT / makefile).read_text()
    assert f"--python-version {runtime.removeprefix('python')} " in (ROOT / "layers/publishing/Makefile").read_text()
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
    """The metrics that a function's own package counts."""
    package = handler_module(function).partition(".")[0]
    found = set()
    for name, tree in MODULES.items():
        if name.partition(".")[0] != package:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("add_metric"):
                match node.args[0]:
                    case ast.Constant(value=str(metric)):
                        found.add(metric)
                    case argument:
                        assert ast.unparse(argument) == "outcome.state.capitalize()"
                        found |= {"Published", "Rejected", "Waiting", "Deleted"}
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_METRIC":
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
        return
    assert dimensions.keys() == {"service"}
    service = template.resolve({"Fn::Sub": value} if isinstance(value := dimensions["service"], str) else value, metric)
    (function,) = [
        name for name in functions if template.resolve(variables(name), name)["POWERTOOLS_SERVICE_NAME"] == service
    ]
    assert metric in emitted(function)


def test_every_metric_of_ours_is_shown() -> None:
    shown = {(metric) for _, namespace, metric, _ in (*alarm_metrics(), *dashboard_metrics()) if namespace == NAMESPACE}
    assert set().union(*map(emitted, functions)) <= shown


def test_every_alarm_reaches_somebody_and_none_rests_on_missing_data() -> None:
    alarms = of_type("AWS::CloudWatch::Alarm")
    assert len(alarms) >= 10
    for name, alarm in alarms.items():
        assert [references(action) for action in alarm["AlarmActions"]] == [{"AlarmTopic"}], name
        assert alarm["TreatMissingData"] == "notBreaching", name


def test_every_queue_that_may_hold_dead_letters_has_an_alarm() -> None:
    watched = set().union(*(references(dimensions) for *_, dimensions in alarm_metrics()))
    assert {"IngestDeadLetterQueue", "RefreshDeadLetterQueue", "IngestQueue", "RefreshQueue"} <= watched
    assert functions.keys() <= watched


# What CloudFront runs

NODE = shutil.which("node")
CODE = resources["NormaliseRequest"]["Properties"]["FunctionCode"]
OFFERS = tuple(CONTENT_TYPES[kind].partition(";")[0] for kind in (HTML, JSON, MARKDOWN))
NORMAL = {"*/*", "none/none", *OFFERS}

needs_node = pytest.mark.skipif(NODE is None, reason="the function that CloudFront runs is run by node here")

RANGES = [
    *OFFERS,
    "*/*",
    "*",
    "text/*",
    "application/*",
    "application/xhtml+xml",
    "application/problem+json",
    "image/*",
]
WEIGHTS = ["", ";q=1", ";q=0", ";q=0.5", "; Q=0.8", ";q=.3", ";q=1.", ";level=1;q=0.2", ";q=2", ";q=x", ";q=", ";q=-1"]


def at_the_edge(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the function makes of requests, each as CloudFront gives it."""
    program = f"{CODE}\nconst requests = {json.dumps(requests)};\n"
    program += "console.log(JSON.stringify(requests.map((request) => handler({request}))));"
    assert NODE is not None
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def request(accept: str | None, method: str = "GET") -> dict[str, Any]:
    headers = {"host": {"value": "www.example.org"}, "x-site-host": {"value": "evil.example"}}
    return {"method": method, "uri": "/a", "headers": headers | ({"accept": {"value": accept}} if accept else {})}


@needs_node
def test_what_cloudfront_makes_of_accept_asks_for_the_same_as_what_the_reader_sent() -> None:
    choose = random.Random(2026)  # the same headers each time
    sent = [
        ",".join(choose.choice(RANGES) + choose.choice(WEIGHTS) for _ in range(choose.randrange(6)))
        for _ in range(5000)
    ]
    normal = [result["headers"]["accept"]["value"] for result in at_the_edge([request(accept) for accept in sent])]
    assert set(normal) == NORMAL
    for accept, ours in zip(sent, normal, strict=True):
        wanted = preferred_type(accept, OFFERS)
        assert preferred_type(ours, OFFERS) == wanted, (accept, ours)
        if wanted == OFFERS[0]:
            assert prefers_page(ours) == prefers_page(accept), (accept, ours)


@needs_node
def test_a_browser_a_program_and_one_that_says_nothing_are_told_apart() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    results = at_the_edge([request(browser), request("*/*"), request(None), request("image/png")])
    found = [result["headers"]["accept"]["value"] for result in results]
    assert found == ["text/html", "*/*", "*/*", "none/none"]


@needs_node
def test_several_accept_headers_are_read_as_one() -> None:
    several = request("text/html;q=0.1")
    several["headers"]["accept"]["multiValue"] = [{"value": "text/html;q=0.1"}, {"value": "application/json"}]
    (result,) = at_the_edge([several])
    assert result["headers"]["accept"]["value"] == "application/json"


@needs_node
def test_the_host_is_what_cloudfront_was_asked_for_whatever_the_reader_says() -> None:
    (result,) = at_the_edge([request(None)])
    assert result["headers"]["x-site-host"] == {"value": "www.example.org"}


@needs_node
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_not_read_only_is_answered_at_the_edge(method: str) -> None:
    (result,) = at_the_edge([request(None, method)])
    assert result["statusCode"] == 405
    assert result["headers"]["allow"]["value"] == "GET, HEAD, OPTIONS"


def test_the_function_is_written_in_what_cloudfront_runs() -> None:
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
    assert not re.search(r"\bof\b|\?\.|\?\?|\.\.\.|\bclass\b|\bimport\b", re.sub(r"//.*", "", CODE))
    assert len(CODE.encode()) < 10 * 1024


def test_the_template_reads_with_the_defaults_of_its_parameters() -> None:
    assert isinstance(read_template(ROOT / "template.yaml", {}, ""), Template)


def test_the_parameters_of_lists_are_what_cloudfront_keeps_apart() -> None:
    policy = resources["PageCachePolicy"]["Properties"]["CachePolicyConfig"]
    listed = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]["QueryStrings"]
    with pytest.raises(ParameterError) as caught:
        listing("no-parameter=1")
    known = caught.value.faults["no-parameter"].partition("known: ")[2].split(", ")
    assert sorted(listed) == sorted(known)
