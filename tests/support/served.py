"""A world whose functions reach their services over HTTP, by the clients that they have in Lambda."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from articles.local import aws
from articles.local.functions import functions
from articles.local.resources import create_resources
from articles.local.template import read_template
from botocore.config import Config

from tests.support.world import BUCKET, FUNCTIONS, QUEUED, ROOT, World, workers


@contextmanager
def a_served_world(visibility: int) -> Iterator[World]:
    """A world of its own in the local stack's AWS services, and the environment of its functions.

    Args:
        visibility: Seconds after which a message that was not deleted comes again, as often as it takes.
    """
    with socket.create_server((aws.HOST, 0)) as listener, pytest.MonkeyPatch.context() as patch:
        endpoint = f"http://{aws.HOST}:{listener.getsockname()[1]}"
        template = read_template(ROOT / "template.yaml", {"BucketName": BUCKET, "SiteUrl": "http://site"}, endpoint)
        for name, value in aws.environment(endpoint).items():
            patch.setenv(name, value)
        with aws.serving(listener):
            session = boto3.Session()
            create_resources(template, session)
            config = Config(max_pool_connections=20)
            world = World(lambda service, _: session.client(service, config=config), workers())
            world.client = boto3.client
            world.functions = {function.name: function for function in functions(template)}
            for name in FUNCTIONS:
                for variable, value in world.functions[name].environment.items():
                    patch.setenv(variable, value)
            for name in QUEUED:
                attributes = {"VisibilityTimeout": str(visibility), "RedrivePolicy": ""}
                world.sqs.set_queue_attributes(QueueUrl=world.functions[name].queues[0].url, Attributes=attributes)
            yield world
