"""Whether the emulator does what it did not do when it was first used: a question each, of the emulator alone."""

import http
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import httpx
from botocore.exceptions import ClientError

from tests.support.stack import eventually

STACK = "articles"
_PATIENCE = 20


@dataclass(frozen=True)
class Aws:
    """The emulator, and the stack that is deployed there.

    Attributes:
        session: Makes clients with all rights.
        http: Asks what is deployed.
        outputs: The outputs of the stack.
    """

    session: boto3.Session
    http: httpx.Client
    outputs: Mapping[str, str]

    def client(self, service: Any) -> Any:
        """A client of a service."""
        return self.session.client(service)

    def deploys(self, name: str, resources: Mapping[str, Any], **parameters: str) -> bool:
        """Whether a stack of these resources can be made."""
        formation = self.client("cloudformation")
        template = {"Parameters": {each: {"Type": "Number"} for each in parameters}, "Resources": resources}
        given = [{"ParameterKey": each, "ParameterValue": value} for each, value in parameters.items()]
        try:
            formation.create_stack(StackName=name, TemplateBody=json.dumps(template), Parameters=given)
        except ClientError:
            return False
        return eventually(lambda: _status(formation, name).endswith("_COMPLETE"), _PATIENCE) and (
            _status(formation, name) == "CREATE_COMPLETE"
        )

    def resource(self, stack: str, name: str) -> str:
        """The physical name of a resource."""
        found = self.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=name)
        physical: str = found["StackResourceDetail"]["PhysicalResourceId"]
        return physical


def has_monitoring_subscriptions(aws: Aws) -> bool:
    """Whether a distribution can be given additional metrics."""
    subscription = {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}
    properties = {"DistributionId": aws.outputs["DistributionId"], "MonitoringSubscription": subscription}
    resource = {"Type": "AWS::CloudFront::MonitoringSubscription", "Properties": properties}
    return aws.deploys("probe-subscription", {"Subscription": resource})


def has_budgets(aws: Aws) -> bool:
    """Whether a stack can have a budget."""
    budget = {"BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": 20, "Unit": "USD"}}
    return aws.deploys("probe-budget", {"Budget": {"Type": "AWS::Budgets::Budget", "Properties": {"Budget": budget}}})


def has_metric_math(aws: Aws) -> bool:
    """Whether an alarm can look at an expression."""
    stat = {"Metric": {"Namespace": "AWS/SQS", "MetricName": "NumberOfMessagesSent"}, "Period": 60, "Stat": "Sum"}
    metrics = [
        {"Id": "sent", "MetricStat": stat, "ReturnData": False},
        {"Id": "twice", "Expression": "sent * 2", "ReturnData": True},
    ]
    properties = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Threshold": 1}
    resource = {"Type": "AWS::CloudWatch::Alarm", "Properties": {**properties, "Metrics": metrics}}
    return aws.deploys("probe-math", {"Alarm": resource})


def makes_routes_of_a_body(aws: Aws) -> bool:
    """Whether an HTTP API has the routes that its OpenAPI body describes."""
    integration = {
        "type": "http_proxy",
        "httpMethod": "GET",
        "uri": "http://127.0.0.1:9/",
        "payloadFormatVersion": "1.0",
    }
    body = {
        "openapi": "3.0.1",
        "info": {"title": "probe", "version": "1"},
        "paths": {"/x": {"get": {"responses": {}, "x-amazon-apigateway-integration": integration}}},
    }
    if not aws.deploys("probe-body", {"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Body": body}}}):
        return False
    routes = aws.client("apigatewayv2").get_routes(ApiId=aws.resource("probe-body", "Api"))
    return [each["RouteKey"] for each in routes["Items"]] == ["GET /x"]


