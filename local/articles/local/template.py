"""template.yaml as the local stack needs it: the properties of a resource, with every intrinsic function resolved.

Properties are resolved on demand, so that what only a real deployment needs (distribution, alarms, roles) need not be
resolvable here. The rules are those of the CloudFormation template reference, and of the SAM specification for globals.
Libraries that know more of these rules (moto.cloudformation, cfn-lint) take one to three seconds to import, which would
be most of the time that the stack takes to start.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from articles.local.errors import LocalError

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml: each start of the stack takes a second longer
    from yaml import SafeLoader  # type: ignore[assignment]

REGION = "us-east-1"
ACCOUNT = "123456789012"
STACK = "articles"

# A wheel carries the template beside this module; a checkout has it at the root.
_CARRIED = Path(__file__).with_name("template.yaml")
IS_INSTALLED = _CARRIED.exists()
TEMPLATE = _CARRIED if IS_INSTALLED else Path(__file__).parents[3] / _CARRIED.name

BUCKET = "AWS::S3::Bucket"
QUEUE = "AWS::SQS::Queue"
TABLE = "AWS::DynamoDB::Table"
FUNCTION = "AWS::Serverless::Function"

_PSEUDO_PARAMETERS: Mapping[str, Any] = {
    "AWS::AccountId": ACCOUNT,
    "AWS::NoValue": None,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": STACK,
    "AWS::URLSuffix": "amazonaws.com",
}

# The property that names a resource. A resource without it is named after the stack, as in CloudFormation.
_NAME_PROPERTIES: Mapping[str, str] = {
    BUCKET: "BucketName",
    QUEUE: "QueueName",
    TABLE: "TableName",
    "AWS::SecretsManager::Secret": "Name",
}

_VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")


class TemplateError(LocalError):
    """The template is missing, malformed, or uses what the local stack cannot resolve."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template with the values of its parameters.

    Attributes:
        document: The template, with intrinsic functions in their long form only.
        parameters: The value of each parameter.
        endpoint: Address of the local AWS services, scheme and host. The URLs of queues begin with it.
    """

    document: Mapping[str, Any]
    parameters: Mapping[str, Any]
    endpoint: str

    def names(self, resource_type: str) -> list[str]:
        """The logical names of all resources of a type, in the template's order."""
        return [name for name, body in self._resources().items() if body.get("Type") == resource_type]

    def properties(self, logical_name: str) -> dict[str, Any]:
        """A resource's properties, resolved.

        Raises:
            TemplateError: There is no such resource, or a property cannot be resolved.
        """
        resolved: dict[str, Any] = self.resolve(self._body(logical_name).get("Properties", {}), logical_name)
        return resolved

    def function_properties(self, logical_name: str) -> Mapping[str, Any]:
        """A function's properties merged into the global ones; unresolved, as not all need be resolvable here."""
        shared = self.document.get("Globals", {}).get("Function", {})
        merged: Mapping[str, Any] = _merged(shared, self._body(logical_name).get("Properties", {}))
        return merged

    def resolve(self, value: Any, where: str) -> Any:
        """Replace every intrinsic function in a value by its result.

        Args:
            value: Any part of the template.
            where: What to call it in an error.

        Raises:
            TemplateError: It uses something that the local stack does not know.
        """
        if isinstance(value, list):
            return [item for item in (self.resolve(item, where) for item in value) if item is not None]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, argument = next(iter(value.items()))
            if name in ("Ref", "Condition") or str(name).startswith("Fn::"):
                return self._call(name, argument, where)
        resolved = {key: self.resolve(item, f"{where}.{key}") for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not None}

    def physical_name(self, logical_name: str) -> str:
        """The name of a bucket, queue or table."""
        body = self._body(logical_name)
        name_property = _NAME_PROPERTIES.get(body["Type"])
        if name_property is None:
            raise TemplateError(f"{logical_name}: a {body['Type']} has no name here")
        given = self.resolve(body.get("Properties", {}).get(name_property), logical_name)
        default = f"{STACK}-{logical_name}"
        return str(given or (default.lower() if body["Type"] == BUCKET else default))

    def reference(self, logical_name: str) -> str:
        """What `Ref` returns for a bucket, queue or table."""
        name = self.physical_name(logical_name)
        return f"{self.endpoint}/{ACCOUNT}/{name}" if self._body(logical_name)["Type"] == QUEUE else name

    def arn(self, logical_name: str) -> str:
        """The ARN of a bucket, queue or table."""
        name = self.physical_name(logical_name)
        match self._body(logical_name)["Type"]:
            case "AWS::S3::Bucket":
                return f"arn:aws:s3:::{name}"
            case "AWS::SQS::Queue":
                return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
            case _:
                return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"

    def _resources(self) -> Mapping[str, Any]:
        resources = self.document.get("Resources")
        if not isinstance(resources, dict):
            raise TemplateError("the template has no Resources")
        return resources

    def _body(self, logical_name: str) -> Mapping[str, Any]:
        body = self._resources().get(logical_name)
        if not isinstance(body, dict) or "Type" not in body:
            raise TemplateError(f"{logical_name}: no such resource in the template")
        return body

    def _call(self, name: str, argument: Any, where: str) -> Any:
        functions: Mapping[str, Callable[[Any, str], Any]] = {
            "Ref": self._ref,
            "Condition": self._condition,
            "Fn::And": self._and,
            "Fn::Equals": self._equals,
            "Fn::GetAtt": self._get_att,
            "Fn::If": self._if,
            "Fn::Join": self._join,
            "Fn::Not": self._not,
            "Fn::Or": self._or,
            "Fn::Sub": self._sub,
        }
        if name not in functions:
            raise TemplateError(f"{where}: the local stack does not know {name}")
        return functions[name](argument, where)

    def _ref(self, name: str, where: str) -> Any:
        if name in _PSEUDO_PARAMETERS:
            return _PSEUDO_PARAMETERS[name]
        if name in self.parameters:
            return self.parameters[name]
        if name not in self._resources():
            raise TemplateError(f"{where}: {name} is neither a parameter nor a resource")
        return self.reference(name)

    def _get_att(self, argument: str | list[str], where: str) -> str:
        name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        if attribute == "Arn":
            return self.arn(name)
        if attribute == _NAME_PROPERTIES.get(self._body(name)["Type"]):
            return self.physical_name(name)
        if attribute == "RegionalDomainName" and self._body(name)["Type"] == BUCKET:
            return f"{self.physical_name(name)}.s3.{REGION}.amazonaws.com"
        raise TemplateError(f"{where}: the local stack does not know {name}.{attribute}")

    def _sub(self, argument: str | list[Any], where: str) -> str:
        text, variables = (argument, {}) if isinstance(argument, str) else argument

        def value(match: re.Match[str]) -> str:
            literal, name = match[1], match[2].strip()
            if literal:
                return f"${{{name}}}"
            if name in variables:
                return str(self.resolve(variables[name], where))
            return str(self._get_att(name, where) if "." in name else self._ref(name, where))

        return _VARIABLE.sub(value, text)

    def _join(self, argument: list[Any], where: str) -> str:
        separator, parts = argument
        return str(separator).join(str(part) for part in self.resolve(parts, where))

    def _if(self, argument: list[Any], where: str) -> Any:
        condition, then, otherwise = argument
        return self.resolve(then if self._condition(condition, where) else otherwise, where)

    def _condition(self, name: str, where: str) -> bool:
        conditions = self.document.get("Conditions", {})
        if name not in conditions:
            raise TemplateError(f"{where}: there is no condition {name}")
        return bool(self.resolve(conditions[name], f"Conditions.{name}"))

    def _equals(self, argument: list[Any], where: str) -> bool:
        left, right = (str(self.resolve(side, where)) for side in argument)
        return left == right

    def _not(self, argument: list[Any], where: str) -> bool:
        return not self.resolve(argument[0], where)

    def _and(self, argument: list[Any], where: str) -> bool:
        return all(self.resolve(operand, where) for operand in argument)

    def _or(self, argument: list[Any], where: str) -> bool:
        return any(self.resolve(operand, where) for operand in argument)


