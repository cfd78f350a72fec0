"""Documents, lock and commands name what is there."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from articles.local.cli import articles
from click.testing import CliRunner
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
READMES = [
    ROOT / "tests/api/README.md",
    ROOT / "functions/articles/deliver/fonts/README.md",
    ROOT / "examples/content-repository/README.md",
]
WIDTH = 120
LOCKS = sorted([*ROOT.glob("requirements/*.txt"), *ROOT.glob("layers/*/requirements.txt")])


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None, requirement
    return match[0].lower().replace("_", "-").replace(".", "-")


def pins(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(), re.MULTILINE)
    return {name_of(name): version for name, version in found}


def names_of(requirements: list[str]) -> set[str]:
    return {name_of(each) for each in requirements}


def with_what_they_need(requirements: list[str]) -> set[str]:
    """The names of these libraries and of all that they need, here, as their metadata have it."""
    found: set[str] = set()
    left = [Requirement(each) for each in requirements]
    while left:
        requirement = left.pop()
        found.add(name_of(requirement.name))
        for text in metadata.requires(requirement.name) or ():
            needed = Requirement(text)
            extras = [{"extra": each} for each in ("", *requirement.extras)]
            wanted = needed.marker is None or any(needed.marker.evaluate(extra) for extra in extras)
            if wanted and name_of(needed.name) not in found:
                left.append(needed)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_targets_and_commands_that_exist(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)(?:[A-Z0-9_]+=\S+ )*make ([a-z0-9-]+)", text, re.MULTILINE)) <= targets
    commands = set(re.findall(r"(?:^    |`)(?:\.venv/bin/)?articles ([a-z]+)", text, re.MULTILINE))
    assert commands <= set(articles.commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"```.*?```|^    .*?$|`[^`\n]*`", "", document.read_text(), flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", prose)
    broken = [link for link in links if not link.startswith("/") and not (document.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("document", [*DOCUMENTS, *READMES], ids=lambda path: str(path.relative_to(ROOT)))
def test_prose_has_one_width(document: Path) -> None:
    """Where a link leads, tables, code and what benchmarks write may be wider."""
    prose = re.sub(r"(?ms)^```.*?^```|^<!-- begin .*?^<!-- end |^(?:    |\|).*?$", "", document.read_text())
    lines = [re.sub(r"\]\([^)\s]*\)", "]", line) for line in prose.splitlines()]
    assert [line for line in lines if len(line) > WIDTH] == []


def test_the_changelog_has_the_version_with_a_date() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.fullmatch(re.escape(version) + r" - \d{4}-\d\d-\d\d", headings[1])


def test_one_range_of_pythons_is_told_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = [each.rpartition(" ")[2] for each in project["classifiers"] if " :: 3." in each]
    lowest, highest = versions[0], versions[-1]
    assert versions == [f"3.{minor}" for minor in range(11, 11 + len(versions))]
    assert project["requires-python"] == f">={lowest}"
    looked_for = {
        "Makefile": re.search(r"^PYTHONS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE),
        "tests/integration/test_determinism.py": re.search(
            r"^VERSIONS = (.*)$", (ROOT / "tests/integration/test_determinism.py").read_text(), re.MULTILINE
        ),
    }
    for file, line in looked_for.items():
        assert line, file
        assert set(re.findall(r"3\.\d+", line[1])) == set(versions), file
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "action.yml"):
        told = re.findall(r"3\.\d+,?\s+to\s+3\.\d+", (ROOT / document).read_text())
        assert {" ".join(each.split()) for each in told} == {f"{lowest} to {highest}"}, document


def test_the_lock_pins_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    dependencies, groups = project["project"]["dependencies"], project["dependency-groups"]
    assert names_of([*dependencies, *groups["dev"]]) <= set(pins(ROOT / "requirements/dev.txt"))
    assert names_of(dependencies) <= set(pins(ROOT / "requirements/command.txt"))


def test_the_layer_and_the_command_have_the_versions_that_are_tested() -> None:
    tested = pins(ROOT / "requirements/dev.txt")
    command = pins(ROOT / "requirements/command.txt")
    for layer in ("publishing", "search"):
        locked = pins(ROOT / f"layers/{layer}/requirements.txt")
        assert locked.items() <= command.items() <= tested.items()


def test_the_layer_carries_what_the_functions_need_and_nothing_else() -> None:
    """Each library that the lock names is wanted by the group, or by one of these; the runtime has the others."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    assert set(pins(ROOT / "layers/search/requirements.txt")) == with_what_they_need(groups["search"])
    group = groups["publishing"]
    assert set(group) < set(project["project"]["dependencies"])
    wanted = with_what_they_need(group)
    in_runtime = {"boto3", "botocore", "s3transfer", "urllib3"}
    assert wanted & {"click", "moto", "rich", "uvicorn"} == set()
    assert set(pins(ROOT / "layers/publishing/requirements.txt")) == wanted - in_runtime


@pytest.mark.parametrize(
    "path",
    ["Makefile", "layers/publishing/Makefile", "layers/search/Makefile", "local/articles/local/tools.py"],
)
def test_nothing_is_resolved_that_is_locked(path: str) -> None:
    """With `--no-deps`: a release that came out after the lock must not be able to break an installation."""
    commands = [line for line in (ROOT / path).read_text().splitlines() if "--require-hashes" in line]
    assert commands
    assert [line for line in commands if "--no-deps" not in line] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_locks_have_hashes_and_name_no_index(lock: Path) -> None:
    text = lock.read_text()
    requirements = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert [each.splitlines()[0] for each in requirements if "--hash=sha256:" not in each] == []
    assert "://" not in text


@pytest.mark.parametrize("command", sorted(articles.commands))
def test_every_command_says_what_it_does(command: str) -> None:
    result = CliRunner().invoke(articles, [command, "--help"])
    assert result.exit_code == 0
    assert articles.commands[command].help


def test_no_group_is_repeated_possessively() -> None:
    """Python up to 3.11.4 matches `(?:...)*+` wrongly (python/cpython#106052), and `(?>(?:...)*)` rightly."""
    possessive = re.compile(r"\)(?:[*+?]|\{[\d,{}]+\})\+")
    sources = [path for folder in ("functions", "layers", "local") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in sources if possessive.search(path.read_text(encoding="utf-8"))] == []


def test_only_the_edge_to_the_terminal_prints() -> None:
    """What it prints is made printable, so that no name of a file and no title moves a cursor; ruff finds `print`."""
    prints = re.compile(r"\bConsole\(|\bstd(?:out|err)\.write\(|\bout\.write\(")
    sources = [path for path in (ROOT / "local").rglob("*.py") if path.name not in {"output.py", "worker.py"}]
    assert [path.name for path in sources if prints.search(path.read_text(encoding="utf-8"))] == []