def makes_numbers_of_parameters(aws: Aws) -> bool:
    """Whether a queue is polled if a parameter says by how many functions at once."""
    resources = {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 720}},
        "Mapping": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": aws.resource(STACK, "RefreshFunction"),
                "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
                "ScalingConfig": {"MaximumConcurrency": {"Ref": "Most"}},
            },
        },
    }
    if not aws.deploys("probe-number", resources, Most="2"):
        return False
    queues, url = aws.client("sqs"), aws.resource("probe-number", "Queue")
    queues.send_message(QueueUrl=url, MessageBody=json.dumps({"refresh": "/nothing"}))  # which changes nothing
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def is_empty() -> bool:
        found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        return all(int(found[name]) == 0 for name in counts)

    polled = eventually(is_empty, 8)
    aws.client("cloudformation").delete_stack(StackName="probe-number")
    return polled


def reaches_an_api_behind_cloudfront(aws: Aws) -> bool:
    """Whether a distribution passes requests on to an HTTP API: one without routes answers 404."""
    origin = {
        "Id": "api",
        "DomainName": {"Fn::Sub": "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"},
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
    }
    behaviour = {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # AWS's own, CachingDisabled
    }
    distribution = {"Enabled": True, "Origins": [origin], "DefaultCacheBehavior": behaviour}
    resources = {
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "probe", "ProtocolType": "HTTP"}},
        "Distribution": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {"DistributionConfig": distribution},
        },
    }
    if not aws.deploys("probe-origin", resources):
        return False
    found = aws.client("cloudfront").get_distribution(Id=aws.resource("probe-origin", "Distribution"))
    answer = aws.http.get(f"https://{found['Distribution']['DomainName']}/")
    return answer.status_code == http.HTTPStatus.NOT_FOUND


def allows_batches(aws: Aws) -> bool:
    """Whether somebody who may send a message may send a batch of them."""
    url = aws.client("sqs").create_queue(QueueName="probe-batch")["QueueUrl"]
    iam = aws.client("iam")
    iam.create_user(UserName="probe-batch")
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="probe-batch", PolicyName="send", PolicyDocument=document)
    key = iam.create_access_key(UserName="probe-batch")["AccessKey"]
    sender: Any = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=aws.session.region_name)
    entry = {"Id": "1", "MessageBody": "probe"}
    queues = sender.client("sqs")
    queues.send_message(QueueUrl=url, MessageBody="probe")  # what the probe rests on: this is allowed
    try:
        queues.send_message_batch(QueueUrl=url, Entries=[entry])
    except ClientError:
        return False
    return True


def excludes_punctuation(aws: Aws) -> bool:
    """Whether a secret that is made without punctuation has none."""
    properties = {"GenerateSecretString": {"PasswordLength": 1000, "ExcludePunctuation": True}}
    if not aws.deploys("probe-secret", {"Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": properties}}):
        return False
    secret = aws.client("secretsmanager").get_secret_value(SecretId=aws.resource("probe-secret", "Secret"))
    return bool(secret["SecretString"].isalnum())


def rebuilds(aws: Aws) -> bool:
    """Whether the stack's state machine gets to its end."""
    states = aws.client("stepfunctions")
    machine = aws.resource(STACK, "RebuildStateMachine")
    execution = states.start_execution(stateMachineArn=machine, input=json.dumps({"all": False}))["executionArn"]

    def status() -> str:
        found: str = states.describe_execution(executionArn=execution)["status"]
        return found

    return eventually(lambda: status() != "RUNNING", _PATIENCE) and status() == "SUCCEEDED"


def caches(aws: Aws) -> bool:
    """Whether a distribution answers the same request a second time by itself."""
    answers = [aws.http.get(aws.outputs["SiteUrl"] + "/") for _ in range(2)]
    return bool(answers[1].headers.get("x-cache", "").startswith("Hit"))


def tells_missing_from_forbidden(aws: Aws) -> bool:
    """Whether an asset that is not there is answered 404, since the bucket's policy lets CloudFront list it."""
    return aws.http.get(aws.outputs["SiteUrl"] + "/assets/none.svg").status_code == http.HTTPStatus.NOT_FOUND


def _status(formation: Any, name: str) -> str:
    (stack,) = formation.describe_stacks(StackName=name)["Stacks"]
    status: str = stack["StackStatus"]
    return status
