"""The mutants that `make mutants` tries are defects of the code as it is now."""

from pathlib import Path

import pytest

from tests.mutants import ROOT, Mutant, MutantError, mutated, read_mutants

MUTANTS = read_mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_fits_its_file(mutant: Mutant) -> None:
    assert mutant.old != mutant.new
    assert mutated(mutant)
    file, _, test = mutant.test.partition("::")
    assert f"def {test}" in (ROOT / "tests" / file).read_text()


def test_no_two_mutants_have_one_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize(("text", "times"), [("a = 1\n", 0), ("b = 1\nb = 1\n", 2)])
def test_a_mutant_that_fits_no_more_is_an_error(tmp_path: Path, text: str, times: int) -> None:
    (tmp_path / "code.py").write_text(text)
    with pytest.raises(MutantError, match=f"is in code.py {times} times"):
        mutated(Mutant("name", "code.py", "test.py", "b = 1", "b = 2"), tmp_path)


def test_a_mutant_that_is_no_python_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("b = 1\n")
    with pytest.raises(MutantError, match="invalid syntax"):
        mutated(Mutant("name", "code.py", "test.py", "b = 1", "b = = 1"), tmp_path)
