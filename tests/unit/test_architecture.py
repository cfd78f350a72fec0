"""docs/architecture.md: its map is of what is there, and imports have one direction."""

import ast
import re
from pathlib import Path

import pytest
from articles.publishing.reading import keys

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs/architecture.md").read_text()
PARENTS = [
    ROOT / each / "articles" for each in ("functions", "layers/common", "layers/publishing", "layers/search", "local")
]

# What stands above each room; docs/architecture.md has the same list.
BELOW_ALL = ("common", "publishing.errors")
MEDIA = (*BELOW_ALL, "publishing.media")
READING = (*MEDIA, "publishing.reading")
RENDERING = (*READING, "publishing.rendering")
STORAGE = (*RENDERING, "publishing.storage")
RUNNING = (*STORAGE, "publishing.running")
PIPELINES = (*RUNNING, "publishing")
MAY_IMPORT = {
    "common": (),
    "publishing.errors": (),
    "publishing.media": BELOW_ALL,
    "publishing.reading": MEDIA,
    "publishing.rendering": READING,
    "publishing.storage": RENDERING,
    "publishing.running": STORAGE,
    "publishing": RUNNING,
    "search.engine": RENDERING,
    "search": (*PIPELINES, "search.engine"),
    "derive": (*PIPELINES, "search.engine", "search"),
    "reconcile": (*PIPELINES, "search.engine", "search"),
    "ingest": PIPELINES,
    "refresh": PIPELINES,
    "clock": PIPELINES,
    "preview": PIPELINES,
    "deliver": ("common",),
    "browse": (
        *("common", "publishing.media", "publishing.rendering", "publishing.storage", "publishing.running"),
        *("search.engine", "search"),
    ),
    "local": PIPELINES,
}
# How the keys of a file are read.
READERS = {
    *(f"fields.{each}" for each in ("text", "path", "integer", "scalar", "is_empty")),
    *(f"fields.lenient().{each}" for each in ("text", "number", "moment")),
}
# From the first to the last: each imports only those before it.
PIPELINE_ORDER = (
    *("retry", "problems", "settle", "refresh", "redirects", "aliases", "rebuild", "clock", "outbox", "outcome"),
    *("alias_plans", "departures", "planning", "plans", "withdrawals", "site_plans", "site_comparison", "site_sync"),
    *("current", "media_plans", "media_sync", "sync", "differences", "search_differences", "reconcile"),
    *("preview", "widths"),
)


def modules() -> dict[str, Path]:
    """Every module of ours by its name below `articles.`; a package's `__init__` by that of the package."""
    found = {}
    for parent in PARENTS:
        for file in parent.rglob("*.py"):
            name = ".".join(file.relative_to(parent).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = file
    return found


MODULES = modules()


def room(module: str) -> str:
    return max((each for each in MAY_IMPORT if module == each or module.startswith(f"{each}.")), key=len)


def imported(module: str) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    ours = {name.removeprefix("articles.") for name in names if name.startswith("articles.")}
    return {name for name in ours if name in MODULES and MODULES[name].name != "__init__.py"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_what_stands_above_it(module: str) -> None:
    allowed = {room(module), *MAY_IMPORT[room(module)]}
    assert {name for name in imported(module) if room(name) not in allowed} == set()


def test_pipelines_import_those_before_them() -> None:
    names = [f"publishing.{each}" for each in PIPELINE_ORDER]
    assert {name for name in MODULES if room(name) == "publishing"} - {"publishing"} == set(names)
    for position, name in enumerate(names):
        assert imported(name) & set(names) <= set(names[:position]), name


def test_no_modules_import_each_other() -> None:
    seen: dict[str, bool] = {}  # whether all that a module leads to has been walked through

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way[way.index(module) :], module))
        if module not in seen:
            for name in sorted(imported(module)):
                walk(name, (*way, module))
            seen[module] = True

    for module in MODULES:
        walk(module, ())


def test_the_map_has_the_rooms_as_they_are_held_here() -> None:
    table = MAP.partition("## Who may import whom")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert [name for row in rows for name in re.findall(r"`([\w.]+)`", row)] == list(MAY_IMPORT)


def test_every_module_that_the_map_names_is_there() -> None:
    named = set(re.findall(rf"`((?:{'|'.join(MAY_IMPORT)})\.[\w.]+)`", MAP))
    missing = {name for name in named if name not in MODULES and not (ROOT / name).exists()}
    assert missing == set()


def test_every_module_is_in_a_room_of_the_map() -> None:
    rooms = re.split(
        r"^\*\*`([\w.]+)`\*\*", MAP.partition("## Every room")[2].partition("\n## ")[0], flags=re.MULTILINE
    )
    named = {
        f"{name}.{module}" for name, text in zip(rooms[1::2], rooms[2::2], strict=True) for module in _modules(text)
    }
    handlers = {f"{name}.handler" for name in ("ingest", "refresh", "derive", "reconcile", "clock", "preview")}
    ours = {name for name, file in MODULES.items() if file.name != "__init__.py" or name.endswith(".escapes")}
    assert {name for name in ours if not name.startswith("publishing.reading.escapes.")} == named | handlers


def _modules(text: str) -> list[str]:
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([\w.]+)`", row)]


def test_every_file_that_the_map_names_is_there() -> None:
    named = set(re.findall(r"`([\w./]+/[\w.]+\.(?:py|j2|json|toml|md))`", MAP))
    folders = [ROOT, *PARENTS, *(parent / "publishing" for parent in PARENTS)]
    assert {name for name in named if not any((folder / name).exists() for folder in folders)} == set()


def test_the_map_runs_tests_that_are_there() -> None:
    (name,) = re.findall(r'-k "(\w+)"', MAP)
    assert any(re.search(rf"def test_\w*{name}", file.read_text()) for file in (ROOT / "tests").rglob("test_*.py"))


def test_every_key_that_is_read_is_a_key_of_the_format() -> None:
    """Else it would be among the unknown ones, too."""
    reading = [
        name
        for name in MODULES
        if name in ("publishing.reading.article", "publishing.reading.schema", "publishing.reading.described")
    ]
    calls = [
        node
        for name in reading
        for node in ast.walk(ast.parse(MODULES[name].read_text()))
        if isinstance(node, ast.Call)
    ]
    of_fields = [call for call in calls if ast.unparse(call.func) in READERS]
    read = {argument.value for call in of_fields for argument in call.args if isinstance(argument, ast.Constant)}
    assert {"lang", "title", "score"} <= read
    assert read <= keys.KNOWN_KEYS


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lines = {name: len(file.read_text().splitlines()) for name, file in MODULES.items()}
    assert {name: count for name, count in lines.items() if count > 300} == {}