def read_template(path: Path, overrides: Mapping[str, str], endpoint: str) -> Template:
    """Read a template.

    Args:
        path: The template file.
        overrides: Values of parameters; the others have their defaults.
        endpoint: Address of the local AWS services, scheme and host.

    Raises:
        TemplateError: The file is missing or malformed, or a parameter has no value or does not exist.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - builds plain data only
    except OSError as error:
        raise TemplateError(f"{path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise TemplateError(f"{path}: {_one_line(error)}") from error
    if not isinstance(document, dict):
        raise TemplateError(f"{path}: it is not a template")
    declared = document.get("Parameters", {})
    if unknown := sorted(overrides.keys() - declared.keys()):
        raise TemplateError(f"{path}: there is no parameter {unknown[0]}")
    defaults = {name: body["Default"] for name, body in declared.items() if "Default" in body}
    parameters = {**defaults, **overrides}
    if missing := sorted(declared.keys() - parameters.keys()):
        raise TemplateError(f"{path}: the parameter {missing[0]} has no value")
    return Template(document, parameters, endpoint)


class _Loader(SafeLoader):
    """A safe loader in which `!Sub x` is `{"Fn::Sub": x}`, and dates stay text, as in CloudFormation."""


def _intrinsic(loader: SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    raise yaml.constructor.ConstructorError(None, None, f"!{suffix} of a mapping", node.start_mark)


_Loader.add_multi_constructor("!", _intrinsic)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def _merged(shared: Any, own: Any) -> Any:
    """Merge a function's property into the global one: maps are merged, lists joined, anything else is replaced."""
    if isinstance(shared, dict) and isinstance(own, dict):
        return {**shared, **own, **{key: _merged(shared[key], own[key]) for key in shared.keys() & own.keys()}}
    if isinstance(shared, list) and isinstance(own, list):
        return [*shared, *own]
    return own


def _one_line(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{mark.line + 1}:{mark.column + 1}: {error.problem or error.context}"
    return " ".join(str(error).split())
