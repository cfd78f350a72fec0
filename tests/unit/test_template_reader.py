"""The template reader resolves intrinsic functions as CloudFormation does, and says in one line what it cannot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from articles.local.functions import QueueSource, Route, functions
from articles.local.template import Template, TemplateError, read_template

ENDPOINT = "http://127.0.0.1:9000"
ROOT = Path(__file__).parents[2]

TEMPLATE = """
Parameters:
  Name: {Type: String, Default: ""}
  Size: {Type: Number, Default: 3}
  Stage: {Type: String, Default: test}
Conditions:
  HasName: !Not [!Equals [!Ref Name, ""]]
  IsLive: !Equals [!Ref Stage, live]
  Both: !And [!Condition HasName, !Condition IsLive]
  Either: !Or [!Condition HasName, !Condition IsLive]
  ThreeAsText: !Equals [!Ref Size, "3"]
Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Named:
    Type: AWS::SQS::Queue
    Properties: {QueueName: given}
  Items:
    Type: AWS::DynamoDB::Table
  Files:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !If [HasName, !Ref Name, !Sub "${AWS::StackName}-${AWS::AccountId}-${AWS::Region}"]
  Role:
    Type: AWS::IAM::Role
  Thing:
    Type: AWS::Some::Thing
    Properties:
      Value: VALUE
