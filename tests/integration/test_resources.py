"""What the local stack makes is what template.yaml says."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from articles.local import aws
from articles.local.resources import create_resources
from articles.local.template import BUCKET, QUEUE, TABLE, Template, read_template

TEMPLATE = Path(__file__).parents[2] / "template.yaml"

# Of a queue's properties, those that are no attributes of it.
NO_ATTRIBUTES = {"QueueName", "Tags"}


@pytest.fixture(scope="module")
def stack() -> Iterator[tuple[Template, boto3.Session]]:
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        for name, value in aws.environment(endpoint).items():
            patch.setenv(name, value)
        template = read_template(TEMPLATE, {"BucketName": "articles", "SiteUrl": "http://localhost"}, endpoint)
        with aws.serving(listener):
            session = boto3.Session()
            create_resources(template, session)
            yield template, session


def test_there_is_each_bucket_queue_and_table_of_the_template_and_no_other(
    stack: tuple[Template, boto3.Session],
) -> None:
    template, session = stack
    buckets = [bucket["Name"] for bucket in session.client("s3").list_buckets()["Buckets"]]
    assert buckets == [template.reference(name) for name in template.names(BUCKET)]
    assert buckets == ["articles", "articles-derivedbucket"]
    queues = session.client("sqs").list_queues()["QueueUrls"]
    assert sorted(queues) == sorted(template.reference(name) for name in template.names(QUEUE))
    tables = session.client("dynamodb").list_tables()["TableNames"]
    assert tables == [template.reference(name) for name in template.names(TABLE)]


def test_each_queue_has_the_attributes_that_the_template_gives_it(stack: tuple[Template, boto3.Session]) -> None:
    template, session = stack
    for name in template.names(QUEUE):
        properties = template.properties(name)
        expected = {key: as_text(value) for key, value in properties.items() if key not in NO_ATTRIBUTES}
        found = session.client("sqs").get_queue_attributes(QueueUrl=template.reference(name), AttributeNames=["All"])
        attributes: dict[str, str] = {key: as_text(value) for key, value in found["Attributes"].items()}
        assert {key: attributes.get(key) for key in expected} == expected, name
        assert attributes["QueueArn"] == template.arn(name)


def test_each_queue_that_a_function_works_off_has_a_dead_letter_queue(stack: tuple[Template, boto3.Session]) -> None:
    template, session = stack
    arns = {template.arn(name) for name in template.names(QUEUE)}
    for name in ("IngestQueue", "RefreshQueue", "DeriveQueue"):
        found = session.client("sqs").get_queue_attributes(
            QueueUrl=template.reference(name), AttributeNames=["RedrivePolicy"]
        )
        policy = json.loads(found["Attributes"]["RedrivePolicy"])
        assert policy["deadLetterTargetArn"] in arns - {template.arn(name)}


def test_the_table_has_the_keys_and_indexes_of_the_template(stack: tuple[Template, boto3.Session]) -> None:
    template, session = stack
    client = session.client("dynamodb")
    for name in template.names(TABLE):
        properties = template.properties(name)
        found: Any = client.describe_table(TableName=template.reference(name))["Table"]
        assert found["KeySchema"] == properties["KeySchema"]
        assert found["AttributeDefinitions"] == properties["AttributeDefinitions"]
        assert found["BillingModeSummary"]["BillingMode"] == properties["BillingMode"]
        assert found["DeletionProtectionEnabled"] == properties["DeletionProtectionEnabled"]
        assert found["TableArn"] == template.arn(name)
        indexes = [
            {key: index[key] for key in ("IndexName", "KeySchema", "Projection")}
            for index in found["GlobalSecondaryIndexes"]
        ]
        assert indexes == properties["GlobalSecondaryIndexes"]
        backups: Any = client.describe_continuous_backups(TableName=template.reference(name))
        status = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
        assert status == "ENABLED"


def test_a_bucket_is_versioned_and_sends_events_as_the_template_says(stack: tuple[Template, boto3.Session]) -> None:
    template, session = stack
    client = session.client("s3")
    for name in template.names(BUCKET):
        properties = template.properties(name)
        bucket = template.reference(name)
        status = client.get_bucket_versioning(Bucket=bucket).get("Status")
        assert status == properties.get("VersioningConfiguration", {}).get("Status")
        found = client.get_bucket_notification_configuration(Bucket=bucket).get("QueueConfigurations", [])
        assert [(entry["QueueArn"], entry["Events"], entry.get("Filter")) for entry in found] == [
            (entry["Queue"], [entry["Event"]], None)
            for entry in properties.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
        ]


def test_an_upload_and_a_deletion_reach_the_ingest_queue_with_the_key(stack: tuple[Template, boto3.Session]) -> None:
    template, session = stack
    s3, sqs, url = session.client("s3"), session.client("sqs"), template.reference("IngestQueue")
    for name in ("a b.md", "UP.MD", "assets/picture.png"):
        s3.put_object(Bucket="articles", Key=name, Body=b"x")
        s3.delete_object(Bucket="articles", Key=name)
    events: list[tuple[str, str]] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            records = json.loads(message["Body"]).get("Records", [])
            events += [(record["eventName"], record["s3"]["object"]["key"]) for record in records]
    keys = ("a+b.md", "UP.MD", "assets%2Fpicture.png")
    put, deleted = "ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated"
    assert events == [(event, key) for key in keys for event in (put, deleted)]


def as_text(value: Any) -> str:
    """A queue attribute in one form: the template has objects and numbers, the API text."""
    parsed = json.loads(value) if isinstance(value, str) and value.startswith("{") else value
    return json.dumps(parsed, sort_keys=True) if isinstance(parsed, dict | bool) else str(parsed)
