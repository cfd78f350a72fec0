"""The site that a command works on: that of the running local stack, or of a deployed one."""

import os
import socket

import boto3
from articles.local import aws
from articles.local.errors import LocalError
from articles.local.functions import function_named
from articles.local.stack_parameters import local_parameters
from articles.local.template import TEMPLATE, Template, read_template
from articles.publishing.running.services import Services, services
from botocore.exceptions import BotoCoreError, ClientError

# The environment of this function names everything that publishing needs; those of the others name less.
_FUNCTION = "ReconcileFunction"


def local_site(port: int, s3_port: int) -> Services:
    """The site of the running local stack.

    Args:
        port: Port of its site.
        s3_port: Port of its AWS services.

    Raises:
        LocalError: The local stack is not running.
    """
    template = local_template(port, s3_port)
    return _site_of({**aws.environment(template.endpoint), **function_named(template, _FUNCTION).environment})


def local_template(port: int, s3_port: int) -> Template:
    """The template as the running local stack has it; arguments as those of `local_site`.

    Raises:
        LocalError: The local stack is not running.
    """
    check_answers(s3_port)
    return read_template(TEMPLATE, local_parameters(f"http://{aws.HOST}:{port}"), f"http://{aws.HOST}:{s3_port}")


def deployed_site(stack: str) -> Services:
    """The site of a deployed stack, in the account and region of the user's AWS configuration.

    Raises:
        LocalError: There is no such stack, or the user has no permission to read it; or it is of an earlier version.
    """
    try:
        resource = boto3.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=_FUNCTION)
        name = resource["StackResourceDetail"]["PhysicalResourceId"]
        configuration = boto3.client("lambda").get_function_configuration(FunctionName=name)
    except (BotoCoreError, ClientError) as error:
        raise LocalError(f"stack {stack}: {error}") from error
    try:
        return _site_of(dict(os.environ) | configuration["Environment"]["Variables"])
    except KeyError as missing:
        raise LocalError(
            f"stack {stack}: its functions have no {missing.args[0]}, so it is of an earlier version; update it, or use"
            " the command of that version"
        ) from missing


def check_answers(port: int) -> None:
    """Check that the local AWS services run.

    Raises:
        LocalError: Nothing answers on their port.
    """
    try:
        socket.create_connection((aws.HOST, port), timeout=1).close()
    except OSError as error:
        raise LocalError(
            f"nothing answers on port {port}: start the local stack by 'articles run' (in a checkout, 'make run'),"
            " or name its port by --s3-port"
        ) from error


def _site_of(environment: dict[str, str]) -> Services:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)
    return services()