"""

Read = Callable[..., Template]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_text(text: str, **parameters: str) -> Template:
        path = tmp_path / "template.yaml"
        path.write_text(text, encoding="utf-8")
        return read_template(path, parameters, ENDPOINT)

    return read_text


@pytest.fixture
def value(read: Read) -> Callable[..., Any]:
    def resolved(expression: str, **parameters: str) -> Any:
        return read(TEMPLATE.replace("VALUE", expression), **parameters).properties("Thing").get("Value")

    return resolved


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("plain", "plain"),
        ("2012-10-17", "2012-10-17"),  # no date
        ("!Ref Stage", "test"),
        ("!Ref Size", 3),
        ("{Ref: Stage}", "test"),
        ("!Ref AWS::AccountId", "123456789012"),
        ("!Ref Items", "articles-Items"),
        ("!Ref Jobs", "http://127.0.0.1:9000/123456789012/articles-Jobs"),
        ("!Ref Files", "articles-123456789012-us-east-1"),
        ("!GetAtt Jobs.Arn", "arn:aws:sqs:us-east-1:123456789012:articles-Jobs"),
        ("!GetAtt [Named, Arn]", "arn:aws:sqs:us-east-1:123456789012:given"),
        ("!GetAtt Named.QueueName", "given"),
        ("!GetAtt Files.Arn", "arn:aws:s3:::articles-123456789012-us-east-1"),
        ("!GetAtt Items.Arn", "arn:aws:dynamodb:us-east-1:123456789012:table/articles-Items"),
        (
            '!Sub "${Stage}/${Items}/${Jobs.Arn}"',
            "test/articles-Items/arn:aws:sqs:us-east-1:123456789012:articles-Jobs",
        ),
        ('!Sub "${!Stage} and ${ Stage }"', "${Stage} and test"),
        ('!Sub ["${a}-${Stage}", {a: !Ref Size}]', "3-test"),
        ("{Fn::Sub: '${Stage}'}", "test"),
        ('!Join ["-", [a, !Ref Stage, !Ref AWS::NoValue]]', "a-test"),
        ("!If [HasName, yes it has, !Ref AWS::NoValue]", None),
        ("!If [ThreeAsText, same, other]", "same"),
        ("!If [HasName, !GetAtt Role.Arn, not reached]", "not reached"),  # the other branch could not be resolved
        ("[a, !If [HasName, b, !Ref AWS::NoValue], {c: !Ref Stage}]", ["a", {"c": "test"}]),
        ("{Ref: Stage, Other: 1}", {"Ref": "Stage", "Other": 1}),
    ],
)
def test_resolves(value: Callable[..., Any], expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("name", "stage", "both", "either"),
    [("", "test", "no", "no"), ("x", "test", "no", "yes"), ("", "live", "no", "yes"), ("x", "live", "yes", "yes")],
)
def test_conditions_combine(value: Callable[..., Any], name: str, stage: str, both: str, either: str) -> None:
    parameters = {"Name": name, "Stage": stage}
    assert value('!If [Both, "yes", "no"]', **parameters) == both
    assert value('!If [Either, "yes", "no"]', **parameters) == either


def test_a_parameter_overrides_its_default(value: Callable[..., Any]) -> None:
    assert value("!Ref Files", Name="mine") == "mine"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("!Ref Nothing", "Thing.Value: Nothing is neither a parameter nor a resource"),
        ("!Ref Role", "Role: a AWS::IAM::Role has no name here"),
        ("!GetAtt Nothing.Arn", "Nothing: no such resource in the template"),
        ("!GetAtt Jobs.Colour", "Thing.Value: the local stack does not know Jobs.Colour"),
        ("!FindInMap [a, b, c]", "Thing.Value: the local stack does not know Fn::FindInMap"),
        ("!If [Nothing, a, b]", "Thing.Value: there is no condition Nothing"),
    ],
)
def test_says_what_it_cannot_resolve(value: Callable[..., Any], expression: str, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        value(expression)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources: {", "template.yaml: 2:1: "),
        ("Resources:\n  A: !Sub {a: b}", "template.yaml: 2:6: !Sub of a mapping"),
        ("- a list", "template.yaml: it is not a template"),
        ("Parameters: {A: {Type: String}}", "template.yaml: the parameter A has no value"),
    ],
)
def test_a_broken_template_is_said_in_one_line(read: Read, text: str, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        read(text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_template_or_parameter_is_said_in_one_line(read: Read, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="No such file"):
        read_template(tmp_path / "none.yaml", {}, ENDPOINT)
    with pytest.raises(TemplateError, match="there is no parameter Nothing"):
        read(TEMPLATE, Nothing="x")
    with pytest.raises(TemplateError, match="no Resources"):
        read("Parameters: {}").names("AWS::SQS::Queue")


def test_a_function_has_what_the_globals_give_on_top_of_which_its_own_stands(read: Read) -> None:
    template = read(
        """
        Globals:
          Function:
            Timeout: 5
            Layers: [all]
            Environment: {Variables: {SHARED: a, TABLE: !Ref Items}}
        Resources:
          Items: {Type: AWS::DynamoDB::Table}
          Jobs: {Type: AWS::SQS::Queue}
          Api: {Type: AWS::Serverless::HttpApi}
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Handler: worker.handler.handler
              Role: !GetAtt Unknown.Arn
              MemorySize: 512
              Layers: [own]
              Environment: {Variables: {SHARED: b, NUMBER: 1}}
              Events:
                Jobs:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
                    BatchSize: 4
                    MaximumBatchingWindowInSeconds: 2
                    FunctionResponseTypes: [ReportBatchItemFailures]
                Home: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: get, Path: /}}
                Rest: {Type: HttpApi}
                Daily: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day)}}
        """
    )
    (function,) = functions(template)
    assert (function.handler, function.timeout, function.memory) == ("worker.handler.handler", 5, 512)
    assert function.environment == {"SHARED": "b", "TABLE": "articles-Items", "NUMBER": "1"}
    assert function.queues == (
        QueueSource(
            url="http://127.0.0.1:9000/123456789012/articles-Jobs",
            arn="arn:aws:sqs:us-east-1:123456789012:articles-Jobs",
            batch_size=4,
            reports_failures=True,
        ),
    )
    assert function.routes == (Route("GET", "/", "Worker"), Route("ANY", "$default", "Worker"))
    assert template.function_properties("Worker")["Layers"] == ["all", "own"]


def test_a_function_without_handler_or_of_a_queue_elsewhere_is_an_error(read: Read) -> None:
    with pytest.raises(TemplateError, match="F: the function has no Handler"):
        functions(read("Resources: {F: {Type: 'AWS::Serverless::Function', Properties: {Timeout: 3}}}"))
    elsewhere = """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties: {Handler: a.b, Events: {Q: {Type: SQS, Properties: {Queue: "arn:aws:sqs:x:1:q"}}}}
        """
    with pytest.raises(TemplateError, match="F: arn:aws:sqs:x:1:q is not a queue of the template"):
        functions(read(elsewhere))


def test_functions_that_share_a_process_differ_only_in_the_name_that_their_logs_carry() -> None:
    template = read_template(
        ROOT / "template.yaml", {"BucketName": "articles", "SiteUrl": "http://localhost"}, ENDPOINT
    )
    for shares in ([f for f in functions(template) if f.queues], [f for f in functions(template) if f.routes]):
        variables = {name for function in shares for name in function.environment}
        differing = {
            name for name in variables if len({f.environment[name] for f in shares if name in f.environment}) > 1
        }
        assert differing <= {"POWERTOOLS_SERVICE_NAME"}
