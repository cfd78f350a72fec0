"""The environment that SAM gives each function locally, as JSON: run by the interpreter that has aws-sam-cli.

    sam_variables.py TEMPLATE VARIABLES PARAMETERS

The template, what `--env-vars` names, and what `--parameter-overrides` does; SAM's own classes read all three.
"""

# ruff: noqa: T201 - what it prints is its answer

import json
import sys
from pathlib import Path

from samcli.commands.local.lib.local_lambda import LocalLambdaRunner
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

template, variables, parameters = sys.argv[1:]
overrides = dict(line.split(": ", 1) for line in Path(parameters).read_text().splitlines())
stacks, _ = SamLocalStackProvider.get_stacks(template, parameter_overrides=overrides)
provider = SamFunctionProvider(stacks)
values = json.loads(Path(variables).read_text())
runner = LocalLambdaRunner(None, provider, ".", ".", env_vars_values=values, aws_region="us-east-1")
found = {
    function.function_id: {
        "architectures": function.architectures,
        "variables": runner._make_env_vars(function).resolve(),
    }
    for function in provider.get_all()
}
print(json.dumps(found))
