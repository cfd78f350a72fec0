"""What the simulated clients have in common: each request is told before and after, and refused as botocore does."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Literal, cast

from botocore.exceptions import ClientError

Moment = Literal["before", "after"]
MOMENTS: tuple[Moment, ...] = ("before", "after")
Told = Callable[[Moment, str, Mapping[str, Any]], None]


class UnknownRequestError(BaseException):
    """The simulator does not know this form of a request. Nothing that is caught for errors may catch it."""


class Client:
    """A client of a service.

    Attributes:
        told: Called before each request with its parameters, and after it took effect with its answer.
    """

    def __init__(self, told: Told) -> None:
        self.told = told


def request(method: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Make a method a request, which is told before and after."""

    @functools.wraps(method)
    def told(client: Client, **parameters: Any) -> dict[str, Any]:
        client.told("before", method.__name__, parameters)
        try:
            answer = method(client, **parameters)
        except ClientError as error:
            client.told("after", method.__name__, cast("dict[str, Any]", error.response))
            raise
        client.told("after", method.__name__, answer)
        return answer

    return told


def refusal(operation: str, code: str, message: str, status: int = 400, **more: Any) -> ClientError:
    """The error that botocore raises for an answer of this status and code."""
    response: Any = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **more,
    }
    return ClientError(response, operation)


def must(condition: object, message: str) -> None:
    """Refuse a request that the service would take, and the simulator cannot."""
    if not condition:
        raise UnknownRequestError(message)
