"""What the command line tells of itself: its version, and an example of everything."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
from articles.local.cli import articles
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
COMMANDS = [articles, *articles.commands.values()]


def examples(command: click.Command) -> list[list[str]]:
    """The arguments of each example in a command's help: no pipes, no remarks in brackets."""
    found = re.findall(r"^ +(?:.* \| )?articles( [^|>(<\n]*)", command.epilog or "", re.MULTILINE)
    return [shlex.split(each) for each in found]


def options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_and_option_says_what_it_is_for(command: click.Command) -> None:
    assert command.help
    assert [each.name for each in options(command) if not each.help] == []
    arguments = [
        each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)
    ]
    assert [name for name in arguments if name.strip("[].") not in command.help] == []
    shown = CliRunner().invoke(articles, [] if command is articles else [str(command.name), "--help"]).output
    assert "Examples:" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_option_has_an_example(command: click.Command) -> None:
    named = {word for words in examples(command) for word in words}
    assert [each.name for each in options(command) if not named & {*each.opts}] == []


@pytest.mark.parametrize("command", list(articles.commands.values()), ids=lambda command: command.name)
def test_every_example_can_be_typed(command: click.Command) -> None:
    assert examples(command)
    for name, *words in examples(command):
        assert name == command.name
        command.make_context(name, words)


def test_it_knows_its_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert CliRunner().invoke(articles, ["--version"]).output == f"articles {version}\n"


def test_the_exit_codes_are_told() -> None:
    told = " ".join(CliRunner().invoke(articles, ["--help"]).output.split())
    assert re.search(r"Exit status: 0 if .*; 1 if there are problems, .*; 2 if .* nothing to check\.", told)
    assert CliRunner().invoke(articles, ["check"]).exit_code == 2
