"""Create the bucket, queues and tables of template.yaml in the local AWS services, from the template's own properties.

Only what has an effect here is created: no encryption, public access settings, lifecycles, queue policies or alarms.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from articles.local.template import BUCKET, QUEUE, TABLE, Template

if TYPE_CHECKING:
    import boto3


def create_resources(template: Template, session: "boto3.Session") -> None:
    """Create every queue, table and bucket of the template.

    Args:
        template: The template.
        session: The session whose services to create them in.
    """
    sqs, dynamodb, s3 = session.client("sqs"), session.client("dynamodb"), session.client("s3")
    for name in template.names(QUEUE):
        _create_queue(template, name, sqs)
    for name in template.names(QUEUE):
        _redrive(template, name, sqs)
    for name in template.names(TABLE):
        _create_table(template, name, dynamodb)
    for name in template.names(BUCKET):
        _create_bucket(template, name, s3)


def _create_queue(template: Template, name: str, sqs: Any) -> None:
    properties = template.properties(name)
    attributes = {key: value for key, value in properties.items() if key not in ("QueueName", "RedrivePolicy", "Tags")}
    sqs.create_queue(
        QueueName=template.physical_name(name), Attributes={key: _text(value) for key, value in attributes.items()}
    )


def _redrive(template: Template, name: str, sqs: Any) -> None:
    """Set the dead-letter queue of a queue, once both exist."""
    policy = template.properties(name).get("RedrivePolicy")
    if policy is not None:
        sqs.set_queue_attributes(QueueUrl=template.reference(name), Attributes={"RedrivePolicy": _text(policy)})


def _create_table(template: Template, name: str, dynamodb: Any) -> None:
    """Create a table. CloudFormation's properties are named like CreateTable's parameters, except for encryption."""
    properties = template.properties(name)
    known = dynamodb.meta.service_model.operation_model("CreateTable").input_shape.members
    parameters = {key: value for key, value in properties.items() if key in known and key != "SSESpecification"}
    physical_name = template.physical_name(name)
    dynamodb.create_table(**parameters | {"TableName": physical_name})
    if recovery := properties.get("PointInTimeRecoverySpecification"):
        dynamodb.update_continuous_backups(TableName=physical_name, PointInTimeRecoverySpecification=recovery)
    if expiry := properties.get("TimeToLiveSpecification"):
        dynamodb.update_time_to_live(TableName=physical_name, TimeToLiveSpecification=expiry)


def _create_bucket(template: Template, name: str, s3: Any) -> None:
    properties = template.properties(name)
    bucket = template.physical_name(name)
    s3.create_bucket(Bucket=bucket)
    if versioning := properties.get("VersioningConfiguration"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning)
    if notifications := properties.get("NotificationConfiguration"):
        s3.put_bucket_notification_configuration(
            Bucket=bucket,
            NotificationConfiguration={
                "QueueConfigurations": [_notification(entry) for entry in notifications.get("QueueConfigurations", [])]
            },
        )


def _notification(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a notification to a queue from CloudFormation's form to that of the S3 API."""
    rules = entry.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    filters = {"Filter": {"Key": {"FilterRules": rules}}} if rules else {}
    return {"QueueArn": entry["Queue"], "Events": [entry["Event"]], **filters}


def _text(value: Any) -> str:
    """A queue attribute: the SQS API takes text only."""
    return value if isinstance(value, str) else json.dumps(value)
