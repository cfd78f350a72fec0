"""The codes of problems that the source makes, found in its syntax."""

import ast
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "layers").rglob("*.py"), *(ROOT / "local").rglob("check.py")]
# What these find is in docs/site.md.
OF_THE_SITE = sorted([*(ROOT / "layers").rglob("reading/site*.py"), *(ROOT / "layers").rglob("site_plans.py")])

# What is given a code, and as which of its arguments.
CALLS = {
    "PathError": 0,
    "Problem": 2,
    "_Rule": 1,
    "_charge": 1,
    "_fault": 1,
    "Finding": 2,
    "_problem": 3,
    "_refuse": 1,
    "_stop": 2,
    "_tell": 2,
    "read_match": 3,
    "read_number": 4,
    "report": 1,
}


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def code_arguments(tree: ast.AST) -> list[ast.expr]:
    """What calls in a tree are given as the code of a problem."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in CALLS]
    by_name = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "code"]
    return by_name + [argument for call in calls for argument in call.args[CALLS[called(call)] :][:1]]


def codes_in(sources: Iterable[Path]) -> set[object]:
    arguments = [argument for path in sources for argument in code_arguments(ast.parse(path.read_text("utf-8")))]
    return {argument.value for argument in arguments if isinstance(argument, ast.Constant)}
