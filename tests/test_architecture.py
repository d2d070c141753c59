"""The invariants of docs/architecture.md: imports point down the line, each library has one home, rules use only the API."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wflint.commands import COMMANDS
from wflint.start import STORED

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "lint" / "wflint"
RULES = ROOT / "rules" / "wflint_rules"

LINE = [
    {"circles", "data", "ending", "lean", "parts", "progress", "regex", "streams", "whole", "witness"},
    {"words"},
    {"installed", "store"},
    {"stored", "room"},
    {"span", "version", "visible", "codec", "spelling"},
    {"problem", "finding", "entries", "edits"},
    {"sources", "script_files", "saving"},
    {"syntax"},
    {"values", "permissions_data", "schemas", "payloads"},
    {"senders"},
    {"facts"},
    {"scenario", "index", "given", "statistics"},
    {"rule"},
    {"config"},
    {"graph", "permissions", "implicit"},
    {"soundness", "link", "archive"},
    {"api", "pictures", "catalogue", "subject", "contracting", "scaffold"},
    {"plugins", "check", "ignores"},
    {"judge"},
    {"pipeline"},
    {"fixing"},
    {"report", "testing"},
    {"commands"},
    {"cli"},
    {"start"},
    {"__main__"},
]
"""The stages, each of which may import from those above it and from its own."""

HOMES = {
    "ruamel": {"syntax/document.py"},
    "networkx": {"graph.py", "soundness/lassos.py"},
    "jsonschema": {"schemas.py"},
    "rich": {"report/bar.py", "report/text.py"},
}


def _modules() -> Iterator[Path]:
    return iter(sorted(ENGINE.rglob("*.py")))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Imported module names, and whether only for types."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for child in block.body
        for node in ast.walk(child)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only


def _stage(name: str) -> int:
    return next(number for number, stage in enumerate(LINE) if name in stage)


@pytest.mark.parametrize("path", list(_modules()), ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_imports_point_down_the_line(path: Path) -> None:
    own = path.relative_to(ENGINE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module, typing_only in _imports(path):
        package, _, rest = module.partition(".")
        if package == "wflint" and rest and not typing_only:
            assert _stage(rest.split(".")[0]) <= _stage(own), f"{path.name} imports {module}"


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_one_home(library: str) -> None:
    users = {
        path.relative_to(ENGINE).as_posix()
        for path in _modules()
        if any(module.split(".")[0] == library and not typing_only for module, typing_only in _imports(path))
    }
    assert users == HOMES[library]


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.py")), ids=lambda path: path.stem)
def test_rules_use_only_the_api(path: Path) -> None:
    used = {module for module, _ in _imports(path) if module.split(".")[0] in ("wflint", "wflint_rules")}
    assert used <= {"wflint.api"}


def test_nothing_is_run_and_nothing_is_fetched() -> None:
    forbidden = {"subprocess", "socket", "urllib.request", "http.client", "requests", "multiprocessing", "pty"}
    used = {(path.name, module) for path in _modules() for module, _ in _imports(path) if module in forbidden}
    assert used == set()


DOORS = {
    *("read_text", "read_bytes", "is_file", "is_dir", "is_symlink", "exists", "iterdir", "glob", "rglob", "stat", "lstat"),
    *("resolve", "listdir", "scandir", "walk", "isfile", "isdir", "islink", "realpath", "getmtime", "access", "open"),
}
"""Methods and functions that ask the file system."""
METHODS = {"read_text", "read_bytes", "is_file", "is_dir", "is_symlink", "iterdir", "rglob", "lstat"}
"""Those of them that nothing else has than a path."""
OPENERS = {"witness.py", "store.py", "stored.py", "saving.py", "whole.py", "testing.py", "scaffold.py", "commands/world.py"}
OPENERS |= {f"commands/{name}.py" for name in COMMANDS if name not in STORED}
"""`witness` is the door; `store` has files of its own, `stored` sees code, `scaffold` wflint's data, the others write."""


@pytest.mark.parametrize("path", list(_modules()), ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_every_question_to_the_file_system_has_a_witness(path: Path) -> None:
    """A stored report rests on the answers that were taken down: one that wasn't could change unseen."""
    if path.relative_to(ENGINE).as_posix() in OPENERS:
        return
    tree = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    own_open = any(isinstance(node, ast.arg) and node.arg == "open" for node in tree)
    calls = [each for each in tree if isinstance(each, ast.Call)]
    for node in (each for each in calls if [ast.unparse(one) for one in each.args[:1]] != ["os.devnull"]):  # holds nothing
        assert own_open or not (isinstance(node.func, ast.Name) and node.func.id == "open"), f"line {node.lineno}"
        if isinstance(node.func, ast.Attribute) and node.func.attr in DOORS:
            owner = ast.unparse(node.func.value)
            asks = owner.startswith(("os", "Path", "path")) or node.func.attr in METHODS
            assert not asks or owner.startswith(("witness", "files(")), f"line {node.lineno}: ask by `witness`"


@pytest.mark.parametrize("path", sorted(RULES.rglob("*.py")), ids=lambda path: path.stem)
def test_rules_know_nothing_of_the_machine(path: Path) -> None:
    """What a rule says depends on the system alone, so that a stored report can be given again."""
    used = {module.split(".")[0] for module, _ in _imports(path)}
    assert not used & {"os", "io", "sys", "time", "datetime", "random", "secrets", "pathlib", "socket", "subprocess", "tempfile"}
