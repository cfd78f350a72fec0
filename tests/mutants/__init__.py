"""The mutants: deliberate defects of the protocol, by their names."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


class MutantError(Exception):
    """A mutant does not fit its file any more: change it with the file."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A defect.

    Attributes:
        name: What is wrong.
        file: The file that it is in.
        test: The test that should catch it: a file under tests/, and maybe a function in it.
        old: A text of the file.
        new: What takes its place.
    """

    name: str
    file: str
    test: str
    old: str
    new: str


def read_mutants() -> tuple[Mutant, ...]:
    """All mutants, as protocol.toml has them."""
    content = tomllib.loads(Path(__file__).with_name("protocol.toml").read_text())
    return tuple(Mutant(**each) for each in content["mutant"])


def mutated(mutant: Mutant, root: Path = ROOT) -> str:
    """The text of a mutant's file with the defect in it.

    Raises:
        MutantError: The old text is not in the file exactly once, or the mutant is no valid Python.
    """
    text = (root / mutant.file).read_text()
    if (times := text.count(mutant.old)) != 1:
        raise MutantError(f"{mutant.name}: the old text is in {mutant.file} {times} times")
    changed = text.replace(mutant.old, mutant.new)
    try:
        compile(changed, mutant.file, "exec")
    except SyntaxError as error:
        raise MutantError(f"{mutant.name}: {error}") from error
    return changed
